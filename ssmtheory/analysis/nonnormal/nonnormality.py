"""Scalars that say how far from normal a matrix is, and which way its dynamics lean."""

import math
from dataclasses import asdict, dataclass, field

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.level_sets.numerical_radius import numerical_radius
from ssmtheory.analysis.level_sets.numerical_range import NumericalRange, numerical_range
from ssmtheory.analysis.nonnormal.modes import estimated_modes
from ssmtheory.analysis.spectra.conditioning import conditioning
from ssmtheory.analysis.spectra.spectrum import Spectrum, spectrum
from ssmtheory.analysis.subject import as_subject
from ssmtheory.limits import modest_threads

# ‖A‖² − Σ|λ|² below this share of ‖A‖² has lost half its digits: Schur's triangle is used.
_CANCELLED = 1e-8


@dataclass(frozen=True)
class Nonnormality:
    """Norms, abscissae and departures from normality of A [trefethen-embree, §14, §17, §48, §52].

    Attributes
    ----------
    norm2, norm_fro : ‖A‖₂, ‖A‖_F.
    spectral_abscissa, spectral_radius : max Re λ, max |λ| of the certified eigenvalues.
    numerical_abscissa : λ_max((A+A*)/2) = d/dt ‖e^{tA}‖ at t = 0.
    numerical_radius : max |x*Ax|.
    henrici, henrici_relative : (‖A‖_F² − Σ|λ|²)^½, and over ‖A‖_F.
    commutator : ‖AA* − A*A‖_F/‖A‖_F².
    log10_kappa_max : log₁₀ max_j κ_j; inf for a defective matrix, None where not known.
    log10_kappa_F : log₁₀ Σ_j κ_j, the least κ_F(V) over all scalings of the eigenvectors.
    log10_kappa_2 : log₁₀ κ₂(V) of the eigenvectors scaled to norm 1.
    methods : attribute -> (method, status) of what is not plain arithmetic on A.
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
    log10_kappa_max: float | None = None
    log10_kappa_F: float | None = None
    log10_kappa_2: float | None = None
    methods: dict[str, tuple[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict:
        """Plain values; an infinite logarithm as the string "inf"."""
        out = asdict(self)
        for name in ("log10_kappa_max", "log10_kappa_F", "log10_kappa_2"):
            out[name] = "inf" if out[name] == math.inf else out[name]
        return out | {"methods": {name: list(pair) for name, pair in self.methods.items()}}


def nonnormality(
    x,
    N: int | None = None,
    *,
    known: Spectrum | None = None,
    field: NumericalRange | None = None,
) -> Nonnormality:
    """Departure of A from normality.

    ``known`` and ``field`` save computing the spectrum and the numerical range again.

    The condition numbers κ_j are those of the spectrum: exact for LegS at any N, certified for real
    arrays up to order 160 from their exact characteristic polynomials.  κ₂(V) comes
    from exact or certified eigenvectors where they are cheap, and from LAPACK's where κ₂(V) is
    small enough for them to be right; None says neither holds (``modes`` can do more).
    """
    subject = as_subject(x, N)
    found = known or spectrum(subject)
    field = field or numerical_range(subject, angles=4)
    radius = numerical_radius(subject)
    kappa = conditioning(found, 1.0)
    with modest_threads(subject.order):
        vectors = estimated_modes(subject)
        departure = _departures(subject.matrix, found.values)
    methods = {
        "spectral_abscissa": (found.method, found.status),
        "spectral_radius": (found.method, found.status),
        "numerical_abscissa": (field.method, "converged"),
        "numerical_radius": (radius.method, radius.status),
        "henrici": (departure.pop("method"), "converged"),
        "log10_kappa_max": (found.method, found.status),
        "log10_kappa_F": (found.method, found.status),
    }
    if vectors is not None:
        methods["log10_kappa_2"] = (vectors.method, vectors.status)
    return Nonnormality(
        **departure,
        spectral_abscissa=float(found.values.real.max()),
        spectral_radius=float(np.abs(found.values).max()),
        numerical_abscissa=field.abscissa,
        numerical_radius=radius.value,
        log10_kappa_max=_known(kappa.log10_kappa_V_lower),
        log10_kappa_F=_known(kappa.log10_kappa_V_upper),
        log10_kappa_2=_two_norm(kappa.defective, vectors),
        methods=methods,
    )


def _departures(A: np.ndarray, lam: np.ndarray) -> dict:
    """‖A‖₂, ‖A‖_F, Henrici's departure and the commutator, at any scale of A."""
    scale = float(np.abs(A).max()) or 1.0
    M = A / scale  # so that squares neither overflow nor underflow
    fro = float(np.linalg.norm(M))
    square, method = fro**2 - float(np.sum(np.abs(lam / scale) ** 2)), "eigenvalues"
    if square <= _CANCELLED * fro**2:
        strict = np.triu(spla.schur(M, output="complex")[0], 1)
        square, method = float(np.linalg.norm(strict)) ** 2, "schur"
    henrici = math.sqrt(max(square, 0.0))
    commutator = np.linalg.norm(M @ M.conj().T - M.conj().T @ M)
    return {
        "norm2": float(np.linalg.norm(M, 2)) * scale,
        "norm_fro": fro * scale,
        "henrici": henrici * scale,
        "henrici_relative": henrici / fro if fro else 0.0,
        "commutator": float(commutator) / fro**2 if fro else 0.0,
        "method": method,
    }


def _two_norm(defective: bool, vectors) -> float | None:
    if defective:
        return math.inf
    return None if vectors is None else vectors.log10_kappa_2


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
