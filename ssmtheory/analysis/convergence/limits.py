r"""Where the distances of LegS and LagT from their forms go: N^p · distance → c, in closed form.

With G = x_k, r = √(2k+1) for LegS and 1 for LagT, û the input, ρ < 1 for the rank-one form:

                LegS, diagonal      LegS, rank-one               LagT, rank-one
    l2     p, c  0,  r/2            ½,  rρ/(√2 (1−ρ²)^{1/4})     0,  ρ/√(1−ρ²) at every N
    hinf         0,  2r/π           1,  rρ/√(1−ρ²)               0,  2ρ/(1−ρ)
    weak         1,  ‖ωGû‖          1,  ρ‖ωGû‖                   0,  ρ/√(1−ρ²) ‖Gû‖
    sup          ≥ r/2 at every N   0,  r sup_τ |e(τ)| (ρ ≤ 0.95; above, ≥ rρ/(1+ρ) at every N)

On the axis T_N = |T_N| e^{iθ} with θ fast, and the mean of |1+ae^{iθ}|^{−2} is 1/(1−a²), its
supremum 1/(1−a)²; |T_N| is ω/√(ω²+N²) for LegS and 1 for LagT.  Near t = 0, on the scale 1/N²
(LegS) or 1/N (LagT), T_N becomes e^{−1/σ}, and the error becomes r e(τ) with

    e(τ) = Σ_{j≥1} (−ρ)^j J_0(2√(jτ)),       e(0) = −ρ/(1+ρ).

At ρ = 1 the spikes of width ½ at the poles −½ ± iω_m carry the error of LegS, and LagT's poles
reach the axis: inf, inf, inf and ≥ ½ at every N.
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy.special as sps

from ssmtheory.analysis.norms import h2_norm
from ssmtheory.families import family
from ssmtheory.systems import StateSpace

_LAYER_POINTS = 1 << 12
_LAYER_TERMS = 1 << 22
_LAYER_RHO = 0.95  # above it e decays too slowly for a scan, and N must be huge to see it
_LAYER_PEAKS = 8


@dataclass(frozen=True)
class Limit:
    """N^exponent · distance → constant; where ``bound``, distance ≥ constant at every N.

    ``statement`` is the constant as a formula.
    """

    exponent: float
    constant: float
    statement: str
    bound: bool = False

    @property
    def converges(self) -> bool:
        """The distance tends to 0."""
        return self.exponent > 0 and not self.bound

    def predicted(self, N: int) -> float:
        """The leading term at N, or the lower bound."""
        return self.constant / N**self.exponent

    def to_json(self) -> dict:
        finite = math.isfinite(self.constant)
        return {
            "exponent": self.exponent,
            "constant": self.constant if finite else "inf",
            "statement": self.statement,
            "lower_bound": self.bound,
        }


def exact_limit(
    kind: str | None, quantity: str, *, form: str, rho=None, state: int = 0, decay: float = 1.0
) -> Limit | None:
    """The limit of a chain ("legs", "lagt") and its form; None where no theorem is known.

    ``kind`` is ``Family.allpass``.  The input of "weak" is u(t) = e^{−decay·t}.
    """
    if kind not in ("legs", "lagt") or form not in ("diagonal", "rank-one"):
        return None
    strength = 1.0 if form == "diagonal" else float(rho)
    r = math.sqrt(2 * state + 1) if kind == "legs" else 1.0
    if strength == 1:
        return _legs_diagonal(quantity, r, state, decay) if kind == "legs" else _lagt_axis(quantity)
    if quantity == "sup" and strength > _LAYER_RHO:
        return Limit(0, r * strength / (1 + strength), "≥ rρ/(1+ρ), at t = 0", bound=True)
    if quantity == "sup":
        return Limit(0, r * layer_supremum(strength), "r sup|e|, e = Σ (−ρ)^j J₀(2√(jτ))")
    build = _legs_rank_one if kind == "legs" else _lagt_rank_one
    return build(quantity, strength, r, state, decay)


def _legs_diagonal(quantity: str, r: float, state: int, decay: float) -> Limit:
    if quantity == "sup":
        return Limit(0, r / 2, "≥ r/2, at t = 0", bound=True)
    if quantity == "l2":
        return Limit(0, r / 2, "r/2")
    if quantity == "hinf":
        return Limit(0, 2 * r / math.pi, "2r/π")
    return Limit(1, response_norm("legs", state, decay, derivative=True), "‖ωGû‖/N")


def _legs_rank_one(quantity: str, rho: float, r: float, state: int, decay: float) -> Limit:
    root = math.sqrt(1 - rho**2)
    if quantity == "l2":
        return Limit(0.5, r * rho / math.sqrt(2 * root), "rρ/(√(2N)(1−ρ²)^¼)")
    if quantity == "hinf":
        return Limit(1, r * rho / root, "rρ/(N√(1−ρ²))")
    return Limit(1, rho * response_norm("legs", state, decay, derivative=True), "ρ‖ωGû‖/N")


def _lagt_rank_one(quantity: str, rho: float, r: float, state: int, decay: float) -> Limit:
    ratio = rho / math.sqrt(1 - rho**2)
    if quantity == "l2":
        return Limit(0, ratio, "ρ/√(1−ρ²), at every N")
    if quantity == "hinf":
        return Limit(0, 2 * rho / (1 - rho), "2ρ/(1−ρ)")
    own = response_norm("lagt", state, decay, derivative=False)
    return Limit(0, ratio * own, "ρ‖Gû‖/√(1−ρ²)")


def _lagt_axis(quantity: str) -> Limit:
    if quantity == "sup":
        return Limit(0, 0.5, "≥ ½, at t = 0", bound=True)
    return Limit(0, math.inf, "∞: poles on the imaginary axis", bound=True)


def response_norm(kind: str, state: int, decay: float, *, derivative: bool) -> float:
    """‖x_k û‖_{L2}, or ‖ω x_k û‖, û = 1/(s + decay): H2 norm of the system behind a filter."""
    A, B = family(kind).arrays(state + 1)
    series = np.block([[A, B[:, None]], [np.zeros((1, state + 1)), np.array([[-decay]])]])
    C = np.append(A[state], B[state]) if derivative else np.eye(1, state + 2, state)[0]
    return h2_norm(StateSpace(series, np.eye(1, state + 2, state + 1)[0], C)).value


def layer(tau, rho: float) -> np.ndarray:
    """e(τ) = Σ_{j≥1} (−ρ)^j J_0(2√(jτ)), shape of τ; the terms end where ρ^j < u/4."""
    tau = np.asarray(tau, dtype=float)
    j = np.arange(1, math.ceil(math.log(2.0**-55) / math.log(rho)) + 1)
    step = max(1, _LAYER_TERMS // j.size)
    rows = (tau.ravel()[i : i + step, None] for i in range(0, tau.size, step))
    signs = np.where(j % 2, -1.0, 1.0) * rho**j
    values = [sps.j0(2 * np.sqrt(row * j)) @ signs for row in rows]
    return np.concatenate(values).reshape(tau.shape)


def layer_supremum(rho: float) -> float:
    """sup_{τ ≥ 0} |e(τ)|, 0 < ρ < 1: a scan in √τ over the first mode's decay, refined once.

    The modes of e decay like e^{−|log ρ| τ/(log²ρ + π²(2m+1)²)} with amplitudes ~1/(2m+1).
    """
    slow = -math.log(rho) / (math.log(rho) ** 2 + math.pi**2)
    roots = np.linspace(0.0, math.sqrt(40.0 + 4 / slow), _LAYER_POINTS)
    values, step = np.abs(layer(roots**2, rho)), roots[1]
    tops = roots[np.argsort(values)[-_LAYER_PEAKS:], None]
    fine = np.abs(tops + step * np.linspace(-1.0, 1.0, 129))
    return max(float(values.max()), float(np.abs(layer(fine**2, rho)).max()))
