"""On which side of the boundary of the stable region the eigenvalues lie."""

import math
from dataclasses import dataclass
from functools import partial

import flint
import numpy as np

from ssmtheory.analysis.level_sets.level_set import SigmaField
from ssmtheory.analysis.spectra.multiplicity import repeated_condition
from ssmtheory.analysis.spectra.quick_spectrum import quick_spectrum
from ssmtheory.analysis.spectra.spectrum import Spectrum
from ssmtheory.precision import rounding_floor, working_precision

# Holds the square of a double exactly.
_BITS = 2200


@dataclass(frozen=True)
class Stability:
    """Where the eigenvalues lie.

    place : "inside" (all of them), "boundary" (one on it, none beyond), "outside" (one beyond),
        each beyond doubt; or "unknown".
    worst : the outermost, in units of the field's scale.
    defective : on the boundary: it is proved to have too few eigenvectors.
    """

    place: str
    worst: complex
    defective: bool = False


def margin_of(lam: np.ndarray, one: float, discrete: bool) -> np.ndarray:
    """Re λ, or |λ| − one: positive outside the stable region."""
    return np.abs(lam) - one if discrete else np.real(lam)


def stability(
    field: SigmaField, discrete: bool, log_beta: float, known: Spectrum | None = None
) -> Stability:
    """Stable or not, from the eigenvalues and ln min σ_min on the boundary.

    LAPACK's eigenvalues are those of A + E with ‖E‖ below the rounding floor; as long as β is
    above it no eigenvalue crosses the boundary between A and A + E, so that the answer is A's.
    Below it balls decide: the diagonal of a triangular A, ``known``, or ``quick_spectrum``.
    """
    lam = field.eigenvalues
    if log_beta > math.log(rounding_floor(field.subject.order, field.bound) or 1e-300):
        margin = margin_of(lam, 1 / field.scale, discrete)
        j = int(np.argmax(margin))
        return Stability("outside" if margin[j] > 0 else "inside", complex(lam[j]))
    if known is None and field.engine.method == "triangular-lanczos":
        return _of_diagonal(field, discrete)
    found = known or (field.known or partial(quick_spectrum, field.subject))()
    balls = [e.ball for e in found.eigenvalues]
    place, j = _outermost(balls, discrete)
    if found.status == "uncertified":
        place = "unknown"
    kappas = [e.kappa for e in found.eigenvalues]
    defective = any(
        kappa is not None and not kappa.is_finite() and _side(ball, discrete) == 0
        for ball, kappa in zip(balls, kappas, strict=True)
    )
    return Stability(place, complex(balls[j]) / field.scale, place == "boundary" and defective)


def _of_diagonal(field: SigmaField, discrete: bool) -> Stability:
    lam = np.diagonal(field.subject.matrix)
    balls = [flint.acb(complex(v)) for v in lam]
    place, j = _outermost(balls, discrete)
    defective = False
    if place == "boundary":
        on = {v.item() for v, b in zip(lam, balls, strict=True) if _side(b, discrete) == 0}
        kappas = [repeated_condition(field.subject.matrix, v) for v in on]
        defective = any(kappa is not None and not kappa.is_finite() for kappa in kappas)
    return Stability(place, complex(lam[j]) / field.scale, defective)


def _outermost(balls: list[flint.acb], discrete: bool) -> tuple[str, int]:
    """The place as of ``Stability`` and the index of an eigenvalue that shows it."""
    sides = [_side(ball, discrete) for ball in balls]
    values = np.array([complex(ball) for ball in balls])
    if 1 in sides:
        place, chosen = "outside", [j for j, s in enumerate(sides) if s == 1]
    elif None in sides:
        place, chosen = "unknown", range(len(sides))
    elif 0 in sides:
        place, chosen = "boundary", [j for j, s in enumerate(sides) if s == 0]
    else:
        place, chosen = "inside", range(len(sides))
    return place, max(chosen, key=lambda j: margin_of(values[j], 1.0, discrete))


def _side(ball: flint.acb, discrete: bool) -> int | None:
    """−1 inside, 0 exactly on the boundary, 1 outside, None when the ball does not decide."""
    with working_precision(_BITS):
        margin = ball.real**2 + ball.imag**2 - 1 if discrete else ball.real
        if margin > 0 or margin < 0:
            return 1 if margin > 0 else -1
        return 0 if margin == 0 else None
