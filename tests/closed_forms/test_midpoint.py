"""The midpoint sum against the sum itself in ball arithmetic."""

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms.midpoint import sum_slope
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
OMEGAS = np.array([1e-6, 1e-3, 0.2, 1.0, 3.7, 15.9, 16.1, 40.0, 1e3, 1e6, 1e12])


def brute(omega: float, N: int) -> flint.arb:
    w, total = flint.arb(omega), flint.arb(0)
    for k in range(N):
        x = flint.arb(2 * k + 1) / 2
        total += x / (x * x + w * w)
    return total


@pytest.mark.parametrize("N", [1, 2, 15, 16, 17, 18, 40, 1000])
def test_sum_keeps_full_relative_precision(N):
    found = sum_slope(OMEGAS, N)
    with working_precision(120):
        for value, omega in zip(found, OMEGAS, strict=True):
            exact = brute(float(omega), N)
            error = float(abs(flint.arb(float(value)) - exact) / exact)
            assert error <= 8 * EPS, (omega, error / EPS)


def test_zero_frequency_slope_is_the_harmonic_sum():
    exact = sum(2.0 / (2 * k + 1) for k in reversed(range(100)))
    assert abs(sum_slope(np.zeros(1), 100)[0] / exact - 1) <= 4 * EPS
