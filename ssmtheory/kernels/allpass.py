"""Smallest singular value of sI − M for a rank-one all-pass chain, O(N) per point, no matrix.

Let M + M* = −2 P P* with eigenvalues −h_k + iθ_k, h_k ≥ 0 (LegS: s = z + ½, h_k = k + ½, θ = 0;
LagT: s = z, h_k = ½).  Then P*(sI − M)⁻¹P = (1 − T(s))/2 with
T(s) = Π_k (s − iθ_k − h_k)/(s − iθ_k + h_k).  With s = a + iy and s_k = s − iθ_k, a two-term
recurrence gives the characteristic polynomial of the Gram matrix at any μ:

    d ← (|s_k + h_k|² − μ) d − 2 h_k μ V        d_0 = 1
    V ← (|s_k − h_k|² − μ) V + 2 h_k d          V_0 = 0        d_N = det((sI−M)*(sI−M) − μI).

Why: in the eigenbasis of the skew part, sI − M = diag(a + i(y − ω)) + pp*, and the matrix
determinant lemma leaves c²f² + 2af + g² + 1 with c² = a² − μ, where ±cf − ig are the values of
p*(s − iω)⁻¹p = (1 − T)/(1 + T) at s = ±c + iy.  Cleared of denominators that is u + aV, with
real polynomials u, V of c² from u + cV = Π_k ((h_k + c)² + (y − θ_k)²); and d = u + aV.
Feedback keeps the form: M + τPP* has all-pass (T + ρ)/(1 + ρT), τ = 2ρ/(1+ρ), and its own poles.

The smallest root of d_N is σ_min².  Two consequences are used.  σ_min ≥ a for a ≥ 0, where the
recurrence is run about μ = a² in the basis (d − aV, V).  And for a = −α < 0 and
c² = α² − σ² > 0 it factors into σ = (α + c) |T(c + iy)|: products alone, hence relative
accuracy at any depth.

Points are taken in blocks of LANES whose state lies in one flat array (a single base pointer
at constant distances is what lets the compiler vectorise the lane loops).  ``poles`` holds
h, its rounding error, θ and its rounding error, (4, N): a point may be nearer to a pole than
the double next to it.
"""

import math

import numpy as np
from numba import njit

LANES = 64
# |T|² below which the product formula is iterated: its contraction rate is at most 2√DEEP.
DEEP = 1e-6
# Relative change of σ² at which that stops: the contraction leaves 2√DEEP of it as error.
SETTLED = 1e-13
# |T|² below which δ = α − c changes nothing: its relative effect on σ is at most 2|T|, since
# σ ≈ 2α|T| is at most the distance to the nearest pole.
ONE_PASS = 1e-34
# Relative width of the enclosure of σ² at which the root search stops; the step that is then
# taken has an error of higher order, so this bounds the result and does not describe it.
ENCLOSURE = 1e-11
MAX_STEPS = 80
UNDERFLOW = 2.0**-900  # of 16 factors: near poles of any multiplicity
_LIFT = 600  # exponent by which a small product is lifted out of reach of underflow


def binary_scale(a, y, top):
    """A power of two not below |a|, |y| and the largest pole: dividing by it is exact."""
    return math.ldexp(1.0, math.frexp(max(abs(a), abs(y), top))[1])


def modulus_pass(work, e, poles):
    """|T(c + iy)|² of each lane as work[3] · 2^e, c = α − δ; work[7]: smallest part of it.

    Rows 0, 1, 2, 6 are α, y, 1/scale, δ.  δ is taken from α − h_k, not from α: near a
    pole it matters although it is far below the last digit of α.
    """
    N = poles.shape[1]
    for j in range(LANES):
        work[3 * LANES + j] = 1.0
        work[7 * LANES + j] = 1.0
        e[j] = 0
    for start in range(0, N, 16):
        for j in range(LANES):
            work[4 * LANES + j] = 1.0
            work[5 * LANES + j] = 1.0
        for k in range(start, min(start + 16, N)):
            pole, rest, height, above = poles[0, k], poles[1, k], poles[2, k], poles[3, k]
            for j in range(LANES):
                unit = work[2 * LANES + j]
                hk = pole * unit
                minus = (work[j] - hk) - (work[6 * LANES + j] + rest * unit)
                plus = (work[j] + hk) - work[6 * LANES + j]
                turn = (work[LANES + j] - height * unit) - above * unit
                y2 = turn * turn
                work[4 * LANES + j] *= minus * minus + y2
                work[5 * LANES + j] *= plus * plus + y2
        for j in range(LANES):
            work[7 * LANES + j] = min(work[7 * LANES + j], work[4 * LANES + j])
            modulus = work[3 * LANES + j] * (work[4 * LANES + j] / work[5 * LANES + j])
            small = modulus < 2.0**-_LIFT
            work[3 * LANES + j] = modulus * 2.0**_LIFT if small else modulus
            e[j] = e[j] - _LIFT if small else e[j]


def log10_modulus(alpha, y, unit, poles):
    """log10 |T(α + iy)|, without squares: for a point so close to poles that they underflow."""
    total = 0.0
    for k in range(poles.shape[1]):
        turn = (y - poles[2, k] * unit) - poles[3, k] * unit
        near = math.hypot((alpha - poles[0, k] * unit) - poles[1, k] * unit, turn)
        if near == 0.0:
            return -math.inf
        total += math.log10(near) - math.log10(math.hypot(alpha + poles[0, k] * unit, turn))
    return total


def gram_pass(work, poles):
    """d, V and their first and half second derivatives in μ (rows 4–9) at the μ of row 3.

    Rows 0–2 are the basis shift, y and 1/scale.  All six are known up to one positive
    factor per lane, which the quotients taken of them do not see.
    """
    N = poles.shape[1]
    for j in range(LANES):
        work[4 * LANES + j] = 1.0
        for row in range(5, 10):
            work[row * LANES + j] = 0.0
    for start in range(0, N, 8):
        for k in range(start, min(start + 8, N)):
            pole, low, height, above = poles[0, k], poles[1, k], poles[2, k], poles[3, k]
            for j in range(LANES):
                unit = work[2 * LANES + j]
                hk = pole * unit
                shift = work[j]
                mu = work[3 * LANES + j]
                turn = (work[LANES + j] - height * unit) - above * unit
                rest = turn * turn - mu
                near = (hk + shift) + low * unit
                p = near * near + rest
                r = (hk - shift) * (hk - shift) + rest
                t = 2.0 * hk
                d, V = work[4 * LANES + j], work[5 * LANES + j]
                d1, V1 = work[6 * LANES + j], work[7 * LANES + j]
                d2, V2 = work[8 * LANES + j], work[9 * LANES + j]
                work[4 * LANES + j] = p * d - t * mu * V
                work[5 * LANES + j] = r * V + t * d
                work[6 * LANES + j] = p * d1 - d - t * (mu * V1 + V)
                work[7 * LANES + j] = r * V1 - V + t * d1
                work[8 * LANES + j] = p * d2 - d1 - t * (mu * V2 + V1)
                work[9 * LANES + j] = r * V2 - V1 + t * d2
        for j in range(LANES):
            factor = 1.0 / (abs(work[4 * LANES + j]) + abs(work[5 * LANES + j]))
            for row in range(4, 10):
                work[row * LANES + j] *= factor


def deep_block(a, y, poles, top, out, work, e):
    """log10 σ by the fixed point σ² = (α + c)² |T(c + iy)|², c = √(α² − σ²); NaN if not deep."""
    count = a.size
    delta = np.zeros(LANES)
    alpha = np.ones(LANES)
    scale = np.ones(LANES)
    open_lanes = 0
    work[: 3 * LANES] = 1.0
    work[6 * LANES : 7 * LANES] = 0.0
    for j in range(count):
        out[j] = math.nan
        if a[j] < 0.0:
            open_lanes += 1
            scale[j] = binary_scale(a[j], y[j], top)
            alpha[j] = -a[j] / scale[j]
            work[j] = alpha[j]
            work[LANES + j] = y[j] / scale[j]
            work[2 * LANES + j] = 1.0 / scale[j]
        else:
            delta[j] = -1.0
    for step in range(MAX_STEPS):
        if open_lanes == 0:
            break
        modulus_pass(work, e, poles)
        for j in range(count):
            if delta[j] < 0.0:
                continue
            modulus = math.ldexp(work[3 * LANES + j], int(e[j]))
            twice = 2.0 * alpha[j] - delta[j]
            new = twice * modulus
            settled = abs(new - delta[j]) <= SETTLED * new or modulus <= ONE_PASS
            if step == 0 and modulus >= DEEP:
                settled = True
            elif settled:
                if work[7 * LANES + j] > UNDERFLOW:
                    depth = 0.5 * (math.log10(work[3 * LANES + j]) + e[j] * math.log10(2.0))
                else:
                    depth = log10_modulus(alpha[j], y[j] / scale[j], 1.0 / scale[j], poles)
                out[j] = depth + math.log10(twice) + math.log10(scale[j])
            if settled:
                delta[j] = -1.0
                open_lanes -= 1
            else:
                delta[j] = new
                work[6 * LANES + j] = new


def laguerre_step(N, f, f1, f2, base, mu, bracket):
    """(next μ, done) from a real-rooted polynomial f, f' = f1, f''/2 = f2 of degree N at μ.

    From below the step is Laguerre's: monotone, cubic.  Where the two smallest roots are one to
    rounding it may end past them; bracket = (low, high) then halves what is left.
    With L1 = Σ 1/(μ_i − μ) and L2 = Σ 1/(μ_i − μ)² the smallest root lies between
    μ + 1/√L2 and μ + L1/L2, which is the certificate the iteration stops on.
    """
    L1 = -f1 / f if f > 0.0 else -1.0
    L2 = L1 * L1 - 2.0 * f2 / f if f > 0.0 else -1.0
    if L1 > 0.0 and L2 > 0.0:
        bracket[0] = mu
        spread = max((N - 1) * (N * L2 - L1 * L1), 0.0)
        new = mu + N / (L1 + math.sqrt(spread))
        # L1²/L2 is the number of roots about as near as the next; past one the order is lost
        wanted = ENCLOSURE if L1 * L1 < 1.5 * L2 else SETTLED
        if L1 / L2 - 1.0 / math.sqrt(L2) <= wanted * (base + new):
            return new, True
    else:  # rounding has carried μ past the root: one Newton step back if that is all
        bracket[1] = mu
        new = mu - f / f1 if f1 < 0.0 else math.inf
        if abs(new - mu) <= ENCLOSURE * (base + mu):
            return new, True
    low, high = bracket[0], bracket[1]
    if not low < new < high:
        new = 0.5 * (low + high)
    return new, high - low <= SETTLED * (base + new)


def shallow_block(a, y, poles, top, out, work):
    """log10 σ by Laguerre's iteration on d_N(μ), from below."""
    N, count = poles.shape[1], a.size
    done = np.zeros(LANES, dtype=np.bool_)
    base = np.zeros(LANES)
    bracket = np.zeros((2, LANES))
    bracket[1] = math.inf
    open_lanes = count
    work[: 3 * LANES] = 1.0
    work[3 * LANES : 4 * LANES] = 0.0
    for j in range(count):
        scale = binary_scale(a[j], y[j], top)
        out[j] = scale
        work[j] = min(a[j], 0.0) / scale
        base[j] = (max(a[j], 0.0) / scale) ** 2
        work[LANES + j] = y[j] / scale
        work[2 * LANES + j] = 1.0 / scale
    for _ in range(MAX_STEPS):
        if open_lanes == 0:
            break
        gram_pass(work, poles)
        for j in range(count):
            if done[j]:
                continue
            weight = math.sqrt(base[j])
            f = work[4 * LANES + j] + weight * work[5 * LANES + j]
            f1 = work[6 * LANES + j] + weight * work[7 * LANES + j]
            f2 = work[8 * LANES + j] + weight * work[9 * LANES + j]
            mu = work[3 * LANES + j]
            mu, done[j] = laguerre_step(N, f, f1, f2, base[j], mu, bracket[:, j])
            work[3 * LANES + j] = mu
            open_lanes -= done[j]
    for j in range(count):
        square = base[j] + work[3 * LANES + j] if done[j] else math.nan
        out[j] = 0.5 * math.log10(square) + math.log10(out[j])


def log10_sigma_min(a, y, poles, out):
    """log10 σ_min(sI − M) at s = a + iy for the chain with these poles; −inf at eigenvalues.

    a, y, out : (m,) float64.  poles : (4, N) float64, h ≥ 0.  A point where the iteration did
    not settle is left NaN.
    """
    top = np.abs(poles).max()
    work = np.empty(10 * LANES)
    e = np.empty(LANES, dtype=np.int64)
    rest = np.empty(LANES, dtype=np.int64)
    some = np.empty((3, LANES))
    for start in range(0, a.size, LANES):
        stop = min(start + LANES, a.size)
        deep_block(a[start:stop], y[start:stop], poles, top, out[start:stop], work, e)
    waiting = 0
    for j in range(a.size):
        if math.isnan(out[j]):
            rest[waiting] = j
            some[0, waiting] = a[j]
            some[1, waiting] = y[j]
            waiting += 1
        if waiting == LANES or (waiting > 0 and j == a.size - 1):
            ready = some[:, :waiting]
            shallow_block(ready[0], ready[1], poles, top, ready[2], work)
            for i in range(waiting):
                out[rest[i]] = some[2, i]
            waiting = 0


# Contraction (fused multiply-add) rounds once instead of twice and keeps NaN and order.
# The passes are inlined into their one caller: compiled apart they would be optimised twice.
_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
binary_scale = njit(inline="always", **_OPTIONS)(binary_scale)
modulus_pass = njit(inline="always", **_OPTIONS)(modulus_pass)
gram_pass = njit(inline="always", **_OPTIONS)(gram_pass)
laguerre_step = njit(inline="always", **_OPTIONS)(laguerre_step)
log10_modulus = njit(**_OPTIONS)(log10_modulus)
deep_block = njit(**_OPTIONS)(deep_block)
shallow_block = njit(**_OPTIONS)(shallow_block)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
