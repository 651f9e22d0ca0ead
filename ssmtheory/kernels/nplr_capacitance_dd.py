"""The inverse of M = I + Q*(zI − Λ)⁻¹P in double-double arithmetic, rounded to double.

λ, P, Q and z are taken as exact.  The relative error is u₂·(I + Σ|q||p|/|s|)·‖M⁻¹‖ with the unit
roundoff u₂ of double-double, so that M may cancel to about 10⁻¹⁷ of its terms.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.double_double import c_add, c_div, c_mul, two_sum

# A few roundings of 2^−104 per term.
ACCURACY = 2.0**-100


def times(a, b):
    """a·b; inlined here once, and not at every call."""
    return c_mul(a, b)


def plus(a, b):
    """a + b."""
    return c_add(a, b)


def over(a, b):
    """a/b."""
    return c_div(a, b)


def get(M, i, j):
    """Entry (i, j) of a matrix kept as (r, c, 4) doubles."""
    return M[i, j, 0], M[i, j, 1], M[i, j, 2], M[i, j, 3]


def put(M, i, j, x):
    """M[i, j] ← x."""
    M[i, j, 0], M[i, j, 1], M[i, j, 2], M[i, j, 3] = x


def capacitance(z, lam, p, q, M):
    """M[:, :r] ← I + Q*(zI − Λ)⁻¹P and M[:, r:] ← I; the Frobenius norm of the sums of moduli."""
    r, N = p.shape
    sizes = np.eye(r)
    for b in range(r):
        for a in range(2 * r):
            put(M, b, a, (1.0 if a == b or a == b + r else 0.0, 0.0, 0.0, 0.0))
    for i in range(N):
        xh, xl = two_sum(z.real, -lam[i].real)
        yh, yl = two_sum(z.imag, -lam[i].imag)
        s = (xh, xl, yh, yl)
        modulus = math.hypot(xh, yh)
        for a in range(r):
            term = over((p[a, i].real, 0.0, p[a, i].imag, 0.0), s)
            for b in range(r):
                part = times(term, (q[b, i].real, 0.0, -q[b, i].imag, 0.0))
                put(M, b, a, plus(get(M, b, a), part))
                sizes[b, a] += abs(p[a, i]) * abs(q[b, i]) / modulus
    total = 0.0
    for b in range(r):
        for a in range(r):
            total += sizes[b, a] * sizes[b, a]
    return math.sqrt(total)


def invert(M):
    """Gauss–Jordan with partial pivoting on (r, 2r); False if a pivot vanishes."""
    r = M.shape[0]
    for k in range(r):
        best = k
        for i in range(k + 1, r):
            if abs(M[i, k, 0]) + abs(M[i, k, 2]) > abs(M[best, k, 0]) + abs(M[best, k, 2]):
                best = i
        if not abs(M[best, k, 0]) + abs(M[best, k, 2]) > 0.0:
            return False
        for j in range(2 * r):
            held = get(M, k, j)
            put(M, k, j, get(M, best, j))
            put(M, best, j, held)
        pivot = get(M, k, k)
        for j in range(2 * r):
            put(M, k, j, over(get(M, k, j), pivot))
        for i in range(r):
            if i == k:
                continue
            a = get(M, i, k)
            c = (-a[0], -a[1], -a[2], -a[3])
            for j in range(2 * r):
                put(M, i, j, plus(get(M, i, j), times(c, get(M, k, j))))
    return True


def inverse_capacitance(z, lam, p, q, inverse, accuracy):
    """M⁻¹ at every z and its estimated relative error, inf where M is singular.

    z : (m,) complex.  lam : (N,) complex.  p, q : (r, N) complex.  inverse : (m, r, r) complex.
    accuracy : (m,) float64.
    """
    r = p.shape[0]
    M = np.empty((r, 2 * r, 4))
    for j in range(z.size):
        size, total = capacitance(z[j], lam, p, q, M), 0.0
        regular = invert(M)
        for b in range(r):
            for a in range(r):
                x = complex(M[b, r + a, 0], M[b, r + a, 2])
                inverse[j, b, a] = x
                total += x.real * x.real + x.imag * x.imag
        accuracy[j] = ACCURACY * size * math.sqrt(total) if regular else math.inf
        if not accuracy[j] < math.inf:
            accuracy[j] = math.inf


# No fastmath: contraction would destroy the error terms.
_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
get = njit(inline="always", **_OPTIONS)(get)
put = njit(inline="always", **_OPTIONS)(put)
times = njit(**_OPTIONS)(times)
plus = njit(**_OPTIONS)(plus)
over = njit(**_OPTIONS)(over)
capacitance = njit(**_OPTIONS)(capacitance)
invert = njit(**_OPTIONS)(invert)
inverse_capacitance = njit(**_OPTIONS)(inverse_capacitance)
