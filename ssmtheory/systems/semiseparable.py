r"""A = diag(d) + tril(u vᵀ, −1) + triu(p qᵀ, 1): the structure behind every O(N) recurrence.

LegS, LagT and the scaled Jacobi families have p = 0; LegT and LMU have both parts.
"""

from dataclasses import dataclass

import numpy as np

from ssmtheory.errors import InputError

_EPS = np.finfo(float).eps


@dataclass(frozen=True, eq=False)
class Semiseparable:
    """A = diag(d) + tril(u vᵀ, −1) + triu(p qᵀ, 1); every array is (N,) and real."""

    d: np.ndarray
    u: np.ndarray
    v: np.ndarray
    p: np.ndarray
    q: np.ndarray

    @property
    def order(self) -> int:
        return self.d.size

    @property
    def is_lower(self) -> bool:
        """The part above the diagonal is zero."""
        return not self.p.any()

    @property
    def has_unit_factor(self) -> bool:
        """Lower, and u_n ≠ 0 for n ≥ 1 (or v = 0): a diagonal scaling makes u = 1."""
        return self.is_lower and bool(self.u[1:].all() or not self.v.any())

    def dense(self) -> np.ndarray:
        """The (N, N) matrix."""
        lower, upper = np.outer(self.u, self.v), np.outer(self.p, self.q)
        return np.diag(self.d) + np.tril(lower, -1) + np.triu(upper, 1)

    def norm_bound(self) -> float:
        """‖A‖_F, without the matrix."""
        before = np.concatenate([[0.0], np.cumsum(self.v**2)[:-1]])
        after = np.concatenate([np.cumsum(self.q[::-1] ** 2)[-2::-1], [0.0]])
        squares = self.d**2 + self.u**2 * before + self.p**2 * after[: self.order]
        return float(np.sqrt(np.sum(squares)))

    def factors(self, g: float):
        """(forward (2, N), backward (2, N), pivots (N,)) of I − gA = LU, see ``two_sided``.

        Without pivoting, which A + A* ≤ 0 makes safe: I − gA then has a positive definite
        Hermitian part.  Raises ``InputError`` for a vanishing pivot.
        """
        N, sigma = self.order, 0.0
        left, right, pivots = np.empty(N), np.empty(N), np.empty(N)
        for n in range(N):
            right[n] = -g * self.p[n] - sigma * self.u[n]
            pivots[n] = 1.0 - g * self.d[n] - self.u[n] * sigma * self.q[n]
            if pivots[n] == 0.0:
                raise InputError("I − αΔA has a vanishing pivot; change dt.")
            left[n] = (-g * self.v[n] - sigma * self.q[n]) / pivots[n]
            sigma += left[n] * right[n]
        return np.stack([self.u, left]), np.stack([right, self.q]), pivots


def semiseparable(A: np.ndarray) -> Semiseparable | None:
    """The form of a real matrix, or None where A differs from it by more than rounding.

    Generators are read off the first column and last row (and first row and last column); each
    entry has to agree to 8 units in the last place.
    """
    if np.iscomplexobj(A) or A.shape[0] == 0:
        return None
    A = np.asarray(A, dtype=float)
    lower, upper = _generators(np.tril(A, -1)), _generators(np.triu(A, 1).T)
    if lower is None or upper is None:
        return None
    found = Semiseparable(np.diag(A).copy(), *lower, upper[1], upper[0])
    return found if (np.abs(found.dense() - A) <= 8 * _EPS * np.abs(A)).all() else None


def _generators(strict: np.ndarray):
    """u, v with tril(u vᵀ, −1) = strict, u_0 = 1, v_{N−1} = 0; None when the corner is zero."""
    N = strict.shape[0]
    if not strict.any():
        return np.zeros(N), np.zeros(N)
    column, row = _first_and_last(strict)
    if row[0] == 0.0:
        return None
    return column, row / row[0]


def _first_and_last(strict: np.ndarray):
    column, row = strict[:, 0].copy(), strict[-1].copy()
    column[0], row[-1] = 0.0, 0.0
    return column, row
