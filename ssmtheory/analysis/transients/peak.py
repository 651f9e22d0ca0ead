r"""The global maximum of ‖e^{tA}‖₂ over t ≥ 0, with an upper bound between the nodes.

Once ‖e^{τA}‖ < 1 nothing after τ exceeds the supremum S over [0, τ]: e^{(τ+s)A} = e^{sA}e^{τA}.
Within [a, a + h] linear interpolation of e^{tA} leaves at most (h²/8) max ‖A²e^{tA}‖, so that

    ‖e^{tA}‖ ≤ F + (h²/8) G,   F = max(‖e^{aA}‖, ‖e^{(a+h)A}‖),   G = max_{s≤h} ‖A²e^{(a+s)A}‖.

G ≤ ‖A²e^{aA}‖ max_{s≤h} ‖e^{sA}‖, where the maximum is at most e^{ωh}; it is also at most S,
and where S is attained in this interval S ≤ F + cS with c = (h²/8) ‖A²e^{aA}‖, so that
S ≤ F/(1 − c).  Taylor's formula for A²e^{(a+s)A}, whose remainder is at most
(h^m/m!) ‖A^m‖ G, bounds G by powers that decay like the spectral radius, not like ‖A‖:

    G ≤ Σ_{k<m} (h^k/k!) ‖A^{k+2}e^{aA}‖ / (1 − (h^m/m!) ‖A^m‖).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from ssmtheory.analysis.transients.semigroup import Semigroup

_TOLERANCE = 1e-6  # relative excess over the peak that the covering leaves open
_WORK = 3e10  # floating-point operations for the covering
_DOUBLINGS = 60
_TERMS = 8  # m


@dataclass(frozen=True)
class Peak:
    """max ‖e^{tA}‖ ≥ ``value`` at ``t``, and ≤ value (1 + excess); excess inf: not covered."""

    t: float
    value: float
    excess: float
    certificate: str


def find_peak(A: np.ndarray, flow: Semigroup, omega: float, end: float | None) -> Peak:
    """The peak of ‖e^{tA}‖ for numerical abscissa ω > 0; ``end`` as ``decay_time`` gives it."""
    path = _Path(A, flow, omega)
    horizon = end or 1e3 / omega
    path.extend(np.concatenate([horizon * 2.0 ** -np.arange(48.0), horizon * _SHARES]))
    path.polish()
    if end is None:
        return Peak(path.t, path.best, math.inf, "no decay was found")
    for _ in range(64):
        fresh = path.undecided()
        if fresh.size == 0 or (path.t_nodes.size + fresh.size) > path.budget:
            break
        path.extend(fresh)
        path.polish()
    excess = path.bound() / path.best - 1.0
    note = "covered up to a time at which the norm is below 1"
    return Peak(path.t, path.best, max(excess, 1e-15), note)


_SHARES = np.linspace(0.0, 1.0, 33)


def decay_time(flow: Semigroup, omega: float) -> float | None:
    """A time τ with ‖e^{τA}‖ < 1, None when even 2⁶⁰/ω is not enough.

    e^{tA} = E e^{μt} with an eigenvalue of E near 1: where E has lost it rounding has taken over.
    """
    tau = 1.0 / omega
    for _ in range(_DOUBLINGS):
        E, shift = flow.factors(tau)
        norm = float(np.linalg.norm(E, 2)) if np.isfinite(E).all() else 0.0
        if norm < 0.5:
            return None
        if math.log(norm) + shift < -0.1:
            return tau
        tau *= 2
    return None


class _Path:
    """Nodes t with ‖e^{tA}‖ and ‖A^{k+2}e^{tA}‖/k!, the best point, bounds between nodes."""

    def __init__(self, A: np.ndarray, flow: Semigroup, omega: float):
        self.flow, self.omega, self.A = flow, omega, A
        self.budget = max(400, int(_WORK / (200.0 * A.shape[0] ** 3 + 2e5)))
        self.t_nodes = np.array([0.0])
        last = np.linalg.norm(np.linalg.matrix_power(A, _TERMS))
        self.remainder = float(last) / math.factorial(_TERMS)
        self.norms, self.bends = np.array([1.0]), self._bend(0.0)[None, 1:]
        self.t, self.best = 0.0, 1.0

    def _bend(self, t: float) -> np.ndarray:
        """‖e^{tA}‖ and ‖A^{k+2}e^{tA}‖/k! for k < m (Frobenius norms bound those with k > 0)."""
        E, shift = self.flow.factors(t)
        power, out = self.A @ (self.A @ E), [np.linalg.norm(E, 2)]
        for k in range(_TERMS):
            norm = np.linalg.norm(power, None if k else 2)
            out.append(norm / math.factorial(k))
            power = self.A @ power
        return np.array(out) * math.exp(shift)

    def extend(self, times: np.ndarray) -> None:
        """Add nodes."""
        times = np.setdiff1d(times, self.t_nodes)
        found = np.array([self._bend(float(t)) for t in times]).reshape(-1, 1 + _TERMS)
        order = np.argsort(np.concatenate([self.t_nodes, times]), kind="stable")
        self.t_nodes = np.concatenate([self.t_nodes, times])[order]
        self.norms = np.concatenate([self.norms, found[:, 0]])[order]
        self.bends = np.concatenate([self.bends, found[:, 1:]])[order]

    def polish(self) -> None:
        """Brent's method between the neighbours of the highest node, if it beats the best."""
        k = int(np.argmax(self.norms))
        if self.norms[k] <= self.best:
            return
        low = self.t_nodes[max(k - 1, 0)]
        high = self.t_nodes[min(k + 1, self.t_nodes.size - 1)]
        found = minimize_scalar(
            lambda t: -self.flow.log_norm(t),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-9 * high},
        )
        self.t, self.best = float(self.t_nodes[k]), float(self.norms[k])
        if math.exp(-found.fun) > self.best:
            self.t, self.best = float(found.x), math.exp(-found.fun)

    def undecided(self) -> np.ndarray:
        """Midpoints of the gaps that may hold more than best · (1 + tolerance)."""
        gaps = np.flatnonzero(self._bounds() > self.best * (1 + _TOLERANCE))
        return (self.t_nodes[gaps] + self.t_nodes[gaps + 1]) / 2

    def bound(self) -> float:
        """An upper bound of the supremum over all gaps."""
        return max(float(self._bounds().max()), self.best)

    def _bounds(self) -> np.ndarray:
        h, left = np.diff(self.t_nodes), self.norms[:-1]
        ends = np.maximum(left, self.norms[1:])
        c = h * h / 8 * self.bends[:-1, 0]
        with np.errstate(over="ignore", divide="ignore"):
            growth = np.exp(self.omega * h)
            attained = np.where(c < 1, ends / np.maximum(1 - c, 1e-300), np.inf)
            bounds = [
                ends + c * growth,
                attained,
                left * growth,
                ends + h * h / 8 * self._taylor(h),
            ]
            return np.min(bounds, axis=0)

    def _taylor(self, h: np.ndarray) -> np.ndarray:
        """The bound of G that Taylor's formula gives, inf where it gives none."""
        total = np.polynomial.polynomial.polyval(h, self.bends[:-1].T, tensor=False)
        rest = 1.0 - h**_TERMS * self.remainder
        return np.where(rest > 0, total / np.maximum(rest, 1e-300), np.inf)
