"""log10 σ_min(zI − A) at many z for a band matrix A, LANES points at a time.

zI − A = QR by Givens rotations, O(N·kl·(kl + ku)) per point: R has bandwidth kl + ku and the
singular values of zI − A, and Q is not needed.  Then Lanczos on (R*R)⁻¹ with band solves.
"""

import math

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


def rotate(work, k, r, lower, width):
    """Zero the entry r below the diagonal in column k by rotating rows k and k + r."""
    a, b = work[k, lower], work[k + r, lower - r]
    norm = math.sqrt(a.real**2 + a.imag**2 + b.real**2 + b.imag**2)
    if norm == 0.0:
        return
    c, s = np.conj(a) / norm, np.conj(b) / norm
    for t in range(width):
        a, b = work[k, lower + t], work[k + r, lower - r + t]
        work[k, lower + t] = c * a + s * b
        work[k + r, lower - r + t] = np.conj(c) * b - np.conj(s) * a


def factor(band, lower, z, work):
    """R of zI − A: work[i, lower + t] = R[i, i + t]; False if R has a zero on its diagonal."""
    n, width = band.shape[0], band.shape[1]
    for i in range(n):
        for t in range(width):
            work[i, t] = -band[i, t]
        for t in range(width, work.shape[1]):
            work[i, t] = 0.0
        work[i, lower] += z
    for k in range(n):
        for r in range(1, min(lower, n - 1 - k) + 1):
            rotate(work, k, r, lower, width)
        if work[k, lower] == 0.0:
            return False
    return True


def set_factor(R, work, lower, j):
    """Lane j of R: the inverse pivots, then minus the entries right of the diagonal."""
    n, width = R.shape[0], R.shape[1]
    for i in range(n):
        for t in range(width):
            entry = 1.0 / work[i, lower] if t == 0 else -work[i, lower + t]
            R[i, t, j] = entry.real
            R[i, t, LANES + j] = entry.imag


def solve_adjoint(w, R):
    """w ← R⁻* w."""
    n, width = R.shape[0], R.shape[1]
    for i in range(n):
        row = w[i * 2 * LANES : (i + 1) * 2 * LANES]
        for t in range(1, min(width - 1, i) + 1):
            entry = R[i - t, t]
            known = w[(i - t) * 2 * LANES : (i - t + 1) * 2 * LANES]
            for m in range(LANES):
                a, b = row[m], row[LANES + m]
                c, d = entry[m], entry[LANES + m]
                x, y = known[m], known[LANES + m]
                a += c * x
                b += c * y
                a += d * y
                b -= d * x
                row[m], row[LANES + m] = a, b
        pivot = R[i, 0]
        for m in range(LANES):
            a, b = row[m], row[LANES + m]
            c, d = pivot[m], pivot[LANES + m]
            row[m], row[LANES + m] = a * c + b * d, b * c - a * d


def solve(w, R):
    """w ← R⁻¹ w."""
    n, width = R.shape[0], R.shape[1]
    for i in range(n - 1, -1, -1):
        row = w[i * 2 * LANES : (i + 1) * 2 * LANES]
        for t in range(1, min(width - 1, n - 1 - i) + 1):
            entry = R[i, t]
            known = w[(i + t) * 2 * LANES : (i + t + 1) * 2 * LANES]
            for m in range(LANES):
                a, b = row[m], row[LANES + m]
                c, d = entry[m], entry[LANES + m]
                x, y = known[m], known[LANES + m]
                a += c * x
                b += c * y
                a -= d * y
                b += d * x
                row[m], row[LANES + m] = a, b
        pivot = R[i, 0]
        for m in range(LANES):
            a, b = row[m], row[LANES + m]
            c, d = pivot[m], pivot[LANES + m]
            row[m], row[LANES + m] = a * c - b * d, b * c + a * d


def log10_sigma_min(band, lower, z, start, limit, out):
    """log10 σ_min(zI − A) at every z; −inf where R is singular, NaN where it was not found.

    band : (n, lower + upper + 1) complex, band[i, lower + t] = A[i, i + t], zero outside A.
    z : (m,) complex.  start : (2n,) float64, a unit vector, real and imaginary parts in turn.
    limit : Lanczos steps.  out : (m,) float64.
    """
    n, width = band.shape
    size = 2 * n * LANES
    v, previous, w = np.zeros(size), np.zeros(size), np.zeros(size)
    R = np.zeros((n, width, 2 * LANES))
    work = np.empty((n, width + lower), np.complex128)
    alpha, beta = np.zeros((LANES, limit)), np.zeros((LANES, limit))
    lane, real = np.full((4, LANES), -1), np.zeros((7, LANES))
    following, freed = 0, True
    while True:
        for j in range(LANES):
            while freed and lane[POINT, j] < 0 and following < z.size:
                if factor(band, lower, z[following], work):
                    set_factor(R, work, lower, j)
                    open_lane(lane, real, v, previous, start, j, following)
                else:
                    out[following] = -np.inf
                following += 1
        if lane[POINT].max() < 0:
            return
        load(real, v, w, n)
        solve_adjoint(w, R)
        half_way(lane, real, w, n)
        solve(w, R)
        freed = advance(lane, real, alpha, beta, v, previous, w, n, out)


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
rotate = njit(**_OPTIONS)(rotate)
factor = njit(**_OPTIONS)(factor)
set_factor = njit(**_OPTIONS)(set_factor)
solve_adjoint = njit(**_OPTIONS)(solve_adjoint)
solve = njit(**_OPTIONS)(solve)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
