"""The small Hermitian matrix B(σ) that is singular where σ is a singular value of S + PQ*.

S = diag(s), m_i = |s_i|, w_i = 1/(m_i² − σ²), P and Q (N, r).  Eliminating all N modes from

    [ −σ    S + PQ* ]
    [ (·)*    −σ    ]          leaves       Φ(σ) = [ σ P*wP     I + P*wsQ ]
                                                   [ (·)*       σ Q*wQ    ],

and by Sylvester's law   pos Φ(σ) + #{m_i < σ} − r   singular values lie below σ.  Mode i gives Φ
the pole g g*/2(m_i − σ), g = (e^{iθ} P_i*, Q_i*), θ = arg s_i, so the r + 1 nearest modes, among
which the smallest singular value lies, are kept as a border instead:

    B(σ) = [ σ − m_near    g*/√2   ]          pos B(σ) − r  singular values lie below σ,
           [   g/√2        Φ_rest  ]

for 0 < σ < m of the next mode: without poles there, and increasing (B' ⪰ 0).

Every entry of the sums is a row times a vector of weights.  Of P*P there are r² rows: place
(a, b) holds Re p̄_a p_b for a ≤ b, place (b, a) the imaginary part.
"""

import math

import numpy as np
from numba import njit

ROOT_HALF = math.sqrt(0.5)


def nearest(m, near):
    """near ← the indices of the smallest entries of m, ascending."""
    k = near.size
    filled = 0
    for i in range(m.size):
        if filled == k and not m[i] < m[near[k - 1]]:
            continue
        at = filled if filled < k else k - 1
        while at > 0 and m[i] < m[near[at - 1]]:
            near[at] = near[at - 1]
            at -= 1
        near[at] = i
        filled = min(filled + 1, k)


def shift_rows(s_re, s_im, cross, moved):
    """moved ← the rows of s_i p̄_a q_b from those of p̄_a q_b: (2, r², N), real and imaginary."""
    for k in range(cross.shape[1]):
        for i in range(s_re.size):
            x, y = cross[0, k, i], cross[1, k, i]
            moved[0, k, i] = x * s_re[i] - y * s_im[i]
            moved[1, k, i] = x * s_im[i] + y * s_re[i]


def set_weights(m, sigma, near, weights):
    """w, and the derivatives in σ of σw and of w; zero for the modes of the border."""
    for i in range(m.size):
        w = 1.0 / ((m[i] - sigma) * (m[i] + sigma))
        mw, sw = m[i] * w, sigma * w
        weights[0, i] = w
        weights[1, i] = mw * mw + sw * sw
        weights[2, i] = 2.0 * sw * w
    for i in near:
        weights[0, i] = 0.0
        weights[1, i] = 0.0
        weights[2, i] = 0.0


def row_sum(row, weight):
    """Σ row_i weight_i; the order of summation is left to the compiler."""
    total = 0.0
    for i in range(row.size):
        total += row[i] * weight[i]
    return total


def two_row_sums(row, first, second):
    """Σ row_i first_i and Σ row_i second_i."""
    a, b = 0.0, 0.0
    for i in range(row.size):
        a += row[i] * first[i]
        b += row[i] * second[i]
    return a, b


def entry(row, value, derivative, with_derivative):
    """The sum with the first weights, and with the second or 0."""
    if with_derivative:
        return two_row_sums(row, value, derivative)
    return row_sum(row, value), 0.0


def gram_block(rows, weights, sigma, at, B, slope, with_slope):
    """B[at:, at:] = σ P*wP and its derivative."""
    r = int(math.sqrt(rows.shape[0]) + 0.5)
    for a in range(r):
        for b in range(a, r):
            y, dy = 0.0, 0.0
            x, dx = entry(rows[a * r + b], weights[0], weights[1], with_slope)
            if b > a:
                y, dy = entry(rows[b * r + a], weights[0], weights[1], with_slope)
            B[at + a, at + b] = complex(sigma * x, sigma * y)
            B[at + b, at + a] = complex(sigma * x, -sigma * y)
            slope[at + a, at + b] = complex(dx, dy)
            slope[at + b, at + a] = complex(dx, -dy)


def cross_block(moved, weights, at, r, B, slope, with_slope):
    """B[at:at+r, at+r:] = I + P*wsQ, its conjugate transpose, and the derivatives."""
    for a in range(r):
        for b in range(r):
            k = a * r + b
            x, dx = entry(moved[0, k], weights[0], weights[2], with_slope)
            y, dy = entry(moved[1, k], weights[0], weights[2], with_slope)
            one = 1.0 if a == b else 0.0
            B[at + a, at + r + b] = complex(one + x, y)
            B[at + r + b, at + a] = complex(one + x, -y)
            slope[at + a, at + r + b] = complex(dx, dy)
            slope[at + r + b, at + a] = complex(dx, -dy)


def add_border(m, phase, p, q, sigma, near, B, slope):
    """The rows of the nearest modes, and the poles at −m that they leave in Φ."""
    k, r = near.size, p.shape[0]
    for c in range(k):
        i = near[c]
        for j in range(B.shape[0]):
            B[c, j] = 0.0
            B[j, c] = 0.0
            slope[c, j] = 0.0
            slope[j, c] = 0.0
        B[c, c] = sigma - m[i]
        slope[c, c] = 1.0
    for c in range(k):
        i = near[c]
        far = 1.0 / (m[i] + sigma)
        for a in range(2 * r):
            ga = phase[i] * np.conj(p[a, i]) if a < r else np.conj(q[a - r, i])
            B[k + a, c] = ROOT_HALF * ga
            B[c, k + a] = ROOT_HALF * np.conj(ga)
            for b in range(2 * r):
                gb = phase[i] * np.conj(p[b, i]) if b < r else np.conj(q[b - r, i])
                sign = 0.5 if (a < r) == (b < r) else -0.5
                term = sign * ga * np.conj(gb) * far
                B[k + a, k + b] -= term
                slope[k + a, k + b] += term * far


def assemble(m, phase, p, q, grams, moved, sigma, near, weights, B, slope, with_slope):
    """B(σ) and, if asked for, B'(σ)."""
    k, r = near.size, p.shape[0]
    set_weights(m, sigma, near, weights)
    gram_block(grams[0], weights, sigma, k, B, slope, with_slope)
    gram_block(grams[1], weights, sigma, k + r, B, slope, with_slope)
    cross_block(moved, weights, k, r, B, slope, with_slope)
    add_border(m, phase, p, q, sigma, near, B, slope)


# Sums of N terms vectorise only if their order is free; nothing else may be reassociated.
_SUMS = {"cache": True, "nogil": True, "fastmath": {"contract", "reassoc"}, "error_model": "numpy"}
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
row_sum = njit(**_SUMS)(row_sum)
two_row_sums = njit(**_SUMS)(two_row_sums)
nearest = njit(inline="always", **_OPTIONS)(nearest)
shift_rows = njit(inline="always", **_OPTIONS)(shift_rows)
set_weights = njit(inline="always", **_OPTIONS)(set_weights)
entry = njit(**_OPTIONS)(entry)
gram_block = njit(inline="always", **_OPTIONS)(gram_block)
cross_block = njit(inline="always", **_OPTIONS)(cross_block)
add_border = njit(inline="always", **_OPTIONS)(add_border)
assemble = njit(**_OPTIONS)(assemble)
