"""State responses, outputs and solves of the LegS and LagT chains in one pass.

x_n(s) = r_n T_n(s)/(s + p_n) with T_{n+1} = T_n (s − q_n)/(s + p_n): LegS r_n = √(2n+1),
p_n = n+1, q_n = n; LagT r_n = 1, p_n = q_n = ½.  The running product is set afresh every
BLOCK factors from its closed form, so its error does not grow with n; more often for LagT,
whose equal factors repeat the same rounding.

Of the rank-one form x/(1 + ρT_N) both halves overflow in the left half plane.  There it is
run backwards as r_n (T_{n+1}/T_N)/(s − q_n) · 1/(1/T_N + ρ), in which nothing can.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.chain_allpass import angle_from, log_chain, minus_expm1, quotient
from ssmtheory.kernels.chain_kinds import LEGS

BLOCK, LAGT_BLOCK = 64, 16


def gain(kind, n):
    """r_n."""
    return math.sqrt(2.0 * n + 1.0) if kind == LEGS else 1.0


def pole(kind, n):
    """p_n: the pole is −p_n and, for LegS, the zero is q_n = p_n − 1."""
    return n + 1.0 if kind == LEGS else 0.5


def zero(kind, n):
    """q_n."""
    return float(n) if kind == LEGS else 0.5


def product_at(kind, s, n):
    """T_n(s) as a complex number; infinite or 0 beyond the range of doubles."""
    re, im, turns, _, _ = log_chain(kind, s.real, s.imag, n)
    angle = angle_from(im, turns, 0)
    size = math.exp(re) if re < 709.0 else math.inf
    if not size < math.inf:
        return complex(math.inf, 0.0)
    return complex(size * math.cos(angle), size * math.sin(angle))


def states_forward(kind, s, x):
    """x_n(s) for n < x.size."""
    block = BLOCK if kind == LEGS else LAGT_BLOCK
    p = complex(1.0, 0.0)
    for n in range(x.size):
        if n % block == 0 and n > 0:
            p = product_at(kind, s, n)
        q = quotient(p, s + pole(kind, n))
        x[n] = gain(kind, n) * q
        p = q * (s - zero(kind, n))


def states_backward(kind, s, x):
    """x_n(s)/T_N(s) for n < N = x.size, Re s left of the axis of symmetry."""
    N = x.size
    mirror = -1.0 - s if kind == LEGS else -s
    whole, wi, wt, _, _ = log_chain(kind, mirror.real, mirror.imag, N)
    block = BLOCK if kind == LEGS else LAGT_BLOCK
    p = complex(1.0, 0.0)
    for n in range(N - 1, -1, -1):
        if (N - 1 - n) % block == 0 and n < N - 1 and whole > -math.inf:
            part, pi, pt, _, _ = log_chain(kind, mirror.real, mirror.imag, n + 1)
            angle = angle_from(wi - pi, wt - pt, 0)
            size = math.exp(whole - part)
            p = complex(size * math.cos(angle), size * math.sin(angle))
        q = quotient(p, s - zero(kind, n))
        x[n] = gain(kind, n) * q
        p = q * (s + pole(kind, n))


def states_point(kind, s, log_rho, x):
    """x(s)/(1 + ρT_N(s)) into x, (N,); log_rho = −inf is x(s) itself."""
    left = s.real < -0.5 if kind == LEGS else s.real < 0.0
    if log_rho == -math.inf:
        states_forward(kind, s, x)
        return
    re, im, turns, _, _ = log_chain(kind, s.real, s.imag, x.size)
    angle = angle_from(im, turns, 1)
    if left:
        states_backward(kind, s, x)
        scale = quotient(1.0, math.exp(log_rho) * minus_expm1(-re - log_rho, -angle))
    else:
        states_forward(kind, s, x)
        scale = quotient(1.0, minus_expm1(re + log_rho, angle))
    for n in range(x.size):
        x[n] *= scale


def states(kind, s, log_rho, out):
    """Rows x(s_i)/(1 + ρT_N(s_i)); s (m,) complex, out (m, N)."""
    for i in range(s.size):
        states_point(kind, s[i], log_rho, out[i])


def outputs(kind, s, log_rho, C, out):
    """C x(s_i)/(1 + ρT_N(s_i)); C (p, N) complex, out (m, p); one row of states is kept."""
    x = np.empty(C.shape[1], np.complex128)
    for i in range(s.size):
        states_point(kind, s[i], log_rho, x)
        for j in range(C.shape[0]):
            total = complex(0.0, 0.0)
            for n in range(x.size):
                total += C[j, n] * x[n]
            out[i, j] = total


def solve(kind, z, rhs, out):
    """(zI − A) out[:, j] = rhs[:, j]: one running sum per column; (N, m) complex arrays."""
    for j in range(rhs.shape[1]):
        total = complex(0.0, 0.0)
        for n in range(rhs.shape[0]):
            r, shifted = gain(kind, n), z + pole(kind, n)
            out[n, j] = (rhs[n, j] - r * total) / shifted
            total = (total * (z - zero(kind, n)) + r * rhs[n, j]) / shifted


def entry_products(kind, z, first, last, out):
    """Π_{first ≤ j < last} (z − q_j)/(z + p_j) at the points z."""
    for i in range(z.size):
        p = complex(1.0, 0.0)
        for j in range(first, last):
            p = p * quotient(z[i] - zero(kind, j), z[i] + pole(kind, j))
        out[i] = p


_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
gain = njit(inline="always", **_OPTIONS)(gain)
pole = njit(inline="always", **_OPTIONS)(pole)
zero = njit(inline="always", **_OPTIONS)(zero)
product_at = njit(**_OPTIONS)(product_at)
states_forward = njit(**_OPTIONS)(states_forward)
states_backward = njit(**_OPTIONS)(states_backward)
states_point = njit(**_OPTIONS)(states_point)
states = njit(**_OPTIONS)(states)
outputs = njit(**_OPTIONS)(outputs)
solve = njit(**_OPTIONS)(solve)
entry_products = njit(**_OPTIONS)(entry_products)
