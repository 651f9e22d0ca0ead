"""A_nk = u_n v_k for n > k and n − k odd, d_n for n = k, else 0: ChebT, Cheb2T, GegT, JacT(α, α).

They differentiate polynomials of alternating parity.  (JacT with α ≠ β has rank 2 below its
diagonal too, but its two terms cancel as n^|α−β|: it is stepped as a dense matrix.)
"""

from dataclasses import dataclass

import numpy as np

_EPS = np.finfo(float).eps


@dataclass(frozen=True, eq=False)
class Checkerboard:
    """A = diag(d) + the odd subdiagonals of u vᵀ; d, u, v : (N,), real."""

    d: np.ndarray
    u: np.ndarray
    v: np.ndarray

    @property
    def order(self) -> int:
        return self.d.size

    def dense(self) -> np.ndarray:
        """The (N, N) matrix."""
        lower = np.tril(np.outer(self.u, self.v), -1)
        lower[_even(self.order)] = 0.0
        return np.diag(self.d) + lower


def checkerboard(A: np.ndarray) -> Checkerboard | None:
    """The form of a real matrix, or None where an entry is off by 8 units in its last place.

    u is read off the first two columns, v off the last two rows.
    """
    N = A.shape[0]
    if np.iscomplexobj(A) or N < 3:
        return None
    A = np.asarray(A, dtype=float)
    strict = np.tril(A, -1)
    if strict[_even(N)].any():
        return None
    n = np.arange(N)
    u, row = strict[n, (n + 1) % 2], N - 1 - (N - n) % 2  # the last row with an entry in column n
    v = np.zeros(N)
    full = u[row] != 0.0
    v[full] = strict[row, n][full] / u[row][full]
    found = Checkerboard(np.diag(A).copy(), u, v)
    return found if (np.abs(found.dense() - A) <= 8 * _EPS * np.abs(A)).all() else None


def _even(N: int) -> np.ndarray:
    n = np.arange(N)
    return (n[:, None] - n) % 2 == 0
