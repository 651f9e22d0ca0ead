"""Poles, response and kernel of S4D-DFouT against their definitions.

A wrong figure would damp by ξ where it should by ξ/2, or alias a pole.
"""

import cmath
import math

import numpy as np
import pytest

from figures import dfout_spectrum as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
N, DT, PARTS = 6, 0.2, [0.0, -0.5]


@pytest.fixture(scope="module")
def found():
    return figure.data(N, DT, PARTS, points=36, length=20)


def test_poles_are_those_of_the_continuous_ones(found):
    for row, part in zip(found["poles"], PARTS, strict=True):
        exact = {cmath.exp(DT * part + 2j * math.pi * n / N) for n in range(N)}
        assert max(min(abs(z - w) for w in exact) for z in row) <= 8 * EPS
        assert len(set(row.tolist())) == N


def test_kernels_are_sums_of_powers(found):
    for row, lam in zip(found["kernels"], found["poles"], strict=True):
        exact = [sum(complex(z) ** k for z in lam).real for k in range(20)]
        assert row == pytest.approx(exact, abs=40 * N * EPS)


def test_the_response_is_the_fourier_series_of_the_kernel(found):
    # z^N = e^{iNθ} at the pole-free grid; K is N e^{−ξN/2·m} at k = mN
    for row, part in zip(found["response"], PARTS, strict=True):
        ratio = np.exp(N * DT * part) * np.exp(-1j * N * found["theta"])
        assert row == pytest.approx(np.abs(N / (1 - ratio)), rel=200 * N * EPS)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
