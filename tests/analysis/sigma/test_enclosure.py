"""Bounds of σ_min for matrices of balls: true, tight, and refused where they cannot be had."""

import math

import flint
import pytest

from ssmtheory.analysis.sigma.enclosure import (
    depth,
    log10_outward,
    residual_bound,
    sigma_bounds,
)
from ssmtheory.precision import working_precision


def diagonal(values):
    D = flint.acb_mat(len(values), len(values))
    for i, value in enumerate(values):
        D[i, i] = flint.acb(value)
    return D


def test_equal_singular_values_need_no_gap(rng):
    """A unitary matrix: all of them are 1."""
    with working_precision(128):
        reflection = flint.acb_mat([[flint.acb(3) / 5, flint.acb(0, 4) / 5]] * 2)
        reflection[1, 0], reflection[1, 1] = flint.acb(0, 4) / 5, flint.acb(3) / 5
        lo, hi = sigma_bounds(reflection)
        assert lo <= 1 <= hi
        assert hi - lo <= 100 * 2.0**-53


@pytest.mark.parametrize("smallest", [3.0, 1e-20, 1e-300])
def test_diagonal(smallest):
    with working_precision(128):
        lo, hi = sigma_bounds(diagonal([5, smallest, 4j]))
        assert lo <= flint.arb(smallest) <= hi
        assert hi / lo - 1 <= 100 * 2.0**-53


def test_balls_that_hold_a_singular_matrix_are_refused():
    with working_precision(128):
        assert sigma_bounds(diagonal([1, 0])) is None
        wide = diagonal([1, 1])
        wide[1, 1] = flint.acb(flint.arb(0.5, 0.6))
        assert sigma_bounds(wide) is None


def test_the_bounds_hold_throughout_a_ball():
    with working_precision(128):
        wide = diagonal([1, 1])
        wide[1, 1] = flint.acb(flint.arb(0.5, 1e-6))
        lo, hi = sigma_bounds(wide)
        assert lo <= 0.5 - 1e-6
        assert hi >= 0.5 + 1e-6
        assert hi / lo - 1 <= 1e-5


def test_the_residual_of_inverse_iteration_is_above_sigma_and_small(rng):
    A = rng.standard_normal((8, 8))
    A[-1] = A[0]
    with working_precision(300):
        singular = flint.acb_mat(A.tolist())
        assert residual_bound(singular, 300) < flint.arb(2) ** (-250)
        assert depth(singular, 300) > 250
        regular = singular + diagonal([2.0**-60] * 8)
        least = sigma_bounds(regular)[0]
        assert residual_bound(regular, 300) >= least
        assert abs(depth(regular, 300) - 60) <= 20


def test_logarithms_are_rounded_outward():
    with working_precision(200):
        lo, hi = log10_outward(flint.arb(1000), flint.arb(1000))
        assert lo < 3 < hi
        assert hi - lo <= 4 * math.ulp(3.0)
        assert log10_outward(flint.arb(0), flint.arb(0)) == (-math.inf, -math.inf)
