"""Discretisation rules as objects: what each makes of a mode λ, of a matrix A, and of a step Δ.

    x_{k+1} = Ā x_k + B̄ u_k
    GBT(α)  Ā = (I − αΔA)⁻¹(I + (1−α)ΔA),  B̄ = (I − αΔA)⁻¹ΔB
            α = 0 Euler, α = 1 backward, α = ½ bilinear
    ZOH     Ā = e^{ΔA},  B̄ = Δφ₁(ΔA)B,  φ₁(z) = (e^z − 1)/z: u constant over a step
    Dirac   Ā = e^{ΔA},  B̄ = B: u a train of impulses

Everything is computed in double precision, and rounded once to the type of the system.
"""

from dataclasses import dataclass
from numbers import Real
from typing import NamedTuple

import numpy as np
import scipy.linalg as spla

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.kernels.powers import exponential_ladder, moebius, square_ladder

# Below it φ₁ is 1 + z/2 to double precision: the next term is z²/6 < 2e−17.
_SERIES = 1e-8
_TERMS = 15  # of e^M − I at ‖M‖ ≤ ½: the first one left out is below 2^−16/16! < 1e−18


class DiscreteModes(NamedTuple):
    """λ̄ and the factor B̄/B of every mode, both of shape ``dt.shape + lam.shape[-1:]``."""

    lam: np.ndarray
    gain: np.ndarray


def phi1(z) -> np.ndarray:
    """φ₁(z) = (e^z − 1)/z, φ₁(0) = 1; relative error a few u also for |z| ≪ 1.

    Complex or real, any shape; single precision in, single precision out, with the work in
    double.  Near z = 2πik, k ≠ 0, the error is a few u of |e^z|/|z| (φ₁ vanishes there).
    """
    z = np.asarray(z)
    wide = z.astype(np.result_type(z.dtype, np.float64), copy=False)
    small = np.abs(wide) < _SERIES  # also: the quotient of two subnormal numbers has no digits
    safe = np.where(small, 1.0, wide)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        value = np.where(small, 1.0 + wide / 2, np.expm1(safe) / safe)
        return value.astype(np.result_type(z.dtype, np.float32))


def expm1(M: np.ndarray) -> np.ndarray:
    """e^M − I: the Taylor polynomial where ‖M‖₁ ≤ ½ (relative accuracy), else ``expm`` less I."""
    eye = np.eye(M.shape[0])
    if np.linalg.norm(M, 1) > 0.5:
        return spla.expm(M) - eye
    total = eye
    for k in range(_TERMS, 1, -1):
        total = eye + M @ total / k
    return M @ total


@dataclass(frozen=True)
class GBT:
    """The generalised bilinear transform, 0 ≤ α ≤ 1.  Source: [lssl, §2, Eq. (3)]."""

    alpha: float

    def __post_init__(self):
        number = isinstance(self.alpha, Real) and not isinstance(self.alpha, bool)
        if not number or not 0.0 <= self.alpha <= 1.0:
            raise InputError(f"alpha must be a number between 0 and 1, not {self.alpha!r}.")

    @property
    def name(self) -> str:
        known = {0.0: "euler", 0.5: "bilinear", 1.0: "backward"}
        return known.get(self.alpha, f"gbt({self.alpha:g})")

    def modes(self, lam, dt) -> DiscreteModes:
        """λ̄ = (1 + (1−α)Δλ)/(1 − αΔλ), B̄/B = Δ/(1 − αΔλ)."""
        dt = np.asarray(dt, dtype=float)[..., None]
        z = dt * lam
        solve = 1.0 - self.alpha * z
        if np.any(solve == 0):
            raise InputError("1 − αΔλ vanishes for a mode: the rule has no step; change dt.")
        return DiscreteModes((1.0 + (1.0 - self.alpha) * z) / solve, dt / solve)

    def ladder(self, lam, dt, levels: int) -> np.ndarray:
        """λ̄^{2^j}, j < levels: shape ``(levels, *dt.shape, M)``."""
        lam, dt = _every_mode(lam, dt)
        parts = np.empty((4, lam.size))
        moebius(lam.flatten(), dt.flatten(), float(self.alpha), parts)
        return _squared(parts, levels).reshape(levels, *lam.shape)

    def increment(self, A, dt: float) -> np.ndarray:
        """Ā − I = (I − αΔA)⁻¹ΔA, to relative accuracy also for small Δ."""
        return self.dense(A, A, dt)[1]

    def dense(self, A, B, dt: float):
        """(Ā, B̄), B (N,) or (N, m), by one LU factorisation of I − αΔA."""
        eye, N = np.eye(A.shape[0]), A.shape[0]
        sides = np.column_stack([eye + (1.0 - self.alpha) * dt * A, dt * B])
        try:
            found = np.linalg.solve(eye - self.alpha * dt * A, sides)
        except np.linalg.LinAlgError:
            raise InputError("I − αΔA is singular: the rule has no step; change dt.") from None
        return found[:, :N], found[:, N:].reshape(B.shape)


@dataclass(frozen=True)
class ZOH:
    """Zero-order hold: exact for an input that is constant over each step."""

    name = "zoh"

    def modes(self, lam, dt) -> DiscreteModes:
        """λ̄ = e^{Δλ}, B̄/B = Δφ₁(Δλ)."""
        dt = np.asarray(dt, dtype=float)[..., None]
        with np.errstate(over="ignore", under="ignore"):
            return DiscreteModes(np.exp(dt * lam), dt * phi1(dt * lam))

    def ladder(self, lam, dt, levels: int) -> np.ndarray:
        """λ̄^{2^j} = e^{2^j Δλ}, j < levels: shape ``(levels, *dt.shape, M)``."""
        lam, dt = _every_mode(lam, dt)
        out = np.empty((levels, lam.size), dtype=complex)
        exponential_ladder(lam.flatten(), dt.flatten(), out)
        return out.reshape(levels, *lam.shape)

    def increment(self, A, dt: float) -> np.ndarray:
        """Ā − I = e^{ΔA} − I, to relative accuracy also for small Δ."""
        return expm1(dt * A)

    def dense(self, A, B, dt: float):
        """(Ā, B̄) from one exponential: exp(Δ[[A, B], [0, 0]]) = [[Ā, B̄], [0, I]]."""
        N, columns = A.shape[0], B.reshape(A.shape[0], -1)
        m = columns.shape[1]
        joint = np.zeros((N + m, N + m), dtype=np.result_type(A, B))
        joint[:N, :N], joint[:N, N:] = dt * A, dt * columns
        joint = spla.expm(joint)
        return joint[:N, :N], joint[:N, N:].reshape(B.shape)


@dataclass(frozen=True)
class Dirac:
    """Exact for an input that is a train of impulses: Ā = e^{ΔA}, B̄ = B."""

    name = "dirac"

    def modes(self, lam, dt) -> DiscreteModes:
        """λ̄ = e^{Δλ}, B̄/B = 1."""
        found = ZOH().modes(lam, dt)
        return DiscreteModes(found.lam, np.ones_like(found.gain))

    def ladder(self, lam, dt, levels: int) -> np.ndarray:
        """λ̄^{2^j} = e^{2^j Δλ}, j < levels."""
        return ZOH().ladder(lam, dt, levels)

    def increment(self, A, dt: float) -> np.ndarray:
        """Ā − I = e^{ΔA} − I."""
        return expm1(dt * A)

    def dense(self, A, B, dt: float):
        """(e^{ΔA}, B)."""
        return spla.expm(dt * A), B


@dataclass(frozen=True)
class LogTimeZOH:
    """t x' = A x + B u from t = k to k+1, u constant: ZOH with Δ = log(1 + 1/k), k = 1, 2, ….

    The rule of the scaled families (LegS): exact in the variable log t.  It differs from step
    to step, so a system discretised with it has no convolution kernel.
    Source: [hippo, §2.4] with the zero-order hold in place of the trapezoid.
    """

    name = "log-time-zoh"

    def step(self, k: int) -> float:
        """Δ = log(1 + 1/k) of step k ≥ 1."""
        if isinstance(k, bool) or not hasattr(k, "__index__") or k < 1:
            raise InputError(f"the step number k must be a whole number from 1 on, not {k!r}.")
        return float(np.log1p(1.0 / k))

    def modes(self, lam, dt) -> DiscreteModes:
        """ZOH's, with the step number k in place of dt."""
        return ZOH().modes(lam, self.step(dt))

    def dense(self, A, B, dt):
        """ZOH's, with the step number k in place of dt."""
        return ZOH().dense(A, B, self.step(dt))


Rule = GBT | ZOH | Dirac | LogTimeZOH
RULES: dict[str, Rule] = {
    "zoh": ZOH(),
    "bilinear": GBT(0.5),
    "euler": GBT(0.0),
    "backward": GBT(1.0),
    "dirac": Dirac(),
}


def as_rule(method: "str | Rule") -> Rule:
    """The rule a name stands for; a rule is its own.  ``UnknownNameError`` for anything else."""
    if isinstance(method, Rule):
        return method
    if not isinstance(method, str) or method not in RULES:
        raise UnknownNameError(
            f"there is no discretisation {method!r}; known: {', '.join(RULES)}, or GBT(alpha)."
        )
    return RULES[method]


def powers_of_two(lam_bar, levels: int) -> np.ndarray:
    """λ̄^{2^j}, j < levels, of modes that are discrete already: shape ``(levels, *λ̄.shape)``."""
    lam_bar = np.asarray(lam_bar, dtype=complex)
    parts = np.zeros((4, lam_bar.size))
    parts[0], parts[2] = lam_bar.ravel().real, lam_bar.ravel().imag
    return _squared(parts, levels).reshape(levels, *lam_bar.shape)


def _squared(parts: np.ndarray, levels: int) -> np.ndarray:
    out = np.empty((levels, parts.shape[1]), dtype=complex)
    square_ladder(parts, out)
    return out


def _every_mode(lam, dt):
    """λ and Δ of one shape, as views that numpy is about to make read-only: copy them."""
    return np.broadcast_arrays(np.asarray(lam, dtype=complex), np.asarray(dt, float)[..., None])
