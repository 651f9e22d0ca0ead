"""The recurrence for differences: endpoints, scaling, plain twin."""

import numpy as np

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
