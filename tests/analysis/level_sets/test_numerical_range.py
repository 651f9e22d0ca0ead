"""Numerical ranges known in closed form, and their relation to σ_min."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.level_sets.numerical_range import numerical_range
from ssmtheory.analysis.pseudospectra.pseudospectrum import log10_sigma_min
from ssmtheory.errors import InputError
from ssmtheory.families import family

EPS = np.finfo(float).eps


def test_jordan_block_has_a_disc():
    """W of the nilpotent Jordan block is the disc of radius cos(π/(n+1))."""
    n, found = 9, numerical_range(np.eye(9, k=1))
    radius = math.cos(math.pi / (n + 1))
    np.testing.assert_allclose(np.abs(found.boundary), radius, rtol=40 * n * EPS)
    np.testing.assert_allclose(found.support, radius, rtol=40 * n * EPS)
    assert found.radius <= found.radius_bound * (1 + 4 * EPS)


def test_two_by_two_has_an_ellipse():
    """[[1, 2], [0, −1]]: foci ±1, minor axis 2, so semi-axes √2 and 1."""
    found = numerical_range(np.array([[1.0, 2.0], [0.0, -1.0]]), angles=32)
    w = found.boundary
    np.testing.assert_allclose(w.real**2 / 2 + w.imag**2, 1.0, rtol=40 * EPS)
    assert found.abscissa == pytest.approx(math.sqrt(2), rel=10 * EPS)


def test_legs_abscissa_is_minus_one_half():
    """A + Aᵀ = −(I + BBᵀ), so the numerical abscissa is −½; rounding is relative to ‖A‖."""
    for N in (2, 16, 48):
        found = numerical_range("legs", N, angles=8)
        assert found.abscissa == pytest.approx(-0.5, abs=10 * N * EPS * N**2)
        assert found.support[4] == pytest.approx(0.5 + N**2 / 2, rel=10 * N * EPS)


@pytest.mark.parametrize("complex_entries", [False, True])
def test_boundary_touches_every_supporting_line_and_crosses_none(rng, complex_entries):
    A = rng.standard_normal((12, 12)) + 1j * complex_entries * rng.standard_normal((12, 12))
    found = numerical_range(A, angles=24)
    reach = (found.boundary[:-1, None] * np.exp(-1j * found.theta)).real
    allowed = 40 * 12 * EPS * np.linalg.norm(A, 2)
    np.testing.assert_allclose(np.diagonal(reach), found.support, atol=allowed)
    assert (reach <= found.support + allowed).all()
    x = rng.standard_normal((200, 12)) + 1j * rng.standard_normal((200, 12))
    inside = np.einsum("ki,ij,kj->k", x.conj(), A, x) / np.einsum("ki,ki->k", x.conj(), x)
    assert (found.distance_bound(inside) <= allowed).all()
    assert found.boundary[0] == found.boundary[-1]


def test_real_matrix_is_mirrored_like_the_full_circle(rng):
    A = rng.standard_normal((6, 6))
    half, full = numerical_range(A, angles=16), numerical_range(A + 0j, angles=16)
    np.testing.assert_allclose(half.support, full.support, rtol=100 * EPS)
    np.testing.assert_allclose(half.boundary, full.boundary, rtol=1e4 * EPS)


def test_distance_bound_is_below_sigma_min():
    z = np.array([3.0, 1 + 40j, -0.2 - 3j])
    bound = numerical_range("legs", 12).distance_bound(z)
    assert (bound > 0).any()
    assert (bound <= 10.0 ** log10_sigma_min("legs", 12, z) + 12**3 * EPS).all()


def test_diagonal_system_has_the_hull_of_its_spectrum():
    found = numerical_range("s4d-lin", 8, angles=16)
    lam = family("s4d-lin").system(8).lam
    assert set(found.boundary.tolist()) <= set(lam.tolist())
    assert found.abscissa == lam.real.max()
    dense = numerical_range(np.diag(lam), angles=16)
    np.testing.assert_allclose(found.support, dense.support, atol=20 * EPS * np.abs(lam).max())


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_scaled_and_zero_matrices(scale):
    found = numerical_range(scale * np.eye(3, k=1), angles=8)
    assert found.radius == pytest.approx(scale * math.cos(math.pi / 4), rel=40 * EPS)
    assert numerical_range(np.zeros((2, 2)), angles=4).radius == 0.0


def test_json_and_html():
    out = numerical_range("legs", 3, angles=4).to_json()
    assert len(out["boundary"]) == 5
    assert out["abscissa"] == pytest.approx(-0.5, abs=100 * EPS)
    assert "abscissa" in numerical_range("legs", 3, angles=4)._repr_html_()


@pytest.mark.parametrize("angles", [3, 5, 2, 0, 6.5])
def test_angles_that_cannot_be(angles):
    with pytest.raises(InputError):
        numerical_range("legs", 3, angles=angles)


@pytest.mark.parametrize("N", [8, 16, 64])
def test_a_hermitian_part_with_one_multiple_eigenvalue(N):
    """FouD: A + Aᵀ = −I, every direction's top eigenvalue comes in clusters."""
    found = numerical_range("foud", N)
    assert found.abscissa == pytest.approx(-0.5, abs=1e-12)
    assert np.isfinite(found.boundary).all()


@pytest.mark.parametrize("name", ["legs", "lagt"])
def test_schwarz_form_and_dense_matrix_have_the_same_support(name):
    N = 24
    fast, dense = numerical_range(name, N), numerical_range(family(name).system(N).A)
    assert (fast.method, dense.method) == ("schwarz", "johnson")
    allowed = 40 * N * EPS * dense.radius
    np.testing.assert_allclose(fast.support, dense.support, atol=allowed)


def test_the_schwarz_form_needs_no_matrix():
    """ω = −½ to the last bit, at an order whose dense matrix would take 80 GB."""
    assert numerical_range("legs", 100_000, angles=4).abscissa == -0.5


def test_the_numerical_abscissa_of_a_complex_matrix_is_real():
    """i[[1, 1], [0, 1]]: (A + A*)/2 = ½[[0, i], [−i, 0]], so ω = ½, a float."""
    found = numerical_range(1j * np.array([[1.0, 1.0], [0.0, 1.0]]), angles=4)
    assert isinstance(found.abscissa, float)
    assert found.abscissa == pytest.approx(0.5, rel=8 * EPS)
