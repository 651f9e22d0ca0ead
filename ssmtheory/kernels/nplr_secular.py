"""σ_min(S + PQ*), S diagonal: the first σ at which the pencil B(σ) of ``nplr_pencil`` is singular.

The inertia of B tells on which side of σ_min a trial lies, whatever led to the trial.  Trials
come from inverse iteration on the linearisation B(σ) + δ B'(σ) (quadratic), and from
bisection where that leaves the bracket.  The result is accepted when the inertia encloses
σ_min to BRACKET on both sides.

Error estimate, to first order: with B(σ) y = 0, a perturbation E of B moves the root by
y*Ey / y*B'y; E is bounded entry by entry by the rounding of the terms that were added up.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.hermitian_ldl import factor, solve
from ssmtheory.kernels.nplr_pencil import assemble, nearest, shift_rows

UNIT_ROUNDOFF = 2.0**-53
# Relative half-width of the enclosure by inertia.
BRACKET = 1e-13
# A step of relative size below it leaves its square as error.
SMALL_STEP = 3e-8
# Unit roundoffs per term, tuned on ball arithmetic: their signs vary, and most of the sum is
# one or two terms.
ROUNDINGS = 1.0
MAX_TRIALS = 100
# Trials after which the error estimate is asked each time whether going on has a point.
PATIENCE = 5
# An error above it is why the trials do not settle.
HOPELESS = 1e-8
INVERSE_STEPS = 3


def equilibrate(B, e):
    """e_i = max_j |B_ij|^−½, and B ← e_i B_ij e_j: entries of at most 1, the same inertia."""
    n = B.shape[0]
    for i in range(n):
        top = 1e-300
        for j in range(n):
            top = max(top, abs(B[i, j].real) + abs(B[i, j].imag))
        e[i] = 1.0 / math.sqrt(top)
    for i in range(n):
        for j in range(n):
            B[i, j] *= e[i] * e[j]


def step_to_root(L, order, double, e, slope, y, f, t, x):
    """δ of the eigenvalue of B + δB' nearest 0; y ← its vector, in the coordinates of B."""
    n, delta = y.size, 0.0
    for _ in range(INVERSE_STEPS):
        for i in range(n):
            total = 0.0j
            for j in range(n):
                total += slope[i, j] * y[j]
            f[i] = total * e[i]
        solve(L, order, double, f, t, x)
        above, size = 0.0, 0.0
        for i in range(n):
            above += x[i].real * f[i].real + x[i].imag * f[i].imag
            x[i] = x[i] * e[i]
            size = max(size, abs(x[i]))
        if not 0.0 < size < math.inf:
            y[:] = 1.0
            return math.nan
        scale, below = 1.0 / size, 0.0
        for i in range(n):
            y[i] = x[i] * scale
        for i in range(n):
            for j in range(n):
                z = np.conj(y[i]) * slope[i, j] * y[j]
                below += z.real
        delta = -above / (below * size * size)
    return delta


def root_error(m, sigma, near, size_p, size_q, weights, e, slope, y):
    """Estimate of the relative error of a root σ with null vector y, from rounding alone."""
    k, r, n = near.size, size_p.shape[0], y.size
    head, left, right, below, spread = 0.0, 0.0, 0.0, 0.0, 0.0
    for c in range(k):
        head += (y[c].real ** 2 + y[c].imag ** 2) * m[near[c]]
    for a in range(r):
        left += abs(y[k + a])
        right += abs(y[k + r + a])
    head += 2.0 * left * right
    for c in range(k):
        for a in range(r):
            touch = size_p[a, near[c]] * abs(y[k + a]) + size_q[a, near[c]] * abs(y[k + r + a])
            head += 2.0 * abs(y[c]) * touch
    for i in range(n):
        spread += abs(y[i]) / e[i]
        for j in range(n):
            z = np.conj(y[i]) * slope[i, j] * y[j]
            below += z.real
    terms = 0.0
    for i in range(m.size):
        alpha, beta = 0.0, 0.0
        for a in range(r):
            alpha += size_p[a, i] * abs(y[k + a])
            beta += size_q[a, i] * abs(y[k + r + a])
        w = abs(weights[0, i])
        terms += w * (sigma * (alpha * alpha + beta * beta) + 2.0 * m[i] * alpha * beta)
    return ROUNDINGS * UNIT_ROUNDOFF * (head + terms + spread * spread) / (sigma * below)


def smallest(m, phase, p, q, size_p, size_q, grams, moved, near, guess, y, work):
    """(σ_min, estimated relative error); (NaN, inf) where the trials ran out."""
    weights, B, slope, order, double, e, f, t, x = work
    r = p.shape[0]
    low, high, sigma = 0.0, m[near[near.size - 1]], guess
    if high == 0.0:
        return 0.0, 0.0
    checks, root, error = 0, 0.0, math.inf
    for step in range(MAX_TRIALS):
        with_slope = checks == 0
        assemble(m, phase, p, q, grams, moved, sigma, near, weights, B, slope, with_slope)
        equilibrate(B, e)
        below = factor(B, order, double) - r
        if below <= 0:
            low = max(low, sigma)
        else:
            high = min(high, sigma)
        if checks > 0:
            consistent = (below > 0) if checks == 1 else (below <= 0)
            if consistent and checks == 2:
                return root, error
            checks = checks + 1 if consistent else 0
            sigma = root * (1.0 - BRACKET) if consistent else 0.5 * (low + high)
            continue
        delta = step_to_root(B, order, double, e, slope, y, f, t, x)
        trial = sigma + delta
        settled = abs(delta) <= SMALL_STEP * sigma
        if settled or step >= PATIENCE:  # late trials may be led astray by rounding
            root = trial if settled else sigma
            error = root_error(m, root, near, size_p, size_q, weights, e, slope, y)
            if settled and not error <= BRACKET:
                return root, error
            if not settled and not error <= HOPELESS:
                return math.nan, math.inf
        if settled:
            checks, sigma = 1, root * (1.0 + BRACKET)
            if sigma >= high:  # known to be above; and beyond the border B has poles
                checks, sigma = 2, root * (1.0 - BRACKET)
        elif low < trial < high:
            sigma = trial
        elif low < 2.0**-6 * high:
            sigma = 2.0**-5 * high
        else:
            sigma = 0.5 * (low + high)
        if high - low <= BRACKET * high:
            return high, BRACKET
    return math.nan, math.inf


def log10_sigma_min(z, lam, p, q, size_p, size_q, grams, cross, out, error):
    """log10 σ_min(zI − Λ + PQ*) at every z, and an estimate of its relative error.

    z : (m,) complex.  lam : (N,) complex.  p, q : (r, N) complex, columns of P and Q, and
    size_p, size_q : (r, N) their moduli.  grams : (2, r², N) rows of P*P and Q*Q.
    cross : (2, r², N) rows of P*Q, real and imaginary parts.  out, error : (m,) float64.
    An error above what is wanted, or NaN with error inf, asks for another method.
    """
    r, N = p.shape
    k = min(r + 1, N)
    n = k + 2 * r
    near = np.empty(k, np.int64)
    m, s_re, s_im = np.empty(N), np.empty(N), np.empty(N)
    phase, moved = np.empty(N, np.complex128), np.empty((2, r * r, N))
    y = np.ones(n, np.complex128)
    square, other = np.empty((n, n), np.complex128), np.empty((n, n), np.complex128)
    order, double = np.empty(n, np.int64), np.empty(n, np.bool_)
    f, t, x = np.empty_like(y), np.empty_like(y), np.empty_like(y)
    work = (np.empty((3, N)), square, other, order, double, np.empty(n), f, t, x)
    guess = math.inf
    for j in range(z.size):
        for i in range(N):
            s_re[i], s_im[i] = z[j].real - lam[i].real, z[j].imag - lam[i].imag
            m[i] = math.sqrt(s_re[i] * s_re[i] + s_im[i] * s_im[i])
        nearest(m, near)
        for i in near:
            m[i] = math.hypot(s_re[i], s_im[i])
            phase[i] = complex(s_re[i] / m[i], s_im[i] / m[i]) if m[i] > 0.0 else 1.0 + 0.0j
        shift_rows(s_re, s_im, cross, moved)
        if not guess < 0.75 * m[near[k - 1]]:
            guess = 0.75 * m[near[k - 1]]
        for i in range(n):  # where the vector of the last point is orthogonal to this one's
            y[i] += 1e-3
        sigma, error[j] = smallest(
            m, phase, p, q, size_p, size_q, grams, moved, near, guess, y, work
        )
        out[j] = math.log10(sigma) if sigma > 0.0 else (-math.inf if sigma == 0.0 else math.nan)
        guess = sigma if sigma > 0.0 else math.inf


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
equilibrate = njit(inline="always", **_OPTIONS)(equilibrate)
step_to_root = njit(inline="always", **_OPTIONS)(step_to_root)
root_error = njit(inline="always", **_OPTIONS)(root_error)
smallest = njit(inline="always", **_OPTIONS)(smallest)
log10_sigma_min = njit(**_OPTIONS)(log10_sigma_min)
