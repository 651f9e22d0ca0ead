"""State responses, transfer functions, solves and basis functions of both chains."""

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
BOTH = [("legs", legs), ("lagt", lagt)]
CHAINS = pytest.mark.parametrize(("name", "chain"), BOTH, ids=["legs", "lagt"])
POINTS = [1e-6j, 1j, 1e3j, 1e12j, 0.3 + 2j, -0.5 + 3j, -7.3 + 0.4j, 5.0, -3.0001, -11 + 0.3j]


def dense_rank_one(name: str, s: complex, N: int, rho: float, bits: int = 500) -> list:
    """(sI − A − τPPᵀ)⁻¹B/(1+ρ) by a dense solve in balls, P = B/√2."""
    A, B = family(name).balls(N, bits)
    with working_precision(bits):
        rho = flint.arb(rho)
        tau = 2 * rho / (1 + rho)
        M = -flint.acb_mat(A + B * B.transpose() * (tau / 2))
        for n in range(N):
            M[n, n] += flint.acb(s.real, s.imag)
        x = M.solve(flint.acb_mat(B) * (1 / flint.acb(1 + rho)))
        return [x[n, 0] for n in range(N)]


def error_over_norm(found, exact: list) -> float:
    with working_precision(500):
        size = sum((abs(v) * abs(v) for v in exact), flint.arb(0)).sqrt()
        errors = (abs(flint.acb(complex(a)) - v) / size for a, v in zip(found, exact, strict=True))
        return max(float(e) for e in errors)


@CHAINS
@pytest.mark.parametrize(
    ("form", "rho"), [("dplr", None), ("diagonal", None), ("rank-one", 0.1), ("rank-one", 1e-6)]
)
def test_every_form_solves_its_own_dense_system(name, chain, form, rho):
    N = 20
    value = {"dplr": 0.0, "diagonal": 1.0}.get(form, rho)
    for s in map(complex, POINTS):
        exact = dense_rank_one(name, s, N, value)
        assert error_over_norm(chain.transfer(s, N, None, form, rho), exact) <= 64 * EPS, s


@CHAINS
@pytest.mark.parametrize(("form", "rho"), [("dplr", None), ("diagonal", None), ("rank-one", 0.03)])
def test_balls_hold_the_dense_solution(name, chain, form, rho):
    N, s = 9, 0.3 - 2j
    exact = dense_rank_one(name, s, N, {"dplr": 0.0, "diagonal": 1.0}.get(form, rho))
    with working_precision(200):
        found = chain.transfer_balls(s, N, None, form, rho)
        assert all(a.overlaps(b) for a, b in zip(found, exact, strict=True))
        assert min(v.rel_accuracy_bits() for v in found) > 150
        row = [1, -2.5, 3j, *range(N - 3)]
        single = chain.transfer_balls(s, N, row, form, rho)
        assert single.overlaps(chain.transfer_balls(s, N, [row], form, rho)[0])
        assert single.overlaps(sum((c * v for c, v in zip(row, exact, strict=True)), flint.acb(0)))


@pytest.mark.parametrize("N", [300, 1000])
@pytest.mark.parametrize(("form", "rho"), [("dplr", None), ("rank-one", 0.2)])
def test_outputs_at_large_orders_against_balls(N, form, rho, rng):
    C = rng.normal(size=N)
    s = np.array([1e-3j, 1j, 300j, 1e9j, -0.5 + 40j, 2.3, 250.5 + 3j])
    found = legs.transfer(s, N, C, form, rho)
    for z, value in zip(s, found, strict=True):
        with working_precision(200):
            exact = legs.transfer_balls(complex(z), N, C, form, rho)
            size = np.linalg.norm(C) * np.linalg.norm(legs.transfer(z, N, None, form, rho))
            assert float(abs(flint.acb(complex(value)) - exact)) <= 64 * EPS * size


@CHAINS
def test_a_million_states(name, chain):
    """Bᵀx = (1 − T)/(1 + ρT), with the sum over 10⁶ states and T in O(1)."""
    N, s, rho = 10**6, np.array([3j, 1e5j, 0.2 + 7j]), 0.1
    B = np.sqrt(2.0 * np.arange(N) + 1) if name == "legs" else np.ones(N)
    found = chain.transfer(s, N, B, "rank-one", rho)
    T = chain.allpass(s, N)
    size = np.linalg.norm(B) * np.linalg.norm(chain.states(s[1], N))
    assert np.max(np.abs(found - (1 - T) / (1 + rho * T))) <= 16 * EPS * (size + N)


@CHAINS
@given(seed=st.integers(0, 999), N=st.integers(1, 40), x=st.floats(-0.4, 9), y=st.floats(-99, 99))
def test_forms_differ_by_a_factor(name, chain, seed, N, x, y):
    """G_diag (1 + T) = G and G_ρ (1 + ρT) = G for any C, s, N."""
    C = np.random.default_rng(seed).uniform(-1, 1, (2, N))
    C = C[0] + 1j * C[1]
    s, rho = complex(x, y), 0.25
    G = chain.transfer(s, N, C)
    size = np.linalg.norm(C) * np.linalg.norm(chain.states(s, N))
    for form, r in (("diagonal", None), ("rank-one", rho)):
        factor = chain.one_plus_rho_allpass(s, N, r or 1.0)
        assume(abs(factor) > 1e-6)
        # T itself carries the rounding of its phase, at most N times |log|-many ulp
        allowed = 64 * N * EPS * size * (1 + 1 / abs(factor))
        assert abs(chain.transfer(s, N, C, form, r) * factor - G) <= allowed


@CHAINS
@given(N=st.integers(1, 40), x=st.floats(-20, 20), y=st.floats(0.01, 99))
def test_conjugate_points_have_conjugate_states(name, chain, N, x, y):
    s = complex(x, y)
    for form, rho in (("dplr", None), ("rank-one", 0.5)):
        here, there = (chain.transfer(z, N, None, form, rho) for z in (s, s.conjugate()))
        assert np.array_equal(here.conj(), there)


@CHAINS
def test_limits_in_rho(name, chain):
    s, N = np.array([2j, 0.7 + 1j, -3.2 + 5j]), 16
    same = chain.transfer(s, N)
    assert np.array_equal(same, chain.states(s, N))
    tiny = chain.transfer(s[:2], N, None, "rank-one", 1e-300)
    assert np.all(np.abs(tiny - same[:2]) <= 4 * EPS * np.abs(same[:2]))
    full = chain.transfer(s, N, None, "rank-one", 1.0)
    assert np.array_equal(full, chain.transfer(s, N, None, "diagonal"))
    small = chain.transfer(s[:2], N, None, "rank-one", 1e-9)  # |T| ≤ 1 there
    assert np.all(np.abs(small - same[:2]) <= 1.1e-9 * np.abs(same[:2]))


def test_rank_one_form_is_finite_at_the_eigenvalues_of_legs():
    """At s = −3 both x and T are infinite, and their quotient is not."""
    N, s = 12, -3.0 + 0j
    found = legs.transfer(s, N, None, "rank-one", 0.2)
    assert error_over_norm(found, dense_rank_one("legs", s, N, 0.2)) <= 64 * EPS
    assert np.isinf(legs.states(s, N)[5])


@CHAINS
def test_shapes(name, chain):
    s, N = np.ones((2, 3)) * 1j, 5
    assert chain.states(s, N).shape == (2, 3, 5)
    assert chain.transfer(s, N, np.ones(N)).shape == (2, 3)
    assert chain.transfer(s, N, np.ones((4, N))).shape == (2, 3, 4)
    assert chain.transfer(1j, N, np.ones((1, N))).shape == (1,)
    assert np.ndim(chain.transfer(1j, N, np.ones(N))) == 0


@CHAINS
def test_bad_input_is_refused(name, chain):
    for call, error in (
        (lambda: chain.transfer(1j, 4, np.ones(5)), InputError),
        (lambda: chain.transfer(1j, 4, None, "modal"), UnknownNameError),
        (lambda: chain.transfer(1j, 4, None, "rank-one"), InputError),
        (lambda: chain.transfer(1j, 4, None, "dplr", 0.5), InputError),
        (lambda: chain.transfer(1j, 4, None, "rank-one", 1.2), InputError),
        (lambda: chain.transfer(1j, 4, None, "rank-one", float("nan")), InputError),
        (lambda: chain.transfer(1j, 4, None, "rank-one", 0.0), InputError),
        (lambda: chain.transfer(1j, 4, None, "rank-one", "x"), InputError),
        (lambda: chain.transfer(1j, 4, None, "rank-one", np.array([0.1, 0.2])), InputError),
        (lambda: chain.solve(1j, np.ones(3), 4), InputError),
        (lambda: chain.solve(-1.0 if name == "legs" else -0.5, np.ones(4), 4), InputError),
        (lambda: chain.transfer_balls(1j, 4, [1, 2, 3]), InputError),
        (lambda: chain.solve_balls(1j, [1, 2, 3], 4), InputError),
    ):
        with pytest.raises(error):
            call()


@CHAINS
@pytest.mark.parametrize("z", [2j, -4.4 + 1j, 0.9])
def test_solves_and_entries_are_those_of_the_dense_inverse(name, chain, z, rng):
    N = 14
    A, _ = family(name).balls(N, 400)
    with working_precision(400):
        M = -flint.acb_mat(A)
        for n in range(N):
            M[n, n] += flint.acb(z)
        R = M.inv()
        rhs = rng.normal(size=(N, 2))
        exact = R * flint.acb_mat([[float(v) for v in row] for row in rhs])
        scale = max(float(abs(R[n, k])) for n in range(N) for k in range(N))
        balls = chain.solve_balls(z, list(rhs[:, 0]), N)
        for n in range(N):
            assert balls[n].overlaps(exact[n, 0])
            for k in range(N):
                entry = complex(chain.resolvent_entry(n, k, z))
                assert float(abs(R[n, k] - entry)) <= 8 * N * EPS * float(abs(R[n, k])) + 1e-90
                assert chain.resolvent_entry_balls(n, k, z).overlaps(R[n, k])
        found = chain.solve(z, rhs, N)
        errors = [float(abs(exact[n, j] - complex(found[n, j]))) for n in range(N) for j in (0, 1)]
        assert max(errors) <= 8 * N * EPS * scale * np.linalg.norm(rhs)


@pytest.mark.parametrize("t", [0.0, 1e-9, 0.3, 0.8, 4.0, 40.0])
def test_legendre_basis_at_high_degree(t):
    """Degree 2000, where a rounded 2e^{−t} − 1 would cost n² ulp near t = 0."""
    found = legs.basis(t, 2001)
    for n in (0, 1, 2, 57, 2000):
        with mpmath.workdps(60):
            x = 2 * mpmath.exp(-mpmath.mpf(t)) - 1
            exact = mpmath.sqrt(2 * n + 1) * mpmath.exp(-mpmath.mpf(t)) * mpmath.legendre(n, x)
            error = abs(mpmath.mpf(found[n]) - exact)
        allowed = 4 * (n + 4) * EPS * np.sqrt(2 * n + 1) * np.exp(-t)
        assert error <= allowed


@pytest.mark.parametrize("t", [0.0, 0.5, 30.0, 2000.0])
def test_laguerre_basis_at_high_degree(t):
    """e^{−1000} underflows and L_n(2000) e^{−1000} does not from n ≈ 500 on."""
    found = lagt.basis(t, 1001)
    assert np.abs(found[1000]) > 1e-6
    for n in (0, 3, 100, 700, 1000):
        with mpmath.workdps(1000):
            exact = mpmath.laguerre(n, 0, mpmath.mpf(t)) * mpmath.exp(-mpmath.mpf(t) / 2)
            error = abs(mpmath.mpf(found[n]) - exact)
        # neighbours of a small value set the scale: the functions oscillate with n
        assert error <= 64 * (n + 4) * EPS * max(abs(exact), np.max(np.abs(found)) * 1e-2)


@CHAINS
def test_basis_balls_hold_the_floats(name, chain):
    with working_precision(300):
        for t in (0.0, 0.4, 6.0):
            for ball, value in zip(chain.basis_balls(t, 30), chain.basis(t, 30), strict=True):
                assert float(abs(ball - flint.arb(float(value)))) <= 256 * EPS * np.exp(-t / 2)
                assert ball.rad() < 1e-60
