"""Powers of many numbers at once: λ̄^{2^j} to the last bit, and tables of λ̄^k by doubling.

The ladder λ̄, λ̄², λ̄⁴, … is made in double-double and rounded once per rung, so rung j is
right to a few units whatever j is; an exponential ladder e^{2^j Δλ} scales the exact product
Δλ and reduces its imaginary part modulo 2π in double-double.  A table of λ̄^k, k < n, then
takes one complex product per entry and no exponential: its error is at most ⌈log2 n⌉ + 1
roundings.
"""

import numpy as np
from numba import njit

from ssmtheory.kernels.double_double import add, c_div, c_mul, mul, two_product

TWO_PI = (6.283185307179586, 2.4492935982947064e-16)  # 2π as a sum of two doubles


def exponential_ladder(lam, dt, out):
    """out[j, i] = exp(2^j dt_i λ_i).  lam (n,) complex128, dt (n,) float64, out (levels, n)."""
    levels = out.shape[0]
    for i in range(lam.size):
        xh, xl = two_product(dt[i], lam[i].real)
        yh, yl = two_product(dt[i], lam[i].imag)
        for j in range(levels):
            turns = np.rint(yh / TWO_PI[0])
            ph, pl = mul(turns, 0.0, TWO_PI[0], TWO_PI[1])
            rh, rl = add(yh, yl, -ph, -pl)
            size = np.exp(xh)
            size += size * xl
            c, s = np.cos(rh), np.sin(rh)
            out[j, i] = complex(size * (c - rl * s), size * (s + rl * c))
            xh, xl, yh, yl = 2.0 * xh, 2.0 * xl, 2.0 * yh, 2.0 * yl


def moebius(lam, dt, alpha, out):
    """λ̄_i = 1 + Δλ/(1 − αΔλ) with Δ = dt_i, to double-double: out (4, n), re and im as h + l."""
    for i in range(lam.size):
        xh, xl = two_product(dt[i], lam[i].real)
        yh, yl = two_product(dt[i], lam[i].imag)
        ah, al = mul(alpha, 0.0, xh, xl)
        bh, bl = mul(alpha, 0.0, yh, yl)
        ah, al = add(1.0, 0.0, -ah, -al)
        rh, rl, out[2, i], out[3, i] = c_div((xh, xl, yh, yl), (ah, al, -bh, -bl))
        out[0, i], out[1, i] = add(1.0, 0.0, rh, rl)


def square_ladder(parts, out):
    """out[j, i] = z_i^{2^j} of z given as in ``moebius``; the squarings are double-double."""
    for i in range(out.shape[1]):
        z = (parts[0, i], parts[1, i], parts[2, i], parts[3, i])
        for j in range(out.shape[0]):
            out[j, i] = complex(z[0], z[2])
            z = c_mul(z, z)


def power_table(ladder, start, tiny, table):
    """table[h, n, k] + i table[h, M + n, k] = start[h, n] · z_{g,n}^k, z_{g,n} = ladder[0, g, n].

    Parts below ``tiny`` become zero: a product with a subnormal number takes a hundred times
    as long as one with a normal number.

    ladder (levels, G, M) complex, with G = 1 (shared) or G = H; start (H, M) complex;
    table (H, 2M, count) float64 with count ≤ 2^levels.
    """
    H, M = start.shape
    count = table.shape[2]
    shared = ladder.shape[1] == 1
    for h in range(H):
        g = 0 if shared else h
        for n in range(M):
            re, im = table[h, n], table[h, M + n]
            re[0], im[0] = start[h, n].real, start[h, n].imag
            have, level = 1, 0
            while have < count:
                zr, zi = ladder[level, g, n].real, ladder[level, g, n].imag
                for k in range(min(have, count - have)):
                    a, b = re[k], im[k]
                    x, y = a * zr - b * zi, a * zi + b * zr
                    re[have + k] = 0.0 if abs(x) < tiny else x
                    im[have + k] = 0.0 if abs(y) < tiny else y
                have, level = 2 * have, level + 1


# No contraction in the ladders: it would destroy the error terms of double-double.
_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
exponential_ladder = njit(**_OPTIONS)(exponential_ladder)
moebius = njit(**_OPTIONS)(moebius)
square_ladder = njit(**_OPTIONS)(square_ladder)
power_table = njit(fastmath={"contract"}, **_OPTIONS)(power_table)
