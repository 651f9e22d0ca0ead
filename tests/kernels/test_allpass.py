"""The all-pass recurrence against dense singular values, ball inertia and a ball chain."""

import math

import flint
import numpy as np
import pytest

import ssmtheory.kernels.allpass as kernel
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


def real_poles(N):
    """The table of the eigenvalues of LegS in s = z + ½: h = k + ½, nothing else."""
    poles = np.zeros((4, N))
    poles[0] = np.arange(N) + 0.5
    return poles


def evaluate(z, N, function=kernel.log10_sigma_min):
    z = np.atleast_1d(np.asarray(z, dtype=complex))
    out = np.empty(z.size)
    function(z.real + 0.5, z.imag.copy(), real_poles(N), out)
    return out


def shifted_balls(N, z):
    """zI − A of LegS as an acb_mat, from the family's exact entries."""
    A, _ = family("legs").balls(N, flint.ctx.prec)
    M = flint.acb_mat(-A)
    for n in range(N):
        M[n, n] += flint.acb(z.real, z.imag)
    return M


def chain_norm_log10(N, z, steps=6):
    """log10 ‖R(z)‖₂ by power iteration on the O(N) resolvent chain in ball arithmetic.

    Converges like (σ₂/σ₁)^(2·steps): for deep points only.
    """
    z = flint.acb(z.real, z.imag)
    r = [flint.arb(2 * n + 1).sqrt() for n in range(N)]
    g = [1 / (z + n + 1) for n in range(N)]
    t = [(z - n) * g[n] for n in range(N)]
    x = [flint.acb(1 + (7 * n) % 5) for n in range(N)]
    for _ in range(steps):
        s, y = flint.acb(0), []
        for n in range(N):
            y.append(g[n] * (x[n] - r[n] * s))
            s = (t[n] * s + r[n] * g[n] * x[n]).mid()
        length = sum((abs(v) ** 2 for v in y), flint.arb(0)).sqrt().mid()
        s, x = flint.acb(0), [None] * N
        for n in reversed(range(N)):
            v, gc = y[n] / length, g[n].conjugate()
            x[n] = (gc * (v - r[n] * s)).mid()
            s = (t[n].conjugate() * s + r[n] * gc * v).mid()
        length = sum((abs(v) ** 2 for v in x), flint.arb(0)).sqrt().mid()
        x = [v / length for v in x]
    return float(length.log() / flint.arb(10).log())


@pytest.mark.parametrize("s", [1.3 + 0.4j, -2.2 + 1.1j, -0.1 + 3j, 0.0 + 0.5j])
def test_quotients_of_the_recurrence_are_power_sums_of_the_singular_values(s):
    """L1 = Σ 1/(σ_i² − μ) and L2 = Σ 1/(σ_i² − μ)², in both bases the kernel runs."""
    N = 5
    A = family("legs").system(N).A
    squares = np.linalg.svd((s - 0.5) * np.eye(N) - A, compute_uv=False) ** 2
    a, base = s.real, max(s.real, 0.0) ** 2
    work = np.zeros(10 * kernel.LANES)
    lanes = slice(None, None, kernel.LANES)
    work[lanes][:4] = min(a, 0.0), s.imag, 1.0, 0.3 * (squares[-1] - base)
    mu = base + 0.3 * (squares[-1] - base)
    kernel.gram_pass(work, real_poles(N))
    d, V, d1, V1, d2, V2 = work[lanes][4:10]
    f, f1, f2 = (u + max(a, 0.0) * v for u, v in ((d, V), (d1, V1), (d2, V2)))
    condition = squares[0] / (squares[-1] - mu)
    assert -f1 / f == pytest.approx((1 / (squares - mu)).sum(), rel=50 * EPS * condition)
    L2 = (f1 / f) ** 2 - 2 * f2 / f
    assert L2 == pytest.approx((1 / (squares - mu) ** 2).sum(), rel=100 * EPS * condition)


def test_plain_twins_agree_with_the_compiled_kernels(monkeypatch):
    z = np.array([-3.3 + 1.7j, 0.4 + 2j, -9.25 + 0.5j, -2.0, -20 + 11j, 5.0, -0.5 + 0.1j])
    compiled = evaluate(z, 7)
    names = ("binary_scale", "modulus_pass", "log10_modulus", "gram_pass", "laguerre_step")
    for name in (*names, "deep_block", "shallow_block"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    plain = evaluate(z, 7, kernel.log10_sigma_min.py_func)
    # The compiled one contracts a·b + c; both are accurate to a few N·eps.
    np.testing.assert_allclose(plain, compiled, atol=20 * 7 * EPS)


@pytest.mark.parametrize("N", [1, 2, 3, 17, 40])
def test_agrees_with_dense_singular_values_above_their_rounding(rng, N):
    z = rng.uniform(-1.5 * N - 3, N + 3, 150) + 1j * rng.uniform(-2 * N, 2 * N, 150)
    z[:3] = 0.0, -0.5, 1e-3j - 0.5
    A = family("legs").system(N).A
    sigma = np.linalg.svd(z[:, None, None] * np.eye(N) - A, compute_uv=False)[:, -1]
    norms = np.linalg.norm(A, 2) + np.abs(z)
    assert (np.abs(10.0 ** evaluate(z, N) - sigma) <= 4 * N * EPS * norms).all()


@pytest.mark.parametrize(
    "z", [-30.5 + 0.25j, -12 + 9j, -4.5 + 0.5j, 2.5 + 6j, -0.5 + 20j, -70 + 45j]
)
def test_enclosed_by_certified_inertia(eigenvalues_below, z):
    """No eigenvalue of M*M below σ²(1 − t), one below σ²(1 + t): σ to 12 digits and more."""
    N = 48
    log10_sigma = evaluate(z, N)[0]
    # a few N·eps from the products, and the ulp of the stored logarithm
    t = 4 * EPS * (N + abs(log10_sigma) * math.log(10))
    with working_precision(600):
        M = shifted_balls(N, z)
        square = flint.arb(10) ** (2 * flint.arb(log10_sigma))
        assert eigenvalues_below(M, square * (1 - 2 * flint.arb(t))) == 0
        assert eigenvalues_below(M, square * (1 + 2 * flint.arb(t))) == 1


@pytest.mark.parametrize(("N", "z"), [(64, -45 + 1j), (1024, -700 + 3j), (2048, -1500.5 + 40j)])
def test_deep_points_against_the_resolvent_chain_in_balls(N, z):
    """σ_min far below the smallest double at N = 1024 and 2048."""
    with working_precision(256):
        expected = -chain_norm_log10(N, z, steps=2)
    assert expected < -0.6 * N
    # N·eps relative from N products is N·eps/ln 10 in the logarithm; plus its own ulps.
    assert evaluate(z, N)[0] == pytest.approx(expected, abs=EPS * (N + 4 * abs(expected)))


def test_eigenvalues_give_minus_infinity_and_neighbours_do_not():
    found = evaluate(-np.arange(1.0, 301.0), 300)
    assert np.isneginf(found).all()
    near = evaluate([-3.0 + 2e-16j, -3.0 + 1e-16j], 8)
    # simple eigenvalue: σ_min is proportional to a tiny distance
    assert near[0] - near[1] == pytest.approx(math.log10(2), abs=20 * 8 * EPS)


def test_one_state_is_a_distance():
    """N = 1: σ = |z + 1|, to the ulp of the logarithm, however near the pole."""
    z = -1 + np.array([7.3e-9, -7.3e-9, 1e-4j, 3e-13 + 2e-13j, 0.3, -40 + 3j, 2.0])
    exact = np.log10(np.abs(z + 1))
    np.testing.assert_allclose(evaluate(z, 1), exact, rtol=0, atol=8 * EPS * 13)


def test_two_states_far_away_where_the_singular_values_cluster():
    """N = 2: σ_min² = S − √(S² − P²), 2S = ‖zI − A‖_F², P = |z+1||z+2|; to 1/|z|-close roots."""
    z = np.array([-1920.7369520722482 - 150.38382741087946j, 317.3 - 1522.2j, -1200.0])
    with working_precision(200):
        expected = []
        for w in z:
            zb = flint.acb(w.real, w.imag)
            P = abs(zb + 1) * abs(zb + 2)
            S = (abs(zb + 1) ** 2 + abs(zb + 2) ** 2 + 3) / 2
            square = S - (S * S - P * P).sqrt()
            expected.append(float(square.log() / 2 / flint.arb(10).log()))
    np.testing.assert_allclose(evaluate(z, 2), expected, rtol=0, atol=20 * EPS)


def test_extreme_arguments_neither_overflow_nor_lose_the_answer():
    z = np.array([1e300, -1e300, 1e300j, 1e155 - 1e155j])
    np.testing.assert_allclose(evaluate(z, 30), np.log10(np.abs(z)), rtol=4 * EPS)
    assert np.isfinite(evaluate([1e-300, -1e-300j, 0.0], 4096)).all()
    np.testing.assert_allclose(evaluate([1e-300], 512), evaluate([0.0], 512), rtol=EPS)


def test_blocks_do_not_mix_points(rng):
    """The value at a point does not depend on which points share its block."""
    z = rng.uniform(-40, 10, 3 * kernel.LANES + 5) + 1j * rng.uniform(0, 30, 3 * kernel.LANES + 5)
    together = evaluate(z, 32)
    alone = np.array([evaluate(point, 32)[0] for point in z])
    # Lanes stop on their own tests, so even the last bit agrees.
    np.testing.assert_array_equal(together, alone)


def test_next_to_a_pole_where_squares_underflow():
    """σ = |z − λ|/κ to first order, κ = (N+j)!/((2j+1)(N−1−j)!(j!)²) with λ = −(j+1)."""
    N, j, t = 5, 2, np.array([1e-200, 3e-300])
    f = math.factorial
    kappa = f(N + j) // ((2 * j + 1) * f(N - 1 - j) * f(j) ** 2)
    expected = np.log10(t) - math.log10(kappa)
    np.testing.assert_allclose(evaluate(-3.0 + 1j * t, N), expected, rtol=4 * EPS)


def test_coinciding_singular_values_are_found_by_halving():
    """Two roots equal to rounding: Laguerre's step from below may land on either side."""
    bracket = np.array([0.0, math.inf])
    mu, root, done, steps = 0.0, 0.7, False, 0
    while not done and steps < kernel.MAX_STEPS:
        f = (root - mu) ** 2 * (1 + 1e-9) - 1e-20
        mu, done = kernel.laguerre_step.py_func(2, f, -2 * (root - mu), 1.0, 0.0, mu, bracket)
        steps += 1
    assert done
    # a double root is good to the square root of the noise in f
    assert mu == pytest.approx(root, abs=4e-9)
