"""Frequencies against the secular equation in balls, and the published formulas.

A wrong figure would show LegS off its secular equation, or a formula of another scale.
"""

import flint
import numpy as np
import pytest

from figures import spectra_s4d as figure
from ssmtheory.precision import working_precision


@pytest.fixture(scope="module")
def found():
    return figure.data(N=64)


def test_legs_frequencies_bracket_the_roots_of_the_secular_equation(found):
    half = [flint.arb(k) + flint.arb(0.5) for k in range(64)]
    with working_precision(120):
        for m, omega in enumerate(found["legs"]):
            target = flint.arb.pi() * (2 * m + 1) / 2
            for side in (-1, 1):
                w = flint.arb(float(omega)) * (1 + side * flint.arb(1e-14))
                phase = sum(((h / w).atan() for h in half), flint.arb(0))
                assert (phase < target) if side > 0 else (phase > target)


def test_the_initialisations_are_their_formulas(found):
    n = np.arange(32)
    assert found["lin"] == pytest.approx(np.pi * n[::-1], rel=1e-15)
    assert found["quad"] == pytest.approx((2 * n[::-1] + 1) ** 2 / np.pi, rel=4e-16)
    assert found["inv"] == pytest.approx(64 / np.pi * (64 / (2 * n + 1) - 1), rel=1e-13)
    assert found["top"] == pytest.approx(4096 / (np.pi * (2 * n + 1)), rel=4e-16)


def test_the_distances_of_the_caption(found):
    inv = np.abs(found["inv"] / found["legs"] - 1)
    assert inv[0] == pytest.approx(0.015, abs=5e-4)
    assert inv[5:28].max() == pytest.approx(0.22, abs=0.01)
    assert inv[-1] == pytest.approx(0.23, abs=0.01)
    assert np.abs(found["law"] / found["legs"] - 1).max() < 0.1
