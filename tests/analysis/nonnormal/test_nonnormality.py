"""Scalars of non-normality against known values."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.nonnormal.nonnormality import nonnormality
from ssmtheory.families import family

EPS = np.finfo(float).eps


def test_nonnormality_quiz():
    """[[-1, 5], [0, -2]]: abscissa −1, numerical abscissa (−3 + √26)/2, Henrici 5."""
    found = nonnormality(np.array([[-1.0, 5], [0, -2]]))
    assert found.spectral_abscissa == -1
    assert found.spectral_radius == 2
    assert found.numerical_abscissa == pytest.approx((-3 + math.sqrt(26)) / 2, rel=16 * EPS)
    assert found.henrici == pytest.approx(5, rel=16 * EPS)
    assert found.norm_fro == pytest.approx(math.sqrt(30), rel=4 * EPS)


@pytest.mark.parametrize("N", [2, 8, 64])
def test_legs_is_contractive_and_far_from_normal(N):
    """A + Aᵀ = −(I + BBᵀ): numerical abscissa −½ exactly; Henrici² = Σ_{n>k} (2n+1)(2k+1)."""
    found = nonnormality("legs", N)
    assert found.numerical_abscissa == pytest.approx(-0.5, abs=16 * N * EPS * found.norm2)
    exact = sum((2 * n + 1) * (2 * k + 1) for n in range(N) for k in range(n))
    assert found.henrici == pytest.approx(math.sqrt(exact), rel=16 * N * EPS)
    assert found.norm2 == pytest.approx(np.linalg.norm(family("legs").system(N).A, 2), rel=16 * EPS)


def test_normal_matrices_have_no_departure(rng):
    Q = np.linalg.qr(rng.standard_normal((7, 7)))[0]
    found = nonnormality(Q @ np.diag(np.arange(7.0)) @ Q.T)
    assert found.commutator <= 100 * EPS
    # a square root of a difference of squares: half the digits
    assert found.henrici_relative <= 100 * math.sqrt(EPS)


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_extreme_scales_neither_overflow_nor_vanish(scale):
    plain = nonnormality(np.array([[-1.0, 5], [0, -2]]))
    found = nonnormality(np.array([[-1.0, 5], [0, -2]]) * scale)
    assert found.henrici / scale == pytest.approx(plain.henrici, rel=16 * EPS)
    assert found.commutator == pytest.approx(plain.commutator, rel=16 * EPS)


def test_zero_matrix():
    found = nonnormality(np.zeros((3, 3)))
    assert found.to_json()["henrici_relative"] == 0
    assert found.commutator == 0


@pytest.mark.parametrize(
    ("n", "henrici", "kappa", "omega"),
    [(32, 6.007086235, 1.46295e4, 2.945995)],
)
def test_grcar_has_its_published_values(n, henrici, kappa, omega):
    A = sum(np.eye(n, k=k) for k in range(4)) - np.eye(n, k=-1)
    found = nonnormality(A)
    assert found.henrici == pytest.approx(henrici, rel=1e-9)
    assert 10**found.log10_kappa_max == pytest.approx(kappa, rel=1e-5)
    assert found.numerical_abscissa == pytest.approx(omega, rel=1e-6)


def test_gallery3_has_its_published_values():
    found = nonnormality(np.array([[-149.0, -50, -154], [537, 180, 546], [-27, -9, -25]]))
    assert found.henrici == pytest.approx(817.7548532, rel=1e-9)
    assert found.numerical_abscissa == pytest.approx(410.6419566, rel=1e-9)
    assert 10**found.log10_kappa_max == pytest.approx(603.639, rel=1e-6)
    assert 10**found.log10_kappa_F == pytest.approx(603.638965 + 395.236638 + 219.292043, rel=1e-8)


def test_legs_64_has_all_its_condition_numbers():
    """max κ_j ≤ κ₂(V) ≤ √N(Σκ_j²)^½ ≤ √N Σκ_j, at 10⁴⁶."""
    found = nonnormality("legs", 64)
    assert found.log10_kappa_max == pytest.approx(46.2385188, abs=1e-7)
    assert found.log10_kappa_max <= found.log10_kappa_2 <= found.log10_kappa_F + math.log10(8)
    assert found.methods["log10_kappa_2"] == ("closed form", "exact")
    assert found.to_json()["methods"]["numerical_radius"][0] == "schwarz"


def test_departure_of_a_nearly_normal_matrix_keeps_its_digits():
    """diag(1, 2, 3) + 10⁻¹⁰ e₁e₂ᵀ: ‖A‖² − Σ|λ|² alone would say 0."""
    A = np.diag([1.0, 2, 3])
    A[0, 1] = 1e-10
    Q = np.linalg.qr(np.random.default_rng(3).standard_normal((3, 3)))[0]
    assert nonnormality(A).henrici == pytest.approx(1e-10, rel=1e-9)
    assert nonnormality(Q @ A @ Q.T).henrici == pytest.approx(1e-10, abs=100 * EPS)


def test_defective_matrices_have_infinite_condition():
    out = nonnormality("lagt", 4).to_json()
    assert out["log10_kappa_max"] == out["log10_kappa_2"] == "inf"


def test_complex_matrices_have_real_scalars():
    """EigTool returned a complex numerical abscissa for a complex A."""
    found = nonnormality(np.array([[1j, 2.0], [0, -1j]]))
    assert isinstance(found.numerical_abscissa, float)
    assert found.numerical_abscissa == pytest.approx(1.0, rel=8 * EPS)
