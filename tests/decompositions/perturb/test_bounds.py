"""A-priori bounds: against measured errors, and where they say nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb import bounds
from ssmtheory.errors import InputError
from ssmtheory.families import family


@given(seed=st.integers(0, 10_000), size=st.floats(1e-3, 0.45), omega=st.floats(-50.0, 50.0))
def test_the_dissipative_bound_holds_for_legs(seed, size, omega):
    N = 8
    A, B = family("legs").arrays(N)
    rng = np.random.default_rng(seed)
    E = rng.standard_normal((N, N)) + 1j * rng.standard_normal((N, N))
    E *= size / np.linalg.norm(E, 2)
    solve = [np.linalg.solve(1j * omega * np.eye(N) - M, B) for M in (A, A + E)]
    allowed = bounds.dissipative_bound(bounds.numerical_abscissa(A), size, 1.0)
    assert np.linalg.norm(solve[1] - solve[0]) <= allowed
    assert allowed == pytest.approx(2 * size / (1 - 2 * size), rel=1e-12)


def test_beyond_the_dissipation_there_is_no_bound():
    assert bounds.dissipative_bound(-0.5, 0.5, 1.0) == np.inf
    assert bounds.dissipative_bound(0.1, 0.01, 1.0) == np.inf


def test_the_rank_one_bounds():
    assert bounds.rank_one_state_bound("legs", 0.1, 64) == pytest.approx(1 / 18, rel=1e-15)
    assert bounds.rank_one_state_bound("lagt", 0.5, 16) == pytest.approx(8.0, rel=1e-15)
    assert bounds.rank_one_state_bound("legs", 1, 64) == np.inf


def test_the_published_bound_grows_with_the_order():
    small, large = (bounds.published_bound(N, 0.1, 1.0) for N in (8, 800))
    assert large - small == pytest.approx(0.2 * np.log(100), rel=1e-14)


def test_every_eigenvalue_is_within_the_bauer_fike_radius(rng):
    A = np.diag(np.arange(6.0))
    E = 0.01 * rng.standard_normal((6, 6))
    lam, V = np.linalg.eig(A + E)
    radius = bounds.bauer_fike_radius(np.linalg.cond(V), np.linalg.norm(E, 2))
    assert np.abs(np.arange(6.0)[:, None] - lam).min(axis=1).max() <= radius


def test_a_matrix_that_is_not_finite_is_refused():
    with pytest.raises(InputError, match="NaN or infinite"):
        bounds.numerical_abscissa(np.array([[np.nan]]))
