"""Unitary reduction to Hessenberg form in double-double arithmetic, by Householder reflections.

A matrix is four planes (4, n, n) float64: re_h, re_l, im_h, im_l.  The inner loops run along rows
over independent entries, so that they vectorise.  Source of the reduction: Householder's, as
in any text; backward error a modest multiple of n·2^−104·‖A‖.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels import double_double as dd

# Squares below it are too near to underflow for their error terms: the column counts as zero.
TINY = 1e-280
ZERO = (0.0, 0.0, 0.0, 0.0)
# The row of a vector of planes (4, 1, n).  A literal 0 would compile each function once more.
ROW = np.int64(0)


def c_fma(c, x, y):
    """c·x + y, complex."""
    return dd.c_add(dd.c_mul(c, x), y)


def add_square(total, x):
    """total + |x|², total = (h, l)."""
    square = dd.c_abs2(x)
    return dd.add(total[0], total[1], square[0], square[1])


def r_fma(a, b, c):
    """a·b + c, real."""
    p = dd.mul(a[0], a[1], b[0], b[1])
    return dd.add(p[0], p[1], c[0], c[1])


def r_div(a, b):
    """a/b, real."""
    return dd.div(a[0], a[1], b[0], b[1])


def c_div(a, b):
    """a/b, complex; |b|² must not underflow."""
    product = c_fma(a, (b[0], b[1], -b[2], -b[3]), ZERO)
    size = add_square((0.0, 0.0), b)
    re, im = r_div((product[0], product[1]), size), r_div((product[2], product[3]), size)
    return re[0], re[1], im[0], im[1]


def r_sqrt(a):
    """√a, real."""
    return dd.sqrt(a[0], a[1])


def negative(x):
    """−x, complex."""
    return -x[0], -x[1], -x[2], -x[3]


def get(M, i, j):
    """Entry (i, j) of four planes."""
    return M[0, i, j], M[1, i, j], M[2, i, j], M[3, i, j]


def put(M, i, j, x):
    """M[i, j] ← x."""
    M[0, i, j], M[1, i, j], M[2, i, j], M[3, i, j] = x


def axpy(Y, i, c, X, k, first, last):
    """Y[i, first:last] += c·X[k, first:last]."""
    y0, y1, y2, y3 = Y[0, i], Y[1, i], Y[2, i], Y[3, i]
    x0, x1, x2, x3 = X[0, k], X[1, k], X[2, k], X[3, k]
    for j in range(first, last):
        t = c_fma(c, (x0[j], x1[j], x2[j], x3[j]), (y0[j], y1[j], y2[j], y3[j]))
        y0[j], y1[j], y2[j], y3[j] = t


def dot(X, i, Y, k, first, last):
    """Σ X[i, j] Y[k, j], first ≤ j < last, without conjugation."""
    total = ZERO
    for j in range(first, last):
        total = c_fma(get(X, i, j), get(Y, k, j), total)
    return total


def reflector(A, k, v):
    """v[0, k+1:] and τ = (h, l) with (I − τvv*) A[k+1:, k] a multiple of e₁; τ = 0: it is one.

    v = x + (x₁/|x₁|)‖x‖ e₁, which does not cancel, and τ = 2/‖v‖² = 1/(‖x‖² + |x₁|‖x‖).
    """
    zero, one, rest = (0.0, 0.0), (1.0, 0.0), (0.0, 0.0)
    for i in range(k + 2, A.shape[1]):
        rest = add_square(rest, get(A, i, k))
        put(v, ROW, i, get(A, i, k))
    if not rest[0] > TINY:
        return zero
    x = get(A, k + 1, k)
    total = add_square(rest, x)
    norm, modulus = r_sqrt(total), r_sqrt(add_square(zero, x))
    if modulus[0] * modulus[0] > TINY:
        factor = r_fma(one, one, r_div(norm, modulus))
        re = r_fma(factor, (x[0], x[1]), zero)
        im = r_fma(factor, (x[2], x[3]), zero)
        put(v, ROW, k + 1, (re[0], re[1], im[0], im[1]))
    else:
        modulus = zero
        put(v, ROW, k + 1, (norm[0], norm[1], 0.0, 0.0))
    return r_div(one, r_fma(norm, modulus, total))


def conjugate_row(v):
    """v ← its complex conjugate, v : (4, 1, n)."""
    for j in range(v.shape[2]):
        v[2, ROW, j] = -v[2, ROW, j]
        v[3, ROW, j] = -v[3, ROW, j]


def reflect(A, k, tau, v, w):
    """A ← (I − τvv*) A (I − τvv*), columns before k untouched; w : work space."""
    n = A.shape[1]
    for j in range(n):
        put(w, ROW, j, ZERO)
    for i in range(k + 1, n):  # w = v*A, then A −= τ v w
        c = get(v, ROW, i)
        axpy(w, ROW, (c[0], c[1], -c[2], -c[3]), A, i, k, n)
    for i in range(k + 1, n):
        axpy(A, i, negative(c_fma(tau, get(v, ROW, i), ZERO)), w, ROW, k, n)
    for j in range(k + 1, n):
        c = get(v, ROW, j)
        put(w, ROW, j, (c[0], c[1], -c[2], -c[3]))
    for i in range(n):  # A −= τ (Av) v*
        c = dot(A, i, v, ROW, k + 1, n)
        axpy(A, i, negative(c_fma(tau, c, ZERO)), w, ROW, k + 1, n)


def hessenberg(A):
    """A ← Q*AQ, upper Hessenberg, with exact zeros below the subdiagonal; A : (4, n, n)."""
    n = A.shape[1]
    v, w = np.zeros((4, 1, n)), np.zeros((4, 1, n))
    for k in range(n - 2):
        tau = reflector(A, k, v)
        if tau[0] > 0.0:
            reflect(A, k, (tau[0], tau[1], 0.0, 0.0), v, w)
        for i in range(k + 2, n):
            put(A, i, k, (0.0, 0.0, 0.0, 0.0))


def norm_square(x):
    """‖x‖² of a vector of planes (4, 1, n), in double."""
    total = 0.0
    for j in range(x.shape[2]):
        total += x[0, 0, j] * x[0, 0, j] + x[2, 0, j] * x[2, 0, j]
    return math.fabs(total)


# No fastmath: contraction would destroy the error terms.
_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
c_fma = njit(**_OPTIONS)(c_fma)
add_square = njit(**_OPTIONS)(add_square)
r_fma = njit(**_OPTIONS)(r_fma)
r_div = njit(**_OPTIONS)(r_div)
c_div = njit(**_OPTIONS)(c_div)
r_sqrt = njit(**_OPTIONS)(r_sqrt)
negative = njit(**_OPTIONS)(negative)
get = njit(**_OPTIONS)(get)
put = njit(**_OPTIONS)(put)
axpy = njit(**_OPTIONS)(axpy)
dot = njit(**_OPTIONS)(dot)
reflector = njit(**_OPTIONS)(reflector)
conjugate_row = njit(**_OPTIONS)(conjugate_row)
reflect = njit(**_OPTIONS)(reflect)
hessenberg = njit(**_OPTIONS)(hessenberg)
norm_square = njit(**_OPTIONS)(norm_square)
