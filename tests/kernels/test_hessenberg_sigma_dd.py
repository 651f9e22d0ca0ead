"""Inverse Lanczos in double-double: exact cases, and what would overflow."""

import math

import mpmath
import numpy as np
import pytest

from ssmtheory.kernels.hessenberg_sigma_dd import HUGE, log10_sigma_min

# Lanczos stops at a relative residual of 1e-9 of σ^−2: 1e-18 or better of σ here; then rounding.
ROUNDING = 40 * 2.0**-52


def evaluate(A, z):
    H = np.zeros((4, *A.shape))
    H[0], H[2] = A.real, A.imag
    n = len(A)
    start = np.random.default_rng(n).standard_normal(n) + 0j
    out = np.empty(len(z))
    log10_sigma_min(np.array(z, complex), H, start / np.linalg.norm(start), 3 * n + 20, out)
    return out


@pytest.mark.parametrize("t", [1.0, 1e-4, 3e-9, 1e-14, 2e-20])
def test_two_by_two_nilpotent(t):
    """σ_min of [[t, −1], [0, t]] is t² / σ_max, far below the rounding of doubles."""
    with mpmath.workdps(60):
        t_ = mpmath.mpf(t)
        largest = mpmath.sqrt((2 * t_**2 + 1 + mpmath.sqrt(4 * t_**2 + 1)) / 2)
        expected = float(mpmath.log10(t_**2 / largest))
    value = evaluate(np.array([[0.0, 1.0], [0.0, 0.0]]), [t])[0]
    assert value == pytest.approx(expected, abs=ROUNDING * max(1, abs(expected)))


def test_the_cancellation_is_seen_in_full():
    """[[1, 1], [e, 1]], e = 1 − 2^−53: σ_min = 2^−53/σ_max, by the exact determinant."""
    A = -np.array([[1.0, 1.0], [1.0 - 2.0**-53, 1.0]])
    with mpmath.workdps(60):
        e = 1 - mpmath.mpf(2) ** -53
        total = 3 + e**2
        largest = mpmath.sqrt((total + mpmath.sqrt(total**2 - 4 * (1 - e) ** 2)) / 2)
        expected = float(mpmath.log10((1 - e) / largest))
    assert evaluate(A, [0.0])[0] == pytest.approx(expected, abs=ROUNDING * abs(expected))


def test_agrees_with_the_svd_above_the_floor_of_doubles(rng):
    A = np.triu(rng.standard_normal((30, 30)) + 1j * rng.standard_normal((30, 30)), -1) / 8
    z = rng.uniform(-2, 2, 20) + 1j * rng.uniform(-2, 2, 20)
    svd = np.linalg.svd(z[:, None, None] * np.eye(30) - A, compute_uv=False)
    allowed = 10 * 30 * 2.0**-53 * svd[:, 0] + 1e-9 * svd[:, -1]
    assert (np.abs(10.0 ** evaluate(A, z) - svd[:, -1]) <= allowed).all()


def test_exact_eigenvalues_and_overflow_leave_no_nan():
    jordan = np.eye(40, k=1)
    values = evaluate(jordan, [0.0, 1e-3, 1e-200, 1e-300j, 5e-324])
    assert values[0] == -math.inf
    assert (values[1:] <= -math.log10(HUGE)).all()
    assert evaluate(np.zeros((1, 1)), [2.0])[0] == pytest.approx(math.log10(2), abs=ROUNDING)
