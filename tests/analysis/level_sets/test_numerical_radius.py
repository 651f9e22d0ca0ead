"""Numerical radii known in closed form, and the enclosure itself."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.level_sets.numerical_radius import TOLERANCE, numerical_radius
from ssmtheory.analysis.level_sets.numerical_range import numerical_range
from ssmtheory.families import family

EPS = np.finfo(float).eps


@pytest.mark.parametrize("n", [2, 5, 9, 30])
def test_a_disc_needs_the_level_set(n):
    """W of the nilpotent Jordan block is the disc of radius cos(π/(n+1)): no vertex stands out."""
    found = numerical_radius(np.eye(n, k=1))
    assert found.value == pytest.approx(math.cos(math.pi / (n + 1)), rel=2 * TOLERANCE)
    assert found.certificate == "level set"
    assert found.tolerance <= 2 * TOLERANCE


def test_two_by_two_has_an_ellipse():
    """[[1, 2], [0, −1]]: foci ±1, minor axis 2, so that r = √2."""
    found = numerical_radius(np.array([[1.0, 2.0], [0.0, -1.0]]))
    assert found.value == pytest.approx(math.sqrt(2), rel=4 * EPS)
    assert found.status == "certified"
    assert found.tolerance <= 2 * TOLERANCE


@pytest.mark.parametrize("N", [1, 2, 8, 64])
def test_legs_and_lagt_reach_farthest_on_the_negative_axis(N):
    """(N² + 1)/2 and N/2: e₁ of the Schwarz form, whose corner is −N²/2 − ½ and −N/2."""
    assert numerical_radius("legs", N).value == pytest.approx((N * N + 1) / 2, rel=16 * EPS)
    assert numerical_radius("lagt", N).value == pytest.approx(N / 2, rel=16 * EPS)


@pytest.mark.parametrize("complex_entries", [False, True])
def test_no_sampled_direction_reaches_farther(rng, complex_entries):
    A = rng.standard_normal((20, 20)) + 1j * complex_entries * rng.standard_normal((20, 20))
    found = numerical_radius(A)
    reach = [np.linalg.eigvalsh((w * A + (w * A).conj().T) / 2)[-1] for w in _circle(720)]
    upper = found.value * (1 + found.tolerance)
    assert max(reach) <= upper + 20 * EPS * found.value
    assert max(reach) >= found.value * math.cos(math.pi / 720)  # the grid is that near
    assert abs(found.at) == found.value
    assert found.tolerance <= 1e-11


def _circle(count):
    return np.exp(2j * np.pi * np.arange(count) / count)


def test_normal_matrices_have_the_spectral_radius():
    lam = family("s4d-lin").system(8).lam
    assert numerical_radius("s4d-lin", 8).value == np.abs(lam).max()
    assert numerical_radius("s4d-lin", 8).status == "exact"
    assert numerical_radius(np.diag([1.0, 2, -3])).value == pytest.approx(3, rel=4 * EPS)


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_extreme_scales(scale):
    found = numerical_radius(scale * np.array([[1.0, 2.0], [0.0, -1.0]]))
    assert found.value / scale == pytest.approx(math.sqrt(2), rel=8 * EPS)


def test_zero():
    assert numerical_radius(np.zeros((3, 3))).value == 0.0


def test_the_boundary_curve_stays_inside(rng):
    A = rng.standard_normal((9, 9))
    curve, found = numerical_range(A), numerical_radius(A)
    assert curve.radius <= found.value * (1 + 4 * EPS)
    assert found.value <= curve.radius_bound * (1 + 4 * EPS)
