"""Distance to defectiveness: the least ‖E‖₂ for which A + E has a multiple eigenvalue.

It is the lowest ε at which two components of Λ_ε(A) meet, that is the lowest generalised
saddle of σ_min(A − zI), where u*v = 0 for the singular vectors [alam-bora2005]:
A − σuv* then has the eigenvalue z with orthogonal left and right eigenvectors.
"""

import math

import numpy as np

from ssmtheory.analysis.nonnormal.defective_chain import lowest_pass
from ssmtheory.analysis.nonnormal.defective_proof import disc_lower_bound, proved_upper_bound
from ssmtheory.analysis.nonnormal.defective_saddle import Saddle, lowest_saddle
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.sigma.normal import is_diagonal, normal_kind
from ssmtheory.analysis.sigma.scaling import power_of_two_scale
from ssmtheory.analysis.spectra.multiplicity import EXACT_LIMIT, to_rational
from ssmtheory.analysis.spectra.quick_spectrum import quick_spectrum
from ssmtheory.analysis.spectra.spectrum import Spectrum
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.limits import modest_threads
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import log10, rounding_floor

_SUSPICIOUS = 1e-6  # relative gap below which a multiple eigenvalue is looked for exactly
_NAME = "distance to defectiveness"


def distance_to_defectiveness(
    x, N: int | None = None, *, known: Spectrum | None = None, lower_bound: bool = True
) -> Scalar:
    """w(A) = min {‖E‖₂ : A + E has a multiple eigenvalue}, with the point z where it appears.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation, or square array.
    known : the spectrum, to save computing it again.
    lower_bound : whether to look for discs that prove a lower bound (parameters["lower"]).

    Returns
    -------
    ``Scalar`` with ``at`` = z, and ``parameters["log10"]``, the decimal logarithm of the value,
    which is finite where the value itself underflows.  Status:

    - "exact": 0 for a matrix with a multiple eigenvalue; half the least gap of a normal one;
      inf for N = 1.
    - "converged": LegS.  σ_min(x + iy) increases with |y|, so that vertical lines separate the
      components, and w is the lowest maximum of σ_min between neighbouring eigenvalues.
    - "upper bound": any other matrix.  A perturbation of this norm that makes z a multiple
      eigenvalue is exhibited in ball arithmetic; a lower saddle cannot be excluded, except as
      far as parameters["lower"] goes: disjoint discs, one about each eigenvalue, on whose
      boundaries σ_min is larger than that.
    - "uncertified": the saddle is below the rounding floor of A; the value is then the floor.

    Source: [alam-bora2005]; Newton's method as in [freitag-spence2011],
    with second derivatives from the singular value decomposition.
    """
    subject = as_subject(x, N)
    family = subject.family
    if subject.order == 1:
        return _result(subject, math.inf, None, "theorem", "exact", note="one eigenvalue")
    if family is not None and family.allpass == "lagt":
        return _result(subject, -math.inf, -0.5 + 0j, "theorem", "exact", note="a Jordan block")
    if family is not None and family.allpass == "legs":
        depth, place = lowest_pass(subject)
        return _result(
            subject, depth, complex(place), "real-saddles", "converged", 1e-12, "vertical lines"
        )
    lam = known or quick_spectrum(subject)
    repeated = _repeated(subject, lam)
    if repeated is not None:
        note = "a multiple eigenvalue"
        return _result(subject, -math.inf, repeated, "multiplicity", "exact", note=note)
    if subject.is_diagonal or is_diagonal(subject.matrix) or normal_kind(subject.matrix):
        return _normal(subject, lam)
    return _dense(subject, lam.values, lower_bound)


def _repeated(subject: Subject, found: Spectrum) -> complex | None:
    """An eigenvalue that is proved to be multiple, None without one."""
    infinite = [e for e in found.eigenvalues if e.kappa is not None and not e.kappa.is_finite()]
    if infinite:
        return complex(infinite[0])
    lam = found.values
    apart = np.abs(lam[:, None] - lam[None, :]) + np.diag(np.full(lam.size, math.inf))
    nearest = int(np.argmin(apart.min(axis=1)))
    if apart[nearest].min() > _SUSPICIOUS * np.abs(lam).max():
        return None
    same = found.status == "exact" and apart[nearest].min() == 0
    return complex(lam[nearest]) if same or _has_multiple_root(subject) else None


def _has_multiple_root(subject: Subject) -> bool:
    """The characteristic polynomial of a real matrix, in exact rationals, is not square-free."""
    if subject.order > EXACT_LIMIT or np.iscomplexobj(subject.matrix):
        return False
    polynomial = to_rational(subject.matrix).charpoly().numer()
    return polynomial.gcd(polynomial.derivative()).degree() > 0


def _normal(subject: Subject, found: Spectrum) -> Scalar:
    """Half the least gap: Λ_ε is a union of discs of radius ε."""
    lam = found.values
    apart = np.abs(lam[:, None] - lam[None, :]) + np.diag(np.full(lam.size, math.inf))
    i, j = np.unravel_index(int(np.argmin(apart)), apart.shape)
    gap, middle = float(apart[i, j]) / 2, complex((lam[i] + lam[j]) / 2)
    sure = found.status != "uncertified"
    tolerance = 4 * U * float(np.abs(lam).max()) / gap if gap else 0.0
    if not gap and not subject.is_diagonal:
        sure = False
    note = "half the least gap of a normal matrix"
    status = "exact" if sure and subject.is_diagonal else "converged" if sure else "uncertified"
    return _result(subject, log10(gap), middle, "normal", status, tolerance, note)


def _dense(subject: Subject, lam: np.ndarray, lower_bound: bool) -> Scalar:
    scale = power_of_two_scale(subject.matrix)
    A = subject.matrix / scale
    floor = rounding_floor(A.shape[0], float(np.linalg.norm(A, 2)))
    with modest_threads(A.shape[0]):
        saddle = lowest_saddle(A, lam / scale, floor)
        if saddle.sigma <= floor:
            note = "the saddle is below the rounding floor of the matrix"
            depth = log10(floor) + math.log10(scale)
            return _result(subject, depth, saddle.z * scale, "saddle", "uncertified", 1.0, note)
        proved = proved_upper_bound(A, saddle)
        lower = disc_lower_bound(A, lam / scale, saddle) if lower_bound else 0.0
    return _with_bounds(subject, saddle, proved, lower, scale)


def _with_bounds(subject: Subject, saddle: Saddle, proved: float, lower: float, scale: float):
    bounds = {"lower": lower * scale, "upper": proved * scale, "u*v": saddle.orthogonality}
    return _result(
        subject,
        log10(saddle.sigma) + math.log10(scale),
        saddle.z * scale,
        saddle.method,
        "upper bound",
        max(proved / saddle.sigma - 1.0, 0.0),
        "a matrix this near with a multiple eigenvalue",
        bounds,
    )


def _result(subject, depth, at, method, status, tolerance=0.0, note="", bounds=None) -> Scalar:
    """``depth`` is log10 of the value."""
    parameters = {"log10": depth} | (bounds or {})
    value = math.inf if depth > 308.25 else 10.0**depth
    return Scalar(
        _NAME,
        value,
        at,
        method,
        status,
        tolerance,
        note,
        label=subject.label,
        parameters=parameters,
    )
