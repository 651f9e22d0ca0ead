"""The Schwarz form against the matrices themselves."""

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
CHAINS = pytest.mark.parametrize(("name", "chain"), [("legs", legs), ("lagt", lagt)])


@CHAINS
@pytest.mark.parametrize("N", [1, 2, 3, 7])
def test_markov_parameters_agree_exactly(name, chain, N):
    """BᵀAᵏB = gain² e₁ᵀSᵏe₁ for k < 2N fixes the form up to signs of the basis."""
    A, B = family(name).balls(N, 300)
    with working_precision(300):
        offset, alpha, corner, gain = chain.schwarz_balls(N)
        S = flint.arb_mat(N, N)
        for k in range(N):
            S[k, k] = offset + (corner if k == 0 else 0)
        for k, a in enumerate(alpha):
            S[k + 1, k], S[k, k + 1] = a, -a
        x, y = B, flint.arb_mat([[gain if k == 0 else 0] for k in range(N)])
        first = B.transpose(), y.transpose()
        for _ in range(2 * N):
            left, right = (first[0] * x)[0, 0], (first[1] * y)[0, 0]
            assert left.overlaps(right)
            assert left.rel_accuracy_bits() > 100
            x, y = A * x, S * y


@CHAINS
@pytest.mark.parametrize("N", [1, 2, 9, 300])
def test_floats_are_the_rounded_balls(name, chain, N):
    form = chain.schwarz(N)
    with working_precision(120):
        offset, alpha, corner, gain = chain.schwarz_balls(N)
        assert (form.offset, form.corner) == (float(offset), float(corner))
        assert abs(form.gain / float(gain) - 1) <= EPS
        exact = np.array([float(a) for a in alpha])
    assert form.alpha.shape == (N - 1,)
    assert np.all(np.abs(form.alpha - exact) <= 3 * EPS * exact)


@CHAINS
@pytest.mark.parametrize("N", [1, 6, 500])
def test_solve_gives_the_allpass(name, chain, N):
    """gain² e₁ᵀ(zI − S)⁻¹e₁ = BᵀR(z)B = 1 − T(z)."""
    form, rhs = chain.schwarz(N), np.eye(N)[:, 0]
    for z in (0.3 + 2j, 40j, 1.0):
        found = form.gain**2 * chain.schwarz_solve(z, rhs, N)[0]
        # backward stable: the error is eps times ‖R‖ times the size of the entries
        allowed = 64 * EPS * (1 + form.gain**2 / (abs(z) + 0.1) * (1 + np.abs(form.corner)))
        assert abs(found - (1 - chain.allpass(z, N))) <= allowed
    block = chain.schwarz_solve(1j, np.eye(N), N)
    assert np.abs((1j * np.eye(N) - form.dense()) @ block - np.eye(N)).max() <= 1e3 * N * EPS


@CHAINS
@pytest.mark.parametrize("N", [2, 30, 700])
def test_solve_keeps_its_digits_right_of_the_axis(name, chain, N):
    """A continued fraction in balls, t_k = d_k + α_k²/t_{k+1}, at ω from 1e−6 to 1e12."""
    for z in (1e-6j, 1e-2j, 3j, 40j, 1e4j, 1e12j, 0.3 + 70j, 2e3):
        found = chain.schwarz_solve(z, np.eye(N)[:, 0], N)
        with working_precision(2000):
            offset, alpha, corner, _ = chain.schwarz_balls(N)
            pivots = [flint.acb(z) - offset] * N
            pivots[0] -= corner
            for k in reversed(range(N - 1)):
                pivots[k] += alpha[k] ** 2 / pivots[k + 1]
            exact = [1 / pivots[0]]
            for k in range(N - 1):
                exact.append(alpha[k] * exact[k] / pivots[k + 1])
            size = sum((abs(v) ** 2 for v in exact), flint.arb(0)).sqrt()
            error = max(
                float(abs(flint.acb(complex(a)) - b) / size)
                for a, b in zip(found, exact, strict=True)
            )
        assert error <= 24 * EPS, z


@CHAINS
@pytest.mark.parametrize("N", [1, 2, 12])
def test_numerical_range_is_that_of_the_matrix(name, chain, N):
    A = family(name).system(N).A
    angles = np.array([0.0, 0.4, np.pi / 2, 2.5, -1.0, np.pi])
    points = chain.schwarz_numerical_range(N, angles)
    scale = np.linalg.norm(A, 2)
    for theta, point in zip(angles, points, strict=True):
        turned = np.exp(-1j * theta) * A
        support = np.linalg.eigvalsh((turned + turned.conj().T) / 2)[-1]
        assert abs((np.exp(-1j * theta) * point).real - support) <= 64 * EPS * scale
    assert np.max(points.real) <= (-0.5 if name == "legs" and N > 1 else 0) + 8 * EPS * scale


@CHAINS
def test_bad_input_is_refused(name, chain):
    with pytest.raises(InputError, match="rhs must be"):
        chain.schwarz_solve(1j, np.ones(3), 4)
    with pytest.raises(InputError, match="eigenvalue"):
        chain.schwarz_solve(-1.0 if name == "legs" else -0.5, np.ones(1), 1)
