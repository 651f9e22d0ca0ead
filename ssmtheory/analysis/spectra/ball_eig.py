"""Certified eigenvalues of one matrix in ball arithmetic, and exactly for rational matrices."""

from collections.abc import Callable

import flint
import numpy as np

from ssmtheory.analysis.spectra.multiplicity import (
    EXACT_LIMIT,
    is_defective,
    repeated_condition,
    to_rational,
)
from ssmtheory.limits import ball_bytes, require_memory
from ssmtheory.precision import bits_for_digits, is_accurate, working_precision

RUNGS = 6  # doublings of the precision before giving up

Row = tuple[flint.acb, str, flint.arb | None]


def certified_eigenvalues(
    build: Callable[[int], flint.arb_mat | flint.acb_mat], digits: int, *, real: bool
) -> list[Row] | None:
    """Isolating balls and condition numbers of ``build(bits)``, or None if never isolated.

    The precision is doubled until FLINT isolates every eigenvalue [arb, acb_mat_eig_simple]
    to ``digits`` digits and every κ to 6.  With ``real`` (the matrix is real) a ball whose
    conjugate overlaps no other ball holds a real eigenvalue: λ̄ is an eigenvalue too, and it
    cannot be the one in any other ball.
    """
    bits = bits_for_digits(digits) + 32
    for _ in range(RUNGS):
        with working_precision(bits):
            A = flint.acb_mat(build(bits))
            require_memory(ball_bytes(A.nrows(), bits), "Certified eigenvalues")
            alone, rest = _split_decoupled(A)
            rows = _isolated_rows(rest, real) if rest.nrows() else []
            if rows is not None and _rows_settled(rows, digits):
                return alone + rows
        bits *= 2
    return None


def clustered_eigenvalues(A: flint.acb_mat, digits: int) -> list[Row] | None:
    """Balls that together hold all eigenvalues of a matrix with multiple ones, or None.

    A cluster is returned as overlapping balls, one per eigenvalue, without κ.
    """
    bits = bits_for_digits(digits) + 32
    for _ in range(RUNGS):
        with working_precision(bits):
            try:
                values = A.eig(multiple=True)
            except ValueError:
                values = []
            if values and _settled(values, digits):
                return [(v, "certified", None) for v in values]
        bits *= 2
    return None


def triangular_eigenvalues(A: np.ndarray, digits: int) -> list[Row]:
    """The diagonal of a triangular matrix, exactly.

    κ where all entries are distinct; where one is repeated, 1 (diagonal A), +inf (too few
    eigenvectors, by exact rank, real A up to order 160) or None for it, None for the rest.
    """
    entries = np.diag(A).tolist()
    diagonal = [flint.acb(complex(v)) for v in entries]
    if len(set(entries)) < len(entries):
        kappa = {v: repeated_condition(A, v) for v in set(entries)}
        return [(d, "exact", kappa[v]) for d, v in zip(diagonal, entries, strict=True)]
    rows = certified_eigenvalues(lambda bits: float_balls(A), digits, real=False)
    kappas = {i: k for v, _, k in rows or () for i, d in enumerate(diagonal) if v.contains(d)}
    return [(d, "exact", kappas.get(i)) for i, d in enumerate(diagonal)]


def rational_eigenvalues(A: np.ndarray, digits: int) -> list[Row] | None:
    """Roots, with multiplicities, of the exact characteristic polynomial of a real float matrix.

    Doubles are dyadic rationals, so the polynomial is exact: this certifies the defective
    matrices that isolation cannot, with κ = +inf where there are too few eigenvectors and
    None elsewhere.  None above order 160, where it would take too long.
    """
    if A.shape[0] > EXACT_LIMIT:
        return None
    M = to_rational(A)
    rows = []
    for part, multiplicity in M.charpoly().numer().factor_squarefree()[1]:
        factors = [p for p, _ in part.factor()[1]] if multiplicity > 1 else [part]
        for p in factors:
            defective = multiplicity > 1 and is_defective(M, p, multiplicity)
            kappa = flint.arb("inf") if defective else None
            rows += [
                (r, "certified", kappa) for r in _roots(p, digits) for _ in range(multiplicity)
            ]
    return rows


def _roots(polynomial: flint.fmpz_poly, digits: int) -> list[flint.acb]:
    """The simple roots of a square-free polynomial, each to ``digits`` digits."""
    bits = bits_for_digits(digits) + 32
    while True:
        with working_precision(bits):
            roots = [root for root, _ in polynomial.complex_roots()]
        if all(is_accurate(root, digits) for root in roots):
            return roots
        bits *= 2


def float_balls(A: np.ndarray) -> flint.acb_mat:
    """The stored matrix, exactly: a double is a ball of radius zero."""
    return flint.acb_mat([[flint.acb(complex(v)) for v in row] for row in A])


def _split_decoupled(A: flint.acb_mat) -> tuple[list[Row], flint.acb_mat]:
    """States that no other state drives or is driven by (FouT's idle one), and the rest of A."""
    N = A.nrows()
    nonzero = [[j for j in range(N) if j != i and not A[i, j].is_zero()] for i in range(N)]
    driven = {j for row in nonzero for j in row} | {i for i in range(N) if nonzero[i]}
    alone = [i for i in range(N) if i not in driven and _is_point(A[i, i])]
    kept = [i for i in range(N) if i not in alone]
    rows = [(A[i, i], "exact", flint.arb(1)) for i in alone]
    return rows, flint.acb_mat([[A[i, j] for j in kept] for i in kept])


def _is_point(ball: flint.acb) -> bool:
    return ball.real.is_exact() and ball.imag.is_exact()


def _isolated_rows(A: flint.acb_mat, real: bool) -> list[Row] | None:
    try:
        values, left, right = A.eig(left=True, right=True)
    except ValueError:
        return None
    kappas = [_kappa(left, right, j) for j in range(len(values))]
    if real:
        values = [_proved_real(values, j) for j in range(len(values))]
    return [(value, "certified", kappa) for value, kappa in zip(values, kappas, strict=True)]


def _proved_real(values: list[flint.acb], j: int) -> flint.acb:
    """λ_j without its imaginary part where it must be real, for a real matrix."""
    value = values[j]
    if not value.imag.contains(0):
        return value
    mirrored = value.conjugate()
    alone = not any(mirrored.overlaps(w) for i, w in enumerate(values) if i != j)
    return flint.acb(value.real) if alone else value


def _rows_settled(rows: list[Row], digits: int) -> bool:
    values_settled = _settled([value for value, _, _ in rows], digits)
    return values_settled and all(is_accurate(kappa, 6) for _, _, kappa in rows)


def _settled(values: list[flint.acb], digits: int) -> bool:
    """Every ball accurate; one that holds zero has no digits to ask for and must be small."""
    if not values:
        return True
    small = max(abs(v).abs_upper() for v in values) * flint.arb(10) ** (-digits)
    return all(is_accurate(v, digits) or (v.contains(0) and abs(v) <= small) for v in values)


def _kappa(left: flint.acb_mat, right: flint.acb_mat, j: int) -> flint.arb:
    """κ_j = ‖x‖‖y‖/|y*x| from the right and left eigenvectors."""
    N = right.nrows()
    x = [right[i, j] for i in range(N)]
    y = [left[j, i] for i in range(N)]
    product = sum((a * b for a, b in zip(y, x, strict=True)), flint.acb(0))
    return _norm(x) * _norm(y) / abs(product)


def _norm(vector: list[flint.acb]) -> flint.arb:
    return sum((v.real * v.real + v.imag * v.imag for v in vector), flint.arb(0)).sqrt()
