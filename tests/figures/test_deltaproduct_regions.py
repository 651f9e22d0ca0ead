"""Eigenvalues of two reflections against dense products.

A wrong figure would colour the wrong (β₁, β₂), or draw eigenvalues off their circle.
"""

import numpy as np
import pytest

from figures import deltaproduct_regions as figure
from ssmtheory.reports.plots.style import styled

PAIRS = [[2.0, 2.0], [1.7, 1.3], [1.8, 0.6]]


@pytest.fixture(scope="module")
def found():
    return figure.data(9, [20, 50], PAIRS, turns=13)


def product(first, second, theta):
    """(I − β₂k₂k₂ᵀ)(I − β₁k₁k₁ᵀ) in the plane."""
    k = np.array([np.cos(theta), np.sin(theta)])
    return (np.eye(2) - second * np.outer(k, k)) @ np.diag([1 - first, 1.0])


def test_eigenvalues_are_those_of_the_products(found):
    for pair, rows in zip(PAIRS, found["eigenvalues"], strict=True):
        for theta, roots in zip(np.linspace(0, np.pi / 2, 13), rows, strict=True):
            exact = np.linalg.eigvals(product(*pair, theta))
            # a double eigenvalue is known to √u
            assert np.sort_complex(roots) == pytest.approx(np.sort_complex(exact), abs=1e-7)


def test_the_share_counts_complex_pairs(found):
    theta = np.pi / 2 * (np.arange(400) + 0.5) / 400
    for i, second in enumerate(found["beta"]):
        for j, first in enumerate(found["beta"]):
            A = np.array([product(first, second, t) for t in theta[::8]])
            trace, det = A[:, 0, 0] + A[:, 1, 1], np.linalg.det(A)
            counted = np.mean(trace**2 < 4 * det - 1e-12)
            assert found["share"][i, j] == pytest.approx(counted, abs=2.1 / 50)


def test_discriminants_have_the_sign_of_the_products(found):
    for angle, values in zip(found["angles_deg"], found["discriminant"], strict=True):
        for i, second in enumerate(found["beta"]):
            for j, first in enumerate(found["beta"]):
                A = product(first, second, np.deg2rad(angle))
                exact = np.trace(A) ** 2 - 4 * np.linalg.det(A)
                assert values[i, j] == pytest.approx(exact, abs=1e-13)


def test_complex_pairs_lie_on_their_circle(found):
    for (first, second), rows in zip(PAIRS, found["eigenvalues"], strict=True):
        off = rows[np.abs(rows.imag) > 0]
        if min(first, second) <= 1:
            assert off.size == 0
        else:
            assert np.abs(off) == pytest.approx(np.sqrt((first - 1) * (second - 1)), abs=1e-14)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
