"""σ_min(zI − U) at one z for an upper triangular U: Lanczos on ((zI−U)*(zI−U))⁻¹.

The largest Ritz value θ of the Lanczos matrix approaches 1/σ_min² from below; the
iteration stops when the residual of its Ritz pair, β_k |s_k|, is below RESIDUAL · θ.  By
the residual theorem an eigenvalue then lies within RESIDUAL · θ of θ, and the error of θ is
of the order of the square of the residual over the gap.  Where rounding leaves the computed
R R* less symmetric than that, which |R* v|² − v*(R R* v) shows, it stops at that level.

Vectors carry an exponent of two that the solves raise before an entry could overflow, so that
σ_min is found at any depth.  ``triangular_lanes`` is the fast twin for many z.
"""

import math

import numpy as np
from numba import njit

RESIDUAL = 1e-9
# Lanczos sees noise in every product: it stops at this multiple of what is seen in one.
NOISE_FACTOR = 10.0
# Bits that a solve may grow before its vector is scaled back.
_LIFT = 400
# Lanczos vectors kept for the Ritz vector; deep points converge long before.
KEPT = 64


def exponent_of(x):
    """e with 2^(e−1) ≤ max(|Re x|, |Im x|) < 2^e; 0 for zero."""
    return math.frexp(max(abs(x.real), abs(x.imag)))[1]


def shifted(x, e):
    """x · 2^e."""
    return complex(math.ldexp(x.real, e), math.ldexp(x.imag, e))


def divide_entry(b, j, pivot):
    """b_j ← b_j/pivot, with all of b scaled by 2^−e if it would grow too large; e."""
    s = exponent_of(pivot)
    grow = exponent_of(b[j]) - s
    quotient = b[j] / shifted(pivot, -s)
    if grow <= _LIFT:
        b[j] = shifted(quotient, -s)
        return 0
    for i in range(b.size):
        b[i] = shifted(b[i], -grow)
    b[j] = shifted(quotient, -s - grow)
    return grow


def solve_adjoint(U, z, b):
    """2^e b ← (zI − U)⁻* b by column sweeps; e."""
    n, e = b.size, 0
    for j in range(n):
        e += divide_entry(b, j, np.conj(z - U[j, j]))
        x = b[j]
        for i in range(j + 1, n):
            b[i] += np.conj(U[j, i]) * x
    return e


def solve(Ut, z, b):
    """2^e b ← (zI − U)⁻¹ b by column sweeps; e."""
    n, e = b.size, 0
    for j in range(n - 1, -1, -1):
        e += divide_entry(b, j, z - Ut[j, j])
        x = b[j]
        for i in range(j):
            b[i] += Ut[j, i] * x
    return e


def norm_square(b):
    """|b|²."""
    total = 0.0
    for i in range(b.size):
        total += b[i].real * b[i].real + b[i].imag * b[i].imag
    return total


def make_unit(b):
    """b ← b/|b|."""
    scale = 1.0 / math.sqrt(norm_square(b))
    for i in range(b.size):
        b[i] *= scale


def normalise(b):
    """b ← 2^−e b with entries of at most order one; e."""
    e = -10_000
    for i in range(b.size):
        if b[i] != 0.0:
            e = max(e, exponent_of(b[i]))
    for i in range(b.size):
        b[i] = shifted(b[i], -e)
    return e


def top_ritz(alpha, beta, k):
    """Largest eigenvalue θ of the k × k tridiagonal matrix, and |last entry| of its unit vector.

    Laguerre's iteration on the pivots of θI − T from the right of the spectrum, where all
    pivots are positive; then the eigenvector from its last entry upwards, the direction in
    which it grows.
    """
    theta = 0.0
    for j in range(k):
        reach = (beta[j - 1] if j > 0 else 0.0) + (beta[j] if j < k - 1 else 0.0)
        theta = max(theta, alpha[j] + reach)
    for _ in range(60):
        pivot, p1, p2, L1, L2 = 1.0, 0.0, 0.0, 0.0, 0.0
        for j in range(k):
            ratio = beta[j - 1] / pivot if j > 0 else 0.0
            square = ratio * ratio
            p2 = square * (p2 - 2.0 * p1 * p1 / pivot)
            p1 = 1.0 + square * p1
            pivot = theta - alpha[j] - ratio * (beta[j - 1] if j > 0 else 0.0)
            if not pivot > 0.0:
                break
            L1 += p1 / pivot
            L2 += (p1 / pivot) ** 2 - p2 / pivot
        if not pivot > 0.0 or k == 1:
            break
        step = k / (L1 + math.sqrt(max((k - 1) * (k * L2 - L1 * L1), 0.0)))
        theta -= step
        if step <= 1e-15 * theta:
            break
    here, below, total = 1.0, 0.0, 1.0
    for j in range(k - 1, 0, -1):
        above = ((theta - alpha[j]) * here - (beta[j] * below if j < k - 1 else 0.0)) / beta[j - 1]
        here, below = above, here
        total += here * here
        if total > 1e200:  # the last entry is negligible already
            break
    return theta, 1.0 / math.sqrt(total)


def ritz_vector(alpha, beta, k, theta, basis):
    """Unit vector of the Ritz value θ in the n coordinates, from its last entry upwards."""
    s = np.zeros(k)
    s[k - 1] = 1.0
    for j in range(k - 1, 0, -1):
        next_term = beta[j] * s[j + 1] if j < k - 1 else 0.0
        s[j - 1] = ((theta - alpha[j]) * s[j] - next_term) / beta[j - 1]
        if abs(s[j - 1]) > 1e150:
            for i in range(k):
                s[i] *= 1e-150
    v = np.zeros(basis.shape[1], np.complex128)
    for j in range(k):
        for i in range(v.size):
            v[i] += s[j] * basis[j, i]
    normalise(v)
    make_unit(v)
    return v


def componentwise(U, Ut, z, v):
    """log10 of |u|ᵀ |zI − U| |v| at the singular vectors of σ_min, from an approximate v.

    One more product with R R* gives small components of v relative accuracy, too: they meet
    the large ones of u.  What underflows is counted with the smallest normal numbers.
    """
    n, u = v.size, v.copy()
    solve_adjoint(U, z, u)
    normalise(u)
    solve(Ut, z, u)
    normalise(u)
    make_unit(u)
    v = u.copy()
    solve_adjoint(U, z, u)
    normalise(u)
    make_unit(u)
    total = n * n * 1e-305
    for i in range(n):
        row = abs(z - U[i, i]) * abs(v[i])
        for j in range(i + 1, n):
            row += abs(U[i, j]) * abs(v[j])
        total += abs(u[i]) * row
    return math.log10(total)


def lanczos_point(U, Ut, z, start, limit, out):
    """out[0] ← log10 σ_min(zI − U), out[1] ← log10 |u|ᵀ|zI − U||v| at its singular vectors.

    −inf at an eigenvalue; NaN if not converged (out[1]: if the vectors were not kept).
    """
    n = start.size
    out[0] = out[1] = math.nan
    for i in range(n):
        if z == U[i, i]:
            out[0] = out[1] = -math.inf
            return
    alpha, beta = np.zeros(limit), np.zeros(limit)
    basis = np.empty((min(limit, KEPT), n), np.complex128)
    v, previous = start.copy(), np.zeros(n, np.complex128)
    first, noise = 0, 0.0
    for k in range(limit):
        if k < KEPT:
            basis[k] = v
        w = v.copy()
        e = solve_adjoint(U, z, w)
        e += normalise(w)
        half = norm_square(w)
        half_exponent = e
        e += solve(Ut, z, w)
        e += normalise(w)
        if k == 0:
            first = e
        back = beta[k - 1] if k > 0 else 0.0
        for i in range(n):
            w[i] = shifted(w[i], e - first)
            alpha[k] += v[i].real * w[i].real + v[i].imag * w[i].imag
        noise = max(noise, abs(math.ldexp(half, 2 * half_exponent - first) - alpha[k]))
        for i in range(n):
            w[i] -= alpha[k] * v[i] + back * previous[i]
        total = norm_square(w)
        beta[k] = math.sqrt(total)
        if not (total < math.inf and alpha[k] > 0.0):
            return
        theta, last = top_ritz(alpha, beta, k + 1)
        if beta[k] * last <= max(RESIDUAL * theta, NOISE_FACTOR * noise):
            out[0] = -0.5 * (math.log10(theta) + first * math.log10(2.0))
            if k < KEPT:
                out[1] = componentwise(U, Ut, z, ritz_vector(alpha, beta, k + 1, theta, basis))
            return
        for i in range(n):
            previous[i] = v[i]
            v[i] = w[i] / beta[k]


def log10_sigma_min(U, Ut, z, start, limit, out):
    """(log10 σ_min, log10 |u|ᵀ|zI − U||v|) at every z, u and v the singular vectors.

    U : (n, n) complex, upper triangular; Ut its transpose, both C-ordered.  z : (m,) complex.
    start : (n,) complex unit vector.  limit : Lanczos steps.  out : (m, 2) float64.
    """
    for j in range(z.size):
        lanczos_point(U, Ut, z[j], start, limit, out[j])


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
exponent_of = njit(**_OPTIONS)(exponent_of)
shifted = njit(**_OPTIONS)(shifted)
divide_entry = njit(**_OPTIONS)(divide_entry)
solve_adjoint = njit(**_OPTIONS)(solve_adjoint)
solve = njit(**_OPTIONS)(solve)
norm_square = njit(**_OPTIONS)(norm_square)
make_unit = njit(**_OPTIONS)(make_unit)
normalise = njit(**_OPTIONS)(normalise)
top_ritz = njit(**_OPTIONS)(top_ritz)
ritz_vector = njit(**_OPTIONS)(ritz_vector)
componentwise = njit(**_OPTIONS)(componentwise)
lanczos_point = njit(**_OPTIONS)(lanczos_point)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
