"""Gramians and Hankel singular values, by factors: the Gramians' product is never formed."""

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.norms.factors import observability_factor, reachability_factor
from ssmtheory.analysis.norms.plant import Plant, as_plant, in_range
from ssmtheory.analysis.norms.stability import verdict
from ssmtheory.errors import InputError, StructureError, UnknownNameError
from ssmtheory.limits import modest_threads

_FACTORS = {"reachability": reachability_factor, "observability": observability_factor}


def hankel_singular_values(x, N=None, *, C=None, form: str = "dplr", rho=None) -> np.ndarray:
    """σ_k = λ_k(W_r W_o)^{1/2}, descending, as the singular values of Z_o*Z_r.

    Parameters
    ----------
    x, N, C, form, rho : as for ``h2_norm``.

    Returns (order,) float64.  Absolute error a few N·u·‖Z_o‖‖Z_r‖: those below it are zero to
    working precision.  States that no input reaches or no output sees, for the zeros of A, B
    and C, are left out.  Raises ``StructureError`` for an unstable system.
    Source: [tombs-postlethwaite1987] (square-root method), [hammarling1982].
    """
    plant = _stable(as_plant(x, N, C=C, form=form, rho=rho))
    if plant.order == 0:
        return np.zeros(0)
    plant, unit = in_range(plant)
    product = observability_factor(plant).conj().T @ reachability_factor(plant)
    with modest_threads(plant.order):
        return unit * spla.svdvals(product, overwrite_a=True, check_finite=False)


def gramian(x, which: str, N=None, *, C=None, form: str = "dplr", rho=None) -> np.ndarray:
    """W with A W + W A* = −BB* ("reachability") or A*W + W A = −C*C ("observability").

    In discrete time A W A* − W = −BB* and A*W A − W = −C*C.  (N, N), Hermitian and positive
    semidefinite for being formed as ZZ*; real for a real system.  In the coordinates of the
    system's states (modal ones for an NPLR), without those that ``hankel_singular_values``
    leaves out.  Raises ``UnknownNameError`` for another ``which``, ``StructureError`` for an
    unstable system, ``InputError`` for entries beyond the range of doubles.
    """
    if which not in _FACTORS:
        raise UnknownNameError(f"which must be one of {', '.join(_FACTORS)}, not {which!r}.")
    plant = _stable(as_plant(x, N, C=C, form=form, rho=rho))
    with np.errstate(over="ignore", invalid="ignore"):
        Z = _FACTORS[which](plant)
        W = Z @ Z.conj().T
        W = (W + W.conj().T) / 2
    if not np.isfinite(W).all():
        raise InputError(f"the Gramian of {plant.label} is beyond the range of doubles; scale it.")
    parts = (plant.matrix, plant.B, plant.C)
    return W if any(np.iscomplexobj(part) for part in parts) else W.real


def _stable(plant: Plant) -> Plant:
    found = verdict(plant)
    if found.pole is not None:
        raise StructureError(
            f"the Gramians of an unstable system are infinite; remove its pole {found.pole:.6g}."
        )
    return plant
