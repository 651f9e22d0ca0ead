"""Eigenvalues of matrices recognised as normal: their scalars are formulas in them."""

import numpy as np

from ssmtheory.analysis.sigma import normal
from ssmtheory.analysis.subject import Subject
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF


def normal_spectrum(subject: Subject) -> tuple[np.ndarray, float] | None:
    """(eigenvalues, a bound of their error) of a diagonal, Hermitian or cI + skew matrix.

    None for any other matrix.  The error is 0 where the eigenvalues are given.
    """
    if subject.is_diagonal:
        return np.asarray(subject.representation.lam, dtype=complex), 0.0
    if subject.family is not None and subject.family.allpass is not None:
        return None
    A = subject.matrix
    if normal.is_diagonal(A):
        return np.diagonal(A).astype(complex), 0.0
    kind = normal.normal_kind(A)
    if not kind:
        return None
    lam = normal.eigenvalues(A, kind).astype(complex)
    return lam, A.shape[0] * DOUBLE_UNIT_ROUNDOFF * float(np.abs(lam).max())
