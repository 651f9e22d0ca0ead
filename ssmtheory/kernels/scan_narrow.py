"""The scan of few lanes, x_k = λ_k x_{k−1} + b_k: four recurrences at a time, in registers.

A step waits for two multiplications and additions of the step before it, so one lane alone
runs at that latency; four lanes, of one row or of neighbouring batches, fill each other's
waits.  Time is tiled so that the rows of a tile stay in cache while their lanes go by in
fours.  Layout, arguments, rounding and the underflow after each tile are those of ``scan``.
"""

from numba import njit

from ssmtheory.kernels.scan import complex_underflow, real_underflow

TILE = 128  # times


def real_narrow(lam, b, state, out, box):
    """As ``scan.real_scan``, for rows of few lanes."""
    p0, p1, k0, k1, j0, j1 = box
    by_row = j1 - j0 >= 4
    dp, dj = (0, 1) if by_row else (1, 0)
    full_p = p1 if by_row else p1 - (p1 - p0) % 4
    full_j = j1 - (j1 - j0) % 4 if by_row else j1
    for tile in range(k0, k1, TILE):
        stop = min(tile + TILE, k1)
        for p in range(p0, full_p, 1 if by_row else 4):
            for j in range(j0, full_j, 4 if by_row else 1):
                real_four(lam, b, state, out, (p, dp, j, dj), tile, stop)
        for p in range(p0 if by_row else full_p, p1):
            for j in range(full_j if by_row else j0, j1):
                real_one(lam, b, state, out, p, j, tile, stop)
        if stop < k1:
            for p in range(p0, p1):
                factor = lam[p if lam.shape[0] > 1 else 0, stop - 1 if lam.shape[1] > 1 else 0]
                term = b[p, stop - 1, j0:j1]
                real_underflow(state[p, j0:j1], factor[j0:j1], term)


def real_one(lam, b, state, out, p, j, k0, k1):
    """Lane (p, j) over k0 ≤ k < k1."""
    pl = p if lam.shape[0] > 1 else 0
    dk, do = (1 if lam.shape[1] > 1 else 0), (1 if out.shape[1] > 1 else 0)
    x = state[p, j]
    for k in range(k0, k1):
        x = lam[pl, k * dk, j] * x + b[p, k, j]
        out[p, k * do, j] = x
    state[p, j] = x


def real_four(lam, b, state, out, lanes, k0, k1):
    """The lanes (p + i dp, j + i dj), i < 4, over k0 ≤ k < k1."""
    p0, dp, j0, dj = lanes
    dl = 1 if lam.shape[0] > 1 else 0
    dk, do = (1 if lam.shape[1] > 1 else 0), (1 if out.shape[1] > 1 else 0)
    p1, p2, p3 = p0 + dp, p0 + 2 * dp, p0 + 3 * dp
    j1, j2, j3 = j0 + dj, j0 + 2 * dj, j0 + 3 * dj
    x0, x1, x2, x3 = state[p0, j0], state[p1, j1], state[p2, j2], state[p3, j3]
    for k in range(k0, k1):
        x0 = lam[p0 * dl, k * dk, j0] * x0 + b[p0, k, j0]
        x1 = lam[p1 * dl, k * dk, j1] * x1 + b[p1, k, j1]
        x2 = lam[p2 * dl, k * dk, j2] * x2 + b[p2, k, j2]
        x3 = lam[p3 * dl, k * dk, j3] * x3 + b[p3, k, j3]
        out[p0, k * do, j0] = x0
        out[p1, k * do, j1] = x1
        out[p2, k * do, j2] = x2
        out[p3, k * do, j3] = x3
    state[p0, j0], state[p1, j1], state[p2, j2], state[p3, j3] = x0, x1, x2, x3


def complex_narrow(lam, b, state, out, box):
    """As ``scan.complex_scan``, for rows of few interleaved complex lanes."""
    p0, p1, k0, k1, j0, j1 = box
    by_row = j1 - j0 >= 4
    dp, dj = (0, 1) if by_row else (1, 0)
    full_p = p1 if by_row else p1 - (p1 - p0) % 4
    full_j = j1 - (j1 - j0) % 4 if by_row else j1
    for tile in range(k0, k1, TILE):
        stop = min(tile + TILE, k1)
        for p in range(p0, full_p, 1 if by_row else 4):
            for j in range(j0, full_j, 4 if by_row else 1):
                complex_four(lam, b, state, out, (p, dp, j, dj), tile, stop)
        for p in range(p0 if by_row else full_p, p1):
            for j in range(full_j if by_row else j0, j1):
                complex_one(lam, b, state, out, p, j, tile, stop)
        if stop < k1:
            for p in range(p0, p1):
                factor = lam[p if lam.shape[0] > 1 else 0, stop - 1 if lam.shape[1] > 1 else 0]
                x, f, term = state[p], factor[2 * j0 : 2 * j1], b[p, stop - 1, 2 * j0 : 2 * j1]
                x, y = x[2 * j0 : 2 * j1 : 2], x[2 * j0 + 1 : 2 * j1 : 2]
                complex_underflow(x, y, f[::2], f[1::2], term)


def complex_one(lam, b, state, out, p, j, k0, k1):
    """Lane (p, j) over k0 ≤ k < k1; j counts pairs."""
    pl = p if lam.shape[0] > 1 else 0
    dk, do = (1 if lam.shape[1] > 1 else 0), (1 if out.shape[1] > 1 else 0)
    re, im = 2 * j, 2 * j + 1
    x, y = state[p, re], state[p, im]
    for k in range(k0, k1):
        u, v = lam[pl, k * dk, re], lam[pl, k * dk, im]
        x, y = u * x - v * y + b[p, k, re], u * y + v * x + b[p, k, im]
        out[p, k * do, re], out[p, k * do, im] = x, y
    state[p, re], state[p, im] = x, y


def complex_four(lam, b, state, out, lanes, k0, k1):
    """The lanes (p + i dp, j + i dj), i < 4, over k0 ≤ k < k1; j counts pairs."""
    p0, dp, j0, dj = lanes
    dl = 1 if lam.shape[0] > 1 else 0
    dk, do = (1 if lam.shape[1] > 1 else 0), (1 if out.shape[1] > 1 else 0)
    p1, p2, p3 = p0 + dp, p0 + 2 * dp, p0 + 3 * dp
    j0 *= 2
    j1, j2, j3 = j0 + 2 * dj, j0 + 4 * dj, j0 + 6 * dj
    x0, y0 = state[p0, j0], state[p0, j0 + 1]
    x1, y1 = state[p1, j1], state[p1, j1 + 1]
    x2, y2 = state[p2, j2], state[p2, j2 + 1]
    x3, y3 = state[p3, j3], state[p3, j3 + 1]
    for k in range(k0, k1):
        t = k * dk
        s = k * do
        u, v = lam[p0 * dl, t, j0], lam[p0 * dl, t, j0 + 1]
        x0, y0 = u * x0 - v * y0 + b[p0, k, j0], u * y0 + v * x0 + b[p0, k, j0 + 1]
        u, v = lam[p1 * dl, t, j1], lam[p1 * dl, t, j1 + 1]
        x1, y1 = u * x1 - v * y1 + b[p1, k, j1], u * y1 + v * x1 + b[p1, k, j1 + 1]
        u, v = lam[p2 * dl, t, j2], lam[p2 * dl, t, j2 + 1]
        x2, y2 = u * x2 - v * y2 + b[p2, k, j2], u * y2 + v * x2 + b[p2, k, j2 + 1]
        u, v = lam[p3 * dl, t, j3], lam[p3 * dl, t, j3 + 1]
        x3, y3 = u * x3 - v * y3 + b[p3, k, j3], u * y3 + v * x3 + b[p3, k, j3 + 1]
        out[p0, s, j0], out[p0, s, j0 + 1] = x0, y0
        out[p1, s, j1], out[p1, s, j1 + 1] = x1, y1
        out[p2, s, j2], out[p2, s, j2 + 1] = x2, y2
        out[p3, s, j3], out[p3, s, j3 + 1] = x3, y3
    state[p0, j0], state[p0, j0 + 1] = x0, y0
    state[p1, j1], state[p1, j1 + 1] = x1, y1
    state[p2, j2], state[p2, j2 + 1] = x2, y2
    state[p3, j3], state[p3, j3 + 1] = x3, y3


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
real_one = njit(**_OPTIONS)(real_one)
real_four = njit(**_OPTIONS)(real_four)
real_narrow = njit(**_OPTIONS)(real_narrow)
complex_one = njit(**_OPTIONS)(complex_one)
complex_four = njit(**_OPTIONS)(complex_four)
complex_narrow = njit(**_OPTIONS)(complex_narrow)
