"""Cauchy sums Σ_n v_n/(u − w λ_n) at many nodes (u, w): one division per pole and node.

Nodes are homogeneous, so that a node at infinity (w = 0) is a node like any other.  For poles
in conjugate pairs with conjugate weights the two terms of a pair are taken together,

    v/(u − wλ) + v̄/(u − wλ̄) = (2 Re(v) u − 2 Re(v λ̄) w)/((u − wλ)(u − wλ̄)),

with real coefficients and a product in the denominator, which keeps its relative accuracy near
a pole.  Nodes are taken in blocks of LANES, whose loops the compiler vectorises.
"""

import numpy as np
from numba import njit

LANES = 64


def _load(u, w, start, count, node):
    """The block's nodes as rows ur, ui, wr, wi; lanes past the end repeat the first one."""
    for j in range(LANES):
        k = start + (j if j < count else 0)
        node[j] = u[k].real
        node[LANES + j] = u[k].imag
        node[2 * LANES + j] = w[k].real
        node[3 * LANES + j] = w[k].imag


def cauchy_sums(lam, weights, u, w, out):
    """out[s, j] = Σ_n weights[s, n]/(u_j − w_j λ_n).

    lam (M,), weights (S, M), u and w (J,), out (S, J): complex128.
    """
    S, M = weights.shape
    node = np.empty(4 * LANES)
    inverse = np.empty(2 * LANES)
    total = np.empty(2 * S * LANES)
    for start in range(0, u.size, LANES):
        count = min(LANES, u.size - start)
        _load(u, w, start, count, node)
        total[:] = 0.0
        for n in range(M):
            a, b = lam[n].real, lam[n].imag
            for j in range(LANES):
                wr, wi = node[2 * LANES + j], node[3 * LANES + j]
                dr = node[j] - (wr * a - wi * b)
                di = node[LANES + j] - (wr * b + wi * a)
                scale = 1.0 / (dr * dr + di * di)
                inverse[j] = dr * scale
                inverse[LANES + j] = -di * scale
            for s in range(S):
                vr, vi, row = weights[s, n].real, weights[s, n].imag, 2 * s * LANES
                for j in range(LANES):
                    x, y = inverse[j], inverse[LANES + j]
                    total[row + j] += vr * x - vi * y
                    total[row + LANES + j] += vr * y + vi * x
        for s in range(S):
            row = 2 * s * LANES
            for j in range(count):
                out[s, start + j] = complex(total[row + j], total[row + LANES + j])


def cauchy_pair_sums(lam, weights, u, w, out):
    """out[s, j] = Σ_n (v_n/(u_j − w_j λ_n) + conj(v_n)/(u_j − w_j conj(λ_n))), v = weights[s].

    Shapes as in ``cauchy_sums``; a real pole counts twice, so it takes half its weight.
    """
    S, M = weights.shape
    node = np.empty(4 * LANES)
    inverse = np.empty(2 * LANES)
    total = np.empty(4 * S * LANES)
    for start in range(0, u.size, LANES):
        count = min(LANES, u.size - start)
        _load(u, w, start, count, node)
        total[:] = 0.0
        for n in range(M):
            a, b = lam[n].real, lam[n].imag
            for j in range(LANES):
                wr, wi = node[2 * LANES + j], node[3 * LANES + j]
                xr, xi = node[j] - wr * a, node[LANES + j] - wi * a
                yr, yi = wi * b, wr * b
                dr, di = xr + yr, xi - yi
                er, ei = xr - yr, xi + yi
                qr, qi = dr * er - di * ei, dr * ei + di * er
                scale = 1.0 / (qr * qr + qi * qi)
                inverse[j] = qr * scale
                inverse[LANES + j] = -qi * scale
            for s in range(S):
                v, row = weights[s, n], 4 * s * LANES
                p, q = 2.0 * v.real, 2.0 * (v.real * a + v.imag * b)
                for j in range(LANES):
                    x, y = inverse[j], inverse[LANES + j]
                    total[row + j] += p * x
                    total[row + LANES + j] += p * y
                    total[row + 2 * LANES + j] += q * x
                    total[row + 3 * LANES + j] += q * y
        for s in range(S):
            row = 4 * s * LANES
            for j in range(count):
                first = complex(total[row + j], total[row + LANES + j])
                second = complex(total[row + 2 * LANES + j], total[row + 3 * LANES + j])
                out[s, start + j] = u[start + j] * first - w[start + j] * second


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
_load = njit(inline="always", **_OPTIONS)(_load)
cauchy_sums = njit(**_OPTIONS)(cauchy_sums)
cauchy_pair_sums = njit(**_OPTIONS)(cauchy_pair_sums)
