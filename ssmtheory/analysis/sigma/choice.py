"""Which algorithm computes σ_min(zI − A): structure decides."""

import numpy as np

from ssmtheory.analysis.sigma import allpass, banded, dense, normal, pencil, triangular
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.subject import Subject, as_subject

# Up to this order one batched SVD is faster than a Schur form and Lanczos (measured).
SVD_ORDER = 16


def select_pseudospectrum_method(x, N: int | None = None) -> str:
    """Name of the algorithm that σ_min(zI − A) is computed with.

    =======================  ==================================================  ============
    ``"pencil"``             a ``Pencil`` zE − A: QZ, or QR when rectangular     10·N·u·‖A‖
    ``"allpass"``            LegS, LagT: scalar recurrence, O(N), any depth      floor 0
    ``"normal"``             diagonal, Hermitian, or a multiple of I plus        floor 0 if
                             skew-Hermitian: distance to the spectrum            diagonal
    ``"triangular-lanczos"`` no Schur form needed: componentwise accuracy        per point
    ``"banded-lanczos"``     band at most N/8: QR of the band, O(N) per step     10·N·u·‖A‖
    ``"svd"``                other matrices up to order 16: batched SVD          10·N·u·‖A‖
    ``"schur-lanczos"``      larger ones: one Schur form, then inverse Lanczos   10·N·u·‖A‖
    =======================  ==================================================  ============
    """
    subject = as_subject(x, N)
    for method, room in _STRUCTURED.items():
        if room.applies(subject):
            return method
    return "svd" if subject.order <= SVD_ORDER else "schur-lanczos"


# In the order in which they are tried.
_STRUCTURED = {
    "pencil": pencil,
    "allpass": allpass,
    "normal": normal,
    "triangular-lanczos": triangular,
    "banded-lanczos": banded,
}
_PREPARE = {method: room.prepare for method, room in _STRUCTURED.items()} | {
    "svd": dense.prepare_svd,
    "schur-lanczos": dense.prepare_schur,
}


def sigma_min(x, N: int | None = None) -> SigmaMin:
    """Prepare σ_min(zI − A) with the method that ``select_pseudospectrum_method`` names."""
    subject = as_subject(x, N)
    method = select_pseudospectrum_method(subject)
    return _PREPARE[method](subject)


def has_real_matrix(subject: Subject) -> bool:
    """A is real, so that σ_min(z̄I − A) = σ_min(zI − A); builds no matrix it can do without."""
    if allpass.applies(subject):
        return True
    if subject.is_diagonal:
        return not np.iscomplexobj(subject.representation.lam)
    return subject.is_real
