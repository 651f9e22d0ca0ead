"""LegT state response by its recurrence, run from the last state to the first.

ξ_n = x_n/√(2n+1) up to a factor: ξ_N = ξ_{N−1} and ξ_n − ξ_{n+2} = 2(2n+3)/s · ξ_{n+1}, taken as

    d_n = 2(2n+3)/s · ξ_{n+1} − d_{n+1},   ξ_n = ξ_{n+1} + d_n,   n = N−2 … −1,

because G = (ξ_{−1} − ξ_0)/(ξ_{−1} + ξ_0) needs the last difference.  Powers of two are taken
out on the way: ξ grows like (2N)!/(N! sᴺ).
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.chain_allpass import quotient

LARGE = 2.0**300
# below this |s| the recurrence would overflow in one step; x(0) = e_0 to rounding
TINY = 1e-200


def response(s, xi, lifts):
    """ξ_n into xi, powers of LARGE taken out into lifts; returns (ξ_{−1}, d_{−1}, its lifts)."""
    N = xi.size
    here, d, lift = complex(1.0, 0.0), complex(0.0, 0.0), 0
    xi[N - 1], lifts[N - 1] = here, 0
    for n in range(N - 2, -2, -1):
        d = 2.0 * (2 * n + 3) * here / s - d
        here += d
        if abs(here.real) + abs(here.imag) > LARGE:
            here, d, lift = here / LARGE, d / LARGE, lift + 1
        if n >= 0:
            xi[n], lifts[n] = here, lift
    return here, d, lift


def states(s, x, gain, loss):
    """x(s) and G(s) = gain for each s; loss is the cancellation in d_{−1}, |ξ_{−1}/d_{−1}|.

    s (m,) complex, x (m, N), gain (m,) complex, loss (m,) float.
    """
    N = x.shape[1]
    lifts = np.empty(N, np.int64)
    for i in range(s.size):
        if abs(s[i]) < TINY:
            x[i, :] = 0.0
            x[i, 0], gain[i], loss[i] = 1.0, 1.0, 1.0
            continue
        top, d, lift = response(s[i], x[i], lifts)
        total = 2.0 * top - d
        gain[i] = quotient(d, total)
        loss[i] = abs(top) / abs(d) if abs(d) > 0.0 else math.inf
        scale = quotient(2.0, s[i] * total)
        for n in range(N):
            x[i, n] *= scale * math.sqrt(2.0 * n + 1.0)
            for _ in range(min(lift - lifts[n], 6)):  # six of them underflow anything
                x[i, n] /= LARGE


_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
response = njit(**_OPTIONS)(response)
states = njit(**_OPTIONS)(states)
