"""The comparison with LAPACK, also where the triangular form hides the problem."""

import numpy as np
import pytest

from ssmtheory.analysis.spectra.lapack import compare_lapack
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.subject import as_subject


def compare(x, N=None):
    subject = as_subject(x, N)
    return compare_lapack(subject, spectrum(subject))


def test_triangular_legs_looks_exact_and_is_not():
    found = compare("legs", 32)
    assert found.basis == "rotated"
    assert found.stored_max == 0.0
    assert found.rotated_max > 0.5
    assert found.errors.max() == found.rotated_max


def test_legt_is_wrong_as_stored():
    """Off by about 4.6 at N = 32."""
    found = compare("legt", 32)
    assert found.basis == "stored"
    assert 1.0 < found.stored_max < 20.0


def test_a_normal_matrix_is_right(rng):
    Q = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    found = compare(Q @ np.diag(np.arange(1.0, 7.0)) @ Q.T)
    assert found.rotated_max <= 100 * np.finfo(float).eps * 6
    assert found.errors.shape == (6,)


def test_the_matching_is_one_to_one():
    found, exact = compare("s4d-lin", 8), spectrum("s4d-lin", 8).values
    assert np.abs(found.values - exact).max() == found.errors.max() == found.rotated_max
    assert found.to_json()["rotated_max"] == pytest.approx(0, abs=1e-13)
