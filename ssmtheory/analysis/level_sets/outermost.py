"""The point of {σ_min(zI − A) = ε} farthest right, or farthest from the origin: criss-cross.

Search along a curve (a vertical line, a circle) for stretches inside the ε-pseudospectrum,
then outwards from each; repeat on the curve through the farthest point until it stays
outside.  1/σ_min is subharmonic off the spectrum and vanishes at infinity, so a curve
without a point inside has none beyond it either [blo2003, section 3].
"""

import math
from dataclasses import dataclass

import numpy as np

from ssmtheory.analysis.level_sets.level_set import Dips, SigmaField
from ssmtheory.analysis.level_sets.minimum import least_on_interval
from ssmtheory.analysis.spectra.quick_spectrum import quick_spectrum

# The share by which σ exceeds ε at the foot of the last curve: the least tolerance.
_MARGIN = 1e-9
_MOST_STEPS = 60
_NEIGHBOURHOOD = 1e-2  # of the curve, where the last point is moved to the least σ


@dataclass(frozen=True)
class Outermost:
    """The point found (units of the field's scale), how far beyond it nothing lies, and why."""

    z: complex
    reach: float
    beyond: float
    certificate: str


class Rightward:
    """Curves Re z = const, moving right."""

    def __init__(self, field: SigmaField):
        self.field = field

    def distance(self, z) -> np.ndarray:
        return np.real(z)

    def direction(self, z) -> np.ndarray:
        return np.ones(np.shape(z), dtype=complex)

    def curve(self, distance: float, eps: float):
        return self.field.vertical(distance, (self.field.bound + eps) * (1 + 1e-12))


class Outward:
    """Curves |z| = const, moving away from 0."""

    def __init__(self, field: SigmaField):
        self.field = field

    def distance(self, z) -> np.ndarray:
        return np.abs(z)

    def direction(self, z) -> np.ndarray:
        return np.where(np.abs(z) > 0, np.exp(1j * np.angle(z)), 1.0)

    def curve(self, distance: float, eps: float):
        return self.field.circle(distance)


def outermost(field: SigmaField, sweep: Rightward | Outward, log_eps: float) -> Outermost | None:
    """The farthest point of the ε-pseudospectrum; None when no point inside it was found."""
    inside = _interior(field, log_eps)
    if inside.size == 0:
        return None
    farthest = inside[np.argsort(-sweep.distance(inside))[:4]]
    best = _farther(field, sweep, farthest, log_eps)
    for _ in range(_MOST_STEPS):
        beyond, dips = _look_beyond(field, sweep, best, log_eps)
        if not dips.stretches:
            best = _polished(field, sweep, best, log_eps)
            if sweep.distance(best) <= beyond:
                break
            continue
        curve = sweep.curve(beyond, math.exp(log_eps))
        t = np.array([[m, a / 2 + b / 2] for a, m, b in dips.stretches]).ravel()
        best = _farther(field, sweep, np.append(curve.points(t), best), log_eps)
    else:
        dips = Dips([])
    if field.real:
        best = _on_axis(field, sweep, best, beyond, log_eps)
    return Outermost(best, float(sweep.distance(best)), beyond, dips.certificate)


def _interior(field: SigmaField, log_eps: float) -> np.ndarray:
    """Eigenvalues at which σ_min < ε as computed; the certified ones where LAPACK's are not."""
    guesses = field.eigenvalues
    inside = guesses[field.log(guesses) < log_eps]
    if inside.size == 0 and field.known is None and field.subject.family is not None:
        guesses = quick_spectrum(field.subject).values / field.scale
        inside = guesses[field.log(guesses) < log_eps]
    return inside


def _farther(field, sweep, starts: np.ndarray, log_eps: float) -> complex:
    """The farthest end of the ways out of the starts that are inside; the last start counts."""
    starts = starts[(field.log(starts) < log_eps) | (starts == starts[-1])]
    ends = field.march(starts, sweep.direction(starts), log_eps)
    return complex(ends[np.argmax(sweep.distance(ends))])


def _look_beyond(field, sweep, best: complex, log_eps: float) -> tuple[float, Dips]:
    """Dips on the curve just beyond ``best``, where σ = ε + 4 floors on the way outwards."""
    margin = math.log1p(max(_MARGIN, 4 * field.noise(best)))
    end = field.march(np.array([best]), sweep.direction(np.array([best])), log_eps + margin)
    beyond = float(sweep.distance(end[0]))
    beyond += 2e-16 * max(abs(beyond), abs(best))
    return beyond, field.dips(sweep.curve(beyond, math.exp(log_eps)), log_eps)


def _polished(field, sweep, best: complex, log_eps: float) -> complex:
    """Slide along the curve to the least σ nearby, then outwards again."""
    distance = float(sweep.distance(best))
    curve = sweep.curve(distance, math.exp(log_eps))
    foot = float(curve.coordinate(best))
    reach = _NEIGHBOURHOOD * max(abs(foot), curve.t1 - curve.t0)
    found = least_on_interval(
        lambda t: field.log(curve.points(t)), foot - reach, foot, foot + reach
    )
    start = curve.points(np.array([found.at]))
    return _farther(field, sweep, np.append(start, best), log_eps)


def _on_axis(field, sweep, best: complex, beyond: float, log_eps: float) -> complex:
    """The end of the real axis's way out where it is as far, to the rounding of σ_min."""
    nearest = np.array([complex(np.real(best))])
    if abs(np.imag(best)) > 1e-4 * abs(best):
        return best
    gap = beyond - float(sweep.distance(best))
    start = nearest - 2 * gap * sweep.direction(nearest)
    if field.log(start)[0] >= log_eps:
        return best
    end = complex(field.march(start, np.sign(sweep.direction(nearest).real), log_eps)[0])
    slack = np.clip(field.noise(best) / _MARGIN, 1e-3, 1.0) * gap + 4e-16 * abs(best)
    return end if sweep.distance(end) >= sweep.distance(best) - slack else best
