"""Gains of single modes against the sums of their impulse responses.

A wrong figure would call a mode alias-free that is not, or miss the tops of sharp ones.
"""

import numpy as np
import pytest

from figures import dfout_frequency as figure
from ssmtheory.reports.plots.style import styled

N = 8


@pytest.fixture(scope="module")
def found():
    return figure.data(N, [0.01, 0.5], [0.1, 0.5], points=9, near=4)


def test_gains_are_those_of_the_impulse_response(found):
    half = -0.5 + 1j * np.pi * np.array([0, 1, 2, 3, -1, -2, -3])
    roots = 2j * np.pi * np.arange(N) / N
    panels = [np.exp(0.01 * half), np.exp(0.5 * half), np.exp(roots - 0.05), np.exp(roots - 0.25)]
    for j, lam in enumerate(panels):
        k = np.arange(int(40 / (1 - np.abs(lam[0]))))  # e^{−40} is left
        for mode, theta, gain in zip(lam, found[f"theta_{j}"], found[f"gain_{j}"], strict=True):
            sums = (mode**k) @ np.exp(-1j * np.outer(k, theta))
            exact = (1 - abs(mode)) * np.abs(sums)
            assert gain == pytest.approx(exact, rel=1e-9)  # powers up to k lose k u


def test_every_top_is_there(found):
    for j in range(4):
        assert found[f"gain_{j}"].max(axis=1) == pytest.approx(1, abs=1e-12)


def test_aliased_modes(found):
    assert found["free_0"].all()
    assert found["free_1"].tolist() == [True, True, False, False, True, False, False]
    assert found["free_2"].all()


def test_it_is_drawn():
    found = figure.data(N, [0.01, 0.1, 0.5], [0.1, 0.5, 0.6], points=9, near=4)
    with styled():
        assert figure.draw(found).axes
