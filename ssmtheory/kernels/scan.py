"""Linear recurrences x_k = λ_k ∘ x_{k−1} + b_k over many lanes, at the speed of memory.

Arrays are (P, L, W): P independent batches, L times, W adjacent lanes, C-contiguous.  A complex
array is passed as its view of interleaved real numbers, W = 2M, since the compiler vectorises
those and not the complex type.  λ is (P or 1, L or 1, W), constant in time when its second
extent is 1; ``out`` is (P, L or 1, W) and keeps only the last state when its second extent is 1.

A task is one box of batches, times and lanes.  The state of its lanes stays in the first-level
cache in a row of its own, so each b_k is read once, each x_k written once, and ``out`` may be
``b`` itself.  Rows too short for vectors are for ``scan_narrow``.  Rounding: with
m_k = |λ_k| m_{k−1} + |b_k| and m_{−1} = |x_{−1}|, the result is within (k + 1) c u m_k of the
exact x_k to first order in the unit roundoff u, however time is cut: c = 2 for real lanes and
1 + √5 for complex ones, whose product is right to √5 u.

A state that decays with nothing added to it would end among the subnormal numbers, stay there
(0.9 times the least of them rounds to itself) and be slow by an order of magnitude.  After
every TILE times, a lane whose state is below the smallest normal number, whose |λ_k| < 1 and
b_k = 0 there, is set to zero: an underflow of at most that number.
"""

import numpy as np
from numba import njit

TILE = 64  # times


def real_scan(lam, b, state, out, box):
    """x_k of every batch, time and lane in box = (p0, p1, k0, k1, j0, j1).

    lam (P or 1, L or 1, M), b (P, L, M), out (P, L or 1, M); state (P, M) holds x_{k0−1} and
    receives x_{k1−1}.  All float32 or all float64.
    """
    p0, p1, k0, k1, j0, j1 = box
    x = np.empty(j1 - j0, dtype=b.dtype)
    for p in range(p0, p1):
        pl = p if lam.shape[0] > 1 else 0
        for j in range(x.size):
            x[j] = state[p, j0 + j]
        for tile in range(k0, k1, TILE):
            if tile > k0:
                t = tile - 1
                factor = lam[pl, t if lam.shape[1] > 1 else 0, j0:j1]
                real_underflow(x, factor, b[p, t, j0:j1])
            for k in range(tile, min(tile + TILE, k1)):
                factor = lam[pl, k if lam.shape[1] > 1 else 0, j0:j1]
                term = b[p, k, j0:j1]
                row = out[p, k if out.shape[1] > 1 else 0, j0:j1]
                for j in range(x.size):
                    value = factor[j] * x[j] + term[j]
                    x[j] = value
                    row[j] = value
        for j in range(x.size):
            state[p, j0 + j] = x[j]


def complex_scan(lam, b, state, out, box):
    """The same for interleaved complex lanes: last extents are 2M, j0 and j1 count pairs."""
    p0, p1, k0, k1, j0, j1 = box
    n = j1 - j0
    x, y = np.empty(n, dtype=b.dtype), np.empty(n, dtype=b.dtype)  # real and imaginary parts
    u, v = np.empty(n, dtype=b.dtype), np.empty(n, dtype=b.dtype)
    for p in range(p0, p1):
        pl = p if lam.shape[0] > 1 else 0
        split(state[p, 2 * j0 : 2 * j1], x, y)
        split(lam[pl, 0, 2 * j0 : 2 * j1], u, v)
        for tile in range(k0, k1, TILE):
            if tile > k0:
                complex_underflow(x, y, u, v, b[p, tile - 1, 2 * j0 : 2 * j1])
            for k in range(tile, min(tile + TILE, k1)):
                if lam.shape[1] > 1:
                    split(lam[pl, k, 2 * j0 : 2 * j1], u, v)
                term = b[p, k, 2 * j0 : 2 * j1]
                for j in range(n):
                    re, im = x[j], y[j]
                    x[j] = u[j] * re - v[j] * im + term[2 * j]
                    y[j] = u[j] * im + v[j] * re + term[2 * j + 1]
                join(x, y, out[p, k if out.shape[1] > 1 else 0, 2 * j0 : 2 * j1])
        join(x, y, state[p, 2 * j0 : 2 * j1])


def real_underflow(x, factor, term):
    """x_j ← 0 where it is subnormal, decays and nothing was added to it."""
    tiny = np.finfo(x.dtype).tiny
    for j in range(x.size):
        if abs(x[j]) < tiny and abs(factor[j]) < 1 and term[j] == 0:
            x[j] = 0


def complex_underflow(x, y, u, v, term):
    """x_j + i y_j ← 0 where both parts are subnormal, |u_j + i v_j| < 1 and nothing was added."""
    tiny = np.finfo(x.dtype).tiny
    for j in range(x.size):
        decays = u[j] * u[j] + v[j] * v[j] < 1
        alone = term[2 * j] == 0 and term[2 * j + 1] == 0
        if decays and alone and abs(x[j]) < tiny and abs(y[j]) < tiny:
            x[j] = y[j] = 0


def split(row, x, y):
    """Interleaved numbers into their real and imaginary parts."""
    for j in range(x.size):
        x[j] = row[2 * j]
        y[j] = row[2 * j + 1]


def join(x, y, row):
    """Real and imaginary parts into interleaved numbers."""
    for j in range(x.size):
        row[2 * j] = x[j]
        row[2 * j + 1] = y[j]


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
split = njit(inline="always", **_OPTIONS)(split)
join = njit(inline="always", **_OPTIONS)(join)
real_underflow = njit(**_OPTIONS)(real_underflow)
complex_underflow = njit(**_OPTIONS)(complex_underflow)
real_scan = njit(**_OPTIONS)(real_scan)
complex_scan = njit(**_OPTIONS)(complex_scan)
