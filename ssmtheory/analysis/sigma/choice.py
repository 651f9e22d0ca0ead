"""Which algorithm computes σ_min(zI − A): structure decides."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ssmtheory.analysis.sigma import (
    allpass,
    banded,
    dense,
    extended,
    legt,
    normal,
    nplr,
    pencil,
    triangular,
)
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.errors import StructureError, UnknownNameError
from ssmtheory.families.rank_one import DECAY, exact_rho
from ssmtheory.systems import NPLR

# Up to this order one batched SVD is faster than a Schur form and Lanczos (measured).
SVD_ORDER = 16
PRECISIONS = ("double", "auto", "balls")

# (method, applies, prepare) in the order in which they are tried.
_STRUCTURED = (
    ("pencil", pencil.applies, pencil.prepare),
    ("allpass", allpass.applies, allpass.prepare),
    ("allpass", allpass.fout_applies, allpass.prepare_fout),
    ("lossless", legt.applies, legt.prepare),
    ("nplr", nplr.applies, nplr.prepare),
    ("normal", normal.applies, normal.prepare),
    ("triangular-lanczos", triangular.applies, triangular.prepare),
    ("banded-lanczos", banded.applies, banded.prepare),
    ("svd", lambda subject: subject.order <= SVD_ORDER, dense.prepare_svd),
    ("schur-lanczos", lambda subject: True, dense.prepare_schur),
)


def select_pseudospectrum_method(x, N: int | None = None) -> str:
    """Name of the algorithm that σ_min(zI − A) is computed with; the first that applies.

    =======================  ==================================================  ============
    ``"pencil"``             a ``Pencil`` zE − A: QZ, or QR when rectangular     10·N·u·‖A‖
    ``"allpass"``            LegS, LagT, FouT: scalar recurrence, O(N)           floor 0
    ``"lossless"``           LegT, N ≤ 512: its scattering matrix, O(N)          floor 0
    ``"nplr"``               normal plus rank r, N ≥ 8 r²: secular equation,     0 if given,
                             O(N r²) per trial                                   10·N·u·‖A‖ else
    ``"normal"``             diagonal, Hermitian, or a multiple of I plus        floor 0 if
                             skew-Hermitian: distance to the spectrum            diagonal
    ``"triangular-lanczos"`` no Schur form needed: componentwise accuracy        per point
    ``"banded-lanczos"``     band at most N/8: QR of the band, O(N) per step     10·N·u·‖A‖
    ``"svd"``                other matrices up to order 16: batched SVD          10·N·u·‖A‖
    ``"schur-lanczos"``      larger ones: one Schur form, then inverse Lanczos   10·N·u·‖A‖
    =======================  ==================================================  ============
    """
    return _chosen(as_subject(x, N))[0]


def sigma_min(x, N: int | None = None, *, rho=None, precision: str = "double") -> SigmaMin:
    """Prepare σ_min(zI − A) with the method that ``select_pseudospectrum_method`` names.

    rho : A + τPP*, τ = 2ρ/(1+ρ), 0 ≤ ρ ≤ 1, instead of the A of a family with such a form;
        exactly as given (a text such as "0.1", a fraction, a float).
    precision : "auto" computes points near or below the floor in double-double, "balls" what
        is below the floor of that in balls.

    Raises ``UnknownNameError`` for another precision, ``InputError`` for another ρ,
    ``StructureError`` for ρ without a normal-plus-low-rank form.
    """
    subject = as_subject(x, N)
    if precision not in PRECISIONS:
        raise UnknownNameError(f"precision is one of {', '.join(PRECISIONS)}, not {precision!r}.")
    whole = rho is None or rho == 0
    base = _chosen(subject)[1](subject) if whole else _rank_one(subject, exact_rho(rho))
    if precision == "double" or base.floor == 0.0 or not whole or subject.is_pencil:
        return base
    finer = [lambda: extended.prepare(subject), lambda: extended.prepare_balls(subject)]
    finer = finer[: PRECISIONS.index(precision)]
    return extended.escalated(base, finer, work=8.0 * subject.order**2)


def has_real_matrix(subject: Subject) -> bool:
    """A is real, so that σ_min(z̄I − A) = σ_min(zI − A); builds no matrix it can do without."""
    if allpass.applies(subject) or allpass.fout_applies(subject) or legt.applies(subject):
        return True
    if subject.is_diagonal:
        return not np.iscomplexobj(subject.representation.lam)
    return not isinstance(subject.given, NPLR) and subject.is_real


def _chosen(subject: Subject):
    return next((name, prepare) for name, fits, prepare in _STRUCTURED if fits(subject))


def _rank_one(subject: Subject, rho: Fraction) -> SigmaMin:
    """A + τPP* = V (Λ − (1 − τ) PP*) V*, 1 − τ = (1 − ρ)/(1 + ρ)."""
    if allpass.applies(subject):
        return allpass.prepare(subject, rho)
    if subject.family is None or subject.family.name not in DECAY:
        raise StructureError(f"{subject.label} has no rank-one form; {', '.join(DECAY)} have one.")
    form, share = subject.family.nplr(subject.N), float((1 - rho) / (1 + rho))
    return nplr.prepare_form(replace(form, P=form.P * share), exact=False)
