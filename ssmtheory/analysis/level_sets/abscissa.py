"""ε-pseudospectral abscissa: how far right the ε-pseudospectrum reaches."""

import math

import numpy as np

from ssmtheory.analysis.arguments import subject_and_eps
from ssmtheory.analysis.level_sets.level_set import sigma_field
from ssmtheory.analysis.level_sets.outermost import Outermost, Rightward, outermost
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.spectra.normal_spectrum import normal_spectrum
from ssmtheory.analysis.spectra.quick_spectrum import quick_spectrum
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF


def abscissa(x, N=None, eps=None) -> Scalar:
    """α_ε(A) = max {Re z : σ_min(zI − A) ≤ ε}; α_0 is the spectral abscissa max Re λ.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation, or square array.
    eps : level ≥ 0.  ``abscissa("legs", 64, eps=1e-4)``; an array needs no N, so
        ``abscissa(A, 1e-4)`` is the same as ``abscissa(A, eps=1e-4)``.

    ``at`` is the rightmost point, with Im ≥ 0 for a real A; there |σ_min/ε − 1| is the
    rounding error of σ_min.  ``tolerance`` is relative to max(|α_ε|, ε): nothing of the
    pseudospectrum lies further right than that.  The status says what is known: "converged"
    when a covering or the Hamiltonian eigenvalues show that, "lower bound" when neither
    could (ε far below ‖A‖), "uncertified" when ε is below the rounding floor of σ_min.

    Raises ``InputError`` without ``eps``, and for one that is negative or not finite.
    Source: [blo2003, algorithm 3.1], [byers1988, theorem 1].
    """
    subject, eps = subject_and_eps(x, N, eps)
    return farthest(subject, eps, Rightward, "ε-pseudospectral abscissa")


def farthest(subject: Subject, eps: float, sweep: type, name: str) -> Scalar:
    """α_ε or ρ_ε, by the sweep: ``Rightward`` or ``Outward``."""
    known = normal_spectrum(subject)
    if known is not None:
        return _of_eigenvalues(subject, eps, sweep, name, *known)
    if eps == 0.0:
        return _spectral(subject, sweep, name)
    field = sigma_field(subject)
    found = outermost(field, sweep(field), math.log(eps) - math.log(field.scale))
    if found is None:
        return _spectral(subject, sweep, name, eps)
    status, tolerance, certificate = _judged(field, found, eps / field.scale)
    return Scalar(
        name,
        found.reach * field.scale,
        field.place(found.z),
        f"criss-cross, σ_min by {field.engine.method}",
        status,
        tolerance,
        certificate,
        label=subject.label,
        parameters={"eps": eps},
    )


def _judged(field, found: Outermost, eps: float) -> tuple[str, float, str]:
    noise = field.noise(found.z)
    size = max(abs(found.reach), eps)
    rounding = 8 * DOUBLE_UNIT_ROUNDOFF * max(abs(found.z), size) / size
    tolerance = (found.beyond - found.reach) / size + rounding
    if noise > 0.25:
        return "uncertified", min(tolerance, 1.0), "eps is below the rounding floor of σ_min"
    if not found.certificate:
        return "lower bound", tolerance, "only sampled: eps is too small to cover the curve"
    return "converged", tolerance, found.certificate


def _of_eigenvalues(subject, eps, sweep, name, lam, error) -> Scalar:
    """A normal: the ε-pseudospectrum is the union of the discs of radius ε."""
    distance = lam.real if sweep is Rightward else np.abs(lam)
    j = int(np.argmax(distance))
    reach = float(distance[j])
    at = complex(lam[j])
    outward = 1.0 if sweep is Rightward or at == 0 else at / abs(at)
    size = max(abs(reach + eps), eps) or 1.0
    return Scalar(
        name,
        reach + eps,
        at + eps * outward,
        "normal",
        "exact",
        error / size + DOUBLE_UNIT_ROUNDOFF,
        "the ε-pseudospectrum of a normal matrix is its spectrum + ε",
        label=subject.label,
        parameters={"eps": eps},
    )


def _spectral(subject: Subject, sweep, name: str, eps: float = 0.0) -> Scalar:
    """From the certified spectrum: ε = 0, or so small that no double but λ itself is inside."""
    found = spectrum(subject) if eps == 0.0 else quick_spectrum(subject)
    lam = found.values
    distance = lam.real if sweep is Rightward else np.abs(lam)
    j = int(np.argmax(distance))
    status = found.eigenvalues[j].status if eps == 0.0 else "lower bound"
    if found.status == "uncertified":
        status = "uncertified"
    return Scalar(
        name,
        float(distance[j]),
        complex(lam[j]),
        f"spectrum, {found.method}",
        status,
        DOUBLE_UNIT_ROUNDOFF,
        "" if eps == 0.0 else "no double precision point near the spectrum has σ_min < eps",
        label=subject.label,
        parameters={"eps": eps},
    )
