"""|G| of the PTD figure against dense solves.

A wrong figure would miss spikes, put them elsewhere, or give them another height or width.
"""

import numpy as np
import pytest

from figures import ptd_transfer as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
SIZES, LAST = [6, 9], 2


@pytest.fixture(scope="module")
def found():
    return figure.data(SIZES, [0.1, 1e4], points=20, reach=2.0, zoom_points=9, last=LAST)


def restriction(n):
    """A + ½BBᵀ and B/2, entry by entry."""
    r = np.sqrt(2 * np.arange(n) + 1)
    S = np.outer(r, r) * np.sign(np.arange(n)[None, :] - np.arange(n)[:, None]) / 2
    return S - np.eye(n) / 2, r / 2


def dense(n, omega):
    A, B = restriction(n)
    return np.array([abs(np.linalg.solve(1j * w * np.eye(n) - A, B)[0]) for w in omega])


@pytest.mark.parametrize("n", SIZES)
def test_the_diagonal_curve_is_that_of_a_dense_solve(found, n):
    at, exact = found[f"omega_{n}"], dense(n, found[f"omega_{n}"])
    # a solve with a normal matrix: 20 n u ‖iω − A‖/dist(iω, spectrum), dist ≥ ½
    assert (np.abs(found[f"diagonal_{n}"] / exact - 1) <= 40 * n * EPS * (at + n**2)).all()


@pytest.mark.parametrize("n", SIZES)
def test_every_spike_is_there_with_its_neighbourhood(found, n):
    poles = np.linalg.eigvals(restriction(n)[0]).imag
    for pole in poles[poles > 0.1]:
        assert np.abs(found[f"omega_{n}"] - pole).min() <= 1e2 * n * EPS * pole
    top = dense(n, np.max(poles) + found["offset"])
    assert found[f"last_{n}"] == pytest.approx(top, rel=1e4 * n * EPS)


def test_the_last_spikes_are_those_of_the_largest_size(found):
    poles = np.sort(np.linalg.eigvals(restriction(9)[0]).imag)[::-1][:LAST]
    assert found["poles"] == pytest.approx(poles, rel=1e3 * EPS)
    exact = [dense(9, w + found["offset"]) for w in poles]
    assert found["spikes"] == pytest.approx(np.array(exact), rel=1e5 * EPS)


def test_legs_itself_has_no_spike(found):
    assert found["legs"] == pytest.approx(1 / np.hypot(1, found["omega"]), rel=4 * EPS)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
