"""Legendre and Laguerre functions of every degree below N, by a recurrence for differences.

P_n − P_{n−1} = D_n with  n D_n = (n−1) D_{n−1} − (2n−1) δ P_{n−1},  δ = 1 − x  (Legendre),
                          n D_n = (n−1) D_{n−1} − t P_{n−1}                      (Laguerre):

with δ known to full precision the degree does not amplify the rounding of x near 1.  The sum
of the differences is compensated (Neumaier): many small ones of one sign would add N roundings.
The decaying factor is kept as an exponent: e^{−t/2} may underflow where L_n e^{−t/2} does not.
"""

import math

from numba import njit

LARGE = 2.0**512
LOG_LARGE = 512.0 * math.log(2.0)


def differences(step, rate, log_scale, sign, out):
    """out_n = signⁿ e^{log_scale} P_n, (n D_n = (n−1) D_{n−1} − (1 + (n−1) rate) step P_{n−1})."""
    P, D, lost, root, flip = 1.0, 0.0, 0.0, math.exp(0.5 * log_scale), 1.0
    for n in range(out.size):
        if n > 0:
            D = ((n - 1) * D - (1.0 + (n - 1) * rate) * step * (P + lost)) / n
            whole = P + D
            lost += (P - whole) + D if abs(P) >= abs(D) else (D - whole) + P
            P = whole
            flip *= sign
            if abs(P) > LARGE:
                P, D, lost = P / LARGE, D / LARGE, lost / LARGE
                log_scale += LOG_LARGE
                root = math.exp(0.5 * log_scale)
        out[n] = flip * (root * (P + lost)) * root  # the whole scale may underflow beside a large P


def legendre(t, out):
    """e^{−t} P_n(2e^{−t} − 1) at t ≥ 0, through P_n(−x) = (−1)ⁿ P_n(x) where x < 0."""
    for i in range(t.size):
        u = math.exp(-t[i])
        if u >= 0.5:
            differences(-2.0 * math.expm1(-t[i]), 2.0, -t[i], 1.0, out[i])
        else:
            differences(2.0 * u, 2.0, -t[i], -1.0, out[i])


def laguerre(t, out):
    """e^{−t/2} L_n(t) at t ≥ 0."""
    for i in range(t.size):
        differences(t[i], 0.0, -0.5 * t[i], 1.0, out[i])


_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
differences = njit(**_OPTIONS)(differences)
legendre = njit(**_OPTIONS)(legendre)
laguerre = njit(**_OPTIONS)(laguerre)
