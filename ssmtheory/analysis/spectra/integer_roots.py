"""Certified eigenvalues and condition numbers of a real matrix from its exact polynomial.

Doubles are dyadic rationals: 2^e A is an integer matrix M, whose characteristic polynomial p is
exact.  With p(t)/(t − λ) = Σ q_k(λ) t^k and any b, c

    x = Σ q_k(λ) M^k b,   y^T = Σ q_k(λ) c^T M^k,   κ = ‖x‖‖y‖/|y^T x|

are the eigenvectors of a simple λ, by the Cayley–Hamilton theorem: every κ comes out of two
products of matrices, where an eigensolver in balls takes ten times as long at order 100.
"""

import flint
import numpy as np

from ssmtheory.analysis.spectra.ball_eig import rational_eigenvalues
from ssmtheory.analysis.spectra.multiplicity import EXACT_LIMIT, to_rational
from ssmtheory.precision import bits_for_digits, is_accurate, working_precision

# Up to this order the eigensolver in balls takes no longer.
LEAST_ORDER = 33
_MOST_BITS = 320  # of an entry of M: the coefficients of p have N times as many
_FIRST_BITS, _RUNGS = 256, 5
_KAPPA_DIGITS = 6


def integer_rows(A: np.ndarray, digits: int) -> list | None:
    """(eigenvalue, status, κ) of a stored real matrix of order 33 to 160; None elsewhere.

    Eigenvalues are "certified", those of a triangular matrix "exact"; where some are multiple
    κ is known for these alone.
    """
    if not LEAST_ORDER <= A.shape[0] <= EXACT_LIMIT or np.iscomplexobj(A):
        return None
    M, unit = to_rational(A).numer_denom()
    if max(abs(int(v)) for v in M.entries()).bit_length() > _MOST_BITS:
        return None
    p = M.charpoly()
    triangular = not np.tril(A, -1).any() or not np.triu(A, 1).any()
    if p.gcd(p.derivative()).degree() > 0:
        return None if triangular else rational_eigenvalues(A, digits)
    return _simple_rows(p, M, int(unit), triangular, digits)


def _simple_rows(p, M, unit: int, triangular: bool, digits: int) -> list | None:
    ways = _krylov(M), _krylov(M.transpose())
    bits = max(_FIRST_BITS, bits_for_digits(digits) + 64)
    for _ in range(_RUNGS):
        with working_precision(bits):
            if triangular:
                roots = [flint.acb(M[i, i]) for i in range(M.nrows())]
            else:
                roots = [root for root, _ in p.complex_roots()]
            kappas = _conditions(p, ways, roots)
            known = triangular or all(is_accurate(root, digits) for root in roots)
            if known and all(is_accurate(k, _KAPPA_DIGITS) for k in kappas):
                status = "exact" if triangular else "certified"
                return [(r / unit, status, k) for r, k in zip(roots, kappas, strict=True)]
        bits *= 2
    return None


def _krylov(M: flint.fmpz_mat) -> list[list[int]]:
    """Rows of [b, Mb, …, M^{N−1}b] for small integers b."""
    n = M.nrows()
    column = flint.fmpz_mat(n, 1, np.random.default_rng(n).integers(1, 100, n).tolist())
    columns = [column.entries()]
    for _ in range(n - 1):
        column = M * column
        columns.append(column.entries())
    return [list(row) for row in zip(*columns, strict=True)]


def _conditions(p: flint.fmpz_poly, ways, roots: list[flint.acb]) -> list[flint.arb]:
    """κ at every root of p, as balls; not finite where the precision does not suffice."""
    Q = _quotients(p, roots)
    x, y = ((_rounded(way) * Q).transpose().tolist() for way in ways)
    return [_kappa(right, left) for right, left in zip(x, y, strict=True)]


def _quotients(p: flint.fmpz_poly, roots: list[flint.acb]) -> flint.acb_mat:
    """Column j: the coefficients of p(t)/(t − λ_j), by Horner's rule."""
    c = [flint.acb(v) for v in p.coeffs()]
    columns = []
    for root in roots:
        q = [c[-1]]
        for v in reversed(c[1:-1]):
            q.append(q[-1] * root + v)
        columns.append(q[::-1])
    return flint.acb_mat(columns).transpose()


def _rounded(rows: list[list]) -> flint.acb_mat:
    """Integers as balls of the working precision."""
    one = flint.arb(1)
    return flint.acb_mat([[flint.acb(one * flint.arb(v)) for v in row] for row in rows])


def _kappa(x: list[flint.acb], y: list[flint.acb]) -> flint.arb:
    inner = sum((a * b for a, b in zip(x, y, strict=True)), flint.acb(0))
    squares = [sum((v.real**2 + v.imag**2 for v in w), flint.arb(0)) for w in (x, y)]
    return (squares[0] * squares[1]).sqrt() / abs(inner)
