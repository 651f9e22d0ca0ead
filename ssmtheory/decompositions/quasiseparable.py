r"""Quasiseparable state matrices: off-diagonal ranks, and LSSL's class −P(D + T⁻¹)P.

A is (l, u)-quasiseparable when every block A[p:, :p] below the diagonal has rank ≤ l and every
block A[:p, p:] above it has rank ≤ u.  The memories of orthogonal polynomials are: (1, 0) for
the scaled ones, (2, 0) for the translated ones of Jacobi weights with closure zero.

    −A = P(D + T⁻¹)P,  P = diag(√ν), D diagonal, T tridiagonal, all rational

    LegS  ν = 2n+1,  D = −n/(2n+1),  T = bidiag(−1, 1)
    LagT  ν = 1,     D = −½,         T = bidiag(−1, 1)
    LegT  ν = 2n+1,  D = 0,          T = ½ tridiag(−1, (1, 0, …, 0, 1), 1)

so that A x and (I − gA)⁻¹b cost O(N) each.  Source: [lssl, Theorems 8 and 11, Appendix E.3].
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import flint
import numpy as np
import scipy.linalg as spla

from ssmtheory.errors import InputError
from ssmtheory.limits import check_order

if TYPE_CHECKING:
    import sympy

_EPS = np.finfo(float).eps


class OffDiagonalRanks(NamedTuple):
    """The largest rank of a block strictly below, and strictly above, the diagonal."""

    lower: int
    upper: int


def off_diagonal_ranks(
    A: "np.ndarray | flint.fmpq_mat | sympy.Matrix", tolerance: float | None = None
) -> OffDiagonalRanks:
    """max_p rank A[p:, :p] and max_p rank A[:p, p:], 1 ≤ p < N; (0, 0) for N = 1.

    Parameters
    ----------
    A : (N, N).  A ``flint.fmpq_mat`` or a sympy matrix of rationals: exact ranks, by
        elimination.  The rational core M of a family has the ranks of A = S M S⁻¹.
        An array: the singular values above ``tolerance`` times the largest of the same block.
    tolerance : for arrays; None is 4 N u (tuned: rounded entries leave about √N u).

    Raises ``InputError`` for a matrix that is not square, is empty, has entries that are not
    finite, or (sympy) not rational.  O(N⁴).  Source: [lssl, Definition of q-quasiseparable].
    """
    shape, rank = _measure(A, tolerance)
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] == 0:
        raise InputError(f"A must be square and not empty, not of shape {shape}.")
    cuts = range(1, shape[0])
    below = (rank(slice(p, None), slice(None, p)) for p in cuts)
    above = (rank(slice(None, p), slice(p, None)) for p in cuts)
    return OffDiagonalRanks(max(below, default=0), max(above, default=0))


@dataclass(frozen=True, eq=False)
class TridiagonalInverse:
    """A = −P(D + T⁻¹)P with P = diag(√ν); the float arrays are the rationals rounded.

    Attributes
    ----------
    nu, D : N rationals each (``flint.fmpq``), ν > 0.
    lower, middle, upper : T_{n+1,n} (N − 1 of them), T_nn (N), T_{n,n+1} (N − 1); T invertible.
    """

    nu: list[flint.fmpq]
    D: list[flint.fmpq]
    lower: list[flint.fmpq]
    middle: list[flint.fmpq]
    upper: list[flint.fmpq]

    @property
    def order(self) -> int:
        return len(self.nu)

    def tridiagonal(self) -> flint.fmpq_mat:
        """T, exact, (N, N)."""
        T = _diagonal(self.middle)
        for n, (below, above) in enumerate(zip(self.lower, self.upper, strict=True)):
            T[n + 1, n], T[n, n + 1] = below, above
        return T

    def core(self) -> flint.fmpq_mat:
        """M = −(D + T⁻¹) diag(ν), exact: A = S M S⁻¹ with S = diag(√ν)."""
        inner = self.tridiagonal().inv() + _diagonal(self.D)
        return -1 * (inner * _diagonal(self.nu))

    def dense(self) -> np.ndarray:
        """A in float64, (N, N), from the exact D + T⁻¹."""
        inner = self.tridiagonal().inv() + _diagonal(self.D)
        root = np.sqrt(self._floats.nu)
        return -root[:, None] * np.array([_rounded(row) for row in inner.tolist()]) * root

    def apply(self, x) -> np.ndarray:
        """A x in O(N), x (N,) or (N, m): one tridiagonal solve.

        Raises ``InputError`` for an x of another length or with entries that are not finite.
        """
        x, known = self._vectors(x), self._floats
        root, D = _column(np.sqrt(known.nu), x), _column(known.D, x)
        scaled = root * x
        return -root * (D * scaled + _banded_solve(known.bands, scaled))

    def resolve(self, b, g: float) -> np.ndarray:
        """(I − gA)⁻¹ b = P⁻¹(T(ν⁻¹ + gD) + gI)⁻¹ T P⁻¹ b in O(N), b (N,) or (N, m).

        The backward step of g = Δ, and with ``apply`` every GBT(α): Ā x is
        (I − αΔA)⁻¹(x + (1−α)ΔA x).  Raises ``InputError`` for b of another length, a g that is
        not finite, and a singular I − gA.  Source: [lssl, Appendix E.3].
        """
        if not np.isfinite(g):
            raise InputError(f"g must be finite, not {g}.")
        b, known = self._vectors(b), self._floats
        root = _column(np.sqrt(known.nu), b)
        shifted = known.bands * (1.0 / known.nu + g * known.D)  # column n of T times entry n
        shifted[1] += g
        return _banded_solve(shifted, _banded_product(known.bands, b / root)) / root

    @cached_property
    def _floats(self) -> "_Floats":
        bands = np.zeros((3, self.order))
        bands[0, 1:], bands[1], bands[2, :-1] = (
            _rounded(band) for band in (self.upper, self.middle, self.lower)
        )
        return _Floats(_rounded(self.nu), _rounded(self.D), bands)

    def _vectors(self, x) -> np.ndarray:
        x = np.asarray(x)
        if x.ndim not in (1, 2) or x.shape[0] != self.order or not np.isfinite(x).all():
            raise InputError(f"the vector must be finite and ({self.order},) or ({self.order}, m).")
        return x


class _Floats(NamedTuple):
    """ν, D (N,) and T (3, N) as scipy's banded solver wants it: column n of T in column n."""

    nu: np.ndarray
    D: np.ndarray
    bands: np.ndarray


def legs_factors(N: int) -> TridiagonalInverse:
    """LegS: ν = 2n+1, D = −n/(2n+1), T = bidiag(−1, 1).  Source: [lssl, Theorem 11]."""
    odd = _odd(N)
    return TridiagonalInverse(odd, [-n / q for n, q in enumerate(odd)], *_differences(N))


def lagt_factors(N: int) -> TridiagonalInverse:
    """LagT: ν = 1, D = −½, T = bidiag(−1, 1).  Source: [lssl, Theorem 11]."""
    N = check_order(N)
    return TridiagonalInverse([flint.fmpq(1)] * N, [flint.fmpq(-1, 2)] * N, *_differences(N))


def legt_factors(N: int) -> TridiagonalInverse:
    """LegT: ν = 2n+1, D = 0, T = ½ tridiag(−1, (1, 0, …, 0, 1), 1); T = 1 for N = 1.

    Source: [lssl, Theorem 11], with the corners that make T⁻¹ the sign pattern of LegT.
    """
    odd, half = _odd(N), flint.fmpq(1, 2)
    middle = [flint.fmpq(0)] * N
    for corner in (0, N - 1):
        middle[corner] = middle[corner] + half
    return TridiagonalInverse(odd, [flint.fmpq(0)] * N, [-half] * (N - 1), middle, [half] * (N - 1))


def _odd(N: int) -> list[flint.fmpq]:
    return [flint.fmpq(2 * n + 1) for n in range(check_order(N))]


def _differences(N: int) -> tuple[list, list, list]:
    """The bands of the inverse of the lower triangle of ones."""
    return [flint.fmpq(-1)] * (N - 1), [flint.fmpq(1)] * N, [flint.fmpq(0)] * (N - 1)


def _measure(A, tolerance) -> tuple[tuple[int, ...], Callable[[slice, slice], int]]:
    """The shape, and the rank of a block, in the arithmetic of A."""
    if isinstance(A, flint.fmpq_mat):
        return (A.nrows(), A.ncols()), _exact_rank(A.tolist())
    if hasattr(A, "is_zero_matrix"):  # sympy, which stays unimported
        if not all(entry.is_Rational for entry in A):
            raise InputError("A has entries that are not rational; give the family's core instead.")
        rows = [[flint.fmpq(int(x.p), int(x.q)) for x in A.row(n)] for n in range(A.rows)]
        return A.shape, _exact_rank(rows)
    A = np.asarray(A)
    if A.dtype.kind not in "biufc" or not np.isfinite(A).all():
        raise InputError("A must hold finite numbers only.")
    share = 4 * max(A.shape, default=1) * _EPS if tolerance is None else tolerance
    if not 0 <= share < 1:
        raise InputError(f"tolerance must be in [0, 1), not {tolerance}.")
    return A.shape, lambda rows, columns: _float_rank(A[rows, columns], share)


def _exact_rank(table: list[list]) -> Callable[[slice, slice], int]:
    return lambda rows, columns: flint.fmpq_mat([row[columns] for row in table[rows]]).rank()


def _float_rank(block: np.ndarray, share: float) -> int:
    sigma = np.linalg.svd(block, compute_uv=False)
    return int(np.count_nonzero(sigma > share * sigma[0]))


def _diagonal(entries: list[flint.fmpq]) -> flint.fmpq_mat:
    out = flint.fmpq_mat(len(entries), len(entries))
    for n, q in enumerate(entries):
        out[n, n] = q
    return out


def _rounded(values) -> np.ndarray:
    return np.array([int(q.p) / int(q.q) for q in values])


def _column(values: np.ndarray, like: np.ndarray) -> np.ndarray:
    return values if like.ndim == 1 else values[:, None]


def _banded_product(bands: np.ndarray, x: np.ndarray) -> np.ndarray:
    upper, middle, lower = (_column(band, x) for band in bands)
    out = middle * x
    out[:-1] += (upper * x)[1:]
    out[1:] += (lower * x)[:-1]
    return out


def _banded_solve(bands: np.ndarray, b: np.ndarray) -> np.ndarray:
    try:
        return spla.solve_banded((1, 1), bands, b)
    except np.linalg.LinAlgError:
        raise InputError("the tridiagonal matrix is singular: I − gA is; change g.") from None
