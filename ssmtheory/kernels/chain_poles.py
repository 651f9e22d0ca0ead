"""Roots of T(s) = −ρ for Re s ≥ −½, T the LegS chain: O(N) for all of them.

log T maps the first quadrant of w = s + ½ one to one onto a half strip with slits:

    {Re < 0, 0 < Im < Nπ}  less  {Re ≤ log ρ_k, Im = (N−1−k)π},  k = 0 … N−2,

where ρ_k = max |T| on the real interval k < s < k+1.  So log T = log ρ + iπ(2m+1), with the
continuous argument, has exactly one root in the quadrant when log ρ > log ρ_k, k = N−2−2m,
and otherwise two real ones in (k, k+1).  A converged root with the right argument is *the*
root: nothing can be found twice or missed.  ρ = 1 is the boundary w = iω: the normal part.
"""

import math

from numba import njit

from ssmtheory.kernels.chain_allpass import PI_1, PI_2, PI_3, log_chain, quotient
from ssmtheory.kernels.chain_kinds import LEGS

MAX_STEPS = 60
SMALLEST_ADVANCE = 1e-13


def peak(k, N):
    """(s, log |T|) where T' = 0 in (k, k+1): the cotangent of the nearest zeros solved exactly.

    log |T| is stationary there, so its error is the square of that of s.
    """
    delta = 0.5
    for _ in range(MAX_STEPS):
        slope = log_chain(LEGS, k + delta, 0.0, N)[3]
        cot = math.pi / math.tan(math.pi * delta)
        new = math.atan2(math.pi, cot - slope) / math.pi
        moved = abs(new - delta)
        delta = new
        if moved < 1e-9:
            break
    return k + delta, log_chain(LEGS, k + delta, 0.0, N)[0]


def peaks(ks, N, where, height):
    """``peak`` at each k of ks."""
    for i in range(ks.size):
        where[i], height[i] = peak(ks[i], N)


def peaks_above(log_rho, N, k, where, height):
    """``peak`` in the intervals k ≡ N (mod 2) that may reach log ρ; returns how many.

    But for the smooth factor |2 cos πw|, log |T| is convex in w on (0, N): the peaks fall and
    then rise again, so each end is followed until they are well below.  (Were one missed, its
    two roots would be too: the search for a complex root in their place fails.)
    """
    count, lowest = 0, N % 2
    while lowest <= N - 2:
        s, log_peak = peak(lowest, N)
        k[count], where[count], height[count] = lowest, s, log_peak
        lowest += 2
        count += 1
        if log_peak < log_rho - 1.0:
            break
    highest = N - 2
    while highest >= lowest:
        s, log_peak = peak(highest, N)
        k[count], where[count], height[count] = highest, s, log_peak
        highest -= 2
        count += 1
        if log_peak < log_rho - 1.0:
            break
    return count


def residual(w, log_rho, m, N):
    """log T − log ρ − iπ(2m+1) and its derivative, at w in the closed first quadrant."""
    re, im, turns, dr, di = log_chain(LEGS, w.real - 0.5, w.imag, N)
    k = float(2 * m + 1 - turns)
    return complex(re - log_rho, ((im - k * PI_1) - k * PI_2) - k * PI_3), complex(dr, di)


def newton(w, log_rho, m, N):
    """(w, converged): Newton's method, in 1/w where |w| > N, since there log T ~ −N²/w."""
    last = math.inf
    for _ in range(MAX_STEPS):
        F, slope = residual(w, log_rho, m, N)
        step = quotient(F, w * slope)
        size = abs(step)
        if not size < 1.0:
            return w, False
        w = w / (1.0 + step) if abs(w) > N else w * (1.0 - step)
        if not (w.real >= 0.0 and w.imag > 0.0):
            return w, False
        if size < 4e-16 or (size < 1e-9 and size >= 0.5 * last):
            return w, True
        if size > 4.0 * last:
            return w, False
        last = size
    return w, False


def track(w, log_rho, m, N):
    """(w, converged): from the root at ρ = 1 along log ρ, halving the advance where it fails.

    The way runs inside the image of log T, up to the tip of a slit at most.
    """
    at, advance = 0.0, log_rho
    while at != log_rho:
        goal = log_rho if abs(advance) >= abs(log_rho - at) else at + advance
        new, converged = newton(w, goal, m, N)
        if converged:
            at, w = goal, new
            advance *= 2.0
        else:
            advance *= 0.5
            if abs(advance) < SMALLEST_ADVANCE * max(1.0, abs(log_rho)):
                return w, False
    return w, True


def frequencies(N, out):
    """ω_m with arg T(iω_m) = (2m+1)π (continuous), descending; False if one did not settle.

    Newton's method from the extrapolation of the two before, on 1/ω where ω > N: there the
    argument is N²/ω nearly, and below it is smooth in ω.
    """
    for m in range(out.size):
        w = N * N / math.pi / (2 * m + 1)
        if m == 1 and out[0] < N:
            w = out[0] / 3.0
        if m > 1:
            a, b = out[m - 1], out[m - 2]
            w = a * b / (2.0 * b - a) if a > N else max(2.0 * a - b, 0.3 * a)
        settled = False
        last = math.inf
        for _ in range(MAX_STEPS):
            F, slope = residual(complex(0.0, w), 0.0, m, N)
            step = F.imag / (w * slope.real)
            size = abs(step)
            w = w / (1.0 + step) if w > N and step > -0.9 else w * max(1.0 - step, 0.1)
            if size < 4e-16 or (size < 1e-9 and size >= 0.5 * last):
                settled = True
                break
            last = size
        if not settled:
            return False
        out[m] = w
    return True


def complex_roots(log_rho, ms, starts, N, out, left):
    """Roots w of the lines ``ms``, from iω_m in ``starts``; ``left`` is |residual|/scale.

    The displacement w/(iω) of the line before is tried first.  ``scale`` is the size of the
    terms in the residual and of its sensitivity to w; a root that was not found leaves NaN.
    """
    ratio = complex(1.0, 0.0)
    for i in range(ms.size):
        start = complex(0.0, starts[i])
        w, converged = newton(start * ratio, log_rho, ms[i], N)
        if not converged:
            w, converged = track(start, log_rho, ms[i], N)
        out[i], left[i] = w, math.nan
        if converged:
            ratio = w / start
            F, slope = residual(w, log_rho, ms[i], N)
            size = abs(complex(log_rho, math.pi * (2 * ms[i] + 1))) + abs(w * slope)
            left[i] = abs(F) / size


def real_root(log_rho, zero, tip, N):
    """The s between a zero of T and ``tip`` where log |T| = log ρ; Newton in log(s − zero).

    Where s − zero is near the rounding of s, log |T| is carried over from the s that exists:
    it differs by the logarithm of the quotient of the two distances.
    """
    low, high = 0.0, tip - zero
    delta = 0.5 * high
    for _ in range(4 * MAX_STEPS):
        exists = (zero + delta) - zero
        if exists == 0.0:
            exists = math.copysign(4e-16 * (zero + 1.0), delta)
        height, _, _, slope, _ = log_chain(LEGS, zero + exists, 0.0, N)
        height += math.log(delta / exists)
        slope *= exists / delta
        if height < log_rho:
            low = delta
        else:
            high = delta
        exponent = (log_rho - height) / (slope * delta)
        new = delta * math.exp(exponent) if abs(exponent) < 600.0 else math.nan
        if not (min(low, high) < new < max(low, high)):
            new = 0.5 * (low + high)
        done = abs(new - delta) <= 2e-16 * (abs(zero + delta) + 0.5)
        delta = new
        if done:
            break
    return zero + delta


def real_roots(log_rho, zeros, tips, N, out):
    """``real_root`` for each pair."""
    for i in range(zeros.size):
        out[i] = real_root(log_rho, zeros[i], tips[i], N)


_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
peak = njit(**_OPTIONS)(peak)
peaks = njit(**_OPTIONS)(peaks)
peaks_above = njit(**_OPTIONS)(peaks_above)
residual = njit(**_OPTIONS)(residual)
newton = njit(**_OPTIONS)(newton)
track = njit(**_OPTIONS)(track)
frequencies = njit(**_OPTIONS)(frequencies)
complex_roots = njit(**_OPTIONS)(complex_roots)
real_root = njit(**_OPTIONS)(real_root)
real_roots = njit(**_OPTIONS)(real_roots)
