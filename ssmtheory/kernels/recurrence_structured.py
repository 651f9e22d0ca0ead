r"""Time-invariant recurrences of structured matrices, O(N) per step; channels are the lanes.

As in ``recurrence_lanes``: z : (N, H) in place, u, y : (L, H), states : (L, N, H) or (0, N, H).
"""

import numpy as np
from numba import njit


def checkerboard(z, inverse, keep, left, right, f, g, b, C, u, y, states):
    """(I − gA) z⁺ = (I + fA) z + b u, A = diag(d) + left_n right_k where n > k and n − k is odd.

    inverse = 1/(1 − g d), keep = 1 + f d:  z⁺_n = inverse_n (keep_n z_n + left_n t + b_n u) with
    the sum t of the other parity; its own one gains right_n (f z_n + g z⁺_n).  g = 0 is explicit.
    """
    N, H = z.shape
    t, total = np.empty((2, H)), np.empty(H)
    for k in range(u.shape[0]):
        t[:] = 0.0
        total[:] = 0.0
        for n in range(N):
            solve, kept, bn, Cn = inverse[n], keep[n], b[n], C[n]
            ln, rn, own, other = left[n], right[n], n % 2, 1 - n % 2
            for h in range(H):
                old = z[n, h]
                new = solve * (kept * old + bn * u[k, h] + ln * t[other, h])
                t[own, h] += rn * (f * old + g * new)
                z[n, h] = new
            for h in range(H):
                total[h] += Cn * z[n, h]
        y[k] = total
        if states.shape[0] > 0:
            states[k] = z


def explicit(z, keep, forward, backward, b, C, u, y, states):
    """z⁺ = keep∘z + tril(forward₀ forward₁ᵀ, −1) z + triu(backward₀ backward₁ᵀ, 1) z + b u."""
    N, H = z.shape
    w, s, total = np.empty((N, H)), np.empty(H), np.empty(H)
    for k in range(u.shape[0]):
        s[:] = 0.0
        total[:] = 0.0
        for n in range(N):
            left, right, kept, bn = forward[0, n], forward[1, n], keep[n], b[n]
            for h in range(H):
                w[n, h] = kept * z[n, h] + bn * u[k, h] + left * s[h]
            for h in range(H):
                s[h] += right * z[n, h]
        s[:] = 0.0
        for n in range(N - 1, -1, -1):
            left, right, Cn = backward[0, n], backward[1, n], C[n]
            for h in range(H):
                new = w[n, h] + left * s[h]
                s[h] += right * z[n, h]
                total[h] += Cn * new
                z[n, h] = new
        y[k] = total
        if states.shape[0] > 0:
            states[k] = z


def pair_blocks(z, blocks, p, q, b, C, u, y, states):
    """z⁺ = D z + p (qᵀz) + b u, D of 2×2 blocks (N/2, 2, 2)."""
    N, H = z.shape
    s, ahead, total = np.zeros(H), np.empty(H), np.empty(H)
    for n in range(N):
        for h in range(H):
            s[h] += q[n] * z[n, h]
    for k in range(u.shape[0]):
        ahead[:] = 0.0
        total[:] = 0.0
        for m in range(N // 2):
            i, j = 2 * m, 2 * m + 1
            a00, a01, a10, a11 = blocks[m, 0, 0], blocks[m, 0, 1], blocks[m, 1, 0], blocks[m, 1, 1]
            pi, pj, bi, bj = p[i], p[j], b[i], b[j]
            for h in range(H):
                x = z[i, h]
                z[i, h] = a00 * x + a01 * z[j, h] + pi * s[h] + bi * u[k, h]
                z[j, h] = a10 * x + a11 * z[j, h] + pj * s[h] + bj * u[k, h]
            qi, qj, Ci, Cj = q[i], q[j], C[i], C[j]
            for h in range(H):
                ahead[h] += qi * z[i, h] + qj * z[j, h]
                total[h] += Ci * z[i, h] + Cj * z[j, h]
        s[:] = ahead
        y[k] = total
        if states.shape[0] > 0:
            states[k] = z


def pair_blocks_single(z, blocks, p, q, b, C, u, y):
    """``pair_blocks`` for one channel, z (N,), u and y (L,): its sums stay in registers."""
    M, s = z.size // 2, 0.0
    for n in range(z.size):
        s += q[n] * z[n]
    for k in range(u.size):
        # one sum for each half of a pair: the additions of a sum wait for each other
        upper, lower, first, second, uk = 0.0, 0.0, 0.0, 0.0, u[k]
        for m in range(M):
            i, j = 2 * m, 2 * m + 1
            x = blocks[m, 0, 0] * z[i] + blocks[m, 0, 1] * z[j] + p[i] * s + b[i] * uk
            w = blocks[m, 1, 0] * z[i] + blocks[m, 1, 1] * z[j] + p[j] * s + b[j] * uk
            upper += q[i] * x
            lower += q[j] * w
            first += C[i] * x
            second += C[j] * w
            z[i], z[j] = x, w
        s = upper + lower
        y[k] = first + second


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
checkerboard = njit(**_OPTIONS)(checkerboard)
explicit = njit(**_OPTIONS)(explicit)
pair_blocks = njit(**_OPTIONS)(pair_blocks)
pair_blocks_single = njit(**_OPTIONS)(pair_blocks_single)
