"""σ_min(S + PQ*) from the inverse of the capacitance matrix M = I + Q*S⁻¹P, below min |s_i|.

With w = 1/(|s|² − σ²), W_p = P*wP, W_q = Q*wQ and X = I + P*wsQ the smallest singular value, if
it lies below min |s_i|, is the first σ with

    σ t(σ) = 1,     t² = λ_max(W_p X⁻* W_q X⁻¹),     X = M* + σ² P* (s w/|s|²) Q.

Where M cancels to nothing this is well conditioned as soon as M⁻¹ is known to relative accuracy,
however it was found: in closed form, in double-double or in balls.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.nplr_pencil import row_sum, shift_rows

UNIT_ROUNDOFF = 2.0**-53
# Roundings per sum, tuned on ball arithmetic.
ROUNDINGS = 8.0
MAX_STEPS = 40
_SQUARINGS = 60


def hermitian_sums(rows, weight, W):
    """W ← P* weight P."""
    r = W.shape[0]
    for a in range(r):
        W[a, a] = row_sum(rows[a * r + a], weight)
        for b in range(a + 1, r):
            W[a, b] = complex(row_sum(rows[a * r + b], weight), row_sum(rows[b * r + a], weight))
            W[b, a] = np.conj(W[a, b])


def multiply(A, B, C):
    """C ← A B."""
    r = A.shape[0]
    for i in range(r):
        for j in range(r):
            total = 0.0j
            for k in range(r):
                total += A[i, k] * B[k, j]
            C[i, j] = total


def adjoint(A, C):
    """C ← A*."""
    for i in range(A.shape[0]):
        for j in range(A.shape[0]):
            C[i, j] = np.conj(A[j, i])


def norm(A):
    """Frobenius norm."""
    total = 0.0
    for i in range(A.shape[0]):
        for j in range(A.shape[0]):
            total += A[i, j].real * A[i, j].real + A[i, j].imag * A[i, j].imag
    return math.sqrt(total)


def cholesky(W, L):
    """L with L L* = W ⪰ 0, lower triangular; a column is 0 where rounding leaves no pivot."""
    r = W.shape[0]
    for j in range(r):
        d = W[j, j].real
        for k in range(j):
            d -= L[j, k].real * L[j, k].real + L[j, k].imag * L[j, k].imag
        root = math.sqrt(d) if d > 0.0 else 0.0
        for i in range(r):
            L[i, j] = root if i == j else 0.0
        for i in range(j + 1, r):
            c = W[i, j]
            for k in range(j):
                c -= L[i, k] * np.conj(L[j, k])
            L[i, j] = c / root if root > 0.0 else 0.0


def log_top_eigenvalue(K, T):
    """ln of the largest eigenvalue of K ⪰ 0: Σ 2^−k ln tr K_k with K_{k+1} = (K_k/tr K_k)²."""
    r, total, part = K.shape[0], 0.0, 1.0
    for _ in range(_SQUARINGS):
        trace = 0.0
        for i in range(r):
            trace += K[i, i].real
        if not trace > 0.0:
            return -math.inf
        total += part * math.log(trace)
        if r == 1 or (part < 1.0 and trace >= 1.0 - UNIT_ROUNDOFF):
            break
        for i in range(r):
            for j in range(i, r):  # the Hermitian part: it is what keeps the powers ⪰ 0
                K[i, j] = 0.5 * (K[i, j] + np.conj(K[j, i])) / trace
                K[j, i] = np.conj(K[i, j])
        multiply(K, K, T)
        for i in range(r):
            for j in range(r):
                K[i, j] = T[i, j]
        part *= 0.5
    return total


def corrected_inverse(Z, Y, mu_size, C, T):
    """C ← (I + mu_size Z Y)⁻¹ Z by Gauss–Jordan without pivoting: I dominates."""
    r = Z.shape[0]
    multiply(Z, Y, T)
    for i in range(r):
        for j in range(r):
            T[i, j] = T[i, j] * mu_size + (1.0 if i == j else 0.0)
            C[i, j] = Z[i, j]
    for k in range(r):
        pivot = T[k, k] if T[k, k] != 0.0 else 1e-300 + 0.0j
        for j in range(r):
            T[k, j], C[k, j] = T[k, j] / pivot, C[k, j] / pivot
        for i in range(r):
            if i == k:
                continue
            c = T[i, k]
            for j in range(r):
                T[i, j] -= c * T[k, j]
                C[i, j] -= c * C[k, j]


def log_norm(m, grams, moved, Z, size, sigma, weights, mats):
    """(ln t(σ), growth of relative errors of the sums and of Z) for X₀⁻¹ = size · Z."""
    Wp, Wq, Y, C, K, T = mats
    r = Z.shape[0]
    for i in range(m.size):
        weights[0, i] = 1.0 / ((m[i] - sigma) * (m[i] + sigma))
        weights[1, i] = weights[0, i] / m[i] / m[i]
    hermitian_sums(grams[0], weights[0], Wp)
    hermitian_sums(grams[1], weights[0], Wq)
    for a in range(r):
        for b in range(r):
            k = a * r + b
            Y[a, b] = complex(row_sum(moved[0, k], weights[1]), row_sum(moved[1, k], weights[1]))
    corrected_inverse(Z, Y, sigma * (sigma * size), C, T)
    bound = norm(Wp) * norm(Wq) * norm(C) ** 2
    cholesky(Wp, Y)
    multiply(C, Y, K)
    multiply(Wq, K, T)
    adjoint(K, C)
    multiply(C, T, K)
    top = log_top_eigenvalue(K, T)
    return 0.5 * top + math.log(size), bound * math.exp(-top)


def deep(m, lowest, grams, moved, Z, accuracy, weights, mats):
    """(ln σ_min, estimated relative error); (NaN, inf) where σ_min is not below min |s_i|/2."""
    r, size = Z.shape[0], 0.0
    for a in range(r):
        for b in range(r):
            size = max(size, abs(Z[a, b]))
    if not 0.0 < size < math.inf:
        return math.nan, math.inf
    for a in range(r):
        for b in range(r):
            Z[a, b] = Z[a, b] / size
    log_t, growth = log_norm(m, grams, moved, Z, size, 0.0, weights, mats)
    sigma, before, gap_before = math.exp(-log_t), 0.0, 0.0
    for step in range(MAX_STEPS):
        if not sigma < 0.5 * lowest:
            break
        log_t, growth = log_norm(m, grams, moved, Z, size, sigma, weights, mats)
        if sigma < 1e-9 * lowest:  # its square changes nothing
            return -log_t, growth * (ROUNDINGS * UNIT_ROUNDOFF + accuracy)
        new = math.exp(-log_t)
        gap = new - sigma
        if abs(gap) <= 4e-16 * sigma or step == MAX_STEPS - 1:
            error = ROUNDINGS * UNIT_ROUNDOFF + accuracy + abs(gap) / sigma
            return -log_t, growth * error
        if step > 0 and gap != gap_before:
            new = sigma - gap * (sigma - before) / (gap - gap_before)
        before, gap_before, sigma = sigma, gap, new
    return math.nan, math.inf


def log10_sigma_min(z, lam, grams, cross, inverse, accuracy, out, error):
    """log10 σ_min(zI − Λ + PQ*) where M⁻¹ is given, and an estimate of its relative error.

    z, lam, grams, cross, out, error : as in ``nplr_secular.log10_sigma_min``.
    inverse : (m, r, r) complex, M⁻¹ at z.  accuracy : (m,) its relative error.
    """
    N, r = lam.size, inverse.shape[1]
    m, s_re, s_im = np.empty(N), np.empty(N), np.empty(N)
    moved, weights = np.empty((2, r * r, N)), np.empty((2, N))
    Z = np.empty((r, r), np.complex128)
    mats = (
        np.empty_like(Z),
        np.empty_like(Z),
        np.empty_like(Z),
        np.empty_like(Z),
        np.empty_like(Z),
        np.empty_like(Z),
    )
    for j in range(z.size):
        lowest = math.inf
        for i in range(N):
            s_re[i], s_im[i] = z[j].real - lam[i].real, z[j].imag - lam[i].imag
            m[i] = math.sqrt(s_re[i] * s_re[i] + s_im[i] * s_im[i])
            lowest = min(lowest, m[i])
        out[j], error[j] = math.nan, math.inf
        if lowest > 1e-75:  # else |s|⁻⁴ may overflow
            shift_rows(s_re, s_im, cross, moved)
            adjoint(inverse[j], Z)
            ln, error[j] = deep(m, lowest, grams, moved, Z, accuracy[j], weights, mats)
            out[j] = ln / math.log(10.0)


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
hermitian_sums = njit(**_OPTIONS)(hermitian_sums)
multiply = njit(**_OPTIONS)(multiply)
adjoint = njit(**_OPTIONS)(adjoint)
norm = njit(**_OPTIONS)(norm)
cholesky = njit(**_OPTIONS)(cholesky)
log_top_eigenvalue = njit(**_OPTIONS)(log_top_eigenvalue)
corrected_inverse = njit(**_OPTIONS)(corrected_inverse)
log_norm = njit(**_OPTIONS)(log_norm)
deep = njit(**_OPTIONS)(deep)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
