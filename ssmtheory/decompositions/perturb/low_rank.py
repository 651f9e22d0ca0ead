r"""A_ρ = A + τPP*, B_ρ = B/(1+ρ), τ = 2ρ/(1+ρ), for any A = (normal part) − PP* with B = Pu.

T(s) = I − 2P*R(s)P is contractive on the axis when the normal part is dissipative, and

    x_ρ(s) = R(s)P (I + ρT(s))⁻¹ u   ⇒   ‖x_ρ − x‖ ≤ ρ/(1−ρ) ‖u‖ ‖R(iω)P‖,

the rank-r form of the chains' identity (rank 1: x_ρ = x/(1+ρT)).  A_ρ keeps the share
(1−ρ)/(1+ρ) of PP*, so it is as stable as A for every ρ < 1.
"""

import numpy as np

from ssmtheory.decompositions.perturb.modes import EPS, Modes, check_residual, dense_modes
from ssmtheory.errors import StructureError


def low_rank_modes(A, P, B, rho: float) -> Modes:
    """Modes of A + τPP* with modal input of B/(1+ρ); A (N, N), P (N, r), B (N,).

    Raises ``StructureError`` where V is numerically singular (ρ too small, or near a value
    where two poles meet) and ``AccuracyError`` when the factors do not reproduce A_ρ.
    """
    A_rho = A + low_rank_perturbation(P, rho)
    modes = dense_modes(A_rho, None if B is None else B / (1 + rho))
    check_residual(modes, A_rho)
    return modes


def low_rank_perturbation(P: np.ndarray, rho: float) -> np.ndarray:
    """E = τPP*, (N, N)."""
    return 2 * rho / (1 + rho) * (P @ P.conj().T)


def input_in_range(P: np.ndarray, B: np.ndarray) -> np.ndarray:
    """u (r,) with Pu = B; ``StructureError`` when B is not in the range of P."""
    u = np.linalg.lstsq(P, B, rcond=None)[0]
    if np.linalg.norm(P @ u - B) > 64 * P.shape[0] * EPS * np.linalg.norm(B):
        raise StructureError("B is not in the range of P: the rank-r perturbation has no bound.")
    return u


def condition_from_gram(lam: np.ndarray, reach: np.ndarray, c: float, rho: float) -> np.ndarray:
    r"""V*V from V*P alone: (V*V)_lm = −2(1−τ)(q_l*q_m)/(λ̄_l + λ_m + 2c), q_l = P*v_l.

    lam (N,), reach (N, r) = (P*V)ᵀ, −c the real part of the normal part; the Lyapunov identity
    A_ρ + A_ρ* = −2cI − 2(1−τ)PP* applied to two eigenvectors.
    """
    kept = (1 - rho) / (1 + rho)
    return -2 * kept * (reach.conj() @ reach.T) / (lam.conj()[:, None] + lam[None, :] + 2 * c)
