"""LRU's modes against their law, and against a false one.

A wrong figure would draw radii uniform in r, or phases beyond their sector.
"""

import numpy as np
import pytest
from scipy.stats import kstest

from figures import lru_rings as figure
from ssmtheory.reports.plots.style import styled

RINGS = [[0.0, 1.0, 6.283185307179586], [0.6, 0.9, 6.283185307179586], [0.6, 0.9, 0.5]]


@pytest.fixture(scope="module")
def found():
    return figure.data(200, RINGS, seed=1)


@pytest.mark.parametrize("j", [1, 2, 3])
def test_radii_are_uniform_in_area(found, j):
    low, high = found["radii"][j]
    radius = np.abs(found["lam"][j])

    def law(r):
        return (r**2 - low**2) / (high**2 - low**2)

    # a false alarm in a thousand seeds; this seed is fixed
    assert kstest(radius, law).pvalue > 1e-3
    if low == 0:
        assert kstest(radius, lambda r: r).pvalue < 1e-6


def test_the_law_is_the_share_of_the_area(found):
    for r, law, (low, high) in zip(found["r"], found["law"], found["radii"], strict=True):
        area = np.pi * (np.clip(r, low, high) ** 2 - low**2)
        assert law == pytest.approx(area / (np.pi * (high**2 - low**2)), abs=1e-14)


def test_phases_fill_their_sector(found):
    phase = np.angle(found["lam"]) % (2 * np.pi)
    assert phase[3].max() <= 0.5
    assert kstest(phase[3] / 0.5, "uniform").pvalue > 1e-3
    assert kstest(phase[2] / (2 * np.pi), "uniform").pvalue > 1e-3


def test_the_gaussian_spectrum_is_one_of_a_real_matrix(found):
    lam = found["lam"][0]
    assert np.sort_complex(lam) == pytest.approx(np.sort_complex(lam.conj()), abs=1e-12)
    assert 0.9 < np.abs(lam).max() < 1.2
    # Σλ² = tr G² has mean 1 and standard deviation √2
    assert abs((lam**2).sum() - 1) < 6 * np.sqrt(2)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
