"""log T, T and 1 + ρT of both chains against products in ball arithmetic."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.closed_forms.chain import LAGT, LEGS, check_rho
from ssmtheory.closed_forms.chain_names import shared_names
from ssmtheory.errors import InputError
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
CHAINS = pytest.mark.parametrize("chain", [legs, lagt], ids=["legs", "lagt"])
ORDERS = pytest.mark.parametrize("N", [1, 2, 5, 32, 33, 64, 1000, 10**6])
finite = st.floats(-50, 50)


def product(chain, s: complex, N: int) -> flint.acb:
    """T_N(s) from its factors (a rising factorial for LegS), at the working precision."""
    z = flint.acb(s.real, s.imag)
    if chain is legs:
        return (z - N + 1).rising(N) / (z + 1).rising(N)
    return ((2 * z - 1) / (2 * z + 1)) ** N


def sensitivity(chain, s: complex, N: int) -> float:
    """|s d log T/ds|, the condition number of T."""
    if chain is lagt:
        return N * abs(s) / abs(s * s - 0.25)
    w = flint.acb(s.real + 0.5, s.imag)
    terms = [(w + h).digamma() for h in (flint.arb("0.5"),)] * 2
    terms += [-(w + flint.arb("0.5") + N).digamma(), -(w + flint.arb("0.5") - N).digamma()]
    return abs(s) * float(abs(sum(terms, flint.acb(0))).abs_upper())


def close(chain, found: complex, s: complex, N: int, slack: float = 8.0) -> bool:
    """|log T − found| mod 2πi ≤ slack ε (1 + |log T| + condition)."""
    with working_precision(2200 if N < 10**5 else 400):
        exact = product(chain, s, N).log()
        gap = complex(flint.acb(found.real, found.imag) - exact)
        gap = complex(gap.real, (gap.imag + np.pi) % (2 * np.pi) - np.pi)
        allowed = 1 + abs(complex(exact)) + sensitivity(chain, s, N)
    return abs(gap) <= slack * EPS * allowed


@CHAINS
@ORDERS
def test_logarithm_on_the_axis_over_eighteen_decades(chain, N):
    omega = 10.0 ** np.arange(-6, 13)
    for w, found in zip(omega, chain.log_allpass(1j * omega, N), strict=True):
        assert close(chain, found, complex(0, w), N), w


@CHAINS
@ORDERS
def test_logarithm_in_the_plane(chain, N, rng):
    size = 10.0 ** rng.uniform(-2, np.log10(3 * N + 1), 30)
    s = size * np.exp(2j * np.pi * rng.random(30)) + 1e-3j
    for z, found in zip(s, chain.log_allpass(s, N), strict=True):
        assert close(chain, found, complex(z), N), z


@pytest.mark.parametrize("N", [40, 1000])
def test_logarithm_at_the_seams_of_its_formulas(N):
    """|w| = 16, |w| = N, |w − N| = 16 and Im w = 7 are where the evaluation changes."""
    turn = np.exp(1j * np.linspace(0.01, 3.1, 7))
    w = np.concatenate([r * turn for r in (15.999, 16.001, N - 0.001, N + 0.001)])
    w = np.concatenate([w, N + 15.999 * turn, N + 16.001 * turn, [20.3 + 6.999j, 20.3 + 7.001j]])
    for s in w - 0.5:
        assert close(legs, complex(legs.log_allpass(s, N)), complex(s), N), s


@pytest.mark.parametrize("N", [1, 33, 10**6])
def test_modulus_on_the_axis_keeps_its_digits(N):
    """|T(iω)| = |ω|/√(ω²+N²) exactly: log |T| is right to a few ulp of itself."""
    omega = 10.0 ** np.arange(-6, 13)
    found = legs.log_allpass(1j * omega, N).real
    exact = -0.5 * np.log1p((N / omega) ** 2)
    assert np.max(np.abs(found / exact - 1)) <= 16 * EPS


def test_real_axis_has_a_real_product():
    s = np.array([0.3, 7.7, 20.2, 63.5, 900.0, -0.7, -30.1])
    T = legs.allpass(s, 64)
    with working_precision(400):
        exact = np.array([float(product(legs, complex(x), 64).real) for x in s])
    assert np.all(T.imag == 0) or np.max(np.abs(T.imag / T)) <= 8 * EPS
    assert np.max(np.abs(T.real / exact - 1)) <= 1000 * EPS  # condition: |s T'/T| < 1000 here


@CHAINS
@given(x=finite, y=finite, N=st.integers(1, 300))
def test_symmetries(chain, x, y, N):
    """T(w̄) is the conjugate of T(w), and T(−w) = 1/T(w): bit for bit."""
    s = complex(x, y)
    mirror = -1 - s if chain is legs else -s
    log = chain.log_allpass(s, N)
    if np.isfinite(log) and abs(abs(log.imag) - np.pi) > 1e-9:
        assert chain.log_allpass(s.conjugate(), N) == log.conjugate()
        if chain is lagt or -1 - mirror.real == x:  # the mirror image was not rounded
            assert chain.log_allpass(mirror, N) == -log


def test_zeros_poles_underflow_and_overflow():
    assert legs.allpass(3.0, 8) == 0
    assert np.isneginf(legs.log_allpass(3.0, 8).real)
    assert np.isposinf(legs.log_allpass(-3.0, 8).real)
    assert legs.allpass(3.0, 2) != 0
    assert legs.allpass(-3.0, 8) == np.inf
    assert legs.allpass(700.5 + 0.1j, 1000) == 0  # |T| ~ 10^−765
    assert legs.allpass(-701.5 + 0.1j, 1000) == np.inf
    assert legs.allpass(np.inf, 8) == 1
    assert lagt.allpass(0.5, 3) == 0
    assert lagt.log_allpass(1e300 * (1 + 1j), 5).real == pytest.approx(-2.5e-300, rel=4 * EPS)


@pytest.mark.parametrize("N", [8, 64, 5000])
def test_one_plus_allpass_near_the_spikes(N):
    """Error ε·(size of the phase and of its slope), not ε/|1 + T|, at doubles beside iω_m."""
    omega = legs.normal_part_frequencies(N)
    for w in (omega[0], omega[N // 4], omega[-1]):
        for shift in (0.0, 1e-9, 1e-3):
            s = complex(-0.5, w * (1 + shift))
            found = complex(legs.one_plus_rho_allpass(s, N, 1.0))
            with working_precision(600):
                exact = 1 + product(legs, s, N)
                error = float(abs(flint.acb(found) - exact))
                allowed = sensitivity(legs, s, N) + abs(complex(legs.log_allpass(s, N)))
                assert error <= 4 * EPS * (allowed + abs(found) + np.pi)


@CHAINS
@pytest.mark.parametrize("rho", [0.0, 1e-6, 0.3, 1.0])
def test_one_plus_rho_allpass_in_the_plane(chain, rho):
    N = 40
    for s in (1j, 3.3 + 2j, -0.2 - 4j, 1e5j, -5.5 + 0.2j, 8.25):
        found = complex(chain.one_plus_rho_allpass(s, N, rho))
        with working_precision(600):
            T = rho * product(chain, complex(s), N)
            error = float(abs(flint.acb(found) - 1 - T))
            allowed = abs(found) + float(abs(T)) * (
                abs(complex(chain.log_allpass(s, N))) + sensitivity(chain, complex(s), N)
            )
        assert error <= 8 * EPS * allowed


@CHAINS
def test_shapes_and_bad_input(chain):
    assert chain.log_allpass(np.ones((2, 3)), 4).shape == (2, 3)
    assert np.ndim(chain.log_allpass(1j, 4)) == 0
    assert chain.one_plus_rho_allpass(np.ones((2, 0)), 4, 0.5).shape == (2, 0)
    with pytest.raises(InputError, match="rho must lie"):
        chain.one_plus_rho_allpass(1j, 4, 1.5)
    with pytest.raises(InputError, match="at least 1"):
        chain.log_allpass(1j, 0)


@pytest.mark.parametrize("rho", ["x", None, 0.5j, True, np.array([0.5]), np.inf, -1e-300, 1 + EPS])
@CHAINS
def test_rho_that_is_no_number_in_the_interval_is_refused(chain, rho):
    for call in (chain.one_plus_rho_allpass, chain.one_plus_rho_allpass_balls):
        with pytest.raises(InputError, match=r"rho must lie in \[0, 1\]"):
            call(1j, 4, rho)
    with pytest.raises(InputError, match="rho"):
        chain.transfer(1j, 4, None, "rank-one", rho)


@CHAINS
def test_fractions_are_not_rounded_on_the_way_to_balls(chain):
    with working_precision(200):
        tenth = chain.transfer_balls(2j, 5, None, "rank-one", Fraction(1, 10))
        exact = chain.transfer_balls(2j, 5, None, "rank-one", flint.fmpq(1, 10))
        double = chain.transfer_balls(2j, 5, None, "rank-one", 0.1)
        assert all(a.overlaps(b) for a, b in zip(tenth, exact, strict=True))
        assert not any(a.overlaps(b) for a, b in zip(tenth, double, strict=True))
        poles = chain.rank_one_poles_balls(5, Fraction(1, 10))
        T = [1 + chain.allpass_balls(z, 5) / 10 for z in poles]
    assert all(v.contains(0) and abs(v).abs_upper() < 1e-45 for v in T)


def test_both_chains_have_the_same_shared_names():
    assert shared_names(LEGS).keys() == shared_names(LAGT).keys()
    for name, function in shared_names(LAGT).items():
        assert getattr(lagt, name).__func__ is getattr(legs, name).__func__ is function.__func__
        assert getattr(legs, name).__self__.kind == LEGS != getattr(lagt, name).__self__.kind
    assert {"states", "states_balls", "schwarz_solve", "first_state"} <= vars(legs).keys()


NOT_NUMBERS = [None, "0.5", 0.5j, 0.5 + 0j, [0.5], np.array([0.5]), np.array(0.5), True, np.True_]


@pytest.mark.parametrize("rho", [*NOT_NUMBERS, -1, 1.5, np.nan, np.inf, -np.inf])
def test_rho_outside_its_interval(rho):
    for zero, one, interval in ((True, True, "[0, 1]"), (False, False, "(0, 1)")):
        with pytest.raises(InputError) as caught:
            check_rho(rho, zero=zero, one=one)
        assert str(caught.value).startswith(f"rho must lie in {interval}, not {rho!r};")


def test_the_ends_only_where_they_are_meant():
    assert (check_rho(0), check_rho(1)) == (0, 1)
    for end, interval in ((0, r"\(0, 1\]"), (1, r"\[0, 1\)")):
        with pytest.raises(InputError, match=interval):
            check_rho(end, zero=end != 0, one=end != 1)


@pytest.mark.parametrize("rho", [0.25, np.float32(0.25), Fraction(1, 3), flint.arb(0.5), 1e-300])
def test_rho_of_any_real_type_passes_as_it_is(rho):
    assert check_rho(rho, zero=False, one=False) is rho
