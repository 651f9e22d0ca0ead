"""Smallest singular value of sI − A for LegT, O(N) per point, no matrix, at any depth.

A + A* = −PP* with P = [B C], C_n = (−1)ⁿ√(2n+1), makes S(s) = I − P*(sI − A)⁻¹P lossless:
S(−s̄)* S(s) = I.  With G = n/q the delayed output (closed_forms.legt_poles)

    S = [[s^N, ±n(−s)], [−n(s), s^N]]/q(s),     det S = Π_k (s + λ̄_k)/(s − λ_k).

For any such system and s = a + iy, c² = a² − σ², σ is a singular value of sI − A exactly when

    det((c − a) S(c + iy) + (c + a) S(−c + iy)) = 0,

because (sI−A) u = σ v, (sI−A)* v = σ u is the system at the matrix argument iy + J,
J = [[a, −σ], [σ, −a]] = ±c, with one port terminated.  For a = −α < 0 and c > 0 that is
σ = (α + c) s_min(S(c + iy)), and s_min = |det S|/s_max is made of products: relative accuracy
at any depth.  Elsewhere σ² is the smallest zero of the recurrence in kernels.legt_gram.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.allpass import (
    LANES,
    MAX_STEPS,
    ONE_PASS,
    SETTLED,
    binary_scale,
    laguerre_step,
)
from ssmtheory.kernels.legt_gram import gram_pass

# s_min² below which the product formula is iterated.  Its contraction rate is about
# −2 s_min² log s_min²; above, the recurrence loses no more than 1/DEEP.
DEEP = 0.02
_LIFT = 600  # exponent by which a small product is lifted out of reach of underflow
_ROWS = 22


def ratio_pass(work, e, row, zeros, lead, poles):
    """Π|s − zeros|²/Π|s − poles|² of each lane as work[row] · 2^e[row], s = α − δ + iy.

    Rows 0, 1, 2, 6 are α, y, 1/scale, δ.  zeros (4, N) or (4, N−1), then with lead² for the
    factor that is missing, at −h + iθ as poles (4, N): h, its rounding error, θ, its own.
    """
    N = poles.shape[1]
    for j in range(LANES):
        work[row * LANES + j] = 1.0
        e[row * LANES + j] = 0
    for start in range(0, N, 8):
        for j in range(LANES):
            work[4 * LANES + j] = 1.0
            work[5 * LANES + j] = 1.0
        for k in range(start, min(start + 8, N)):
            last = k == zeros.shape[1]
            z = 0 if last else k
            h, low, height, above = zeros[0, z], zeros[1, z], zeros[2, z], zeros[3, z]
            pole, up = poles[0, k], poles[2, k]
            for j in range(LANES):
                unit = work[2 * LANES + j]
                near = (work[j] + h * unit) - (work[6 * LANES + j] - low * unit)
                turn = (work[LANES + j] - height * unit) - above * unit
                far = (work[j] + pole * unit) - work[6 * LANES + j]
                lift = work[LANES + j] - up * unit
                missing = lead * unit
                square = missing * missing if last else near * near + turn * turn
                work[4 * LANES + j] *= square
                work[5 * LANES + j] *= far * far + lift * lift
        for j in range(LANES):
            ratio = work[row * LANES + j] * (work[4 * LANES + j] / work[5 * LANES + j])
            small = ratio < 2.0**-_LIFT
            work[row * LANES + j] = ratio * 2.0**_LIFT if small else ratio
            e[row * LANES + j] -= _LIFT if small else 0


def smaller_square(work, e, j):
    """s_min² of S as (mantissa, exponent), from |det S|² (row 7) and ‖S‖_F² (rows 8–10)."""
    top = max(e[8 * LANES + j], e[9 * LANES + j], e[10 * LANES + j])
    total = 0.0
    for row in range(8, 11):
        weight = 2.0 if row == 8 else 1.0
        total += weight * math.ldexp(work[row * LANES + j], int(e[row * LANES + j] - top))
    product, exponent = work[7 * LANES + j], e[7 * LANES + j] - top
    gap = total * total - 4.0 * math.ldexp(product, int(exponent - top))
    return product / (0.5 * (total + math.sqrt(max(gap, 0.0)))), exponent


def deep_block(a, y, tables, top, out, work, e):
    """log10 σ by the fixed point σ² = (α + c)² s_min²(c + iy), c = √(α² − σ²); NaN if not deep."""
    count = a.size
    delta, alpha, scale = np.full(LANES, -1.0), np.ones(LANES), np.ones(LANES)
    open_lanes = 0
    work[: 3 * LANES] = 1.0
    work[6 * LANES : 7 * LANES] = 0.0
    mirrored, poles, ahead, behind, origin = tables
    for j in range(count):
        out[j] = math.nan
        if a[j] < 0.0:
            open_lanes += 1
            delta[j] = 0.0
            scale[j] = binary_scale(a[j], y[j], top)
            alpha[j] = -a[j] / scale[j]
            work[j] = alpha[j]
            work[LANES + j] = y[j] / scale[j]
            work[2 * LANES + j] = 1.0 / scale[j]
    for step in range(MAX_STEPS):
        if open_lanes == 0:
            break
        N = float(poles.shape[1])
        ratio_pass(work, e, 7, mirrored, N, poles)
        ratio_pass(work, e, 8, origin, N, poles)
        ratio_pass(work, e, 9, ahead, N, poles)
        ratio_pass(work, e, 10, behind, N, poles)
        for j in range(count):
            if delta[j] < 0.0:
                continue
            mantissa, exponent = smaller_square(work, e, j)
            square = math.ldexp(mantissa, int(exponent))
            twice = 2.0 * alpha[j] - delta[j]
            new = twice * square
            done = abs(new - delta[j]) <= SETTLED * new or square <= ONE_PASS
            if step == 0 and square >= DEEP:
                done = True
            elif done:
                out[j] = -math.inf
                if mantissa > 0.0:
                    depth = 0.5 * (math.log10(mantissa) + exponent * math.log10(2.0))
                    out[j] = depth + math.log10(twice) + math.log10(scale[j])
            if done:
                delta[j] = -1.0
                open_lanes -= 1
            else:
                delta[j] = new
                work[6 * LANES + j] = new


def shallow_block(a, y, N, out, work):
    """log10 σ by Laguerre's iteration from below, on the recurrence."""
    count = a.size
    done, base = np.zeros(LANES, dtype=np.bool_), np.zeros(LANES)
    bracket = np.zeros((2, LANES))
    bracket[1] = math.inf
    open_lanes = count
    work[: 3 * LANES] = 1.0
    work[3 * LANES : 4 * LANES] = 0.0
    for j in range(count):
        scale = binary_scale(a[j], y[j], 4.0 * N)
        out[j] = scale
        work[j] = a[j] / scale
        base[j] = (max(a[j], 0.0) / scale) ** 2
        work[LANES + j] = y[j] / scale
        work[2 * LANES + j] = 1.0 / scale
    for _ in range(MAX_STEPS):
        if open_lanes == 0:
            break
        gram_pass(work, N)
        for j in range(count):
            if done[j]:
                continue
            f, f1, f2 = work[4 * LANES + j], work[5 * LANES + j], work[6 * LANES + j]
            mu = work[3 * LANES + j]
            mu, done[j] = laguerre_step(N, f, f1, f2, base[j], mu, bracket[:, j])
            work[3 * LANES + j] = mu
            open_lanes -= done[j]
    for j in range(count):
        square = base[j] + work[3 * LANES + j] if done[j] else math.nan
        out[j] = 0.5 * math.log10(square) + math.log10(out[j])


def log10_sigma_min(a, y, poles, zeros, out):
    """log10 σ_min(sI − A) of LegT at s = a + iy; −inf at eigenvalues.

    a, y, out : (m,) float64.  poles (4, N), zeros (4, N−1) : the eigenvalues of A and the zeros
    of n(−s) as −h + iθ, h > 0, rows h, its rounding error, θ, its own; |θ| ascending.  A point
    where the iteration did not settle is left NaN.
    """
    N = poles.shape[1]
    mirrored, behind = poles.copy(), zeros.copy()
    mirrored[:2] *= -1.0
    behind[:2] *= -1.0
    tables = (mirrored, poles, zeros, behind, np.zeros((4, N)))
    top = np.abs(poles).max()
    work, e = np.empty(_ROWS * LANES), np.zeros(11 * LANES, dtype=np.int64)
    rest, some = np.empty(LANES, dtype=np.int64), np.empty((3, LANES))
    for start in range(0, a.size, LANES):
        stop = min(start + LANES, a.size)
        deep_block(a[start:stop], y[start:stop], tables, top, out[start:stop], work, e)
    waiting = 0
    for j in range(a.size):
        if math.isnan(out[j]):
            rest[waiting] = j
            some[0, waiting] = a[j]
            some[1, waiting] = y[j]
            waiting += 1
        if waiting == LANES or (waiting > 0 and j == a.size - 1):
            shallow_block(some[0, :waiting], some[1, :waiting], N, some[2, :waiting], work)
            for i in range(waiting):
                out[rest[i]] = some[2, i]
            waiting = 0


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
ratio_pass = njit(**_OPTIONS)(ratio_pass)
smaller_square = njit(**_OPTIONS)(smaller_square)
deep_block = njit(**_OPTIONS)(deep_block)
shallow_block = njit(**_OPTIONS)(shallow_block)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
