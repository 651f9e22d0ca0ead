"""Evaluate σ_min only where a contour can pass: |σ(z) − σ(w)| ≤ |z − w|.

A point z keeps every level ε at a distance of at least |σ(z) − ε|.  Points within that
distance, their eight neighbours included, lie in the same band between two levels as z and
draw no contour: they are filled in.  What is drawn from the filled grid at the chosen levels
is what would be drawn from the full one.
"""

import numpy as np

from ssmtheory.analysis.pseudospectra.grid import Filling
from ssmtheory.analysis.pseudospectra.levels import automatic_levels

# The coarsest stride leaves about so many points along the shorter side.
_COARSE = 6
# Relative error granted to a computed σ_min above its floor.
ACCURACY = 1e-6


def fill_adaptively(filling: Filling, levels: np.ndarray | None, slope: float = 1.0):
    """(log10 σ, log10 floor, evaluated, levels), the first three of shape (rows, nx).

    ``levels`` None: those that suit the coarsest pass.  ``slope``: the Lipschitz constant,
    ‖E‖ for σ_min(zE − A).
    """
    refiner = _Refiner(filling, slope)
    refiner.evaluate(refiner.coarse())
    if levels is None:
        levels = automatic_levels(refiner.trusted_values())
    refiner.set_levels(levels)
    stride = refiner.stride
    while stride > 1:
        stride //= 2
        refiner.refine(stride)
    filling.report(refiner.evaluated.size, refiner.evaluated.size)
    return *refiner.result(), levels


class _Refiner:
    """σ and the distance R that is free of contours, at the points settled so far."""

    def __init__(self, filling: Filling, slope: float):
        self.filling, self.shape = filling, (filling.grid.rows.size, filling.grid.x.size)
        self.stride = 1 << max(int(np.log2(max(min(self.shape) // _COARSE, 1))), 0)
        x, y = filling.grid.x, filling.grid.y
        # in units of the window, so that neither end of the double range is near; a distance
        # is what σ_min can change by over it
        self.unit = max(x[-1] - x[0], y[-1] - y[0])
        self.dx, self.dy = (slope * (side[1] - side[0]) / self.unit for side in (x, y))
        self.diagonal = np.hypot(self.dx, self.dy) * (1 + 1e-9)
        self.evaluated = np.zeros(self.shape, dtype=bool)
        self.settled = np.zeros(self.shape, dtype=bool)
        self.sigma = np.zeros(self.shape)
        self.free = np.full(self.shape, -np.inf)
        self.levels = np.empty(0)

    def coarse(self) -> np.ndarray:
        mask = np.zeros(self.shape, dtype=bool)
        mask[:: self.stride, :: self.stride] = True
        return mask

    def evaluate(self, mask: np.ndarray) -> None:
        """Compute σ at the points of ``mask``."""
        wanted = np.flatnonzero(mask)
        self.filling.fill(wanted, before=int(self.settled.sum()), total=mask.size)
        self.evaluated |= mask
        self.settled |= mask
        self.sigma[mask] = self._linear(self.filling.store.log10_sigma[wanted])
        if self.levels.size:
            self.free[mask] = self._distance(wanted)

    def trusted_values(self) -> np.ndarray:
        store = self.filling.store
        known = self.evaluated.ravel()
        values, floors = store.log10_sigma[known], store.log10_floor[known]
        return values[values >= floors]

    def set_levels(self, levels: np.ndarray) -> None:
        self.levels = np.sort(self._linear(np.asarray(levels, dtype=float)))
        known = np.flatnonzero(self.evaluated)
        self.free[self.evaluated] = self._distance(known) if self.levels.size else np.inf

    def refine(self, stride: int) -> None:
        """Settle the points of the grid of ``stride`` that are not on the one before."""
        mask = np.zeros(self.shape, dtype=bool)
        mask[::stride, ::stride] = True
        rows, columns = np.nonzero(mask & ~self.settled)
        free, parent_of_best = np.full(rows.size, -np.inf), np.zeros(rows.size)
        total, count = np.zeros(rows.size), np.zeros(rows.size)
        for step_row, step_column in _STEPS:
            i, j = rows + step_row * stride, columns + step_column * stride
            inside = (0 <= i) & (i < self.shape[0]) & (0 <= j) & (j < self.shape[1])
            i, j = np.where(inside, i, 0), np.where(inside, j, 0)
            inside &= self.settled[i, j]
            away = np.hypot(step_column * stride * self.dx, step_row * stride * self.dy)
            here = np.where(inside, self.free[i, j] - away * (1 + 1e-9), -np.inf)
            better = here > free
            parent_of_best[better] = self.sigma[i, j][better]
            free = np.maximum(free, here)
            total += np.where(inside, self.sigma[i, j], 0.0)
            count += inside
        skipped = free >= self.diagonal
        s = skipped.nonzero()[0]
        at = rows[s], columns[s]
        self.sigma[at] = self._into_band(total[s] / count[s], parent_of_best[s])
        self.free[at] = free[s]
        chosen = np.zeros(self.shape, dtype=bool)
        chosen[rows[~skipped], columns[~skipped]] = True
        self.settled[at] = True
        self.evaluate(chosen)

    def result(self):
        """log10 σ with the computed values as they came, log10 floor, evaluated."""
        store = self.filling.store
        with np.errstate(divide="ignore"):
            log10 = np.log10(self.sigma) + np.log10(self.unit)
        known = self.evaluated
        log10[known] = store.log10_sigma.reshape(self.shape)[known]
        floors = np.full(self.shape, store.log10_floor.reshape(self.shape)[known].max())
        floors[known] = store.log10_floor.reshape(self.shape)[known]
        return log10, floors, known

    def _linear(self, log10: np.ndarray) -> np.ndarray:
        return 10.0 ** np.clip(log10 - np.log10(self.unit), -300, 300)

    def _distance(self, indices: np.ndarray) -> np.ndarray:
        """How far the nearest level is at least, from the computed σ and its error."""
        store = self.filling.store
        sigma, floor = self._linear(store.log10_sigma[indices]), store.log10_floor[indices]
        error = ACCURACY * sigma + np.where(np.isfinite(floor), self._linear(floor), 0.0)
        return np.abs(sigma[:, None] - self.levels).min(axis=1) - error

    def _into_band(self, sigma: np.ndarray, same_band: np.ndarray) -> np.ndarray:
        """``sigma`` moved between the two levels that ``same_band`` lies between."""
        edges = np.concatenate([[0.0], self.levels, [np.inf]])
        band = np.searchsorted(self.levels, same_band)
        return np.clip(sigma, edges[band] * (1 + ACCURACY), edges[band + 1] * (1 - ACCURACY))


_STEPS = tuple((i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))
