"""No z of the right half-plane has Re z/σ_min(zI − A) > K: proved along rays from 0.

With s(θ) = inf_r σ_min(re^{iθ})/r, the concavity of σ² − |z|² between the points at the same
r of two rays at an angle δ gives, with c = cos θ,

    min over both (s² − c²/K²) ≥ sin²(δ/2)  ⟹  σ_min(z) ≥ Re z/K between them,

so that about K log(1/tolerance) rays cover the quadrant, where rectangles take K² as many.
"""

import math

import numpy as np

from ssmtheory.analysis.level_sets.level_set import SigmaField, Watched

# Floating-point operations for the eigenvalues of all rays, and rays at a time.
_WORK = 6e9
_MOST_TESTS = 60_000
_RAYS = 15  # per unit of K, at least (measured: 20 to 33)
_BATCH = 512


def cover_by_rays(
    field: SigmaField, K: float, watched: Watched | None = None
) -> tuple[complex | None, bool, int]:
    """(a point with Re z/σ_min > K or None, whether none exists, rays tested).

    Gives up at once where the rays it is about to need exceed the budget.
    """
    watched = watched or Watched(field)
    budget = min(_MOST_TESTS, int(_WORK / (100 * (2 * field.subject.order) ** 3)))
    if _RAYS * K > budget:
        return None, False, 0
    low = 0.0 if field.real else -math.pi / 2
    edges = np.linspace(low, math.pi / 2, int(np.clip(K, 16, 2048)) + 1)
    open_, used = np.stack([edges[:-1], edges[1:]], axis=1), 0
    while open_.size:
        theta, where = np.unique(open_, return_inverse=True)
        used += theta.size
        if used > budget:
            return None, False, used
        # all are equally wide but for rounding, so that neighbours share the ray between them
        gap = math.sin((open_[:, 1] - open_[:, 0]).max() / 2) ** 2
        level = np.sqrt((np.cos(theta) / K) ** 2 + gap)
        clear, worst, log_ratio = _clear(field, theta, level, watched)
        if log_ratio > math.log(K):
            return worst, False, used
        settled = clear[where.reshape(open_.shape)].all(axis=1)
        middle = open_.mean(axis=1)
        halves = np.concatenate(
            [np.stack([open_[:, 0], middle], axis=1), np.stack([middle, open_[:, 1]], axis=1)]
        )
        open_ = halves[~np.concatenate([settled, settled])]
    return None, True, used


def _clear(field, theta, level, watched) -> tuple[np.ndarray, complex | None, float]:
    """Which rays have σ_min(re^{iθ}) ≥ level·r for all r; the largest ratio and its z."""
    clear = level < 1
    worst, largest = None, -math.inf
    for start in range(0, theta.size, _BATCH):
        here = np.flatnonzero(clear[start : start + _BATCH]) + start
        if here.size == 0:
            continue
        r = _samples(field.matrix, theta[here], level[here])
        z = r * np.exp(1j * theta[here])[:, None]
        log_level = np.log(level[here])[:, None] + np.log(r)
        log_sigma = watched(z, log_level)
        clear[here] = (log_sigma >= log_level).all(axis=1)
        with np.errstate(divide="ignore"):
            ratio = np.log(np.maximum(z.real, 0.0)) - log_sigma
        if ratio.max() > largest:
            largest, worst = float(ratio.max()), complex(z.flat[ratio.argmax()])
    return clear, worst, largest


def _samples(A, theta, level) -> np.ndarray:
    """(m, 4n) radii among which are all crossings of σ = level·r, and points between them.

    The crossings are the positive ones among the eigenvalues of
    [[e^{−iθ}A, ℓA*], [ℓA, e^{iθ}A*]]/(1 − ℓ²).
    """
    n, m = A.shape[0], theta.size
    turn, ell = np.exp(1j * theta)[:, None, None], level[:, None, None]
    M = np.empty((m, 2 * n, 2 * n), dtype=complex)
    M[:, :n, :n], M[:, :n, n:] = A / turn, ell * A.conj().T
    M[:, n:, :n], M[:, n:, n:] = ell * A, turn * A.conj().T
    r = np.sort(np.abs((np.linalg.eigvals(M) / (1 - level**2)[:, None]).real), axis=1)
    r = np.maximum(r, 1e-300)
    outer = 2 * r[:, -1:]
    return np.concatenate([r, np.sqrt(r) * np.sqrt(np.append(r[:, 1:], outer, axis=1))], axis=1)
