"""The recurrence for differences: endpoints, scaling, plain twin."""

import mpmath
import numpy as np
import pytest

import ssmtheory.kernels.chain_basis as kernel

EPS = np.finfo(float).eps


def test_both_ends_of_the_legendre_interval_are_exact():
    """P_n(1) = 1 for every n; P_n(−1) e^{−t} alternates and fades with e^{−t} alone."""
    out = np.empty((2, 5000))
    kernel.legendre(np.array([0.0, 600.0]), out)
    assert np.all(out[0] == 1.0)
    signs = np.where(np.arange(5000) % 2, -1.0, 1.0)
    assert np.max(np.abs(out[1] * signs / np.exp(-600.0) - 1)) <= 4 * EPS


def test_rescaling_is_seamless():
    """L_n(t) passes 2^512 on the way; the value at n = t/2 stays in step with its neighbours."""
    t = 3000.0
    out = np.empty((1, 1600))
    kernel.laguerre(np.array([t]), out)
    n = np.arange(2, 1600)
    residual = n * out[0, 2:] - (2 * n - 1 - t) * out[0, 1:-1] + (n - 1) * out[0, :-2]
    scale = n * np.abs(out[0, 2:]) + np.abs(2 * n - 1 - t) * np.abs(out[0, 1:-1])
    seen = scale > 1e-290
    assert seen.sum() > 1000
    assert np.max(np.abs(residual[seen]) / scale[seen]) <= 64 * 1600 * EPS


def test_plain_twin():
    t, compiled, plain = np.array([0.1, 3.0]), np.empty((2, 50)), np.empty((2, 50))
    for name in ("legendre", "laguerre"):
        function = getattr(kernel, name)
        function(t, compiled)
        function.py_func(t, plain)
        assert np.max(np.abs(compiled - plain)) <= 256 * EPS


@pytest.mark.parametrize("t", [1e-12, 1e-9, 3e-6])
def test_many_small_differences_do_not_add_their_roundings(t):
    """L_n(t) e^{−t/2} = 1 − (n + ½)t + … where nt ≪ 1, and P_n(1 − δ) likewise."""
    N = 10_001
    laguerre, legendre = np.empty((1, N)), np.empty((1, N))
    kernel.laguerre(np.array([t]), laguerre)
    kernel.legendre(np.array([t]), legendre)
    for n in (100, 3000, N - 1):
        with mpmath.workdps(60):
            x = mpmath.mpf(t)
            exact = mpmath.laguerre(n, 0, x) * mpmath.exp(-x / 2)
            other = mpmath.legendre(n, 2 * mpmath.exp(-x) - 1) * mpmath.exp(-x)
            errors = abs(laguerre[0, n] - exact), abs(legendre[0, n] - other)
        assert errors[0] <= 4 * EPS * (1 + n * t)
        assert errors[1] <= 4 * EPS * (1 + n * np.sqrt(t))
