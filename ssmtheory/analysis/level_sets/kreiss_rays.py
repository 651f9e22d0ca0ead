"""No z outside the stable region has h(z)/σ_min(zI − A) > K: proved along rays from 0.

On a ray z = re^{iθ} the distance from the stable region is h = cr − o: Re z = r cos θ, or
|z| − 1 = r − 1.  The concavity of σ² − |z|² between the points at the same r of two rays at an
angle δ, and the convexity of h², give

    σ² ≥ (h/K)² + (r sin(δ/2))² on both, for all r  ⟹  σ_min(z) ≥ h(z)/K between them.

About K log(1/tolerance) rays cover the region, where rectangles take K² as many.
"""

import math

import numpy as np

from ssmtheory.analysis.level_sets.level_set import Watched

# Floating-point operations for the eigenvalues of all rays, and rays at a time.
_WORK = 6e9
_MOST_TESTS = 120_000
_RAYS = 20  # per unit of K, at least (measured: 20 to 33, and 20 to 130 in discrete time)
_BATCH = 512


def cover_by_rays(
    region, K: float, watched: Watched | None = None
) -> tuple[complex | None, bool, int]:
    """(a point with h/σ_min > K or None, whether none exists, rays tested).

    ``region`` is a ``Continuous`` or ``Discrete``.  Gives up at once where the rays it is about
    to need exceed the budget.
    """
    field = region.field
    watched = watched or Watched(field)
    budget = min(_MOST_TESTS, int(_WORK / (100 * (2 * field.subject.order) ** 3)))
    if _RAYS * K > budget:
        return None, False, 0
    low = 0.0 if field.real else -region.opening
    edges = np.linspace(low, region.opening, int(np.clip(K, 16, 2048)) + 1)
    open_, used = np.stack([edges[:-1], edges[1:]], axis=1), 0
    while open_.size:
        theta, where = np.unique(open_, return_inverse=True)
        used += theta.size
        if used > budget:
            return None, False, used
        # all are equally wide but for rounding, so that neighbours share the ray between them
        gap = math.sin((open_[:, 1] - open_[:, 0]).max() / 2)
        clear, worst, log_ratio = _clear(region, theta, K, gap, watched)
        if log_ratio > math.log(K):
            return worst, False, used
        settled = clear[where.reshape(open_.shape)].all(axis=1)
        middle = open_.mean(axis=1)
        halves = np.concatenate(
            [np.stack([open_[:, 0], middle], axis=1), np.stack([middle, open_[:, 1]], axis=1)]
        )
        open_ = halves[~np.concatenate([settled, settled])]
    return None, True, used


def _clear(region, theta, K, gap, watched) -> tuple[np.ndarray, complex | None, float]:
    """On which rays σ² ≥ (h/K)² + (gap·r)² for all r; the largest ratio h/σ and its z."""
    slope, offset = (v / K for v in region.on_ray(theta))
    clear = np.hypot(slope, gap) < 1
    worst, largest = None, -math.inf
    for start in range(0, theta.size, _BATCH):
        here = np.flatnonzero(clear[start : start + _BATCH]) + start
        if here.size == 0:
            continue
        alpha = slope[here] + 1j * gap
        r = _samples(region.field.matrix, theta[here], alpha, offset, region.inner_radius)
        z = r * np.exp(1j * theta[here])[:, None]
        h = np.maximum(slope[here, None] * r - offset, 0.0)
        log_level = np.log(np.hypot(h, gap * r))
        log_sigma = watched(z, log_level)
        clear[here] = (log_sigma >= log_level).all(axis=1)
        with np.errstate(divide="ignore"):
            ratio = np.log(K * h) - log_sigma
        if ratio.max() > largest:
            largest, worst = float(ratio.max()), complex(z.flat[ratio.argmax()])
    return clear, worst, largest


def _samples(A, theta, alpha, offset: float, inner: float) -> np.ndarray:
    """(m, 4n + 2) radii ≥ inner among which are all crossings of σ = |αr − offset|, and middles.

    With p = αr − offset the matrix [[−p, (zI − A)*], [zI − A, −p̄]] is singular where σ = |p|.
    It is linear in r: the crossings are the positive ones among 2n eigenvalues.
    """
    n, m = A.shape[0], theta.size
    turn, alpha = np.exp(1j * theta)[:, None, None], alpha[:, None, None]
    shift = offset * np.eye(n)
    M = np.empty((m, 2 * n, 2 * n), dtype=complex)
    M[:, :n, :n] = A / turn - alpha.conj() * shift
    M[:, :n, n:] = alpha.conj() * A.conj().T - shift / turn
    M[:, n:, :n] = alpha * A - turn * shift
    M[:, n:, n:] = turn * A.conj().T - alpha * shift
    r = np.abs((np.linalg.eigvals(M) / (1 - np.abs(alpha[:, 0]) ** 2)).real)
    r = np.sort(np.maximum(np.pad(r, ((0, 0), (1, 0))), inner), axis=1)
    outer = 2 * r[:, -1:]
    return np.concatenate([r, np.sqrt(r) * np.sqrt(np.append(r[:, 1:], outer, axis=1))], axis=1)
