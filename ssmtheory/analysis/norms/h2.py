"""H2 norms and L2 distances of kernels."""

import math

import numpy as np

from ssmtheory.analysis.norms.chain import chain_h2
from ssmtheory.analysis.norms.factors import observability_factor, reachability_factor
from ssmtheory.analysis.norms.plant import Plant, as_plant, difference, in_range
from ssmtheory.analysis.norms.stability import verdict
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.subject import as_subject
from ssmtheory.closed_forms import CHAINS
from ssmtheory.families import Family
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF


def h2_norm(x, N=None, *, C=None, form: str = "dplr", rho=None) -> Scalar:
    """‖G‖₂ = (∫₀^∞ ‖K(t)‖_F² dt)^{1/2}, or (‖D‖_F² + Σ_k ‖C A^k B‖_F²)^{1/2} in discrete time.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation.
    C, form, rho : of a family, as for ``kernel``; C = None stands for all states.

    inf for an unstable system, with the pole in ``at``, and for D ≠ 0 in continuous time.
    LegS and LagT in closed form, O(N); diagonal systems by the Cauchy matrix of their poles,
    O(M²); the others by a Cholesky factor of the Gramian.  ``tolerance`` bounds the relative
    error: it grows with the cancellation between modes.  Raises ``InputError`` for shapes that
    do not fit.
    Source: [hammarling1982] for the factor.
    """
    if isinstance(x, str | Family) and form == "dplr" and rho is None:
        subject = as_subject(x, N)
        if subject.family is not None and subject.family.allpass in CHAINS:
            return chain_h2(subject, C)
        x, N = subject, None
    return plant_h2(as_plant(x, N, C=C, form=form, rho=rho))


def l2_distance(first, second, N=None) -> Scalar:
    """(∫₀^∞ ‖K₁(t) − K₂(t)‖_F² dt)^{1/2}, the H2 norm of the difference.

    first, second : families (both at N) or representations, of the same shape.
    Through a factor of the joint Gramian, so that the error is a few u of ‖K₁‖ + ‖K₂‖ where
    ‖K₁‖² + ‖K₂‖² − 2⟨K₁, K₂⟩ loses half the digits.  Raises ``InputError`` for other shapes.
    """
    # N is the size of families; a representation keeps its own order
    sized = [as_plant(x, N if isinstance(x, str | Family) else None) for x in (first, second)]
    return plant_h2(difference(*sized), "L2 distance")


def plant_h2(plant: Plant, name: str = "H2 norm") -> Scalar:
    """``h2_norm`` of a plant; ``name`` is what the result calls itself."""
    tail = {"label": plant.label}
    stable = verdict(plant)
    if stable.pole is not None:
        return unstable_scalar(name, stable, tail)
    if plant.dt is None and plant.D.any():
        why = "D ≠ 0 passes impulses on"
        return Scalar(name, math.inf, None, "feedthrough", "exact", 0.0, why, **tail)
    plant, unit = in_range(plant)
    through = float(np.linalg.norm(plant.D))
    # beyond this the sum over modes cancels too far, and the factor is better
    found, method = _cauchy(plant) if plant.is_diagonal else None, "Cauchy matrix"
    if found is None:
        found, method = _by_factor(plant), "Gramian factor"
    value = unit * math.hypot(found[0], through)
    return Scalar(name, value, None, method, "converged", found[1], **tail)


def _by_factor(plant: Plant) -> tuple[float, float]:
    """(‖K‖, its relative error), ‖K‖ = ‖C Z‖_F with the Gramian ZZ*, from the narrower side."""
    factors = (reachability_factor, observability_factor)
    sides = (plant.C, plant.B.conj().T)
    if plant.B.shape[1] > plant.C.shape[0]:
        factors, sides = factors[::-1], sides[::-1]
    factor = factors[0](plant)
    found = float(np.linalg.norm(sides[0] @ factor))
    if found == 0.0:
        return 0.0, 10 * plant.order * DOUBLE_UNIT_ROUNDOFF
    error = plant.order * float(np.linalg.norm(factor) * np.linalg.norm(sides[0])) / found
    if plant.dt is not None or not plant.is_triangular:
        error += 2 * _moved(plant, factor, factors[1](plant)) / found**2
    return found, min(10 * DOUBLE_UNIT_ROUNDOFF * error, 1.0)


def _moved(plant: Plant, first: np.ndarray, second: np.ndarray) -> float:
    """A bound of |tr(Y E X)|/u, ‖E‖ = u‖A‖: by how much ‖K‖² moves with the rounding of A.

    X = ZZ* and Y = ZZ* are the two Gramians.  A continuous triangular A has no such error, its
    poles entering by sums of real parts of one sign.
    """
    sizes = np.linalg.norm(first) * np.linalg.norm(second) * np.linalg.norm(plant.matrix)
    return float(sizes * np.linalg.norm(first.conj().T @ second))


def unstable_scalar(name: str, stable, tail) -> Scalar:
    """inf, with the pole; "uncertified" where rounding may have put it on the boundary."""
    status = "converged" if stable.sure else "uncertified"
    why = "the system has this pole" if stable.sure else "a pole is within rounding of the axis"
    return Scalar(name, math.inf, stable.pole, "poles", status, 0.0, why, **tail)


def _cauchy(plant: Plant) -> tuple[float, float] | None:
    """(‖K‖², relative error of ‖K‖) = Σ_jk ⟨R_j, R_k⟩/−(λ̄_j + λ_k), R_j = c_j b_jᵀ.

    None where the terms cancel by more than half the digits.
    """
    lam, B, C = plant.system.lam, plant.B, plant.C
    mirrored = lam.conj()[:, None]
    gap = -(mirrored + lam) if plant.dt is None else 1.0 - mirrored * lam
    terms = (C.conj().T @ C) * (B.conj() @ B.T) / gap
    # 1 − λ̄_jλ_k is known to u, λ̄_j + λ_k to u of itself
    known = 1.0 if plant.dt is None else 1.0 + 1.0 / np.abs(gap)
    total, size = float(terms.sum().real), float((np.abs(terms) * known).sum())
    if size == 0.0:
        return 0.0, 0.0
    error = 4 * DOUBLE_UNIT_ROUNDOFF * size
    if total <= 1e6 * error:
        return None
    return math.sqrt(total), error / total
