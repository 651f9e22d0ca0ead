"""Normal matrices: σ_min(zI − A) is the distance of z to the spectrum."""

import math

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.sigma.scaling import power_of_two_scale, scaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF


def applies(subject: Subject) -> bool:
    """A is diagonal, Hermitian, or a multiple of I plus skew-Hermitian (to rounding)."""
    return subject.is_diagonal or is_diagonal(subject.matrix) or bool(normal_kind(subject.matrix))


def prepare(subject: Subject) -> SigmaMin:
    """min |z − λ|: O(N) per point; floor 0 when the eigenvalues are given."""
    if subject.is_diagonal:
        lam, floor = subject.representation.lam, 0.0
    elif is_diagonal(subject.matrix):
        lam, floor = np.diag(subject.matrix), 0.0
    else:
        A = subject.matrix
        lam, floor = eigenvalues(A, normal_kind(A)), scaled(A)[2]

    def evaluate(z):
        nearest = np.full(z.size, np.inf)
        for block in np.array_split(lam, math.ceil(lam.size / 256)):
            np.minimum(nearest, np.abs(z[:, None] - block).min(axis=1), out=nearest)
        return log10(nearest)

    return SigmaMin("normal", floor, 10.0 * lam.size, evaluate)


def is_diagonal(A: np.ndarray) -> bool:
    """No entry off the diagonal differs from zero."""
    return np.count_nonzero(A) == np.count_nonzero(np.diagonal(A))


def normal_kind(A: np.ndarray) -> str:
    """ "hermitian", "skew" (cI + skew-Hermitian), or "" when neither, to N·u·max|A|."""
    A = A / power_of_two_scale(A)
    allowed = A.shape[0] * DOUBLE_UNIT_ROUNDOFF * np.abs(A).max()
    if np.abs(A - A.conj().T).max() <= allowed:
        return "hermitian"
    symmetric = (A + A.conj().T) / 2
    centred = symmetric - np.eye(A.shape[0]) * symmetric[0, 0]
    return "skew" if np.abs(centred).max() <= allowed else ""


def eigenvalues(A: np.ndarray, kind: str) -> np.ndarray:
    """λ of (A + A*)/2, or of (A − A*)/2 + Re tr(A)/N for the kind "skew": (N,), unsorted.

    ``kind`` is what ``normal_kind`` found for A (N, N).
    """
    scale = power_of_two_scale(A)
    A = A / scale
    if kind == "hermitian":
        return spla.eigvalsh((A + A.conj().T) / 2) * scale
    return (1j * spla.eigvalsh((A - A.conj().T) / 2j) + np.trace(A).real / A.shape[0]) * scale
