r"""One channel of a lower triangular rank-one recurrence, many time steps at once.

A = −diag(a) − tril(1 vᵀ, −1), input vector 1 (the coordinates in which A's first factor is 1).
Step k of every generalised bilinear rule, (I − g_k A) z⁺ = (I + f_k A) z + (f_k + g_k) u_k 1, is

    t = (f + g) u;   for n = 0, 1, …:   z⁺_n = ((1 − f a_n) z_n + t)/(1 + g a_n),
                                        t ← t − v_n (f z_n + g z⁺_n).

Inside a step t is a chain: with its coefficients known beforehand one fused multiply-add per n,
so N times its latency (4 cycles on current processors) bounds a single step from below.  But
step k at n needs only step k at n−1 and step k−1 at n: WAVE consecutive steps run in
lanes, lane w one state behind lane w−1, and what is left is throughput.

Lanes stand in descending time, so that a front is a window z[j : j + WAVE] of the
state in natural order, updated in place and moved on by one.  Beyond both ends ``live`` and
``v`` are zero: lanes that wait or have finished produce zeros there.
"""

import numpy as np
from numba import njit

WAVE = 48  # tuned: more lanes hide more latency, and idle more at both ends

TERMS = 24  # of a Taylor sum at ‖hA‖ ≤ 2, to unit roundoff, with room


def fronts(z, a, v, live, C, f, g, t, y):
    """All fronts of one wave; f, g, t, y : (WAVE,), t = (f+g)u on entry, y += Cᵀz⁺ per step.

    z, a, v, live, C : (N + 2 WAVE − 2,) padded by WAVE − 1 zeros at both ends.
    """
    for base in range(z.size - WAVE + 1):
        for w in range(WAVE):
            j = base + w
            old = z[j]
            new = ((live[j] - f[w] * a[j]) * old + live[j] * t[w]) / (1.0 + g[w] * a[j])
            t[w] -= v[j] * (f[w] * old + g[w] * new)
            y[w] += C[j] * new
            z[j] = new


def run(z, a, v, live, C, f, g, u, y):
    """z after all steps, and y_k = Cᵀ z after step k.  f, g, u, y : (L,)."""
    L = u.size
    work = np.zeros((4, WAVE))
    for start in range(0, L, WAVE):
        count = min(WAVE, L - start)
        # Idle lanes of the last wave come after the live ones in time: f = g = 0 copies z.
        for w in range(WAVE):
            k = start + WAVE - 1 - w
            inside = k < L
            work[0, w] = f[k] if inside else 0.0
            work[1, w] = g[k] if inside else 0.0
            work[2, w] = (f[k] + g[k]) * u[k] if inside else 0.0
            work[3, w] = 0.0
        fronts(z, a, v, live, C, work[0], work[1], work[2], work[3])
        for i in range(count):
            y[start + i] = work[3, WAVE - 1 - i]


def taylor_fronts(z, term, a, v, live, factors, s):
    """z += Σ_i term_i, term_i = factors_i A term_{i−1}: the terms are the lanes, term 1 the last.

    ``term`` starts as a copy of z, s (TERMS,) as zeros; factors descend in i, zero beyond the sum.
    """
    for base in range(z.size - TERMS + 1):
        for w in range(TERMS):
            j = base + w
            old = term[j]
            new = factors[w] * (a[j] * old + live[j] * s[w])
            s[w] += v[j] * old
            term[j] = new
            z[j] += new


def run_exponential(z, a, v, live, rest, C, h, pieces, terms, u, y):
    """z⁺ = e^{hA}(z − rest u) + rest u for every step, y_k = Cᵀz; Taylor sums as in the lanes.

    The arrays are padded by TERMS − 1 zeros; h, pieces, terms, u, y : (L,), terms ≤ TERMS.
    """
    factors, s, term = np.empty(TERMS), np.empty(TERMS), np.empty(z.size)
    for k in range(u.size):
        for w in range(TERMS):
            i = TERMS - w
            factors[w] = -h[k] / (pieces[k] * i) if i <= terms[k] else 0.0
        for j in range(z.size):
            z[j] -= rest[j] * u[k]
        for _ in range(pieces[k]):
            term[:] = z
            s[:] = 0.0
            taylor_fronts(z, term, a, v, live, factors, s)
        total = 0.0
        for j in range(z.size):
            z[j] += rest[j] * u[k]
            total += C[j] * z[j]
        y[k] = total


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
fronts = njit(**_OPTIONS)(fronts)
run = njit(**_OPTIONS)(run)
taylor_fronts = njit(**_OPTIONS)(taylor_fronts)
run_exponential = njit(**_OPTIONS)(run_exponential)
