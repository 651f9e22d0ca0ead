"""Bases against explicit polynomials and kernels against balls.

A wrong figure would show bases in the wrong direction of time, or kernels without their measure.
"""

import numpy as np
import pytest

from figures import lssl_basis as figure
from tests.figures._balls import exponential

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def found():
    return figure.data(states=4, N=6, T=1.5, dt=0.125)


def explicit(y):
    """p_n of degree 0 … 3, orthonormal on [0, 1]."""
    rows = (1 + 0 * y, 2 * y - 1, 6 * y**2 - 6 * y + 1, 20 * y**3 - 30 * y**2 + 12 * y - 1)
    return np.array([np.sqrt(2 * n + 1) * row for n, row in enumerate(rows)])


def test_bases_are_shifted_legendre_polynomials(found):
    s = found["s"]
    window = s <= 1
    assert np.abs(found["legt"][:, window] - explicit(1 - s[window])).max() < 200 * EPS
    assert np.isnan(found["legt"][:, ~window]).all()
    assert np.abs(found["legs"] - explicit(np.exp(-s))).max() < 200 * EPS


def test_kernels_are_those_of_balls(found):
    legs, legt = (exponential(name, 6, found["s"])[:, :4].T for name in ("legs", "legt"))
    assert np.abs(found["legs_kernel"] - legs).max() < 200 * EPS
    # ‖A‖ T < 60 for N = 6
    assert np.abs(found["legt_kernel"] - legt).max() < 13 * 60 * EPS


def test_legs_kernel_is_basis_times_measure(found):
    product = found["legs"] * np.exp(-found["s"])
    assert np.abs(found["legs_kernel"] - product).max() < 200 * EPS
