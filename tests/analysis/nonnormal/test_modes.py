"""Eigenvectors, their phases and condition numbers."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.nonnormal.modes import modes
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.families import family

EPS = np.finfo(float).eps
GALLERY3 = np.array([[-149.0, -50, -154], [537, 180, 546], [-27, -9, -25]])


def residuals(A, found):
    right = A @ found.right - found.right * found.values
    left = found.left.conj().T @ A - found.values[:, None] * found.left.conj().T
    return max(np.abs(right).max(), np.abs(left).max()) / np.linalg.norm(A)


@pytest.mark.parametrize(
    ("x", "N"), [("legs", 8), ("legs", 64), ("legt", 8), ("fout", 8), ("lagt", 5), ("s4d-lin", 8)]
)
def test_families(x, N):
    found = modes(x, N)
    A = family(x).system(N).dense().A
    assert residuals(A, found) <= 8 * N * EPS
    np.testing.assert_allclose(np.linalg.norm(found.right, axis=0), 1, rtol=8 * EPS)
    np.testing.assert_allclose(np.linalg.norm(found.left, axis=0), 1, rtol=8 * EPS)
    certified = spectrum(x, N)
    np.testing.assert_allclose(found.values, certified.values, rtol=8 * EPS, atol=1e-14)
    if x != "lagt":
        logs = [float(e.kappa.log()) / math.log(10) for e in certified.eigenvalues]
        np.testing.assert_allclose(found.log10_kappa, logs, atol=64 * EPS * max(logs) + 1e-14)


def test_gallery3_has_its_published_condition_numbers():
    found = modes(GALLERY3)
    assert found.status == "certified"
    np.testing.assert_allclose(found.values, [3, 2, 1], rtol=4 * EPS)
    np.testing.assert_allclose(
        10**found.log10_kappa, [219.292043, 395.236638, 603.638965], rtol=1e-8
    )


def test_moler_3_by_3():
    """κ of 3, 1, 2: 833.1092, 450.7228, 383.7564."""
    found = modes(np.array([[-64.0, 82, 21], [144, -178, -46], [-771, 962, 248]]))
    np.testing.assert_allclose(found.values, [3, 2, 1], rtol=4 * EPS)
    np.testing.assert_allclose(10**found.log10_kappa, [833.1092, 383.7564, 450.7228], rtol=2e-7)


def test_phases_are_canonical(rng):
    found = modes(rng.standard_normal((6, 6)) + 1j * rng.standard_normal((6, 6)))
    first = np.argmax(np.abs(found.right), axis=0)
    largest = found.right[first, np.arange(6)]
    np.testing.assert_allclose(largest.imag, 0, atol=8 * EPS)
    assert (largest.real > 0).all()
    inner = np.einsum("nj,nj->j", found.left.conj(), found.right)
    np.testing.assert_allclose(inner.imag, 0, atol=8 * EPS)
    np.testing.assert_allclose(inner.real, 10.0**-found.log10_kappa, rtol=64 * EPS, atol=8 * EPS)


def test_real_eigenvalues_have_real_vectors():
    found = modes(GALLERY3)
    assert not np.iscomplexobj(found.right)
    assert not np.iscomplexobj(found.left)


def test_hermitian_skew_and_diagonal():
    for A in (np.array([[2.0, 1], [1, 2]]), np.array([[0.0, 1], [-1, 0]]), np.diag([1.0, 1j])):
        found = modes(A)
        assert residuals(A, found) <= 8 * EPS
        assert (found.log10_kappa == 0).all()
        assert found.log10_kappa_2 == pytest.approx(0, abs=8 * EPS)


def test_large_matrices_are_lapacks(rng):
    A = rng.standard_normal((60, 60))
    found = modes(A)
    assert (found.method, found.status) == ("lapack", "uncertified")
    assert residuals(A, found) <= 60 * EPS


def test_kappa_2_of_well_conditioned_vectors(rng):
    A = np.diag(np.arange(1.0, 6)) + 0.1 * rng.standard_normal((5, 5))
    found = modes(A)
    exact = np.linalg.cond(found.right)
    assert 10**found.log10_kappa_2 == pytest.approx(exact, rel=100 * EPS * exact)


def test_json():
    out = modes("lagt", 2).to_json(arrays=True)
    assert out["log10_kappa"] == ["inf", "inf"]
    assert np.shape(out["right"]) == (2, 2, 2)
    assert "κ" in modes("legs", 2)._repr_html_()
