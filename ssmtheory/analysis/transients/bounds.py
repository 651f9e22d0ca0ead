"""What the resolvent says about transient growth: lower and upper bounds of sup ‖e^{tA}‖₂."""

import math
from dataclasses import dataclass
from html import escape

import numpy as np

from ssmtheory.analysis.level_sets.abscissa import abscissa
from ssmtheory.analysis.level_sets.kreiss import kreiss
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.subject import Subject, as_subject

# ε/β(A) at which the contour bound is tried, β the distance to instability (estimated).
_LEVELS = (0.1, 0.4, 0.8)


@dataclass(frozen=True)
class TransientBounds:
    """K ≤ sup_t ‖e^{tA}‖ ≤ min(eNK, contour): bounds that need no exponential.

    kreiss : the Kreiss constant K, a lower bound.
    upper_kreiss : e·N·K (Kreiss matrix theorem).
    upper_contour : the least (L/2πε) over a few ε with α_ε < 0, L the length of a contour on
        which σ_min ≥ ε; inf when no such ε was found, and for discrete time.
    """

    kreiss: Scalar
    upper_kreiss: float
    upper_contour: float
    label: str

    @property
    def lower(self) -> float:
        """K: no transient is smaller."""
        return self.kreiss.value

    @property
    def upper(self) -> float:
        """The smaller of the two upper bounds."""
        return min(self.upper_kreiss, self.upper_contour)

    def to_json(self) -> dict:
        """Plain values, infinities as the string "inf"."""
        return {
            "label": self.label,
            "kreiss": self.kreiss.to_json(),
            "upper_kreiss": _plain(self.upper_kreiss),
            "upper_contour": _plain(self.upper_contour),
        }

    def _repr_html_(self) -> str:
        rows = {"lower": self.lower, "e N K": self.upper_kreiss, "contour": self.upper_contour}
        cells = "".join(f"<tr><th>{k}</th><td>{v:.6g}</td></tr>" for k, v in rows.items())
        return f"<table><caption>Transient bounds: {escape(self.label)}</caption>{cells}</table>"


def transient_bounds(x, N: int | None = None, *, discrete: bool = False) -> TransientBounds:
    """Bounds of sup_t ‖e^{tA}‖₂ (sup_k ‖A^k‖₂ with ``discrete``) from the resolvent alone.

    Contour: on the boundary Γ of {Re z ≤ α_ε} ∩ {|z| ≤ ‖A‖ + ε} the resolvent is at most 1/ε,
    hence ‖e^{tA}‖ ≤ (1/2πε) ∫_Γ |e^{zt}||dz| ≤ |Γ| e^{α_ε t}/(2πε).
    Source: [trefethen-embree, sections 14, 15 and 18].
    """
    subject = as_subject(x, N)
    constant = kreiss(subject, discrete=discrete)
    theorem = math.e * subject.order * constant.value
    contour = math.inf
    if not discrete and math.isfinite(constant.value):
        contour = _contour(subject)
    return TransientBounds(constant, theorem, contour, subject.label)


def growth_lower_bound(x, z, tau, N: int | None = None) -> np.ndarray:
    """sup_{0<t≤τ} ‖e^{tA}‖ ≥ e^{aτ}/(1 + (e^{aτ} − 1)/R), R = a‖(zI − A)⁻¹‖, a = Re z > 0.

    ``z`` is one point in the open right half plane, ``tau`` a time or an array of them; the
    bound exceeds 1 where R > 1, and tends to R as τ grows.
    Source: [trefethen-embree, equation 15.11].
    """
    z = complex(z)
    ratio = z.real * 10.0 ** -float(sigma_min(as_subject(x, N))(np.array([z]))[0])
    decay = np.exp(-z.real * np.asarray(tau, dtype=float))
    return 1.0 / (decay + (1.0 - decay) / ratio)


def _contour(subject: Subject) -> float:
    """min over ε of |Γ|/(2πε), every ε with α_ε ≤ 0; the bound holds for all t ≥ 0."""
    sigma = sigma_min(subject)
    norm = float(np.linalg.norm(subject.matrix, 2))
    # a guess of the distance to instability is enough: α_ε decides
    axis = 1j * norm * np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 60)])
    axis = np.concatenate([axis, axis.conj()])
    guess = 10.0 ** float(sigma(axis).min())
    best = math.inf
    for level in _LEVELS:
        eps = level * guess
        reach = abscissa(subject, eps=eps)
        if reach.status == "uncertified" or reach.value > 0:
            continue
        best = min(best, _length(reach.value, norm + eps) / (2 * math.pi * eps))
    return best


def _length(edge: float, radius: float) -> float:
    """Perimeter of {Re z ≤ edge, |z| ≤ radius}, edge ≤ 0."""
    half = math.acos(min(max(-edge / radius, -1.0), 1.0))
    return 2 * radius * (half + math.sin(half))


def _plain(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)
