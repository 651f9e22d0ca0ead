"""log10 σ_min(zE − U) at many z for upper triangular U and E, LANES points at a time.

A solve takes four unknowns at a time: their 4 × 4 triangle, then one rank-four update of all
later rows, two rows at once, in which every entry of U is loaded once for LANES points.  U comes
in panels of four columns (``panels``) so that this reads memory in order.  Where E = I only the
diagonal depends on z; else zE x − U x is taken as E (zx) − U x, so that the entries of E, too,
are shared by all points.
"""

import numpy as np
from numba import njit

from ssmtheory.kernels.lane_lanczos import (
    LANES,
    POINT,
    advance,
    half_way,
    load,
    open_lane,
)


def panels(U):
    """Strict triangle of U as ``log10_sigma_min`` reads it: two (m/4, m, 8) arrays, m ≥ n.

    [0][p, j, 2q + part] : conj(U[4p + q, j]), real and imaginary part, for U*.
    [1][p, j, 2q + part] : U[j, 4p + q], for U.
    m is the next multiple of four; the rest is zero.
    """
    n = U.shape[0]
    count = -(-n // 4)
    padded = np.zeros((4 * count, 4 * count), dtype=complex)
    padded[:n, :n] = np.triu(U, 1)
    rows = padded.reshape(count, 4, 4 * count).transpose(0, 2, 1)
    columns = padded.reshape(4 * count, count, 4).transpose(1, 0, 2)
    forward = np.ascontiguousarray(rows.conj()).view(float)
    return forward, np.ascontiguousarray(columns).view(float)


def push(w, panel, x, first, last):
    """w_j += Σ_q panel[j, q] x_q for rows first ≤ j < last, an even number of them."""
    for j in range(first, last, 2):
        u, o = panel[j], panel[j + 1]
        u0, u1, u2, u3, u4, u5, u6, u7 = u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7]
        o0, o1, o2, o3, o4, o5, o6, o7 = o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7]
        row = w[j * 2 * LANES : (j + 2) * 2 * LANES]
        for m in range(LANES):
            a, b = row[m], row[LANES + m]
            c, d = row[2 * LANES + m], row[3 * LANES + m]
            x0, y0 = x[m], x[LANES + m]
            x1, y1 = x[2 * LANES + m], x[3 * LANES + m]
            x2, y2 = x[4 * LANES + m], x[5 * LANES + m]
            x3, y3 = x[6 * LANES + m], x[7 * LANES + m]
            # one product per statement: each becomes one fused multiply-add
            a += u0 * x0
            b += u0 * y0
            c += o0 * x0
            d += o0 * y0
            a -= u1 * y0
            b += u1 * x0
            c -= o1 * y0
            d += o1 * x0
            a += u2 * x1
            b += u2 * y1
            c += o2 * x1
            d += o2 * y1
            a -= u3 * y1
            b += u3 * x1
            c -= o3 * y1
            d += o3 * x1
            a += u4 * x2
            b += u4 * y2
            c += o4 * x2
            d += o4 * y2
            a -= u5 * y2
            b += u5 * x2
            c -= o5 * y2
            d += o5 * x2
            a += u6 * x3
            b += u6 * y3
            c += o6 * x3
            d += o6 * y3
            a -= u7 * y3
            b += u7 * x3
            c -= o7 * y3
            d += o7 * x3
            row[m], row[LANES + m] = a, b
            row[2 * LANES + m], row[3 * LANES + m] = c, d


def divide(w, inverse, i, sign, x, slot):
    """Component i ← component i times the inverse pivot (its conjugate for sign −1), kept in x."""
    row = w[i * 2 * LANES : (i + 1) * 2 * LANES]
    pivot = inverse[i * 2 * LANES : (i + 1) * 2 * LANES]
    out = x[slot * 2 * LANES : (slot + 1) * 2 * LANES]
    for m in range(LANES):
        a, b = row[m], row[LANES + m]
        c, d = pivot[m], sign * pivot[LANES + m]
        re, im = a * c - b * d, a * d + b * c
        row[m], row[LANES + m] = re, im
        out[m], out[LANES + m] = re, im


def add_product(w, i, re, im, x, slot):
    """Component i += (re + i im) · x of that slot."""
    row = w[i * 2 * LANES : (i + 1) * 2 * LANES]
    other = x[slot * 2 * LANES : (slot + 1) * 2 * LANES]
    for m in range(LANES):
        a, b = row[m], row[LANES + m]
        c, d = other[m], other[LANES + m]
        a += re * c
        b += re * d
        a -= im * d
        b += im * c
        row[m], row[LANES + m] = a, b


def times_point(x, lanes, sign):
    """The slots 4–7 of x ← z times its slots 0–3 (z̄ for sign −1)."""
    for slot in range(4):
        row = x[slot * 2 * LANES : (slot + 1) * 2 * LANES]
        out = x[(slot + 4) * 2 * LANES : (slot + 5) * 2 * LANES]
        for m in range(LANES):
            a, b = row[m], row[LANES + m]
            c, d = lanes[m], sign * lanes[LANES + m]
            out[m], out[LANES + m] = a * c - b * d, a * d + b * c


def solve_four(w, lanes, inverse, U, E, x, p, sign):
    """The unknowns 4p … 4p + 3, from the first on for sign −1, from the last on for sign 1."""
    for step in range(4):
        q = step if sign < 0.0 else 3 - step
        divide(w, inverse, 4 * p + q, sign, x, q)
        if E.shape[0] > 0:
            times_point(x, lanes, sign)
        for other in range(4):
            if (other > q) == (sign < 0.0) and other != q:
                i = 4 * p + other
                add_product(w, i, U[p, i, 2 * q], U[p, i, 2 * q + 1], x, q)
                if E.shape[0] > 0:
                    add_product(w, i, E[p, i, 2 * q], E[p, i, 2 * q + 1], x, q + 4)


def solve(w, lanes, inverse, U, E, x, sign):
    """w ← (zE − U)⁻¹ w, or (zE − U)⁻* w for sign −1 and the panels of U* and E*."""
    count = U.shape[0]
    for step in range(count):
        p = step if sign < 0.0 else count - 1 - step
        first, last = (4 * p + 4, 4 * count) if sign < 0.0 else (0, 4 * p)
        solve_four(w, lanes, inverse, U, E, x, p, sign)
        push(w, U[p], x, first, last)
        if E.shape[0] > 0:
            times_point(x, lanes, sign)
            push(w, E[p], x[8 * LANES :], first, last)


def set_pivots(lanes, inverse, diagonal, weight, z, j):
    """z and the inverse pivots of lane j; False where a pivot vanishes."""
    lanes[j], lanes[LANES + j] = z.real, z.imag
    for i in range(diagonal.size):
        pivot = z * weight[i] - diagonal[i]
        if pivot == 0.0:
            return False
        reciprocal = 1.0 / pivot
        inverse[2 * i * LANES + j] = reciprocal.real
        inverse[(2 * i + 1) * LANES + j] = reciprocal.imag
    return True


def log10_sigma_min(U, E, diagonal, weight, z, start, limit, out):
    """log10 σ_min(zE − U) at every z; −inf where a pivot vanishes, NaN where it was not found.

    U : the two panels of U.  E : those of −E, or two of length 0 for E = I.
    diagonal, weight : (n,) complex, the diagonals of U and E.  z : (m,) complex.
    start : (2n,) float64, a unit vector, real and imaginary parts in turn.
    limit : Lanczos steps.  out : (m,) float64.
    """
    n, size = diagonal.size, 8 * U[0].shape[0] * LANES
    v, previous, w, inverse = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    x, lanes = np.zeros(16 * LANES), np.zeros(2 * LANES)
    alpha, beta = np.zeros((LANES, limit)), np.zeros((LANES, limit))
    lane, real = np.full((4, LANES), -1), np.zeros((7, LANES))
    following, freed = 0, True
    while True:
        for j in range(LANES):
            while freed and lane[POINT, j] < 0 and following < z.size:
                if set_pivots(lanes, inverse, diagonal, weight, z[following], j):
                    open_lane(lane, real, v, previous, start, j, following)
                else:
                    out[following] = -np.inf
                following += 1
        if lane[POINT].max() < 0:
            return
        load(real, v, w, n)
        solve(w, lanes, inverse, U[0], E[0], x, -1.0)
        half_way(lane, real, w, n)
        solve(w, lanes, inverse, U[1], E[1], x, 1.0)
        freed = advance(lane, real, alpha, beta, v, previous, w, n, out)


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
push = njit(**_OPTIONS)(push)
divide = njit(**_OPTIONS)(divide)
add_product = njit(**_OPTIONS)(add_product)
times_point = njit(**_OPTIONS)(times_point)
solve_four = njit(**_OPTIONS)(solve_four)
solve = njit(**_OPTIONS)(solve)
set_pivots = njit(**_OPTIONS)(set_pivots)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
