"""Recurrences of lower semiseparable A whose step may change every time, O(N) per step.

Arrays in, arrays out: prepare the channels and hand them to the kernel.  Shapes are those of
``recurrence_channels``.  Time-invariant ones of other structures are in ``recurrence_lti``.
"""

import numpy as np

from ssmtheory.errors import StructureError
from ssmtheory.kernels import recurrence_lanes as lanes
from ssmtheory.kernels import recurrence_pipeline as pipeline
from ssmtheory.kernels import recurrence_wavefront as wavefront
from ssmtheory.systems.channel_threads import for_each
from ssmtheory.systems.recurrence_channels import Trace, run_channels
from ssmtheory.systems.semiseparable import Semiseparable

# ‖hA‖ of one Taylor sum: its terms stay below 2, so no digit cancels.
_TAYLOR_NORM = 2.0
# Up to so many channels each runs on its own, several time steps at once; tuned.
_FEW = 8
# A pair of rows shares one division by the product of their pivots, which must not overflow.
_LARGEST_PIVOT = 1e150


def triangular(form: Semiseparable, b, C, f, g, u, x0, *, keep=False, threads=None) -> Trace:
    """(I − g_k A) x_k = (I + f_k A) x_{k−1} + (f_k + g_k) b u_k, A lower semiseparable, O(N).

    f, g : (L,).  A few channels without their states run one by one, several time steps at once;
    of many the channels are lanes.  y is not computed (zero) for C = 0.
    """
    scale, a, v = _unit_factor(form)
    b, C = b / scale, C * scale
    largest = 1.0 + np.abs(g).max(initial=0.0) * np.abs(a).max(initial=0.0)
    if u.shape[0] <= _FEW and not keep and largest < _LARGEST_PIVOT:
        return _pipelines(scale, (a, v, b, C), f, g, u, x0, threads)
    C = C if C.any() else C[:0]

    def task(z, u, y, states):
        lanes.triangular(z, a, v, b, C, f, g, u, y, states)

    return run_channels(task, u, x0, scale, keep=keep, threads=threads)


def exponential(form: Semiseparable, b, C, h, u, x0, *, keep=False, threads=None) -> Trace:
    """x_k = e^{h_k A} x_{k−1} + h_k φ₁(h_k A) b u_k: zero-order hold, a step of its own each time.

    Through x − w u with A w = −b, and scaled Taylor sums to unit roundoff: O(N) per term.
    """
    scale, a, v = _unit_factor(form)
    rest = steady_state(form, b) / scale
    theta = h * form.norm_bound()
    pieces = np.maximum(np.ceil(theta / _TAYLOR_NORM), 1).astype(np.int64)
    terms = np.array([_taylor_terms(x) for x in theta / pieces], dtype=np.int64)
    C = C * scale
    if u.shape[0] == 1 and not keep:
        return _wave(scale, a, v, rest, C, h, pieces, terms, u, x0)

    def task(z, u, y, states):
        lanes.exponential(z, a, v, rest, C, h, pieces, terms, u, y, states)

    return run_channels(task, u, x0, scale, keep=keep, threads=threads)


def steady_state(form: Semiseparable, b) -> np.ndarray:
    """w with A w = −b, by forward substitution; A lower triangular."""
    w, s = np.empty(form.order), 0.0
    for n in range(form.order):
        w[n] = (-b[n] - form.u[n] * s) / form.d[n]
        s += form.v[n] * w[n]
    return w


def _unit_factor(form: Semiseparable):
    """(u, −d, −v u): the coordinates x = u z in which A's first factor is 1.

    u_0 multiplies nothing and is 1 where it is zero.  Further zeros need the general form,
    ``two_sided``.
    """
    if not form.has_unit_factor:
        raise StructureError("A is not lower semiseparable with non-zero factors; use two_sided.")
    scale = np.where(form.u == 0.0, 1.0, form.u)
    return scale, -form.d, -form.v * np.where(form.v == 0.0, 1.0, scale)


def _taylor_terms(theta: float) -> int:
    """Least m with θ^{m+1}/(m+1)! · 1/(1 − θ/(m+2)) below the unit roundoff, θ ≤ 2."""
    m, term = 1, theta
    while (m + 2 <= theta) or term * theta / (m + 1) / (1 - theta / (m + 2)) > 2.0**-53:
        m += 1
        term *= theta / m
    return m


def _pipelines(scale, sequences, f, g, u, x0, threads) -> Trace:
    (H, L), N = u.shape, scale.size
    rows = np.concatenate([_in_lanes(x) for x in _padded_rows(*sequences)], axis=1)
    y, final = np.zeros((H, L)), np.empty((H, N))

    def channel(h: int) -> None:
        z, drive = _in_lanes(_filled(x0[h] / scale)), np.ascontiguousarray(u[h], dtype=float)
        pipeline.run(z, rows, f, g, drive, y[h])
        with np.errstate(over="ignore", invalid="ignore"):  # an unstable rule ends in infinities
            final[h] = _in_order(z)[:N] * scale

    for_each(channel, range(H), threads)
    return Trace(y, final, None)


def _padded_rows(a, v, b, C):
    """Rows that fill the lanes: as stable as the last one, whose pivot they repeat, and idle."""
    missing = _filled(a).size - a.size
    return np.pad(a, (0, missing), mode="edge"), _filled(v), _filled(b), _filled(C)


def _filled(x) -> np.ndarray:
    return np.pad(np.asarray(x, dtype=float), (0, -x.size % (2 * pipeline.LANES)))


def _in_lanes(x) -> np.ndarray:
    """(R, 2 LANES): lane i holds rows 2iR … 2(i+1)R − 1, in pairs."""
    pairs = x.reshape(pipeline.LANES, -1, 2)
    return np.ascontiguousarray(pairs.transpose(1, 2, 0)).reshape(pairs.shape[1], -1)


def _in_order(z) -> np.ndarray:
    return z.reshape(z.shape[0], 2, pipeline.LANES).transpose(2, 0, 1).ravel()


def _wave(scale, a, v, rest, C, h, pieces, terms, u, x0) -> Trace:
    pad, ones = wavefront.TERMS - 1, np.ones(scale.size)
    z, a, v, live, rest, C = (np.pad(x, pad) for x in (x0[0] / scale, a, v, ones, rest, C))
    y = np.empty(u.shape[1])
    wavefront.run_exponential(z, a, v, live, rest, C, h, pieces, terms, u[0], y)
    with np.errstate(over="ignore", invalid="ignore"):
        return Trace(y[None], (z[pad : pad + scale.size] * scale)[None], None)
