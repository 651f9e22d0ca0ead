"""Normal matrices: their eigenvalues, and σ_min as the distance to them."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma import normal
from ssmtheory.analysis.spectra.normal_spectrum import normal_spectrum
from ssmtheory.analysis.subject import as_subject

EPS = np.finfo(float).eps


def unitary(rng, n):
    return np.linalg.qr(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n)))[0]


@pytest.mark.parametrize("scale", [1.0, 2.0**-900, 2.0**900])
@pytest.mark.parametrize("kind", ["hermitian", "skew"])
def test_eigenvalues_that_were_put_in(rng, kind, scale):
    n, Q = 12, unitary(rng, 12)
    known = np.sort(rng.standard_normal(n)) * (1.0 if kind == "hermitian" else 1j)
    known = known - (0.0 if kind == "hermitian" else 0.75)
    A = Q @ np.diag(known) @ Q.conj().T * scale
    assert normal.normal_kind(A) == kind
    found = normal.eigenvalues(A, kind)
    np.testing.assert_allclose(found / scale, known, atol=10 * n * EPS * np.abs(known).max())
    values, error = normal_spectrum(as_subject(A))
    np.testing.assert_array_equal(values, found.astype(complex))
    assert error == pytest.approx(n * EPS / 2 * np.abs(found).max(), rel=1e-12)


def test_neither_kind():
    assert normal.normal_kind(np.array([[1.0, 2.0], [0.0, 1.0]])) == ""
    assert normal_spectrum(as_subject(np.array([[1.0, 2.0], [0.0, 1.0]]))) is None


@pytest.mark.parametrize("depth", [0, -8, -40, -100, -190, -300])
def test_given_eigenvalues_have_no_floor(depth):
    engine = normal.prepare(as_subject(np.diag([0.0, 1.0, 2.0j])))
    z = 0.3 * 10.0**depth * (0.6 + 0.8j)
    assert engine.floor == 0.0
    assert engine(np.array([z]))[0] == pytest.approx(math.log10(abs(z)), abs=4 * EPS * (1 - depth))


def test_computed_eigenvalues_have_the_floor_of_their_rounding(rng):
    n = 20
    A = rng.standard_normal((n, n))
    engine = normal.prepare(as_subject(A + A.T))
    z = np.r_[rng.standard_normal(30) * 5 + 1j * rng.standard_normal(30), 0.0]
    expected = np.linalg.svd(z[:, None, None] * np.eye(n) - A - A.T, compute_uv=False)[:, -1]
    assert (np.abs(10.0 ** engine(z) - expected) <= engine.floor + 8 * EPS * expected).all()
