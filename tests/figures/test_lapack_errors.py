"""LAPACK's errors against eigenvalues and condition numbers known by hand.

A wrong figure would read triangular matrices off their diagonal and call them exact.
"""

import math

import numpy as np
import pytest
from scipy.stats import ortho_group

from figures import lapack_errors as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
FAMILIES, SIZES = ["legs", "legt", "lagt", "fout"], [4, 12, 24]


@pytest.fixture(scope="module")
def found():
    return figure.data(FAMILIES, SIZES, shown=12)


def legs(N):
    r = np.sqrt(2 * np.arange(N) + 1)
    return -np.tril(np.outer(r, r), -1) - np.diag(np.arange(1.0, N + 1))


def rotated_error(A, exact):
    Q = ortho_group.rvs(A.shape[0], random_state=np.random.default_rng(3))
    computed = np.linalg.eigvals(Q @ A @ Q.T)
    return max(np.abs(exact - value).min() for value in computed) / np.abs(exact).max()


@pytest.mark.parametrize("j", [1, 2])
def test_errors_are_those_of_another_rotation(found, j):
    N = SIZES[j]
    for row, A, exact in (
        (0, legs(N), -1.0 - np.arange(N)),
        (2, np.eye(N) / 2 - np.tril(np.ones((N, N))), np.full(N, -0.5)),
    ):
        # rounding: two draws of it are within a factor of 100
        ratio = found["errors"][row, j] / rotated_error(A, exact)
        assert 0.01 < ratio < 100


def test_a_normal_like_matrix_is_harmless_and_the_others_are_not(found):
    assert (found["errors"][3] < 1e3 * EPS).all()
    assert (found["errors"][:3, 2] > 1e-7).all()


def test_the_first_order_line(found):
    for N, line in zip(SIZES, found["first_order"], strict=True):
        top = max(
            math.factorial(N + j)
            // ((2 * j + 1) * math.factorial(N - 1 - j) * math.factorial(j) ** 2)
            for j in range(N)
        )
        assert line == pytest.approx(EPS / 2 * top * np.linalg.norm(legs(N), 2) / N, rel=1e-12)
    # LAPACK's backward error is a few to a hundred u‖A‖
    assert found["errors"][0, 1] < 100 * found["first_order"][1]


def test_the_planes_show_both_spectra(found):
    assert np.sort(found["legs_exact"].real).tolist() == list(range(-12, 0))
    shift = np.abs(found["legs_lapack"] - found["legs_exact"]).max() / 12
    assert shift == pytest.approx(found["errors"][0, 1], rel=1e-12)
    # the denominator of the [11/12] Padé approximant of e^{−s}
    pade = [math.comb(12, k) * math.factorial(23 - k) for k in range(12, -1, -1)]
    residual = [abs(np.polyval(pade, s)) for s in found["legt_exact"]]
    size = [np.polyval(pade, abs(s)) for s in found["legt_exact"]]
    assert max(np.divide(residual, size)) < 100 * 12 * EPS


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
