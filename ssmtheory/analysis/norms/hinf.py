"""The H∞ norm and where it is attained: local search at the poles, one check of globality.

The highest of the samples at the poles' frequencies is climbed to its top; the eigenvalues of
a Hamiltonian matrix at that level (plus a tolerance) then point at every other interval that
is higher, where the climb goes on.  Usually there is none, and one eigenproblem is all.
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy.optimize as spo

from ssmtheory.analysis.norms.h2 import unstable_scalar
from ssmtheory.analysis.norms.hinf_level import LevelSet, level_set
from ssmtheory.analysis.norms.plant import Plant, as_plant, difference, in_range
from ssmtheory.analysis.norms.stability import verdict
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.families import Family
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF

# Up to this order the 2N eigenvalues of a Hamiltonian matrix cost less than some ten seconds.
HAMILTONIAN_ORDER = 600
# The level shown to be exceeded nowhere is the norm plus this share.
MARGIN = 1e-10
_CLIMBS = 3
_FLAT = 8 * DOUBLE_UNIT_ROUNDOFF
_MOST_ROUNDS = 30


def hinf_norm(x, N=None, *, C=None, form: str = "dplr", rho=None) -> Scalar:
    """‖G‖_∞ = sup_ω σ_max(G(iω)), or sup over the unit circle in discrete time.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation; complex coefficients too.
    C, form, rho : of a family, as for ``kernel``; C = None stands for all states.

    ``at`` is the frequency ω in 1/time, over all of ℝ for a complex system, ω ≥ 0 for a real
    one, inf when the supremum is approached as ω → ∞; |ω| ≤ π/dt in discrete time.  inf for an
    unstable system, with the pole in ``at``.  "converged": no frequency exceeds
    value·(1 + tolerance); "lower bound": above order 600 that is only sampled.
    Raises ``InputError`` for shapes that do not fit.
    Source: [benner-mitchell2018], [boyd-balakrishnan1990].
    """
    return plant_hinf(as_plant(x, N, C=C, form=form, rho=rho))


def hinf_distance(first, second, N=None) -> Scalar:
    """‖G₁ − G₂‖_∞ of two families at N or two representations; shapes must agree."""
    # N is the size of families; a representation keeps its own order
    sized = [as_plant(x, N if isinstance(x, str | Family) else None) for x in (first, second)]
    return plant_hinf(difference(*sized), "H-infinity distance")


def plant_hinf(plant: Plant, name: str = "H-infinity norm") -> Scalar:
    """``hinf_norm`` of a plant; ``name`` is what the result calls itself."""
    tail = {"label": plant.label}
    stable = verdict(plant)
    if stable.pole is not None:
        return unstable_scalar(name, stable, tail)
    plant, unit = in_range(plant)
    gain = Gain(plant)
    best, margin = gain.feedthrough(), 0.0
    if plant.order == 0:
        method, status, why = "feedthrough", "exact", "G = D"
    else:
        best = max(best, gain.climb_all(gain.samples()), key=lambda top: top.value)
        method, status, why = "sampled at the poles", "lower bound", ""
        margin = MARGIN
    if 0 < plant.order <= HAMILTONIAN_ORDER:
        best, margin, why = certified(gain, level_set(plant), best)
        method = "local search, Hamiltonian"
        status = "converged" if why else "uncertified"
    return Scalar(name, unit * best.value, best.at, method, status, margin, why, **tail)


@dataclass(frozen=True)
class Top:
    """σ_max = value at the frequency ``at``."""

    value: float
    at: float


@dataclass(frozen=True, eq=False)
class Gain:
    """ω ↦ σ_max(G(iω)), or θ ↦ σ_max(G(e^{iθ})) in discrete time; ω = θ/dt outside."""

    plant: Plant

    def __call__(self, omega) -> np.ndarray:
        omega = np.asarray(omega, dtype=float)
        s = 1j * omega if self.plant.dt is None else np.exp(1j * omega)
        G = self.plant.transfer(s)
        if self.plant.D.size == 1:
            return np.abs(G[:, 0, 0])
        if min(self.plant.D.shape) == 1:
            return np.linalg.norm(G, axis=(1, 2))
        return np.linalg.norm(G, 2, axis=(1, 2))

    def feedthrough(self) -> Top:
        """σ_max(D) as ω → ∞; in discrete time no frequency stands for it."""
        if self.plant.dt is not None and self.plant.order:
            return Top(-math.inf, 0.0)
        D = self.plant.D
        return Top(float(np.linalg.norm(D, 2)), math.inf if self.plant.order else 0.0)

    def samples(self) -> np.ndarray:
        """Ascending frequencies: those of the poles, and for a real system 0 (and π)."""
        poles = self.plant.poles
        if self.plant.dt is None:
            spots = np.append(poles.imag, 0.0)
        else:
            spots = np.concatenate([np.angle(poles), [0.0, math.pi]])
        return np.unique(np.abs(spots) if self.plant.real else spots)

    def climb_all(self, omega: np.ndarray) -> Top:
        """The highest top that is reached from the best local maxima among the samples."""
        values = self(omega)
        padded = np.concatenate([[-np.inf], values, [-np.inf]])
        peaks = np.flatnonzero((values >= padded[:-2]) & (values >= padded[2:]))
        peaks = peaks[np.argsort(values[peaks])[-_CLIMBS:]]
        tops = [self.climb(omega[j], float(values[j])) for j in peaks]
        return max(tops, key=lambda top: top.value)

    def climb(self, start: float, height: float) -> Top:
        """Bracket the maximum about ``start`` by steps that double, then Brent's method."""
        width = self._width(start)
        low, high = start - width, start + width
        f_low, f_high = self(np.array([low, high]))
        middle = start
        for _ in range(200):
            if f_low <= height >= f_high:
                break
            if f_low > f_high:
                high, middle, height = middle, low, float(f_low)
                low = middle - 2 * (high - middle)
                f_low, f_high = self(np.array([low, high]))
            else:
                low, middle, height = middle, high, float(f_high)
                high = middle + 2 * (middle - low)
                f_low, f_high = self(np.array([low, high]))
        found = spo.minimize_scalar(
            lambda w: -float(self(np.array([w]))[0]),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-9 * (high - low)},
        )
        if -found.fun > height * (1 + _FLAT):  # rounding on a flat top moves no peak
            middle, height = float(found.x), float(-found.fun)
        return Top(height, self._place(middle))

    def parameter(self, at: float) -> float:
        """The argument of ``__call__`` for a frequency ω."""
        return at if self.plant.dt is None else at * self.plant.dt

    def noise(self, top: Top) -> float:
        """Relative rounding error of the gain at its top, to first order.

        A is known to E, ‖E‖ = u‖A‖, which moves G by C R E R B; of a mode, s − λ to u|s − λ|.
        """
        if not math.isfinite(top.at) or top.value == 0.0:
            return 16 * DOUBLE_UNIT_ROUNDOFF
        omega = self.parameter(top.at)
        s = 1j * omega if self.plant.dt is None else np.exp(1j * omega)
        moved = self.plant.sensitivity(s) / top.value
        return 16 * DOUBLE_UNIT_ROUNDOFF * (1.0 + moved)

    def _width(self, start: float) -> float:
        """Half the distance from the boundary to the pole whose peak this may be."""
        s = 1j * start if self.plant.dt is None else np.exp(1j * start)
        gap = float(np.abs(s - self.plant.poles).min())
        return max(gap / 2, 1e-14 * abs(start), 1e-300)

    def _place(self, omega: float) -> float:
        if self.plant.dt is not None:
            omega = math.remainder(omega, 2 * math.pi)
        if self.plant.real:
            omega = abs(omega)
        return omega if self.plant.dt is None else omega / self.plant.dt


def certified(gain: Gain, levels: LevelSet, best: Top) -> tuple[Top, float, str]:
    """(top, relative margin, certificate): climbs wherever a level set rises above the top."""
    for _ in range(_MOST_ROUNDS):
        margin = max(MARGIN, 4 * gain.noise(best))
        if best.value == 0.0:
            # σ_max(G) is 0 at every sample: the level must be positive to be asked for
            margin, level = 0.0, float(np.finfo(float).tiny ** 0.5)
        else:
            level = best.value * (1 + margin)
        if margin >= 1.0:
            break
        omega = levels.crossings(level)
        omega = np.unique(np.abs(omega) if gain.plant.real and gain.plant.dt is None else omega)
        omega = np.sort(np.concatenate([omega, omega[1:] / 2 + omega[:-1] / 2]))
        values = gain(omega)
        if not (values > level).any():
            return best, margin, "no frequency above value·(1 + tolerance): Hamiltonian eigenvalues"
        best = max(best, gain.climb_all(omega), key=lambda top: top.value)
    return best, 1.0, ""
