"""Band matrices against dense SVDs and against a closed form."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma import banded, dense
from ssmtheory.analysis.subject import as_subject

EPS = np.finfo(float).eps


def grcar(n):
    return np.tril(np.triu(np.ones((n, n))), 3) - np.eye(n, k=-1)


@pytest.mark.parametrize("transpose", [False, True])
def test_grcar_agrees_with_the_dense_engine(rng, transpose):
    A = grcar(70).T if transpose else grcar(70)
    assert banded.applies(as_subject(A))
    engine, referee = banded.prepare(as_subject(A)), dense.prepare_schur(as_subject(A))
    z = rng.uniform(-2, 4, 150) + 1j * rng.uniform(-4, 4, 150)
    found, expected = 10.0 ** engine(z), 10.0 ** referee(z)
    assert (np.abs(found - expected) <= 2 * engine.floor + 2e-9 * expected).all()


def test_a_normal_tridiagonal_matrix_has_the_distance_to_its_spectrum(rng):
    """tridiag(1, 0, 1): eigenvalues 2 cos(kπ/(N+1))."""
    n = 200
    A = np.eye(n, k=1) + np.eye(n, k=-1)
    lam = 2 * np.cos(np.arange(1, n + 1) * math.pi / (n + 1))
    engine = banded.prepare(as_subject(A))
    z = rng.uniform(-3, 3, 60) + 1j * rng.uniform(-1, 1, 60)
    expected = np.abs(z[:, None] - lam).min(axis=1)
    assert (np.abs(10.0 ** engine(z) - expected) <= engine.floor + 1e-9 * expected).all()


def test_complex_bands_eigenvalues_and_far_points(rng):
    n = 40
    A = np.diag(rng.standard_normal(n) + 1j) + np.eye(n, k=2) * 1j
    engine = banded.prepare(as_subject(A))
    values = engine(np.r_[np.diag(A)[:3], 1e200, -1e150j])
    assert not np.isnan(values).any()
    assert (values[:3] <= math.log10(engine.floor)).all()
    np.testing.assert_allclose(values[3:], [200, 150], rtol=2 * EPS)


def test_widths():
    assert banded.bandwidths(grcar(9)) == (1, 3)
    assert banded.bandwidths(np.zeros((3, 3))) == (0, 0)
    assert not banded.applies(as_subject(grcar(31)))
    assert banded.applies(as_subject(grcar(32)))
    assert not banded.applies(as_subject(np.ones((64, 64))))
