r"""Half of a conjugate-symmetric modal system: y = 2 Re Σ_{Im λ > 0} C_m B_m/(s − λ_m).

S4, S4D and DSS keep the upper half.  Taking "the first N/2" instead loses a state silently
at odd N, and changes the system where Λ is not closed under conjugation at all.
"""

import numpy as np

from ssmtheory.errors import StructureError
from ssmtheory.systems import Diagonal

EPS = np.finfo(float).eps
# tuned: pairs that come out of one LAPACK call agree far better
_TOLERANCE = 1e4 * EPS


def upper_half(lam, B, C=None, *, keep_real: bool = False) -> Diagonal:
    """The modes with Im λ > 0, as ``Diagonal(half=True)``; lam (N,), B (N,), C (N,) or (p, N).

    With ``keep_real`` a real mode stays with half its input, so that 2 Re counts it once.

    Raises
    ------
    StructureError : some λ, B or C has no conjugate partner (relative 1e4 u), or there are
        real modes and ``keep_real`` is false.
    """
    lam, B = np.asarray(lam, dtype=complex), np.asarray(B, dtype=complex)
    partner = conjugate_partners(lam)
    outputs = np.ones_like(B)[None] if C is None else np.atleast_2d(np.asarray(C, dtype=complex))
    # the gauge may turn a pair's phases; what it cannot change are the residues C_m B_m
    residues = outputs * B
    if not _close(residues[:, partner], residues.conj(), _TOLERANCE * np.abs(residues).max()):
        raise StructureError(
            "the residues C·B are not conjugate in pairs, so 2 Re of half of them is another "
            "system; keep all modes."
        )
    real = partner == np.arange(lam.size)
    if real.any() and not keep_real:
        raise StructureError(
            f"{int(real.sum())} of the eigenvalues are real and have no conjugate partner; "
            "pass keep_real=True to keep them at half weight, or use an even order."
        )
    kept = np.flatnonzero((lam.imag > 0) | real)
    half = None if C is None else np.asarray(C)[..., kept]
    return Diagonal(lam[kept], np.where(real, B / 2, B)[kept], half, half=True)


def conjugate_partners(lam) -> np.ndarray:
    """Index (N,) of the conjugate of each λ; a real λ is its own partner.

    Raises ``StructureError`` when Λ is not closed under conjugation.
    """
    lam = np.asarray(lam, dtype=complex)
    tolerance = _TOLERANCE * max(float(np.abs(lam).max(initial=0.0)), np.finfo(float).tiny)
    own = np.abs(lam.imag) <= tolerance
    partner = np.arange(lam.size)
    up, down = np.flatnonzero(~own & (lam.imag > 0)), np.flatnonzero(~own & (lam.imag < 0))
    if up.size == down.size:
        up, down = _sorted(up, lam), _sorted(down, lam.conj())
        if _close(lam[up], lam[down].conj(), tolerance):
            partner[up], partner[down] = down, up
            return partner
    raise StructureError(
        "the eigenvalues are not closed under conjugation (a complex perturbation breaks the "
        "pairing); keep all modes, or perturb by a real matrix."
    )


def _sorted(index: np.ndarray, lam: np.ndarray) -> np.ndarray:
    """By imaginary part; ties within rounding by real part."""
    scale = max(float(np.abs(lam).max()), np.finfo(float).tiny)
    values = lam[index]
    return index[np.lexsort((values.real, np.round(values.imag / scale, 10)))]


def _close(a: np.ndarray, b: np.ndarray, tolerance: float) -> bool:
    return bool(np.all(np.abs(a - b) <= tolerance))
