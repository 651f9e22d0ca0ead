"""The form is found where it is there, and only there; its factors multiply back."""

import numpy as np
import pytest

from ssmtheory.families import family
from ssmtheory.systems.semiseparable import semiseparable

EPS = np.finfo(float).eps


@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "lmu", "chebs", "glagt(1/3,1)"])
@pytest.mark.parametrize("N", [1, 2, 3, 17])
def test_form_is_the_matrix(name, N):
    A = family(name).arrays(N)[0]
    form = semiseparable(A)
    assert (np.abs(form.dense() - A) <= 8 * EPS * np.abs(A)).all()
    assert form.norm_bound() == pytest.approx(np.linalg.norm(A), rel=100 * N * EPS)


def test_other_matrices_have_none(rng):
    assert semiseparable(rng.standard_normal((5, 5))) is None
    assert semiseparable(family("fout").arrays(6)[0]) is None
    A = family("legs").arrays(6)[0]
    A[3, 1] *= 1 + 1e-14
    assert semiseparable(A) is None


@pytest.mark.parametrize("name", ["legs", "legt", "lmu"])
@pytest.mark.parametrize("g", [1e-3, 0.5, 100.0])
def test_factors_multiply_to_the_matrix(name, g):
    A, N = family(name).arrays(9)[0], 9
    forward, backward, pivots = semiseparable(A).factors(g)
    L = np.eye(N) + np.tril(np.outer(*forward), -1)
    U = np.diag(pivots) + np.triu(np.outer(*backward), 1)
    M = np.eye(N) - g * A
    assert np.abs(L @ U - M).max() <= 50 * N * EPS * np.abs(np.abs(L) @ np.abs(U)).max()
