"""Which pseudospectrum is proved to lie inside a window.

Every component of Λ_ε(A) contains an eigenvalue.  If all eigenvalues are inside the window
and σ_min > ε on its edge, no component crosses the edge, so Λ_ε lies inside.

The edge: between samples σ_min falls by no more than the distance to them (it is 1-Lipschitz).
The eigenvalues: LAPACK's are those of A + E with ‖E‖ below the rounding floor, and while
σ_min > ‖E‖ on the edge none can cross it on the way from A to A + E.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.pseudospectra.adaptive import ACCURACY
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.spectra.spectrum import Spectrum, spectrum
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.families.rank_one import rank_one_family
from ssmtheory.precision import rounding_floor

# The proved level may fall short of the least sample on the edge by this factor.
_SHARP = 0.8
# Where σ_min is this small beside the window no affordable number of samples proves anything.
_HOPELESS = 1e-6
# Floating-point operations that the proof of one given level may take.
_PROOF_WORK = 1e9


def eigenvalue_estimates(subject: Subject, rho=None) -> tuple[np.ndarray, float]:
    """(eigenvalues, bound of the backward error ‖E‖ they carry; 0 where they are A's own)."""
    allpass = subject.family.allpass if subject.family is not None else None
    if rho is not None and allpass is None:
        subject = as_subject(rank_one_family(subject.family, rho), subject.N)
    elif rho is not None:
        return rank_one_spectrum(subject, rho).values, 0.0
    if allpass is not None:
        N = subject.order
        return -np.arange(1.0, N + 1) if allpass == "legs" else np.full(N, -0.5), 0.0
    if subject.is_diagonal:
        return subject.representation.lam, 0.0
    A, exponent = unit_scale(subject.matrix)
    if not np.triu(A, 1).any() or not np.tril(A, -1).any():
        return np.diag(subject.matrix), 0.0
    backward = rounding_floor(A.shape[0], float(np.linalg.norm(A)))
    values = spla.eigvals(A)
    scale = float(np.ldexp(1.0, exponent))
    return values * scale, backward * scale


def rank_one_spectrum(subject: Subject, rho) -> Spectrum:
    """Certified eigenvalues of A + τPPᵀ for 0 < ρ ≤ 1; ρ = 1 is the normal part."""
    if Fraction(rho) == 1:
        return spectrum(subject, part="normal")
    return spectrum(subject, rho=rho)


def unit_scale(A: np.ndarray) -> tuple[np.ndarray, int]:
    """(2^−e A, e) with entries of order one: neither end of the double range is reached."""
    largest = max(np.abs(A.real).max(), np.abs(A.imag).max())
    e = int(np.frexp(largest)[1]) if largest > 0 else 0
    return np.ldexp(A.real, -e) + (1j * np.ldexp(A.imag, -e) if A.imag.any() else 0.0), e


def contained_level(
    engine: SigmaMin, x: np.ndarray, y: np.ndarray, known, estimates, need: float | None = None
) -> float | None:
    """The largest log10 ε proved to have Λ_ε inside [x_0, x_−1] × [y_0, y_−1]; None for none.

    Parameters
    ----------
    engine : evaluates where the samples are too far apart, at most a tenth of the grid's points.
    x, y : the samples on the sides.
    known : (log10 σ, log10 floor) at the samples, each (ny, nx); None evaluates the edge.
    estimates : (eigenvalues, backward error) from ``eigenvalue_estimates``.
    need : only this level is of interest: any larger one found on the way is returned, and
        more points may be spent on it.
    """
    eigenvalues, backward = estimates
    inside = (x[0] < eigenvalues.real) & (eigenvalues.real < x[-1])
    inside &= (y[0] < eigenvalues.imag) & (eigenvalues.imag < y[-1])
    if not inside.all():
        return None
    unit = float(max(x[-1] - x[0], y[-1] - y[0]))
    z = edge(x[None, :] + 1j * y[:, None])
    found = engine.measure(z) if known is None else (edge(known[0]), edge(known[1]))
    bound = _edge_bound(engine, z, lower_bound(*found, unit), unit, _Effort.of(engine, x, y, need))
    if bound <= backward / unit or bound <= 0:
        return None
    return float(np.log10(bound) + np.log10(unit))


class _Effort(NamedTuple):
    """What to prove (log10 σ, None: as much as the samples allow) and for how many points."""

    need: float | None
    budget: int

    @classmethod
    def of(cls, engine: SigmaMin, x, y, need: float | None) -> "_Effort":
        if need is None:
            return cls(None, max(256, x.size * y.size // 10))
        return cls(need, int(np.clip(_PROOF_WORK / engine.work, 256, 50_000)))

    def goal(self, lower: np.ndarray, unit: float) -> float:
        """The bound to reach; 0 where it cannot be."""
        least = float(lower.min())
        if self.need is None:
            return _SHARP * least if least > _HOPELESS else 0.0
        goal = 10.0 ** np.clip(self.need - np.log10(unit), -300, 300) * (1 + ACCURACY)
        return float(goal) if least > goal else 0.0


def _edge_bound(engine: SigmaMin, z, lower, unit: float, effort: _Effort) -> float:
    """A lower bound of σ_min/unit on the closed polygon z, refined where it is not sharp."""
    spent = 0
    while (goal := effort.goal(lower, unit)) > 0:
        after, after_z = np.roll(lower, -1), np.roll(z, -1)
        step = np.abs(after_z - z) / unit * (1 + 1e-9)
        between = np.maximum((lower + after - step) / 2, np.maximum(lower, after) - step)
        between = np.minimum(between, np.minimum(lower, after))
        weak = np.flatnonzero(between < goal)
        spent += weak.size
        if not weak.size or spent > effort.budget:
            return float(between.min())
        middle = (z[weak] + after_z[weak]) / 2
        found = lower_bound(*engine.measure(middle), unit)
        z, lower = np.insert(z, weak + 1, middle), np.insert(lower, weak + 1, found)
    return 0.0


def lower_bound(log10_sigma, log10_floor, unit: float) -> np.ndarray:
    """A lower bound of σ/unit from a computed value, its floor and the accuracy above it."""
    shift = np.log10(unit)
    sigma = 10.0 ** np.clip(log10_sigma - shift, -300, 300)
    floor = 10.0 ** np.clip(log10_floor - shift, -320, 300)
    return sigma * (1 - ACCURACY) - floor


def edge(values: np.ndarray) -> np.ndarray:
    """The outermost entries of a rectangular array, once around."""
    return np.concatenate([values[0, :-1], values[:-1, -1], values[-1, :0:-1], values[:0:-1, 0]])
