"""Gramians by their Cholesky factors: Hammarling's method on a complex Schur form.

    A X + X A* + B B* = 0   or   A X A* − X + B B* = 0,      X = Z Z*

The factor is computed from A and B alone, never from X: norms and small Hankel singular
values then keep the accuracy of Z, twice the digits of X's.
"""

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.norms.plant import Plant
from ssmtheory.errors import StructureError

_TINY = np.finfo(float).tiny


def reachability_factor(plant: Plant) -> np.ndarray:
    """Z (N, N) with Gramian ∫ e^{tA}BB*e^{tA*} dt = ZZ* (Σ A^k BB*A^{*k} in discrete time).

    Source: [hammarling1982].  Raises ``StructureError`` for a plant with an unstable pole.
    """
    T, U = plant.schur
    B = plant.B if U is None else U.conj().T @ plant.B
    Z = _factor(T, B.astype(complex), plant.dt is not None)
    return Z if U is None else U @ Z


def observability_factor(plant: Plant) -> np.ndarray:
    """Z (N, N) with Gramian ∫ e^{tA*}C*C e^{tA} dt = ZZ*: the same of (A*, C*)."""
    T, U = plant.schur
    C = plant.C if U is None else plant.C @ U
    # T* is lower triangular; its reversal is upper
    flipped = np.asfortranarray(T.conj().T[::-1, ::-1])
    Z = _factor(flipped, C.conj().T[::-1].astype(complex), plant.dt is not None)[::-1]
    return Z if U is None else U @ Z


def _factor(T: np.ndarray, B: np.ndarray, discrete: bool) -> np.ndarray:
    """Upper triangular U with T UU* + UU*T* = −BB* (or its discrete twin), column by column."""
    N = T.shape[0]
    lam = np.diag(T).copy()
    gap = 1.0 - np.abs(lam) ** 2 if discrete else -2.0 * lam.real
    if N and gap.min() <= 0:
        raise StructureError(
            "the Gramian of an unstable system is infinite; reflect or remove the pole "
            f"{complex(lam[np.argmin(gap)]):.6g}."
        )
    # a QR step keeps as many columns as matter
    B = _compressed(B)
    (solve,) = spla.get_lapack_funcs(("trtrs",), (T,))
    out = np.zeros((N, N), dtype=complex)
    for k in range(N - 1, -1, -1):
        size = float(np.linalg.norm(B[k]))
        if size <= _TINY:
            continue
        mu = size / np.sqrt(gap[k])
        out[k, k] = mu
        if k == 0:
            break
        unit = B[k].conj() / size
        step = _discrete_step if discrete else _continuous_step
        column, B = step(solve, T, lam, k, mu, np.sqrt(gap[k]), unit, B[:k])
        out[:k, k] = column
    return out


def _continuous_step(solve, T, lam, k, mu, beta, unit, B):
    """(T₁ + λ̄I)u = −B b̂ β − t μ; what is left of B is B − β u b̂*."""
    inner = T[:k, :k].copy(order="F")
    inner[np.diag_indices(k)] += np.conj(lam[k])
    u, _ = solve(inner, -beta * (B @ unit) - mu * T[:k, k])
    return u, B - beta * np.outer(u, unit.conj())


def _discrete_step(solve, T, lam, k, mu, beta, unit, B):
    """(I − λ̄T₁)u = β a + λ̄ μ t, a = B b̂; what is left of B is B + (β w − (1 + λ)a) b̂*."""
    a = B @ unit
    inner = (-np.conj(lam[k]) * T[:k, :k]).copy(order="F")
    inner[np.diag_indices(k)] += 1.0
    u, _ = solve(inner, beta * a + np.conj(lam[k]) * mu * T[:k, k])
    w = T[:k, :k] @ u + mu * T[:k, k]
    return u, B + np.outer(beta * w - (1.0 + lam[k]) * a, unit.conj())


def _compressed(B: np.ndarray) -> np.ndarray:
    """(N, min(m, N)) with the same BB*."""
    if B.shape[1] <= B.shape[0]:
        return B
    return spla.qr(B.conj().T, mode="r", check_finite=False)[0][: B.shape[0]].conj().T
