"""Lanczos on (T*T)⁻¹ for many T(z) at once: what every kind of triangular T shares.

The largest Ritz value θ of the Lanczos matrix approaches 1/σ_min(T)² from below.  A lane stops
when the residual of its Ritz pair, β_k |s_k|, is below RESIDUAL · √spread · θ, where spread says
how far apart the singular values are: by the residual theorem an eigenvalue then lies that near
to θ, and the error of θ is of the order of the square of the residual over the gap.  Lost
orthogonality only repeats Ritz values that have converged.

LANES points are advanced together.  A vector is one flat float64 array: entry [(2i + part) LANES
+ lane] is the real (part 0) or imaginary part of component i, so that loops over lanes vectorise.
A lane that has finished is given the next point, whatever step the others are at.

Where σ_min is close to the rounding of T, R R* as computed is not symmetric to RESIDUAL.  How far
it is from one shows in |R* v|² − v*(R R* v), and a lane stops at ten times that if it is more.

R = T⁻¹ is used as 2^−e R with one exponent per lane, taken from the first solve, so that
σ_min may be as small as the smallest double.

State of the lanes, shared by the functions below (``K`` is the limit of Lanczos steps):
v, previous, w : (2·n·LANES,) float64, the two last Lanczos vectors and R R* v.
alpha, beta : (LANES, K) float64, the Lanczos matrices.
lane : (4, LANES) int64: point or −1, step, next check, exponent e.
real : (7, LANES) float64: 2^−e, α, β of the step before, ratio and step of the last check,
    |R* v|², noise.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.triangular_lanczos import NOISE_FACTOR, RESIDUAL, top_ritz

# Least residual worth asking for, relative to the Ritz value.
ROUNDING = 1e-14

LANES = 32
POINT, STEP, CHECK, EXPONENT = 0, 1, 2, 3
SCALE, SUM, BACK, RATIO, CHECKED, HALF, NOISE = 0, 1, 2, 3, 4, 5, 6
# Beyond 2^±900 a product with a vector of norm one could leave the range of a double.
_FAR_EXPONENT = 900


def open_lane(lane, real, v, previous, start, j, point):
    """Give lane j a point: back to the start vector and step 0."""
    lane[POINT, j] = point
    lane[STEP, j] = 0
    lane[CHECK, j] = 1
    lane[EXPONENT, j] = 0
    real[SCALE, j] = 1.0
    real[BACK, j] = 0.0
    real[RATIO, j] = math.inf
    real[CHECKED, j] = 0.0
    real[NOISE, j] = 0.0
    for i in range(start.size // 2):
        v[2 * i * LANES + j] = start[2 * i]
        v[(2 * i + 1) * LANES + j] = start[2 * i + 1]
        previous[2 * i * LANES + j] = 0.0
        previous[(2 * i + 1) * LANES + j] = 0.0


def close_lane(lane, v, w, previous, n, j):
    """Leave lane j idle: zeros, which no later step turns into anything else."""
    lane[POINT, j] = -1
    for i in range(2 * n):
        v[i * LANES + j] = 0.0
        w[i * LANES + j] = 0.0
        previous[i * LANES + j] = 0.0


def load(real, v, w, n):
    """w ← 2^−e v."""
    scale = real[SCALE]
    for i in range(2 * n):
        source, target = v[i * LANES : (i + 1) * LANES], w[i * LANES : (i + 1) * LANES]
        for j in range(LANES):
            target[j] = scale[j] * source[j]


def first_exponent(lane, real, w, n, j):
    """After the first R* v of lane j: choose e so that 2^−e R* v has a norm near one."""
    largest = 0.0
    for i in range(2 * n):
        largest = max(largest, abs(w[i * LANES + j]))
    exponent = math.frexp(largest)[1] if largest < math.inf else 2 * _FAR_EXPONENT
    lane[EXPONENT, j] = exponent
    if abs(exponent) <= _FAR_EXPONENT:
        real[SCALE, j] = math.ldexp(1.0, -exponent)
        for i in range(2 * n):
            w[i * LANES + j] *= real[SCALE, j]


def half_way(lane, real, w, n):
    """w = 2^−e R* v: settle e in the lanes that have just begun, and note |w|²."""
    for j in range(LANES):
        if lane[POINT, j] >= 0 and lane[STEP, j] == 0:
            first_exponent(lane, real, w, n, j)
    total = real[HALF]
    for j in range(LANES):
        total[j] = 0.0
    for i in range(2 * n):
        row = w[i * LANES : (i + 1) * LANES]
        for j in range(LANES):
            total[j] += row[j] * row[j]


def orthogonalise(real, v, previous, w, n):
    """w ← 2^−e w − α v − β v_previous with α = Re v*w (row SUM is left at |w|²)."""
    total, scale, back = real[SUM], real[SCALE], real[BACK]
    for j in range(LANES):
        total[j] = 0.0
    for i in range(2 * n):
        one, other = v[i * LANES : (i + 1) * LANES], w[i * LANES : (i + 1) * LANES]
        for j in range(LANES):
            other[j] *= scale[j]
            total[j] += one[j] * other[j]
    alpha = total.copy()
    for j in range(LANES):
        total[j] = 0.0
    for i in range(2 * n):
        one, other = v[i * LANES : (i + 1) * LANES], w[i * LANES : (i + 1) * LANES]
        before = previous[i * LANES : (i + 1) * LANES]
        for j in range(LANES):
            x = other[j] - alpha[j] * one[j] - back[j] * before[j]
            other[j] = x
            total[j] += x * x
    return alpha


def next_vectors(real, v, previous, w, n):
    """v_previous ← v, v ← w/β."""
    inverse = np.empty(LANES)
    for j in range(LANES):
        beta = real[BACK, j]
        inverse[j] = 1.0 / beta if beta > 0.0 else 0.0
    for i in range(2 * n):
        one, other = v[i * LANES : (i + 1) * LANES], w[i * LANES : (i + 1) * LANES]
        before = previous[i * LANES : (i + 1) * LANES]
        for j in range(LANES):
            before[j] = one[j]
            one[j] = other[j] * inverse[j]


def judge_lane(lane, real, alpha, beta, j):
    """log10 σ_min if the Ritz pair of lane j has converged, else +inf and the next check set."""
    k = lane[STEP, j]
    theta, last = top_ritz(alpha[j], beta[j], k)
    ratio = beta[j, k - 1] * last / theta
    # θ ≥ the first Rayleigh quotient; where they nearly agree all singular values do, and a
    # residual says little: Temple's bound residual²/gap has a gap no larger than their spread.
    spread = max(1.0 - alpha[j, 0] / theta, 0.0)
    wanted = max(RESIDUAL * math.sqrt(spread), ROUNDING)
    if ratio <= max(wanted, NOISE_FACTOR * real[NOISE, j] / theta):
        return -0.5 * math.log10(theta) - lane[EXPONENT, j] * math.log10(2.0)
    # A check costs O(k): skip half of the steps that the present rate still asks for.
    skip = 2 if k > 4 else 1
    if ratio < real[RATIO, j] and k > 4:
        rate = math.log(real[RATIO, j] / ratio) / (k - real[CHECKED, j])
        skip = min(max(int(0.5 * math.log(ratio / wanted) / rate), 1), 8)
    real[RATIO, j], real[CHECKED, j] = ratio, k
    lane[CHECK, j] = k + skip
    return math.inf


def advance(lane, real, alpha, beta, v, previous, w, n, out):
    """One Lanczos step of all lanes from w = R R* v; True if some lane became free.

    ``out`` gets log10 σ_min; NaN where the range or the limit of steps was left.
    """
    diagonal = orthogonalise(real, v, previous, w, n)
    freed = False
    for j in range(LANES):
        if lane[POINT, j] < 0:
            continue
        k = lane[STEP, j]
        norm = math.sqrt(real[SUM, j])
        alpha[j, k], beta[j, k] = diagonal[j], norm
        real[BACK, j] = norm
        real[NOISE, j] = max(real[NOISE, j], abs(real[HALF, j] - diagonal[j]))
        lane[STEP, j] = k + 1
        value = math.inf
        if abs(lane[EXPONENT, j]) > _FAR_EXPONENT or not (diagonal[j] > 0.0 and norm < math.inf):
            value = math.nan
        elif k + 1 >= lane[CHECK, j] or norm == 0.0 or k + 1 == alpha.shape[1]:
            value = judge_lane(lane, real, alpha, beta, j)
            if k + 1 == alpha.shape[1] and value == math.inf:
                value = math.nan
        if value != math.inf:
            out[lane[POINT, j]] = value
            close_lane(lane, v, w, previous, n, j)
            real[BACK, j] = 0.0
            freed = True
    next_vectors(real, v, previous, w, n)
    return freed


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
# The passes are inlined into their one caller: compiled apart they would be optimised twice.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
open_lane = njit(**_OPTIONS)(open_lane)
close_lane = njit(**_OPTIONS)(close_lane)
load = njit(**_OPTIONS)(load)
first_exponent = njit(**_OPTIONS)(first_exponent)
half_way = njit(**_OPTIONS)(half_way)
orthogonalise = njit(inline="always", **_OPTIONS)(orthogonalise)
next_vectors = njit(inline="always", **_OPTIONS)(next_vectors)
judge_lane = njit(**_OPTIONS)(judge_lane)
advance = njit(**_OPTIONS)(advance)
