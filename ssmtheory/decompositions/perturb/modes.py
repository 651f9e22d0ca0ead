r"""A = V diag(λ) V⁻¹ with unit columns, in the canonical gauge.

    V⁻¹B real and ≥ 0,   imaginary parts of λ descending.

A column that the input does not reach has its largest entry real and positive instead.
The gauge fixes every phase, so two eigensolvers give the same V, B and C.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.linalg as spla

from ssmtheory.decompositions.perturb.gauge import descending, leading_phases
from ssmtheory.errors import AccuracyError, StructureError

EPS = np.finfo(float).eps
# a modal input below this share of ‖V⁻¹‖‖B‖ is rounding, and its phase means nothing
_UNREACHED = 64 * EPS


@dataclass(frozen=True, eq=False)
class Modes:
    """lam (N,), V (N, N) with unit columns, W = V⁻¹ (N, N), B = W·input (N,) or None."""

    lam: np.ndarray
    V: np.ndarray
    W: np.ndarray
    B: np.ndarray | None

    @cached_property
    def kappa(self) -> float:
        """κ₂(V) = ‖V‖₂ ‖V⁻¹‖₂."""
        return float(np.linalg.norm(self.V, 2) * np.linalg.norm(self.W, 2))

    @property
    def eigenvalue_conditions(self) -> np.ndarray:
        """κ_j = ‖v_j‖ ‖w_j‖ for w_jᵀ v_j = 1; shape (N,)."""
        return np.linalg.norm(self.V, axis=0) * np.linalg.norm(self.W, axis=1)

    def residual(self, A: np.ndarray) -> float:
        """‖A − VΛV⁻¹‖_F/‖A‖_F."""
        scale = float(np.linalg.norm(A)) or 1.0
        return float(np.linalg.norm(A - (self.V * self.lam) @ self.W) / scale)


def dense_modes(A: np.ndarray, B: np.ndarray | None = None) -> Modes:
    """Eigenvectors of a dense A (N, N) by LAPACK, in the canonical gauge.

    Raises ``StructureError`` when V is singular or κ₂(V) N ε ≥ 1: no digit of V⁻¹ is then right.
    """
    lam, V = spla.eig(A)
    V = V / np.linalg.norm(V, axis=0)
    try:
        W = np.linalg.inv(V)
    except np.linalg.LinAlgError:
        raise StructureError(_singular(np.inf)) from None
    kappa = np.linalg.norm(V, 2) * np.linalg.norm(W, 2)
    if not kappa * lam.size * EPS < 1:
        raise StructureError(_singular(kappa))
    order = descending(lam)
    return canonical_gauge(lam[order], V[:, order], W[order], B)


def canonical_gauge(lam, V, W, B=None) -> Modes:
    """The same modes with the phases of the canonical gauge; Λ and κ are unchanged."""
    if B is None:
        factors = leading_phases(V)
        return Modes(lam, V / factors, W * factors[:, None], None)
    b = W @ B
    reached = np.abs(b) > _UNREACHED * np.linalg.norm(W, axis=1) * np.linalg.norm(B)
    factors = leading_phases(V)
    factors[reached] = np.conj(b[reached] / np.abs(b[reached]))
    modal = np.where(reached, np.abs(b), 0.0).astype(complex)
    return Modes(lam, V / factors, W * factors[:, None], modal)


def check_residual(modes: Modes, A: np.ndarray) -> float:
    """‖A − VΛV⁻¹‖_F/‖A‖_F, or ``AccuracyError`` above 64 N ε κ(V) (the 64 is tuned)."""
    measured = modes.residual(A)
    allowed = 64 * modes.lam.size * EPS * modes.kappa
    if not measured <= allowed:
        raise AccuracyError("residual of A + E = VΛV⁻¹", measured, allowed)
    return measured


def _singular(kappa: float) -> str:
    return (
        f"the eigenvector matrix is numerically singular (κ = {kappa:.3g}): perturb more, or "
        'diagonalise in balls with method="eig" and enough digits.'
    )
