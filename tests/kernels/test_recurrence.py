"""Compiled and plain recurrences agree; the wavefront is the step-by-step recurrence."""

import numpy as np
import pytest

from ssmtheory.kernels import recurrence_lanes as lanes
from ssmtheory.kernels import recurrence_wavefront as wavefront

EPS = np.finfo(float).eps


def legs(N):
    n = np.arange(N)
    return n + 1.0, 2.0 * n + 1


def steps(L):
    k = np.arange(1.0, L + 1)
    return 0.5 / k, 0.5 / (k + 1)


def reference(a, v, f, g, u, z):
    """Dense solves of (I − gA) z⁺ = (I + fA) z + (f+g) u 1; max ‖z‖ seen on the way."""
    A, eye, top = -np.diag(a) - np.tril(np.tile(v, (a.size, 1)), -1), np.eye(a.size), 0.0
    for k in range(u.size):
        z = np.linalg.solve(eye - g[k] * A, z + f[k] * A @ z + (f[k] + g[k]) * u[k])
        top = max(top, np.abs(z).max())
    return z, max(top, 1.0)


def wave(function, a, v, f, g, u, z):
    pad = wavefront.WAVE - 1
    padded = [np.pad(x, pad) for x in (z, a, v, np.ones(a.size), np.ones(a.size))]
    y = np.empty(u.size)
    function(*padded, f, g, u, y)
    return padded[0][pad : pad + a.size], y


@pytest.mark.parametrize("N", [1, 2, 7])
@pytest.mark.parametrize("L", [1, 5, wavefront.WAVE, wavefront.WAVE + 3])
def test_wavefront_is_the_dense_recurrence(rng, N, L):
    (a, v), (f, g) = legs(N), steps(L)
    u, z = rng.standard_normal(L), rng.standard_normal(N)
    expected, size = reference(a, v, f, g, u, z.copy())
    found, y = wave(wavefront.run, a, v, f, g, u, z)
    allowed = 10 * N * L * EPS * size * (1 + N * N)  # I − gA has condition at most 1 + N²
    assert np.abs(found - expected).max() <= allowed
    assert abs(y[-1] - expected.sum()) <= N * allowed


def test_plain_and_compiled_wavefront_agree(rng):
    (a, v), (f, g) = legs(3), steps(4)
    u, z = rng.standard_normal(4), rng.standard_normal(3)
    plain = wave(wavefront.run.py_func, a, v, f, g, u, z)
    for one, other in zip(plain, wave(wavefront.run, a, v, f, g, u, z), strict=True):
        assert np.abs(one - other).max() <= 100 * EPS * (1 + np.abs(one).max())


def _case(rng, name):
    """(kernel, its arguments in between) for N = 4, L = 3."""
    (a, v), (f, g), C = legs(4), steps(3), rng.standard_normal(4)
    vector = rng.standard_normal(4)
    if name == "triangular":
        return lanes.triangular, (a, v, vector, C, f, g)
    if name == "exponential":
        counts = np.array([2, 1, 1]), np.array([9, 8, 3])
        return lanes.exponential, (a, v, vector, C, 0.1 * f, *counts)
    if name == "two_sided":
        pairs = rng.standard_normal((2, 2, 4))
        return lanes.two_sided, (pairs[0], pairs[1], 3 + a, 1.0, vector, C)
    low = rng.standard_normal((4, 2)) + 0j
    return lanes.diagonal_plus_low_rank, (a * 0.1j, low, low.T.copy(), vector + 0j, C + 0j)


@pytest.mark.parametrize(
    "name", ["triangular", "exponential", "two_sided", "diagonal_plus_low_rank"]
)
@pytest.mark.parametrize("H", [0, 1, 3])
def test_plain_and_compiled_lanes_agree(rng, name, H):
    kernel, inner = _case(rng, name)
    dtype = complex if name == "diagonal_plus_low_rank" else float
    z, u = rng.standard_normal((4, H)).astype(dtype), rng.standard_normal((3, H)).astype(dtype)
    results = []
    for function in (kernel, kernel.py_func):
        state, y, states = z.copy(), np.empty((3, H), dtype), np.empty((3, 4, H), dtype)
        function(state, *inner, u, y, states)
        assert np.array_equal(states[-1], state)
        results.append((state, y, states))
    for one, other in zip(*results, strict=True):
        assert (np.abs(one - other) <= 1000 * EPS * (1 + np.abs(one).max(initial=0))).all()


def test_single_two_sided_is_one_lane(rng):
    """Plain and compiled, against the lanes; the chained sums round differently."""
    kernel, inner = _case(rng, "two_sided")
    z, u = rng.standard_normal(4), rng.standard_normal(3)
    state, y = z[:, None].copy(), np.empty((3, 1))
    kernel(state, *inner, u[:, None].copy(), y, np.empty((0, 4, 1)))
    for function in (lanes.two_sided_single, lanes.two_sided_single.py_func):
        alone, out = z.copy(), np.empty(3)
        function(alone, *inner, u, out)
        allowed = 1000 * EPS * (1 + max(np.abs(state).max(), np.abs(y).max()))
        assert np.abs(alone - state[:, 0]).max() <= allowed
        assert np.abs(out - y[:, 0]).max() <= allowed
