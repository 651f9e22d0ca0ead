"""NaN is refused and infinity is its limit: points, rows, right-hand sides and times."""

import numpy as np
import pytest

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.errors import InputError

CHAINS = pytest.mark.parametrize("chain", [legs, lagt], ids=["legs", "lagt"])
NANS = pytest.mark.parametrize("nan", [np.nan, complex(1, np.nan), np.array([1j, np.nan])])
INFINITIES = pytest.mark.parametrize("far", [np.inf, -np.inf, complex(0, np.inf), 1j * np.inf])


@CHAINS
@NANS
def test_points_that_are_nan_are_refused(chain, nan):
    for call in (
        lambda: chain.transfer(nan, 4),
        lambda: chain.transfer(nan, 4, np.ones(4), "rank-one", 0.1),
        lambda: chain.states(nan, 4),
        lambda: chain.first_state(nan),
        lambda: chain.allpass(nan, 4),
        lambda: chain.log_allpass(nan, 4),
        lambda: chain.one_plus_rho_allpass(nan, 4, 0.5),
        lambda: chain.resolvent_entry(3, 1, nan),
    ):
        with pytest.raises(InputError, match="no NaN"):
            call()


@CHAINS
def test_solves_refuse_nan(chain):
    for solve in (chain.solve, chain.schwarz_solve):
        for z in (np.nan, complex(0, np.nan)):
            with pytest.raises(InputError, match="no NaN"):
                solve(z, np.ones(4), 4)
        for bad in (np.nan, np.inf):
            with pytest.raises(InputError, match="rhs must be finite"):
                solve(1j, np.array([1, 0, bad, 2]), 4)


@CHAINS
@pytest.mark.parametrize("bad", [np.nan, np.inf, complex(0, np.nan)])
def test_rows_that_are_not_finite_are_refused(chain, bad):
    for C in (np.array([1, bad, 0]), np.array([[1, 2, 3], [bad, 0, 0]])):
        with pytest.raises(InputError, match="C must be finite"):
            chain.transfer(1j, 3, C)


@CHAINS
@INFINITIES
@pytest.mark.parametrize(("form", "rho"), [("dplr", None), ("diagonal", None), ("rank-one", 0.2)])
def test_limits_at_infinity(chain, far, form, rho):
    s = np.array([2j, far])
    states = chain.transfer(s, 4, None, form, rho)
    outputs = chain.transfer(s, 4, np.ones(4), form, rho)
    assert np.array_equal(states[1], np.zeros(4))
    assert outputs[1] == 0
    assert np.array_equal(states[0], chain.transfer(2j, 4, None, form, rho))
    assert outputs[0] == chain.transfer(2j, 4, np.ones(4), form, rho)


@CHAINS
@INFINITIES
def test_the_other_limits_at_infinity(chain, far):
    assert chain.allpass(far, 4) == 1
    assert chain.one_plus_rho_allpass(far, 4, 0.25) == 1.25
    assert chain.resolvent_entry(3, 1, far) == 0
    assert chain.resolvent_entry(3, 3, far) == 0
    assert chain.first_state(far) == 0
    for solve in (chain.solve, chain.schwarz_solve):
        assert np.array_equal(solve(far, np.ones((4, 2)), 4), np.zeros((4, 2)))


@CHAINS
@pytest.mark.parametrize("N", [1, 2, 5, 40])
def test_both_solves_refuse_every_eigenvalue(chain, N):
    for z in -np.arange(1.0, N + 1) if chain is legs else (-0.5,):
        for solve in (chain.solve, chain.schwarz_solve):
            with pytest.raises(InputError, match="eigenvalue"):
                solve(z, np.ones(N), N)
    assert np.isfinite(chain.schwarz_solve(-N - 1.0, np.ones(N), N)).all()


@CHAINS
def test_basis_at_the_ends_of_the_range(chain):
    t = np.array([1e308, 0.5, np.inf, 1e5])
    found = chain.basis(t, 3)
    assert np.array_equal(found[[0, 2, 3]], np.zeros((3, 3)))
    assert np.array_equal(found[1], chain.basis(0.5, 3))
    assert np.array_equal(chain.basis(-1e308, 3), np.full(3, np.inf))
    with pytest.raises(InputError, match="no NaN"):
        chain.basis([0.0, np.nan], 3)


@pytest.mark.parametrize("N", [1, 30, 3000])
def test_laguerre_functions_are_cut_off_only_below_the_range_of_doubles(N):
    """At the cut 2√N + √(4N+1492) = √t the recurrence itself has underflowed."""
    edge = (2 * np.sqrt(N) + np.sqrt(4 * N + 1492.0)) ** 2
    assert np.array_equal(lagt.basis(edge * (1 - 1e-9), N), np.zeros(N))
    assert np.any(lagt.basis(4.0 * N, N) != 0)
