"""No point of a curve or rectangle has σ_min(zI − A) below a level: proved by concavity.

σ²(z) − |z|² = λ_min(AA* − zA* − z̄A) is the least eigenvalue of a Hermitian matrix that is
affine in Re z and Im z, hence concave on the plane.  So at z = Σ bᵢ zᵢ with weights bᵢ ≥ 0
of sum 1

    σ²(z) ≥ Σ bᵢ σ²(zᵢ) − Σ_{i<j} bᵢ bⱼ |zᵢ − zⱼ|².

The loss is quadratic in the distance of the points, where the Lipschitz constant 1 of σ
loses linearly: a minimum that misses the level by the share δ is settled by O(log 1/δ)
points instead of O(δ^{−1/2}).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF

# exp(2·300) is representable: a ratio σ/level beyond it says no more than "far above".
_LARGEST_LOG = 300.0
_FIRST_POINTS = 33


@dataclass(frozen=True)
class Covering:
    """What a covering found.

    below : (a, t, b) for every stretch that dips below the level: σ < level at t and not at
        a ≤ t ≤ b, its neighbours (or ends of the curve).
    complete : nothing but ``below`` is below the level.
    evaluations : points at which σ_min was computed.
    """

    below: list[tuple[float, float, float]] = field(default_factory=list)
    complete: bool = False
    evaluations: int = 0


def cover_curve(log_sigma: Callable, curve, log_level: float, knots, budget: int) -> Covering:
    """Is σ_min ≥ level on the curve?  Stops at the first round that finds a point below.

    Parameters
    ----------
    log_sigma : (m,) complex -> (m,) natural log of σ_min.
    curve : ``Line`` or ``Circle``.
    log_level : natural logarithm of the level.
    knots : parameters to begin with, besides a uniform grid.
    budget : evaluations after which to give up (``complete`` is then False).
    """
    t = np.unique(np.concatenate([np.linspace(curve.t0, curve.t1, _FIRST_POINTS), knots]))
    ratio = log_sigma(curve.points(t)) - log_level
    used = t.size
    open_ = np.arange(t.size - 1)
    hopeless = False
    while True:
        if (ratio < 0).any():
            return Covering(runs_below(t, ratio), False, used)
        open_ = open_[~_settled(curve, t, ratio, open_, log_level)]
        if open_.size == 0:
            return Covering(complete=True, evaluations=used)
        if used + open_.size > budget or hopeless:
            return Covering(evaluations=used)
        middle = t[open_] / 2 + t[open_ + 1] / 2
        values = log_sigma(curve.points(middle)) - log_level
        used += middle.size
        t, ratio = np.insert(t, open_ + 1, middle), np.insert(ratio, open_ + 1, values)
        open_ = open_ + np.arange(open_.size)
        open_ = np.sort(np.concatenate([open_, open_ + 1]))
        hopeless = used + _expected(curve, t, ratio, open_, log_level) > budget


def _expected(curve, t, ratio, pairs, log_level) -> float:
    """About how many points these pairs still take: no settled chord is longer than 2σ.

    Only after a bisection, when at most one end of a pair is a sharp dip of σ that it begins at.
    """
    log_chord = np.log(np.abs(curve.points(t[pairs + 1]) - curve.points(t[pairs])))
    log_sigma = np.maximum(ratio[pairs], ratio[pairs + 1]) + log_level
    return float(np.exp(np.minimum(log_chord - log_sigma, _LARGEST_LOG)).sum()) / 4


def runs_below(t: np.ndarray, ratio: np.ndarray) -> list[tuple[float, float, float]]:
    """(a, t, b) of every run of negative ``ratio``; t is where it is least."""
    inside = np.flatnonzero(ratio < 0)
    if inside.size == 0:
        return []
    runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
    ends = [(t[max(run[0] - 1, 0)], t[min(run[-1] + 1, t.size - 1)]) for run in runs]
    lowest = [t[run[np.argmin(ratio[run])]] for run in runs]
    return [(float(a), float(m), float(b)) for (a, b), m in zip(ends, lowest, strict=True)]


def _settled(curve, t, ratio, pairs, log_level) -> np.ndarray:
    """Between the ends of these pairs σ ≥ level, or no double lies between them."""
    t0, t1 = t[pairs], t[pairs + 1]
    r0, r1 = (np.exp(2 * np.minimum(ratio[at], _LARGEST_LOG)) for at in (pairs, pairs + 1))
    chord = np.abs(curve.points(t1) - curve.points(t0))
    with np.errstate(over="ignore", divide="ignore"):
        log_width = np.log(chord) - log_level
        sagitta = np.exp(np.minimum(np.log(curve.sagitta(t0, t1)) - log_level, _LARGEST_LOG))
    w = np.exp(2 * np.minimum(log_width, _LARGEST_LOG))
    least = np.sqrt(np.maximum(chord_minimum(r0, r1, w), 0.0)) - sagitta
    noise = 16 * DOUBLE_UNIT_ROUNDOFF
    adjacent = t1 - t0 <= noise * np.maximum(np.abs(t0), np.abs(t1))
    return (least >= 1.0) | adjacent


def chord_minimum(r0, r1, w) -> np.ndarray:
    """min over 0 ≤ s ≤ 1 of (1−s)r0 + s·r1 − s(1−s)w, less the rounding of forming it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(w > 0, np.clip((w - (r1 - r0)) / (2 * w), 0.0, 1.0), 0.0)
    value = (1 - s) * r0 + s * r1 - s * (1 - s) * w
    value = np.where(w > 0, value, np.minimum(r0, r1))
    return value - 8 * DOUBLE_UNIT_ROUNDOFF * (s * r1 + (1 - s) * r0 + s * (1 - s) * w)


def cover_rectangle(
    excess: Callable, box, budget: int, irrelevant: Callable
) -> tuple[complex | None, bool, int]:
    """Is σ²(z) ≥ h(z)² on a rectangle, for a convex function h²?

    ``excess(z)`` is σ²(z) − h²(z); ``box`` is (x0, x1, y0, y1).  A rectangle of sides w and v
    is settled when the least excess of its corners is ≥ (w² + v²)/4, else it is quartered;
    those whose (m, 4) corners ``irrelevant`` marks are left out.

    Returns (a point with negative excess or None, whether all is settled, evaluations).
    """
    x0, x1, y0, y1 = box
    cells = np.array([[x0, x1, y0, y1]])
    known, at_known = np.empty(0, dtype=complex), np.empty(0)
    used = 0
    while True:
        corners = cells[:, [0, 1, 0, 1]] + 1j * cells[:, [2, 2, 3, 3]]
        relevant = ~irrelevant(corners)
        cells, corners = cells[relevant], corners[relevant]
        if corners.size == 0:
            return None, True, used
        points, where = np.unique(corners, return_inverse=True)
        fresh = ~np.isin(points, known, assume_unique=True)
        used += int(fresh.sum())
        if used > budget:
            return None, False, used
        values = np.empty(points.size)
        values[fresh] = excess(points[fresh])
        values[~fresh] = at_known[np.searchsorted(known, points[~fresh])]
        if values.min() < 0:
            return complex(points[values.argmin()]), False, used
        w, v = cells[:, 1] - cells[:, 0], cells[:, 3] - cells[:, 2]
        least = values[where.reshape(corners.shape)].min(axis=1)
        cells = _quartered(cells[least < (w**2 + v**2) / 4])
        known, at_known = points, values


def _quartered(cells: np.ndarray) -> np.ndarray:
    """The halves of each cell across its longer side, or its quarters when nearly square."""
    x0, x1, y0, y1 = cells.T
    xm, ym = x0 / 2 + x1 / 2, y0 / 2 + y1 / 2
    w, v = x1 - x0, y1 - y0
    wide, tall = w > 2 * v, v > 2 * w
    square = ~(wide | tall)
    parts = [
        np.stack([x0, xm, y0, y1], axis=1)[wide],
        np.stack([xm, x1, y0, y1], axis=1)[wide],
        np.stack([x0, x1, y0, ym], axis=1)[tall],
        np.stack([x0, x1, ym, y1], axis=1)[tall],
    ]
    for left, right, low, high in (
        (x0, xm, y0, ym),
        (xm, x1, y0, ym),
        (x0, xm, ym, y1),
        (xm, x1, ym, y1),
    ):
        parts.append(np.stack([left, right, low, high], axis=1)[square])
    return np.concatenate(parts)
