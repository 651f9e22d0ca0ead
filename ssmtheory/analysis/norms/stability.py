"""Is a plant stable, as far as double precision can tell?  The pole that says no."""

from dataclasses import dataclass

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.norms.plant import Plant
from ssmtheory.limits import modest_threads
from ssmtheory.precision import rounding_floor

# Within this many rounding floors of the axis an eigenvalue's own condition number is asked.
_NEAR = 1e6
# Poles that rounding may have moved by more than this share of ‖A‖ say nothing about stability.
_BLIND = 1e-4


@dataclass(frozen=True)
class Verdict:
    """pole : one that is not inside the stable region, None for a stable plant.

    sure : no rounding of the poles can change the answer.
    """

    pole: complex | None
    sure: bool


def verdict(plant: Plant) -> Verdict:
    """Stable when every pole has Re λ < 0 (|λ| < 1).

    Poles read off a diagonal are exact.  LAPACK's are those of A + E, ‖E‖ a rounding floor, so
    that one nearer to the boundary than κ‖E‖ counts as on it; where κ is too large for that,
    a dissipative A (A + A* ≤ 0, A*A ≤ I) settles it.
    """
    margin = np.abs(plant.poles) - 1.0 if plant.dt is not None else plant.poles.real
    if margin.size == 0:
        return Verdict(None, True)
    if plant.is_triangular:
        worst = int(np.argmax(margin))
        return Verdict(complex(plant.poles[worst]) if margin[worst] >= 0 else None, True)
    floor = rounding_floor(plant.order, float(np.linalg.norm(plant.matrix)))
    if margin.max() < -_NEAR * floor:
        return Verdict(None, True)
    lam, kappa = _conditioned_poles(plant.matrix)
    margin = np.abs(lam) - 1.0 if plant.dt is not None else lam.real
    reach = floor * kappa
    blind = reach > _BLIND * np.linalg.norm(plant.matrix)
    if (blind & (margin > -reach)).any() and _is_dissipative(plant, floor):
        margin = np.where(blind, -np.inf, margin)
    outside = margin > -reach
    if not outside.any():
        return Verdict(None, True)
    worst = int(np.argmax(np.where(outside, margin, -np.inf)))
    return Verdict(complex(lam[worst]), bool(margin[worst] > reach[worst]))


def _conditioned_poles(A: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues, and κ = ‖x‖‖y‖/|y*x| of each."""
    with modest_threads(A.shape[0]):
        lam, left, right = spla.eig(A, left=True, right=True, check_finite=False)
    with np.errstate(divide="ignore"):
        return lam, 1.0 / np.abs(np.einsum("ij,ij->j", left.conj(), right))


def _is_dissipative(plant: Plant, floor: float) -> bool:
    A = plant.matrix
    if plant.dt is not None:
        return bool(np.linalg.norm(A, 2) <= 1.0 + floor)
    return bool(spla.eigvalsh(A + A.conj().T, check_finite=False)[-1] <= 2 * floor)
