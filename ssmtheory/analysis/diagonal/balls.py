r"""Eigenvectors in balls: A = VΛW, W = V⁻¹, every entry proved to so many digits.

From the integers of the closed form for LegS, from certified eigenpairs [arb, acb_mat_eig_simple]
otherwise, at a precision that is raised until the digits are certain.
"""

import math
from dataclasses import dataclass, replace

import flint
import numpy as np

from ssmtheory.analysis.diagonal.dense import subject_input
from ssmtheory.analysis.spectra.ball_eig import RUNGS, float_balls
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import legs
from ssmtheory.limits import ball_bytes, require_memory
from ssmtheory.precision import bits_for_digits, is_accurate, working_precision


@dataclass(frozen=True, eq=False)
class BallModes:
    """λ (list of N acb), V with unit columns and W = V⁻¹ (acb_mat), B = W·input or None.

    Every entry is proved to ``digits`` digits relative to its column of V or row of W.
    ``backward_error`` is a proved upper bound of ‖A − VΛW‖_F/‖A‖_F.  V and W, and with them
    the backward error, are None for the closed forms, which need no vectors.
    """

    lam: list[flint.acb]
    V: flint.acb_mat | None
    W: flint.acb_mat | None
    B: list[flint.acb] | None
    digits: int
    bits: int
    backward_error: float | None


def ball_modes(subject: Subject, digits: int) -> BallModes | None:
    """Eigenvalues and vectors of A with ``digits`` proved digits; None if never isolated."""
    if _is_known_defective(subject):
        return None
    is_legs = subject.family is not None and subject.family.allpass == "legs"
    vectors = (lambda: _legs_vectors(subject.N)) if is_legs else None
    return isolated_modes(lambda bits: _ball_system(subject, bits), subject.order, digits, vectors)


def isolated_modes(build, order: int, digits: int, vectors=None) -> BallModes | None:
    """The same for ``build(bits)`` = (A, input or None); ``vectors()`` = (λ, V, W) if known."""
    bits = bits_for_digits(digits) + 64
    for _ in range(RUNGS):
        require_memory(ball_bytes(order, bits), "Eigenvectors in balls")
        with working_precision(bits):
            found = _attempt(*build(bits), vectors, digits, bits)
        if found is not None:
            return found
        bits *= 2
    return None


def _attempt(A, B, vectors, digits: int, bits: int) -> BallModes | None:
    try:
        if vectors is not None:
            lam, V, W = vectors()
        else:
            lam, W, V = A.eig(left=True, right=True)
            products = W * V
            W = _divide_rows(W, [products[j, j] for j in range(len(lam))])
    except (ValueError, ZeroDivisionError):
        return None
    norms = [_norm([V[i, j] for i in range(len(lam))]) for j in range(len(lam))]
    V, W = _divide_rows(V.transpose(), norms).transpose(), _divide_rows(W, [1 / n for n in norms])
    residual = A - V * _diagonal(lam) * W
    # upper bounds first: the root of a ball that straddles zero is not defined
    upper = [flint.acb(abs(v).abs_upper()) for v in residual.entries()]
    size = _norm(A.entries())
    error = _norm(upper) / (size if size > 0 else 1)
    modal = None if B is None else (W * B).entries()
    found = BallModes(lam, V, W, modal, digits, bits, float(error.abs_upper()))
    return in_order(found) if is_settled(found) else None


def is_settled(balls: BallModes) -> bool:
    """λ, V and W have the digits they are said to have."""
    rows = (balls.V.transpose(), balls.W)
    return _known(balls.lam, balls.digits) and all(_settled(M, balls.digits) for M in rows)


def in_order(balls: BallModes) -> BallModes:
    """Imaginary parts descending and B ≥ 0, the canonical gauge of every result.

    A mode that the input may not reach (its ball of B holds 0) keeps its phase.
    """
    N, V, W = len(balls.lam), balls.V, balls.W
    order = sorted(range(N), key=lambda j: sort_key(balls.lam[j]))
    turns, B = {j: flint.acb(1) for j in order}, balls.B
    if B is not None:
        turns |= {j: B[j] / abs(B[j]) for j in order if not B[j].contains(0)}
        B = [B[j] if B[j].contains(0) else flint.acb(abs(B[j])) for j in order]
    return replace(
        balls,
        lam=[balls.lam[j] for j in order],
        V=flint.acb_mat([[V[i, j] * turns[j] for j in order] for i in range(N)]),
        W=flint.acb_mat([[W[j, i] * turns[j].conjugate() for i in range(N)] for j in order]),
        B=B,
    )


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


def sort_key(value: flint.acb) -> tuple[float, float]:
    """Imaginary parts descending, then real parts descending; a ball that holds 0 counts as 0."""
    middle = 0j if value.contains(0) else complex(value)
    return -middle.imag, -middle.real


def scaled_balls(balls: BallModes, k: int, b: int) -> BallModes:
    """λ·2^k and B·2^b, exactly."""
    with working_precision(2 * balls.bits):
        lam = [value * flint.arb(2) ** k for value in balls.lam]
        B = None if balls.B is None else [value * flint.arb(2) ** b for value in balls.B]
    return replace(balls, lam=lam, B=B)


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


def _known(lam: list[flint.acb], digits: int) -> bool:
    """Each λ to 10^−digits of itself, or of the largest where it may be zero."""
    small = max(abs(v).abs_upper() for v in lam) * flint.arb(10) ** (-digits)
    return all(is_accurate(v, digits) or (v.contains(0) and abs(v) <= small) for v in lam)


def _settled(rows: flint.acb_mat, digits: int) -> bool:
    """Every entry known to 10^−digits of the norm of its row."""
    for i in range(rows.nrows()):
        row = [rows[i, j] for j in range(rows.ncols())]
        allowed = _norm(row).abs_lower() * flint.arb(10) ** (-digits)
        if not all(v.real.rad() + v.imag.rad() < allowed for v in row):
            return False
    return True
