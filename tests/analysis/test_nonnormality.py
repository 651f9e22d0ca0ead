"""Scalars of non-normality against known values."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.nonnormality import nonnormality
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
