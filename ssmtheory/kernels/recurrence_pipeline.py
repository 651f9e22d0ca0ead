r"""One channel of a lower triangular rank-one recurrence: LANES time steps at once.

A = −diag(a) − tril(1 vᵀ, −1) (the coordinates in which A's first factor is 1).  Step k of every
generalised bilinear rule, (I − g_k A) z⁺ = (I + f_k A) z + (f_k + g_k) b u_k, is

    t = 0;   for n = 0, 1, …:   z⁺_n = ((1 − f a_n) z_n + t + b_n (f + g) u)/(1 + g a_n),
                                t ← t − v_n (f z_n + g z⁺_n).

Inside a step t is a chain of N links, so one step after the other waits for its latencies.  But
rows n … n+m of step k need only the same rows of step k−1 and the t that enters them: lane i holds
the i-th of LANES equal blocks of rows, one time step behind lane i−1, and hands its t on.  What
is left is throughput.  Rows are taken in pairs, which share one division.
"""

import numpy as np
from numba import njit

LANES = 16  # tuned: four vectors of four doubles hide the latency of a pair of rows


def sweep(z, rows, s):
    """One step of every lane: its own block of rows.

    z : (R, 2 LANES), pairs of rows of every lane; rows : (R, 8 LANES), pairs of a, v, b, C.
    s : (5 LANES,), per lane t, f, g, (f+g)u and the sum Cᵀz⁺; t and the sum are moved on.
    (Three arrays with constant distances inside them: more would not vectorise.)
    """
    for r in range(z.shape[0]):
        for i in range(LANES):
            t, f, g, drive = s[i], s[LANES + i], s[2 * LANES + i], s[3 * LANES + i]
            first, second = 1.0 + g * rows[r, i], 1.0 + g * rows[r, LANES + i]
            inverse = 1.0 / (first * second)
            old = z[r, i]
            right = (1.0 - f * rows[r, i]) * old + (t + rows[r, 4 * LANES + i] * drive)
            upper = right * (inverse * second)
            t -= rows[r, 2 * LANES + i] * (f * old + g * upper)
            old = z[r, LANES + i]
            right = (1.0 - f * rows[r, LANES + i]) * old + (t + rows[r, 5 * LANES + i] * drive)
            lower = right * (inverse * first)
            s[i] = t - rows[r, 3 * LANES + i] * (f * old + g * lower)
            s[4 * LANES + i] += rows[r, 6 * LANES + i] * upper + rows[r, 7 * LANES + i] * lower
            z[r, i] = upper
            z[r, LANES + i] = lower


def run(z, rows, f, g, u, y):
    """z after all steps, in place, and y_k = Cᵀ z after step k.  f, g, u, y : (L,)."""
    L, s = u.size, np.zeros(5 * LANES)
    for k in range(L + LANES - 1):
        for first in range(0, 5 * LANES, LANES):
            for i in range(first + LANES - 1, first, -1):
                s[i] = s[i - 1]
            s[first] = 0.0
        if k < L:  # lanes before the first and after the last step have f = g = 0: z stays
            s[LANES], s[2 * LANES], s[3 * LANES] = f[k], g[k], (f[k] + g[k]) * u[k]
        sweep(z, rows, s)
        if k >= LANES - 1:
            y[k - LANES + 1] = s[5 * LANES - 1]


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
sweep = njit(**_OPTIONS)(sweep)
run = njit(**_OPTIONS)(run)
