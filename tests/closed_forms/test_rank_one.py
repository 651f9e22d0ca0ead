"""Poles of the rank-one forms against polynomial roots, and the critical values of ρ."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.closed_forms.legs_rank_one import log_critical_rho
from ssmtheory.errors import ConvergenceError, InputError
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
RHOS = [1.0, 0.5, 0.1, 0.01, 0.001, 1e-12, 1e-40]


def polynomial(name: str, N: int, rho: float) -> flint.fmpz_poly:
    """den + ρ num of T_N, rational coefficients cleared: its roots are the poles."""
    top, bottom = flint.fmpq_poly([1]), flint.fmpq_poly([1])
    for k in range(N):
        top *= flint.fmpq_poly([-k, 1]) if name == "legs" else flint.fmpq_poly([-1, 2])
        bottom *= flint.fmpq_poly([k + 1, 1]) if name == "legs" else flint.fmpq_poly([1, 2])
    return (top * flint.fmpq(*Fraction(rho).as_integer_ratio()) + bottom).numer()


def exact_roots(name: str, N: int, rho: float) -> list[flint.acb]:
    return [z for z, count in polynomial(name, N, rho).complex_roots() for _ in range(count)]


@pytest.mark.parametrize("rho", RHOS)
@pytest.mark.parametrize("N", [1, 2, 3, 8, 33, 64])
def test_every_legs_pole_once_and_to_a_few_ulp(N, rho):
    """Each exact root is the nearest one of exactly one computed pole."""
    found = legs.rank_one_poles(N, rho)
    assert found.shape == (N,)
    with working_precision(400):
        exact = exact_roots("legs", N, rho)
        distance = np.abs(found[:, None] - np.array([complex(z) for z in exact])[None, :])
        nearest = distance.argmin(axis=1)
        assert sorted(nearest) == list(range(N))
        gaps = np.array([np.inf, *np.abs(legs.critical_rho(N) / rho - 1)])
        condition = 1 + 1 / np.sqrt(gaps.min())  # a pair about to meet
        for z, k in zip(found, nearest, strict=True):
            error = float(abs(flint.acb(complex(z)) - exact[k]) / abs(exact[k]))
            assert error <= 8 * EPS * condition


@pytest.mark.parametrize("rho", [1.0, 0.5, 0.1, 0.001])
@pytest.mark.parametrize("N", [1, 2, 7, 24])
def test_lagt_poles(N, rho):
    """The circle of Apollonius: q = (s−½)/(s+½) runs over the N-th roots of −1/ρ."""
    found = lagt.rank_one_poles(N, rho)
    q = (found - 0.5) / (found + 0.5)
    assert np.all(np.abs(q**N * rho + 1) <= 8 * N * EPS * (1 + 1 / np.abs(found**2 - 0.25)))
    assert np.min(np.abs(np.subtract.outer(q, q)) + 9 * np.eye(N)) > 1 / N
    with working_precision(200):
        for z, ball in zip(found, lagt.rank_one_poles_balls(N, rho), strict=True):
            assert float(abs(flint.acb(complex(z)) - ball)) <= 8 * EPS * float(abs(ball))
    assert lagt.critical_rho(N).size == 0


@pytest.mark.parametrize("chain", [legs, lagt], ids=["legs", "lagt"])
@pytest.mark.parametrize(("N", "rho"), [(2, 0.3), (9, 0.001), (40, 0.1), (41, 1e-9)])
def test_order_and_conjugate_pairs(chain, N, rho):
    found = chain.rank_one_poles(N, rho)
    assert np.all(np.diff(found.imag) <= 0)
    assert np.array_equal(np.sort_complex(found), np.sort_complex(found.conj()))
    real = found[found.imag == 0].real
    assert np.all(np.diff(real) < 0)
    assert np.all(found.real < 0)


@pytest.mark.parametrize("name", ["legs", "lagt"])
def test_brute_force_eigenvalues(reference, name):
    chain = {"legs": legs, "lagt": lagt}[name]
    for N, values in reference[name].items():
        for rho, record in values.get("rank_one", {}).items():
            found = chain.rank_one_poles(N, float(rho))
            with working_precision(150):
                exact = [complex(float(x), float(y)) for x, y in record["eigenvalues"]]
            for z in exact:
                assert np.min(np.abs(found - z)) <= 16 * EPS * abs(z), (N, rho)


def test_the_normal_part_is_rho_one():
    found = legs.rank_one_poles(50, 1.0)
    omega = legs.normal_part_frequencies(50)
    assert np.max(np.abs(found.imag[:25] / omega - 1)) <= 8 * EPS
    # the real part is −½ up to rounding of the phase, of which it is the conjugate direction
    assert np.max(np.abs(found.real[:25] + 0.5) / omega) <= 8 * EPS


def test_small_rho_returns_to_hippo():
    found = legs.rank_one_poles(10, 1e-200)
    assert np.array_equal(found, -np.arange(1.0, 11.0))


@pytest.mark.parametrize("rho", [0.9, 0.1, 1e-4, 1e-30])
def test_large_orders_solve_the_equation(rho):
    N = 10**5
    found = legs.rank_one_poles(N, rho)
    assert found.shape == (N,)
    upper = found[found.imag > 0]
    assert np.min(np.diff(-upper.imag)) > 0
    for z in upper[:: upper.size // 7]:
        with working_precision(900):
            s = flint.acb(complex(z))
            half = flint.arb("0.5")
            w = -s - half
            slope = (half + w).digamma() + (half - w).digamma()
            slope -= (N + half - w).digamma() + (N + half + w).digamma()
            newton = (1 + 1 / (rho * legs.allpass_balls(s, N))) / slope
            assert float(abs(newton)) <= 16 * EPS * abs(z)


@pytest.mark.parametrize(
    ("N", "largest"), [(2, 0.0718), (4, 0.0232), (8, 0.00862), (16, 0.00342), (32, 0.00142)]
)
def test_critical_values(N, largest):
    values = legs.critical_rho(N)
    assert values.shape == (N // 2,)
    assert abs(values[0] - largest) <= 0.5 * 10 ** (-2 - int(-np.log10(largest)))
    assert np.all(np.diff(values) < 0)


@pytest.mark.parametrize("N", [2, 5, 12])
def test_critical_values_are_zeros_of_the_discriminant(N):
    """Two real roots below ρ_c, two complex ones above: a sign change of the discriminant."""
    for rho in legs.critical_rho(N):
        slack = 8 * EPS * (1 - np.log(rho))  # of the logarithm that was exponentiated
        inside = polynomial("legs", N, rho * (1 - slack)).discriminant()
        outside = polynomial("legs", N, rho * (1 + slack)).discriminant()
        assert int(inside) * int(outside) < 0


def test_critical_rho_of_two_states_in_closed_form():
    """T = s(s−1)/((s+1)(s+2)): double poles at ρ = 7 − 4√3."""
    exact = 7 - 4 * np.sqrt(np.longdouble(3))
    assert abs(legs.critical_rho(2)[0] - exact) <= 4 * EPS * exact
    where, height = log_critical_rho(2)
    assert abs(where[0] + (1 + np.sqrt(3)) / 2) <= 1e-8  # stationary: half of the digits
    assert abs(height[0] - float(np.log(exact))) <= 8 * EPS


def test_poles_at_a_critical_value_are_refused():
    for N in (2, 9, 64):
        with pytest.raises(ConvergenceError, match="critical value"):
            legs.rank_one_poles(N, float(legs.critical_rho(N)[0]))
    near = legs.critical_rho(8)[0] * (1 + 1e-9)
    pair = legs.rank_one_poles(8, near)
    assert np.min(np.abs(np.diff(pair))) < 1e-3
    assert np.min(np.abs(np.diff(pair))) > 1e-7


@pytest.mark.parametrize("rho", [0.0, -0.1, 1.0001, float("nan")])
@pytest.mark.parametrize("chain", [legs, lagt], ids=["legs", "lagt"])
def test_rho_outside_its_range_is_refused(chain, rho):
    with pytest.raises(InputError, match="rho must lie"):
        chain.rank_one_poles(8, rho)


@pytest.mark.parametrize("rho", [1.0, 0.5, 0.003])
@pytest.mark.parametrize("N", [1, 2, 7, 40])
def test_certified_poles_hold_the_polynomial_roots(N, rho):
    with working_precision(160):
        found = legs.rank_one_poles_balls(N, rho)
    assert all(z.rel_accuracy_bits() >= 150 for z in found)
    with working_precision(300):
        for z in exact_roots("legs", N, rho):
            assert sum(ball.overlaps(z) for ball in found) == 1


def test_certified_poles_at_a_larger_order():
    floats = legs.rank_one_poles(600, 0.1)
    with working_precision(100):
        balls = legs.rank_one_poles_balls(600, flint.arb(0.1))
    errors = [abs(complex(b) - z) / abs(z) for b, z in zip(balls, floats, strict=True)]
    assert max(errors) <= 8 * EPS
