"""σ_min(zI − U) for an upper triangular U: Lanczos on ((zI−U)*(zI−U))⁻¹, two solves per step.

The largest Ritz value θ of the Lanczos matrix approaches 1/σ_min² from below; the
iteration stops when the residual of its Ritz pair, β_k |s_k|, is below RESIDUAL · θ.  By
the residual theorem an eigenvalue then lies within RESIDUAL · θ of θ, and the error of θ is
of the order of the square of the residual over the gap.
"""

import math

import numpy as np
from numba import njit

RESIDUAL = 1e-9


def solve_gram(U, Ut, z, b):
    """b ← (zI−U)⁻¹ (zI−U)⁻* b by column sweeps; False if a pivot vanishes or b overflows."""
    n = b.size
    for j in range(n):
        pivot = np.conj(z - U[j, j])
        if pivot == 0.0:
            return False
        b[j] = b[j] / pivot
        x = b[j]
        for i in range(j + 1, n):
            b[i] += np.conj(U[j, i]) * x
    for j in range(n - 1, -1, -1):
        b[j] = b[j] / (z - U[j, j])
        x = b[j]
        for i in range(j):
            b[i] += Ut[j, i] * x
    total = 0.0
    for j in range(n):
        total += b[j].real * b[j].real + b[j].imag * b[j].imag
    return total < math.inf


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


def lanczos_point(U, Ut, z, start, limit):
    """log10 σ_min(zI − U): −inf at an eigenvalue or beyond overflow, NaN if not converged."""
    n = start.size
    alpha, beta = np.zeros(limit), np.zeros(limit)
    v, previous, w = start.copy(), np.zeros(n, np.complex128), np.empty(n, np.complex128)
    for k in range(limit):
        for i in range(n):
            w[i] = v[i]
        if not solve_gram(U, Ut, z, w):
            return -math.inf
        for i in range(n):
            alpha[k] += v[i].real * w[i].real + v[i].imag * w[i].imag
        back = beta[k - 1] if k > 0 else 0.0
        total = 0.0
        for i in range(n):
            w[i] -= alpha[k] * v[i] + back * previous[i]
            total += w[i].real * w[i].real + w[i].imag * w[i].imag
        beta[k] = math.sqrt(total)
        theta, last = top_ritz(alpha, beta, k + 1)
        if beta[k] * last <= RESIDUAL * theta:
            return -0.5 * math.log10(theta)
        for i in range(n):
            previous[i] = v[i]
            v[i] = w[i] / beta[k]
    return math.nan


def log10_sigma_min(U, Ut, z, start, limit, out):
    """log10 σ_min(zI − U) at every z.

    U : (n, n) complex, upper triangular; Ut its transpose, both C-ordered.  z : (m,) complex.
    start : (n,) complex unit vector.  limit : Lanczos steps.  out : (m,) float64.
    """
    for j in range(z.size):
        out[j] = lanczos_point(U, Ut, z[j], start, limit)


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
# What has one caller is inlined into it: compiled apart it would be optimised twice.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
solve_gram = njit(inline="always", **_OPTIONS)(solve_gram)
top_ritz = njit(inline="always", **_OPTIONS)(top_ritz)
lanczos_point = njit(**_OPTIONS)(lanczos_point)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
