r"""Eigenvectors in balls: A = VΛW, W = V⁻¹, every entry proved to so many digits.

From the integers of the closed form for LegS, from certified eigenpairs [arb, acb_mat_eig_simple]
otherwise, at a precision that is raised until the digits are certain.
"""

import math
from dataclasses import dataclass

import flint
import numpy as np

from ssmtheory.analysis.ball_eig import RUNGS, float_balls
from ssmtheory.analysis.diagonalize_dense import subject_input
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import legs
from ssmtheory.limits import ball_bytes, require_memory
from ssmtheory.precision import bits_for_digits, working_precision


@dataclass(frozen=True, eq=False)
class BallModes:
    """λ (list of N acb), V with unit columns and W = V⁻¹ (acb_mat), B = W·input or None.

    Every entry is proved to ``digits`` digits relative to its column of V or row of W.
    ``backward_error`` is a proved upper bound of ‖A − VΛW‖_F/‖A‖_F.
    """

    lam: list[flint.acb]
    V: flint.acb_mat
    W: flint.acb_mat
    B: list[flint.acb] | None
    digits: int
    bits: int
    backward_error: float


def ball_modes(subject: Subject, digits: int) -> BallModes | None:
    """Eigenvalues and vectors with ``digits`` proved digits; None if never isolated."""
    if _is_known_defective(subject):
        return None
    bits = bits_for_digits(digits) + 64
    for _ in range(RUNGS):
        require_memory(ball_bytes(subject.order, bits), "Eigenvectors in balls")
        with working_precision(bits):
            found = _attempt(subject, digits, bits)
        if found is not None:
            return found
        bits *= 2
    return None


def _attempt(subject: Subject, digits: int, bits: int) -> BallModes | None:
    A, B = _ball_system(subject, bits)
    try:
        if subject.family is not None and subject.family.allpass == "legs":
            lam, V, W = _legs_vectors(subject.N)
        else:
            lam, W, V = A.eig(left=True, right=True)
            products = W * V
            W = _divide_rows(W, [products[j, j] for j in range(len(lam))])
    except (ValueError, ZeroDivisionError):
        return None
    norms = [_norm([V[i, j] for i in range(len(lam))]) for j in range(len(lam))]
    V, W = _divide_rows(V.transpose(), norms).transpose(), _divide_rows(W, [1 / n for n in norms])
    if not (_settled(V.transpose(), digits) and _settled(W, digits)):
        return None
    residual = A - V * _diagonal(lam) * W
    # upper bounds first: the root of a ball that straddles zero is not defined
    upper = [flint.acb(abs(v).abs_upper()) for v in residual.entries()]
    error = _norm(upper) / _norm(A.entries())
    modal = None if B is None else (W * B).entries()
    return BallModes(lam, V, W, modal, digits, bits, float(error.abs_upper()))


def _ball_system(subject: Subject, bits: int) -> tuple[flint.acb_mat, flint.acb_mat | None]:
    if subject.family is not None:
        A, B = subject.family.balls(subject.N, bits)
        if not subject.is_diagonal:
            return flint.acb_mat(A), flint.acb_mat(B)
    B = subject_input(subject)
    return float_balls(subject.matrix), None if B is None else float_balls(B[:, None])


def _legs_vectors(N: int) -> tuple[list[flint.acb], flint.acb_mat, flint.acb_mat]:
    """λ_j = −(j+1) with the integer eigenvectors of LegS."""
    right = [legs.right_eigenvector(j, N).balls() for j in range(N)]
    left = [legs.left_eigenvector(j, N).balls() for j in range(N)]
    lam = [flint.acb(-(j + 1)) for j in range(N)]
    return lam, flint.acb_mat(flint.arb_mat(right).transpose()), flint.acb_mat(flint.arb_mat(left))


def _is_known_defective(subject: Subject) -> bool:
    fam = subject.family
    if fam is None or fam.exact_spectrum is None:
        return False
    return any(e.kappa_squared is None for e in fam.exact_spectrum(subject.N))


def floats(M: flint.acb_mat) -> np.ndarray:
    """The midpoints as complex128, same shape."""
    return np.array([complex(v) for v in M.entries()]).reshape(M.nrows(), M.ncols())


def log10_norm(M: flint.acb_mat) -> float:
    """log₁₀‖M‖₂ to double precision, also where ‖M‖ is beyond the range of doubles."""
    largest = max(abs(v).abs_upper() for v in M.entries())
    scale = flint.arb(2) ** int(float(largest.log() / flint.arb(2).log()))
    norm = float(np.linalg.norm(floats(M * flint.acb(1 / scale)), 2))
    return math.log10(norm) + float(scale.log() / flint.arb(10).log())


def _diagonal(lam: list[flint.acb]) -> flint.acb_mat:
    D = flint.acb_mat(len(lam), len(lam))
    for j, value in enumerate(lam):
        D[j, j] = value
    return D


def _divide_rows(M: flint.acb_mat, divisors: list) -> flint.acb_mat:
    N = M.nrows()
    return flint.acb_mat([[M[i, j] / divisors[i] for j in range(M.ncols())] for i in range(N)])


def _norm(entries: list[flint.acb]) -> flint.arb:
    return sum((v.real * v.real + v.imag * v.imag for v in entries), flint.arb(0)).sqrt()


def _settled(rows: flint.acb_mat, digits: int) -> bool:
    """Every entry known to 10^−digits of the norm of its row."""
    for i in range(rows.nrows()):
        row = [rows[i, j] for j in range(rows.ncols())]
        allowed = _norm(row).abs_lower() * flint.arb(10) ** (-digits)
        if not all(v.real.rad() + v.imag.rad() < allowed for v in row):
            return False
    return True
