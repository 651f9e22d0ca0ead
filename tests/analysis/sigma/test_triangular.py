"""Triangular matrices against ball arithmetic: the floor holds, and is low where it can be."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma import triangular
from ssmtheory.analysis.spectra.ball_eig import float_balls
from ssmtheory.analysis.subject import as_subject
from ssmtheory.families import family
from ssmtheory.families.gallery import find
from ssmtheory.kernels.triangular_lanczos import RESIDUAL

EPS = np.finfo(float).eps


def jordan(n):
    return np.eye(n, k=1) - 0.5 * np.eye(n)


def kahan(n):
    s = 0.9
    return (s ** np.arange(n))[:, None] * (
        np.eye(n) - math.sqrt(1 - s * s) * np.triu(np.ones((n, n)), 1)
    )


def toeplitz(n):
    return np.eye(n, k=1) + 0.25 * np.eye(n, k=2) - 0.5 * np.eye(n, k=3)


MATRICES = {
    "jordan": jordan(16),
    "kahan": kahan(14),
    "toeplitz": toeplitz(14),
    "lower": toeplitz(14).T,
    "legs": np.asarray(family("legs").system(12).A),
    "random": np.triu(np.random.default_rng(5).standard_normal((12, 12))),
}
POINTS = np.array([0.02 + 0.01j, -0.51 + 1e-3j, 0.3 - 0.8j, -4.2 + 0.1j, 3.0])


@pytest.mark.parametrize("name", MATRICES)
def test_the_error_is_within_the_floor_of_the_point(sigma_by_inverse, name):
    A = MATRICES[name]
    values, floors = triangular.prepare(as_subject(A)).measure(POINTS)
    for z, value, floor in zip(POINTS, values, floors, strict=True):
        exact = float(sigma_by_inverse(float_balls(A), z))
        # the oracle's own rounding, and that of the logarithms
        allowed = 10 ** (floor - exact) + RESIDUAL + 10 * len(A) * EPS + 10 * EPS * abs(exact)
        assert abs(10 ** (value - exact) - 1) <= allowed, z


@pytest.mark.parametrize("n", [20, 150, 400])
def test_jordan_blocks_keep_their_digits_at_any_depth(n):
    """At z = −½ + w: σ_min ≈ |w|ⁿ (1 − |w|²), and twelve digits are certain."""
    engine = triangular.prepare(as_subject(jordan(n)))
    w = 2.0**-6
    values, floors = engine.measure(np.array([-0.5 + w]))
    exact = n * math.log10(w) + math.log10(1 - w * w)
    assert values[0] == pytest.approx(exact, abs=4 * n * EPS)
    # what underflows is charged to the floor
    assert floors[0] < max(exact - 10, -310)
    assert engine.floor > 0


def test_kahan_keeps_its_digits_at_depth(sigma_by_inverse):
    A = kahan(24)
    z = np.array([0.1 + 1e-3j])
    values, floors = triangular.prepare(as_subject(A)).measure(z)
    exact = float(sigma_by_inverse(float_balls(A), z[0]))
    assert exact < -4
    assert floors[0] < exact - 9
    assert values[0] == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize("z", [0.2 + 0.01j, 0.4 + 0.3j, 0.9, 30.0, 1e7j])
def test_a_point_alone_is_as_accurate_as_among_others(sigma_by_inverse, z):
    """An SVD of zI − A is good to u‖A‖/σ of σ only: 5e-12 is its error at the first point."""
    A = find("kahan").matrix(24)
    found = triangular.prepare(as_subject(A))(np.array([z]))[0]
    assert found == pytest.approx(float(sigma_by_inverse(float_balls(A), complex(z))), abs=1e-13)


def test_cancellation_raises_the_floor():
    """In LegS the entries of the inverse are small by cancellation right of the spectrum."""
    values, floors = triangular.prepare(as_subject(MATRICES["legs"])).measure(np.array([3.0]))
    assert floors[0] > -15
    assert floors[0] < values[0]


def test_eigenvalues_far_points_and_one_point():
    values, floors = triangular.prepare(as_subject(jordan(30))).measure(
        np.array([-0.5, 1e200, -0.5 + 1e-160j])
    )
    assert values[0] == floors[0] == -math.inf
    assert values[1] == pytest.approx(200, rel=2 * EPS)
    assert values[2] == pytest.approx(-4800, rel=1e-12)
    assert not np.isnan(floors).any()


@pytest.mark.parametrize("exponent", [-990, 990])
def test_any_scale(exponent):
    A, z = kahan(12), np.array([0.1 + 0.3j, 0.3, 2.0])
    plain, floors = triangular.prepare(as_subject(A)).measure(z)
    scaled, scaled_floors = triangular.prepare(as_subject(np.ldexp(A, exponent))).measure(
        z * 2.0**exponent
    )
    shift = exponent * math.log10(2)
    np.testing.assert_allclose(scaled - shift, plain, atol=2000 * EPS)
    np.testing.assert_allclose(scaled_floors - shift, floors, atol=2000 * EPS)


def test_applies_to_triangles_that_are_not_diagonal():
    assert triangular.applies(as_subject(kahan(4)))
    assert triangular.applies(as_subject(kahan(4).T))
    assert not triangular.applies(as_subject(np.eye(3)))
    assert not triangular.applies(as_subject(np.ones((3, 3))))
