"""σ_min(zI − H) for an upper Hessenberg H in double-double: one LU per z, Lanczos on (M*M)⁻¹.

M = zI − H = LU with row exchanges, O(n²), backward stable with a growth of at most n.  Factors and
solves are double-double, since a backward error of 2^−53 in either would move σ_min by that much
of ‖A‖.  The Lanczos vectors are doubles: rounding v changes (M*M)⁻¹v by 2^−53 of its norm
σ_min^−2 only, which is what is measured.

The largest Ritz value θ → σ_min^−2 from below; the iteration stops when the residual of its Ritz
pair is below RESIDUAL·θ, or at the level at which the computed operator is seen not to be
symmetric, where σ_min is near the floor.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.double_double import two_sum
from ssmtheory.kernels.hessenberg_dd import (
    ROW,
    ZERO,
    axpy,
    c_div,
    c_fma,
    conjugate_row,
    get,
    negative,
    norm_square,
    put,
)
from ssmtheory.kernels.triangular_lanczos import NOISE_FACTOR, RESIDUAL, top_ritz

# H has entries of order 1.  Solutions beyond HUGE mean σ_min < 1e−70, far below any floor here, and
# so do pivots and subdiagonal entries below TINY, whose squares would underflow.
HUGE = 1e70
TINY = 1e-140
ONE = (1.0, 0.0, 0.0, 0.0)


def factor(z, H, U, Ut, multiplier, swapped):
    """zI − H = LU: U and its transpose Ut (4, n, n), multipliers of L (4, 1, n), row exchanges."""
    n = H.shape[1]
    for i in range(n):
        for j in range(max(i - 1, 0), n):
            h = get(H, i, j)
            if i == j:
                re, im = two_sum(z.real, -h[0]), two_sum(z.imag, -h[2])
                low = (-h[1], 0.0, -h[3], 0.0)
                put(U, i, j, c_fma(ONE, low, (re[0], re[1], im[0], im[1])))
            else:
                put(U, i, j, negative(h))
    for k in range(n - 1):
        a, b = get(U, k, k), get(U, k + 1, k)
        swapped[k] = abs(b[0]) + abs(b[2]) > abs(a[0]) + abs(a[2])
        if swapped[k]:
            a, b = b, a
            for j in range(k, n):
                held = get(U, k, j)
                put(U, k, j, get(U, k + 1, j))
                put(U, k + 1, j, held)
        m = ZERO
        if abs(b[0]) + abs(b[2]) > TINY:
            m = c_div(negative(b), a)
            axpy(U, k + 1, m, U, k, k + 1, n)
        put(multiplier, ROW, k, m)
    for i in range(n):
        for j in range(i, n):
            put(Ut, j, i, get(U, i, j))


def divide(b, j, pivot):
    """b_j ← b_j/pivot, and −b_j as it is then; the quotient's size in the first place."""
    x = c_div(get(b, ROW, j), pivot)
    put(b, ROW, j, x)
    return abs(x[0]) + abs(x[2]), negative(x)


def solve_transposed(U, multiplier, swapped, b):
    """b ← M⁻ᵀ b; False where an entry exceeds HUGE."""
    n = U.shape[1]
    for j in range(n):
        size, x = divide(b, j, get(U, j, j))
        if not size < HUGE:
            return False
        axpy(b, ROW, x, U, j, j + 1, n)
    for k in range(n - 2, -1, -1):
        m = get(multiplier, ROW, k)
        put(b, ROW, k, c_fma(m, get(b, ROW, k + 1), get(b, ROW, k)))
        if swapped[k]:
            exchange(b, k)
    return True


def solve(Ut, multiplier, swapped, b):
    """b ← M⁻¹ b; False where an entry exceeds HUGE."""
    n = Ut.shape[1]
    for k in range(n - 1):
        if swapped[k]:
            exchange(b, k)
        m = get(multiplier, ROW, k)
        put(b, ROW, k + 1, c_fma(m, get(b, ROW, k), get(b, ROW, k + 1)))
    for j in range(n - 1, -1, -1):
        size, x = divide(b, j, get(Ut, j, j))
        if not size < HUGE * HUGE:
            return False
        axpy(b, ROW, x, Ut, j, ROW, j)
    return True


def exchange(b, k):
    """b_k ↔ b_(k+1)."""
    held = get(b, ROW, k)
    put(b, ROW, k, get(b, ROW, k + 1))
    put(b, ROW, k + 1, held)


def lanczos(U, Ut, multiplier, swapped, start, limit):
    """log10 σ_min from the factors; NaN if not converged, −inf for a zero pivot."""
    n = start.size
    for i in range(n):
        if U[0, i, i] == 0.0 and U[2, i, i] == 0.0:
            return -math.inf
    alpha, beta = np.zeros(limit), np.zeros(limit)
    v, previous, b, noise = start.copy(), np.zeros(n, np.complex128), np.zeros((4, 1, n)), 0.0
    for k in range(limit):
        for i in range(n):
            put(b, ROW, i, (v[i].real, 0.0, -v[i].imag, 0.0))
        if not solve_transposed(U, multiplier, swapped, b):
            return -math.log10(HUGE)
        conjugate_row(b)
        half = norm_square(b)
        if not solve(Ut, multiplier, swapped, b):
            return -math.log10(HUGE)
        back = beta[k - 1] if k > 0 else 0.0
        for i in range(n):
            alpha[k] += v[i].real * b[0, 0, i] + v[i].imag * b[2, 0, i]
        noise = max(noise, abs(half - alpha[k]))
        total = 0.0
        for i in range(n):
            w = complex(b[0, 0, i], b[2, 0, i]) - alpha[k] * v[i] - back * previous[i]
            previous[i], v[i] = v[i], w
            total += w.real * w.real + w.imag * w.imag
        beta[k] = math.sqrt(total)
        if not (beta[k] < math.inf and alpha[k] > 0.0):
            return math.nan
        theta, last = top_ritz(alpha, beta, k + 1)
        if beta[k] * last <= max(RESIDUAL * theta, NOISE_FACTOR * noise):
            return -0.5 * math.log10(theta)
        for i in range(n):
            v[i] /= beta[k]
    return math.nan


def log10_sigma_min(z, H, start, limit, out):
    """log10 σ_min(zI − H) at every z, NaN where Lanczos did not converge.

    z : (m,) complex.  H : (4, n, n), upper Hessenberg, entries of order at most 1.
    start : (n,) complex unit vector.  limit : Lanczos steps.  out : (m,) float64.
    """
    n = H.shape[1]
    U, Ut, multiplier = np.zeros((4, n, n)), np.zeros((4, n, n)), np.zeros((4, 1, n))
    swapped = np.zeros(n, np.bool_)
    for j in range(z.size):
        factor(z[j], H, U, Ut, multiplier, swapped)
        out[j] = lanczos(U, Ut, multiplier, swapped, start, limit)


# No fastmath: contraction would destroy the error terms.
_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
factor = njit(**_OPTIONS)(factor)
divide = njit(**_OPTIONS)(divide)
exchange = njit(**_OPTIONS)(exchange)
solve_transposed = njit(**_OPTIONS)(solve_transposed)
solve = njit(**_OPTIONS)(solve)
lanczos = njit(**_OPTIONS)(lanczos)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
