"""zI − A as the mathematics has it: balls of any precision, pairs of doubles, exact rationals.

A float array, and λ, P and Q of a diagonal or low-rank form, are exact by definition; the
entries of a family are those of its formula.
"""

import math

import flint
import numpy as np

from ssmtheory.analysis.spectra.ball_eig import float_balls
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import StructureError
from ssmtheory.limits import ball_bytes, require_memory
from ssmtheory.precision import working_precision
from ssmtheory.systems import NPLR, Diagonal

# Bits from which a pair of doubles is rounded.
PAIR_BITS = 160
# A prime of 61 bits: a determinant that is not 0 modulo it is not 0.
_PRIME = 2**61 - 1


def balls(subject: Subject, bits: int) -> flint.acb_mat:
    """A at ``bits`` bits, (N, N); call it inside ``working_precision(bits)``.

    Raises ``StructureError`` for a pencil zE − A, ``MemoryLimitError``.
    """
    if subject.is_pencil:
        raise StructureError("balls take one square matrix, no pencil: ask for double precision.")
    require_memory(ball_bytes(subject.order, bits), f"{subject.label} in balls")
    if subject.family is not None:
        return flint.acb_mat(subject.family.balls(subject.N, bits)[0])
    given = subject.given
    if isinstance(given, NPLR):
        return _diagonal(given.lam) - float_balls(given.P) * float_balls(given.Q.conj().T)
    if isinstance(given, Diagonal):
        return _diagonal(given.lam)
    return float_balls(subject.matrix)


def shifted_balls(subject: Subject, z: complex, bits: int) -> flint.acb_mat:
    """zI − A at ``bits`` bits; call it inside ``working_precision(bits)``."""
    M = -balls(subject, bits)
    for i in range(M.nrows()):
        M[i, i] += flint.acb(complex(z))
    return M


def pairs(subject: Subject) -> tuple[np.ndarray, int]:
    """A·2^−k as four planes (4, N, N) re_h, re_l, im_h, im_l, largest entry about 1; and k.

    Rounded to 106 bits; a float array loses nothing.
    """
    with working_precision(PAIR_BITS):
        A = balls(subject, PAIR_BITS)
        entries = A.entries()
        k = exponent(entries) - 1
        unit = flint.arb(2) ** (-k)
        rows = [(*_pair(v.real * unit), *_pair(v.imag * unit)) for v in entries]
    planes = np.array(rows).T.reshape(4, A.nrows(), A.nrows())
    return np.ascontiguousarray(planes), k


def exponent(entries: list[flint.acb]) -> int:
    """k with max |entry| about 2^k; 0 if all are zero."""
    largest = max(abs(v).abs_upper() for v in entries)
    if largest.is_zero():
        return 0
    mantissa, power = largest.man_exp()
    return int(power) + int(mantissa).bit_length()


def is_singular(subject: Subject, z: complex) -> bool:
    """zI − A is proved to be exactly singular; False where that is not known.

    Known for a zero row or column, a triangle with a zero on its diagonal, and every rational
    A, through S M S⁻¹ with a rational M for a family.
    """
    with working_precision(64):
        zero = _zeros(shifted_balls(subject, z, 64))
    if zero.all(axis=0).any() or zero.all(axis=1).any():
        return True
    lower, upper = zero | np.tri(len(zero), dtype=bool), zero | np.tri(len(zero), dtype=bool).T
    if (lower.all() or upper.all()) and zero.diagonal().any():
        return True
    parts = _rational_parts(subject, z)
    return parts is not None and _determinant_is_zero(*parts)


def _zeros(M: flint.acb_mat) -> np.ndarray:
    return np.array([v.is_zero() for v in M.entries()]).reshape(M.nrows(), M.ncols())


def _rational_parts(subject: Subject, z: complex):
    """(X, Y) with X + iY similar to zI − A, as lists of rows of fmpq, or None."""
    if subject.family is not None:
        if subject.family.core is None:
            return None
        M = subject.family.core(subject.N).M
        real, imag = [[-v for v in row] for row in M.tolist()], None
    elif isinstance(subject.given, NPLR):
        return None
    else:
        A = subject.matrix
        real = [[_fmpq(-v) for v in row] for row in A.real.tolist()]
        imag = [[_fmpq(-v) for v in row] for row in A.imag.tolist()]
    N = len(real)
    imag = imag or [[flint.fmpq(0)] * N for _ in range(N)]
    for i in range(N):
        real[i][i] += _fmpq(z.real)
        imag[i][i] += _fmpq(z.imag)
    return real, imag


def _determinant_is_zero(real, imag) -> bool:
    """det(X + iY) = 0 exactly: X + iY is singular where [[X, −Y], [Y, X]] is."""
    rows = real
    if any(v != 0 for row in imag for v in row):
        rows = [[*x, *(-v for v in y)] for x, y in zip(real, imag, strict=True)]
        rows += [[*y, *x] for x, y in zip(real, imag, strict=True)]
    integers = []
    for row in rows:
        multiple = math.lcm(*(int(v.q) for v in row))
        integers.append([int(v.p) * (multiple // int(v.q)) for v in row])
    N = len(integers)
    residues = flint.nmod_mat(N, N, [v % _PRIME for row in integers for v in row], _PRIME)
    return residues.det() == 0 and flint.fmpz_mat(integers).det() == 0


def _fmpq(x: float) -> flint.fmpq:
    return flint.fmpq(*float(x).as_integer_ratio())


def _diagonal(lam: np.ndarray) -> flint.acb_mat:
    D = flint.acb_mat(lam.size, lam.size)
    for i, value in enumerate(lam.tolist()):
        D[i, i] = flint.acb(complex(value))
    return D


def _pair(x: flint.arb) -> tuple[float, float]:
    high = float(x.mid())
    return high, float((x - flint.arb(high)).mid())
