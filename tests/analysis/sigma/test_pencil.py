"""Pencils zE − A, square and rectangular, against dense SVDs and closed forms."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.nonnormal.nonnormality import nonnormality
from ssmtheory.analysis.sigma import pencil
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, StructureError
from ssmtheory.systems.pencil import Pencil

EPS = np.finfo(float).eps


def gauss(rng, *shape):
    return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)


@pytest.mark.parametrize("n", [3, 16, 17, 40])
@pytest.mark.parametrize("kind", ["regular", "singular E", "one row more", "tall"])
def test_agrees_with_dense_singular_values(rng, n, kind):
    A = gauss(rng, n + 1 if kind == "one row more" else 3 * n if kind == "tall" else n, n)
    E = None if kind in ("E = I", "one row more") else gauss(rng, *A.shape)
    if kind == "singular E":
        E[:, 0] = E[:, -1]
    engine = pencil.prepare(as_subject(Pencil(A, E)))
    E = np.eye(*A.shape) if E is None else E
    z = np.r_[gauss(rng, 40), 1e3 * gauss(rng, 5), 1e-3 * gauss(rng, 5)]
    values, floors = engine.measure(z)
    expected = np.linalg.svd(z[:, None, None] * E - A, compute_uv=False)[:, -1]
    assert (np.abs(10.0**values - expected) <= 10.0**floors + 1e-9 * expected).all()
    assert (floors < np.log10(expected)).mean() > 0.9


def test_a_closed_form_of_a_descriptor_system():
    """E = diag(1, 0), A = [[−1, a], [0, 1]]: σ_min of [[z + 1, −a], [0, −1]] in closed form."""
    a, z = 3.0, np.array([0.5 + 2j, -1.0, 1e-9j, 1e8, 1e200])
    engine = pencil.prepare(as_subject(Pencil([[-1.0, a], [0.0, 1.0]], np.diag([1.0, 0.0]))))
    values = engine(z)
    # σ_min σ_max = |z + 1| and σ_min² + σ_max² = |z + 1|² + a² + 1
    det, total = np.abs(z[:4] + 1), np.abs(z[:4] + 1) ** 2 + a * a + 1
    smallest = math.sqrt(2) * det / np.sqrt(total + np.sqrt(total**2 - 4 * det**2))
    assert values[1] < -14
    np.testing.assert_allclose(10.0 ** values[[0, 2]], smallest[[0, 2]], rtol=1e-12)
    # far outside σ_min tends to one: the floor there is relative to |z|
    assert 10.0 ** values[3] == pytest.approx(smallest[3], abs=1e-5)
    assert not np.isnan(values).any()


@pytest.mark.parametrize(("e", "f"), [(990, 0), (0, 990), (-990, 0), (0, -990), (900, 500)])
def test_any_scale_of_either_matrix(rng, e, f):
    A, E, z = gauss(rng, 20, 20), gauss(rng, 20, 20), gauss(rng, 6)
    plain = pencil.prepare(as_subject(Pencil(A, E)))(z)
    big_A = np.ldexp(A.real, e) + 1j * np.ldexp(A.imag, e)
    big_E = np.ldexp(E.real, f) + 1j * np.ldexp(E.imag, f)
    points = np.ldexp(z.real, e - f) + 1j * np.ldexp(z.imag, e - f)
    scaled = pencil.prepare(as_subject(Pencil(big_A, big_E)))(points)
    np.testing.assert_allclose(scaled - e * math.log10(2), plain, atol=2000 * EPS)


def test_points_far_outside_and_singular_points():
    rng = np.random.default_rng(3)
    A, E = gauss(rng, 30, 30), gauss(rng, 30, 30)
    engine = pencil.prepare(as_subject(Pencil(A, E)))
    smallest = math.log10(np.linalg.svd(E, compute_uv=False)[-1])
    np.testing.assert_allclose(engine(np.array([1e200, 1e300])), np.array([200, 300]) + smallest)
    A[:, 0] = 0
    at_zero, floor = pencil.prepare(as_subject(Pencil(A, E))).measure(np.zeros(1))
    assert at_zero[0] <= floor[0]


def test_a_square_pencil_with_the_identity_is_the_matrix():
    A = np.array([[1.0, 2.0], [0.5, 1.0]])
    subject = as_subject(Pencil(A, np.eye(2)))
    assert not subject.is_pencil
    assert np.array_equal(subject.matrix, A)


def test_what_a_pencil_cannot_do_is_said_in_a_sentence():
    subject = as_subject(Pencil(np.ones((3, 2))))
    assert (subject.order, subject.is_real, subject.is_diagonal) == (2, True, False)
    with pytest.raises(StructureError, match="square matrix"):
        _ = subject.matrix
    with pytest.raises(StructureError, match="square matrix"):
        nonnormality(Pencil(np.ones((2, 2)), np.diag([1.0, 2.0])))
    with pytest.raises(StructureError, match="no spectrum"):
        Pencil(np.ones((3, 2))).eigenvalues()


def test_finite_eigenvalues():
    found = Pencil(np.diag([2.0, 3.0, 1.0]), np.diag([1.0, 2.0, 0.0])).eigenvalues()
    np.testing.assert_allclose(np.sort(found.real), [1.5, 2.0], rtol=10 * EPS)


@pytest.mark.parametrize(
    ("A", "E", "words"),
    [
        (np.ones((2, 3)), None, "rows"),
        (np.ones((2, 2)), np.ones((3, 2)), "shape"),
        (np.full((2, 2), np.nan), None, "NaN"),
        (np.ones((2, 2)), [[1, np.inf], [0, 1]], "NaN"),
        ([["a"]], None, "numeric"),
        ([[1, 2], [3]], None, "ragged"),
        (np.ones(3), None, "matrix"),
        (np.ones((0, 0)), None, "entries"),
    ],
)
def test_bad_pencils_are_refused(A, E, words):
    with pytest.raises(InputError, match=words):
        Pencil(A, E)
