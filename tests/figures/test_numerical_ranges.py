"""Boundaries of numerical ranges against Hermitian eigenvalues and random vectors.

A wrong figure would let W(A) cross the axis, or leave out a part of it.
"""

import numpy as np
import pytest

from figures import numerical_ranges as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
SIZES, ANGLES = [3, 6], 32


@pytest.fixture(scope="module")
def found():
    return figure.data(["legs", "legt", "lagt"], SIZES, ANGLES)


def matrix(name, N):
    n, k = np.indices((N, N))
    gains = np.sqrt((2 * n + 1) * (2 * k + 1))
    if name == "legs":
        return -gains * (n > k) - np.diag(np.arange(1.0, N + 1))
    if name == "legt":
        return -gains * np.where(n >= k, 1.0, (-1.0) ** (n - k))
    return np.eye(N) / 2 - np.tril(np.ones((N, N)))


@pytest.mark.parametrize("N", SIZES)
@pytest.mark.parametrize("name", ["legs", "legt", "lagt"])
def test_boundaries(found, name, N, rng):
    A, boundary = matrix(name, N), found[f"{name}_{N}"]
    norm = np.linalg.norm(A, 2)
    assert boundary.size == ANGLES + 1
    assert boundary[0] == boundary[-1]
    for theta, point in zip(2 * np.pi * np.arange(ANGLES) / ANGLES, boundary, strict=False):
        turned = np.exp(-1j * theta) * A
        reach = np.linalg.eigvalsh((turned + turned.conj().T) / 2)[-1]
        assert (np.exp(-1j * theta) * point).real == pytest.approx(reach, abs=20 * N * EPS * norm)
    x = rng.standard_normal((N, 200)) + 1j * rng.standard_normal((N, 200))
    inside = (x.conj() * (A @ x)).sum(axis=0) / (np.abs(x) ** 2).sum(axis=0)
    assert inside.real.max() <= boundary.real.max() + 20 * N * EPS * norm
    assert np.abs(inside).max() <= np.abs(boundary).max() / np.cos(np.pi / ANGLES)


def test_the_axis_is_not_crossed(found):
    for name, edge in (("legs", -0.5), ("legt", 0.0), ("lagt", 0.0)):
        for N in SIZES:
            norm = np.linalg.norm(matrix(name, N), 2)
            assert found[f"{name}_{N}"].real.max() == pytest.approx(edge, abs=20 * N * EPS * norm)


def test_eigenvalues(found):
    assert np.sort(found["legs_6_eigenvalues"].real).tolist() == [-6, -5, -4, -3, -2, -1]
    assert (found["lagt_6_eigenvalues"] == -0.5).all()
    exact = np.sort_complex(np.linalg.eigvals(matrix("legt", 3)))
    assert np.sort_complex(found["legt_3_eigenvalues"]) == pytest.approx(exact, rel=1e-12)


def test_it_is_drawn(found):
    drawn = {key: np.asarray(value) for key, value in found.items()}
    with styled():
        assert figure.draw(drawn).axes
