"""Scalars that say how far from normal a matrix is, and which way its dynamics lean."""

from dataclasses import asdict, dataclass

import numpy as np

from ssmtheory.analysis.numerical_range import NumericalRange, numerical_range
from ssmtheory.analysis.spectrum import Spectrum, spectrum
from ssmtheory.analysis.subject import as_subject


@dataclass(frozen=True)
class Nonnormality:
    """Norms, abscissae and departures from normality of A [trefethen-embree, §14, §17, §48].

    Attributes
    ----------
    norm2, norm_fro : ‖A‖₂, ‖A‖_F.
    spectral_abscissa, spectral_radius : max Re λ, max |λ| of the certified eigenvalues.
    numerical_abscissa : λ_max((A+A*)/2) = d/dt ‖e^{tA}‖ at t = 0.
    numerical_radius : max |x*Ax|.
    henrici, henrici_relative : (‖A‖_F² − Σ|λ|²)^½, and over ‖A‖_F.
    commutator : ‖AA* − A*A‖_F/‖A‖_F².
    """

    norm2: float
    norm_fro: float
    spectral_abscissa: float
    spectral_radius: float
    numerical_abscissa: float
    numerical_radius: float
    henrici: float
    henrici_relative: float
    commutator: float

    def to_json(self) -> dict:
        return asdict(self)


def nonnormality(
    x,
    N: int | None = None,
    *,
    known: Spectrum | None = None,
    field: NumericalRange | None = None,
) -> Nonnormality:
    """Departure of A from normality.

    ``known`` and ``field`` save computing the spectrum and the numerical range again.
    """
    subject = as_subject(x, N)
    A = subject.matrix
    lam = (known or spectrum(subject)).values
    field = field or numerical_range(subject)
    scale = float(np.abs(A).max()) or 1.0
    M = A / scale  # so that squares neither overflow nor underflow
    fro = float(np.linalg.norm(M))
    henrici = np.sqrt(max(fro**2 - float(np.sum(np.abs(lam / scale) ** 2)), 0.0))
    commutator = np.linalg.norm(M @ M.conj().T - M.conj().T @ M)
    return Nonnormality(
        norm2=float(np.linalg.norm(M, 2)) * scale,
        norm_fro=fro * scale,
        spectral_abscissa=float(lam.real.max()),
        spectral_radius=float(np.abs(lam).max()),
        numerical_abscissa=field.abscissa,
        numerical_radius=field.radius,
        henrici=float(henrici) * scale,
        henrici_relative=float(henrici) / fro if fro else 0.0,
        commutator=float(commutator) / fro**2 if fro else 0.0,
    )
