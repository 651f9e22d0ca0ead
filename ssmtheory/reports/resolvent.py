"""The resolvent along the imaginary axis, ‖(iω − A)⁻¹‖₂ for log-spaced ω."""

import math
from dataclasses import dataclass

import numpy as np

from ssmtheory.analysis.pseudospectra.pseudospectrum import log10_sigma_min
from ssmtheory.analysis.subject import Subject

POINTS = 240
NEAR = 60  # eigenvalues that get sample points of their own
DECADES = 8  # at most this many decades of ω


@dataclass(frozen=True, eq=False)
class AxisResolvent:
    """log₁₀ ‖(iω − A)⁻¹‖₂ and, for a complex A, the same at −iω.

    Attributes
    ----------
    omega : (n,) ascending, > 0, in 1/time.
    log10_norm : (n,), +inf where iω is an eigenvalue.
    log10_norm_negative : (n,) or None (a real A gives the same).
    log10_normal : (n,) log₁₀ 1/dist(iω, Λ): what a normal A with these eigenvalues gives.
    log10_floor : log₁₀ of the rounding floor of σ_min, −inf for a structured method.
    """

    omega: np.ndarray
    log10_norm: np.ndarray
    log10_norm_negative: np.ndarray | None
    log10_normal: np.ndarray
    log10_floor: float

    @property
    def peak(self) -> tuple[float, float]:
        """(ω, log₁₀ ‖·‖) at the largest sample."""
        omega, norms = self.omega, self.log10_norm
        if self.log10_norm_negative is not None:
            omega = np.concatenate([omega, -omega])
            norms = np.concatenate([norms, self.log10_norm_negative])
        at = int(np.argmax(norms))
        return float(omega[at]), float(norms[at])

    def to_json(self) -> dict:
        negative, (at, peak) = self.log10_norm_negative, self.peak
        return {
            "omega": _rounded(self.omega),
            "log10_norm": _rounded(self.log10_norm),
            "log10_norm_negative": None if negative is None else _rounded(negative),
            "log10_floor": self.log10_floor if math.isfinite(self.log10_floor) else None,
            "peak": [at, peak if math.isfinite(peak) else "inf"],
        }


def axis_resolvent(
    subject: Subject, eigenvalues: np.ndarray, norm: float, floor: float
) -> AxisResolvent:
    """Sample the resolvent of ``subject`` on ω = 0.01·(slowest scale) … 10·‖A‖₂.

    ``eigenvalues`` (order,), ``norm`` = ‖A‖₂, and ``floor``, below which σ_min is rounding
    noise (0 for none).
    """
    omega = axis_grid(eigenvalues, norm)
    above = -log10_sigma_min(subject, z=1j * omega)
    below = None if subject.is_real else -log10_sigma_min(subject, z=-1j * omega)
    distance = np.abs(1j * omega[:, None] - eigenvalues).min(axis=1)
    with np.errstate(divide="ignore"):
        normal = -np.log10(distance)
    return AxisResolvent(omega, above, below, normal, math.log10(floor) if floor > 0 else -math.inf)


def axis_grid(eigenvalues: np.ndarray, norm: float) -> np.ndarray:
    """Log-spaced ω with the frequencies of up to 60 eigenvalues added: a normal A peaks there."""
    moduli = np.abs(eigenvalues)
    moving = moduli[moduli > 1e-12 * norm]
    high = 10.0 * norm if norm > 0 else 1.0
    low = max(0.01 * moving.min() if moving.size else 0.0, high * 10.0**-DECADES)
    peaks = np.unique(np.abs(eigenvalues.imag))
    peaks = peaks[(peaks > low) & (peaks < high)]
    chosen = peaks[np.linspace(0, peaks.size - 1, min(peaks.size, NEAR)).astype(int)]
    return np.unique(np.concatenate([np.geomspace(low, high, POINTS), chosen]))


def _rounded(values: np.ndarray) -> list[float | None]:
    """Nine digits: more than a picture needs, and the same text on every run."""
    return [float(f"{v:.9g}") if math.isfinite(v) else None for v in values]
