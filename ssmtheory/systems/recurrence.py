"""Arrays in, arrays out: prepare the channels of a recurrence and hand them to its kernel.

Everywhere u is (H, L) and x0 (H, N); the results are y (H, L), the final states (H, N) and, when
asked for, all states (H, L, N).
"""

import math
from typing import NamedTuple

import numpy as np

from ssmtheory.errors import StructureError
from ssmtheory.kernels import recurrence_lanes as lanes
from ssmtheory.kernels import recurrence_wavefront as wavefront
from ssmtheory.systems.channel_threads import for_each
from ssmtheory.systems.semiseparable import Semiseparable

# Channels of one task: enough to amortise a row's overhead, few enough to share among cores; tuned.
_LANES = 32
# ‖hA‖ of one Taylor sum: its terms stay below 2, so no digit cancels.
_TAYLOR_NORM = 2.0


class Trace(NamedTuple):
    """y (H, L), final (H, N), states (H, L, N) or None."""

    y: np.ndarray
    final: np.ndarray
    states: np.ndarray | None


def triangular(form: Semiseparable, b, C, f, g, u, x0, *, keep=False, threads=None) -> Trace:
    """(I − g_k A) x_k = (I + f_k A) x_{k−1} + (f_k + g_k) b u_k, A lower semiseparable, O(N).

    f, g : (L,).  One channel without its states runs as a wavefront over time where b is
    parallel to A's first factor (LegS, LagT); else channels are lanes.
    """
    scale, a, v = _unit_factor(form, b)
    b, C = b / scale, C * scale
    if u.shape[0] == 1 and not keep and np.allclose(b, b[0], rtol=4e-16 * b.size, atol=0):
        return _wave(scale, a, v, b[0], C, f, g, u, x0)

    def task(z, u, y, states):
        lanes.triangular(z, a, v, b, C, f, g, u, y, states)

    return _channels(task, u, x0, scale, keep, threads)


def exponential(form: Semiseparable, b, C, h, u, x0, *, keep=False, threads=None) -> Trace:
    """x_k = e^{h_k A} x_{k−1} + h_k φ₁(h_k A) b u_k: zero-order hold, a step of its own each time.

    Through x − w u with A w = −b, and scaled Taylor sums to unit roundoff: O(N) per term.
    """
    scale, a, v = _unit_factor(form, b)
    rest = steady_state(form, b) / scale
    theta = h * form.norm_bound()
    pieces = np.maximum(np.ceil(theta / _TAYLOR_NORM), 1).astype(np.int64)
    terms = np.array([_taylor_terms(x) for x in theta / pieces], dtype=np.int64)
    C = C * scale
    if u.shape[0] == 1 and not keep:
        return _wave_exponential(scale, a, v, rest, C, h, pieces, terms, u, x0)

    def task(z, u, y, states):
        lanes.exponential(z, a, v, rest, C, h, pieces, terms, u, y, states)

    return _channels(task, u, x0, scale, keep, threads)


def two_sided(form: Semiseparable, b, C, alpha, dt, u, x0, *, keep=False, threads=None) -> Trace:
    """The LTI step of GBT(α), α > 0: (I − αΔA) x_k = (I + (1−α)ΔA) x_{k−1} + Δ b u_k, O(N).

    As x_k = (1/α) M⁻¹(x_{k−1} + αΔ b u_k) − ((1−α)/α) x_{k−1}, M = I − αΔA = LU.
    """
    forward, backward, pivots = form.factors(alpha * dt)
    ratio, drive = (1.0 - alpha) / alpha, alpha * dt * b
    if u.shape[0] == 1 and not keep:
        z, y = x0[0].astype(float), np.empty(u.shape[1])
        step = np.ascontiguousarray(u[0], dtype=float)
        lanes.two_sided_single(z, forward, backward, pivots, ratio, drive, C, step, y)
        return Trace(y[None], z[None], None)

    def task(z, u, y, states):
        lanes.two_sided(z, forward, backward, pivots, ratio, drive, C, u, y, states)

    return _channels(task, u, x0, np.ones(form.order), keep, threads)


def diagonal_plus_low_rank(lam, P, Q, b, C, u, x0, *, keep=False, threads=None) -> Trace:
    """x_k = (Λ − P Q*) x_{k−1} + b u_k, complex, O(N r) per step."""
    wide = (np.asarray(x, dtype=complex) for x in (lam, P, Q.conj().T, b, C))
    lam, P, Qh, b, C = (np.ascontiguousarray(x) for x in wide)

    def task(z, u, y, states):
        lanes.diagonal_plus_low_rank(z, lam, P, Qh, b, C, u, y, states)

    return _channels(task, u, x0, np.ones(lam.size), keep, threads, complex)


def steady_state(form: Semiseparable, b) -> np.ndarray:
    """w with A w = −b, by forward substitution; A lower triangular."""
    w, s = np.empty(form.order), 0.0
    for n in range(form.order):
        w[n] = (-b[n] - form.u[n] * s) / form.d[n]
        s += form.v[n] * w[n]
    return w


def _unit_factor(form: Semiseparable, b):
    """(u, −d, −v u): the coordinates x = u z in which A's first factor is 1.

    u_0 multiplies nothing: where it is zero it is chosen so that b ∝ u, if that can be.  Further
    zeros need the general form, ``two_sided``.
    """
    if not form.has_unit_factor:
        raise StructureError("A is not lower semiseparable with non-zero factors; use two_sided.")
    scale = np.where(form.u == 0.0, 1.0, form.u)
    if form.u[0] == 0.0 and form.order > 1 and b[0] * b[1] * form.u[1] != 0.0:
        scale[0] = form.u[1] * (b[0] / b[1])
    return scale, -form.d, -form.v * np.where(form.v == 0.0, 1.0, scale)


def _taylor_terms(theta: float) -> int:
    """Least m with θ^{m+1}/(m+1)! · 1/(1 − θ/(m+2)) below the unit roundoff, θ ≤ 2."""
    m, term = 1, theta
    while (m + 2 <= theta) or term * theta / (m + 1) / (1 - theta / (m + 2)) > 2.0**-53:
        m += 1
        term *= theta / m
    return m


def _wave(scale, a, v, gain, C, f, g, u, x0) -> Trace:
    z, a, v, live, C = _padded(wavefront.WAVE - 1, x0[0] / scale, a, v, np.ones(scale.size), C)
    y = np.empty(u.shape[1])
    wavefront.run(z, a, v, live, C, f, g, gain * u[0], y)
    return _trace(z, wavefront.WAVE - 1, scale, y)


def _wave_exponential(scale, a, v, rest, C, h, pieces, terms, u, x0) -> Trace:
    pad, ones = wavefront.TERMS - 1, np.ones(scale.size)
    z, a, v, live, rest, C = _padded(pad, x0[0] / scale, a, v, ones, rest, C)
    y = np.empty(u.shape[1])
    wavefront.run_exponential(z, a, v, live, rest, C, h, pieces, terms, u[0], y)
    return _trace(z, pad, scale, y)


def _padded(pad: int, *arrays) -> list[np.ndarray]:
    return [np.pad(x, pad) for x in arrays]


def _trace(z, pad: int, scale, y) -> Trace:
    with np.errstate(over="ignore", invalid="ignore"):
        return Trace(y[None], (z[pad : pad + scale.size] * scale)[None], None)


def _channels(task, u, x0, scale, keep, threads, dtype=float) -> Trace:
    H, L = u.shape
    N = scale.size
    y = np.empty((H, L), dtype)
    final = np.empty((H, N), dtype)
    states = np.empty((H, L, N), dtype) if keep else None

    def block(start: int) -> None:
        part = slice(start, min(start + _LANES, H))
        z = np.ascontiguousarray((x0[part] / scale).T.astype(dtype))
        steps = np.ascontiguousarray(u[part].T.astype(dtype))
        out = np.empty_like(steps)
        kept = np.empty((L if keep else 0, *z.shape), dtype)
        task(z, steps, out, kept)
        with np.errstate(over="ignore", invalid="ignore"):  # an unstable rule ends in infinities
            y[part], final[part] = out.T, z.T * scale
            if keep:
                states[part] = kept.transpose(2, 0, 1) * scale

    count = math.ceil(H / _LANES)
    for_each(block, range(0, H, _LANES), threads if count > 1 else 1)
    return Trace(y, final, states)
