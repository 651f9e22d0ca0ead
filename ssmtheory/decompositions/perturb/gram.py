r"""κ₂(V) of a dissipative rank-one chain from two Cauchy matrices, without V.

With μ = λ + c (c = ½ LegS, 0 LagT), a = −Re μ, unit right eigenvectors v_l = x(λ_l)/‖x(λ_l)‖
and rows w_l of V⁻¹, the Lyapunov identity A + A* = −2cI − BBᵀ gives

    (V*V)_lm = −2 √(a_l a_m)/(μ̄_l + μ_m),
    (WW*)_lm = −2 g_l ḡ_m √(a_l a_m)/(μ_l + μ̄_m),   g_l = (1−ρ²)/(2ρ a_l L_l),  L = T'/T,

so |g_l| = κ_l, the condition number of λ_l, and κ₂(V)² = λ_max(V*V) λ_max(WW*): two largest
eigenvalues, which rounding does not spoil however close to singular V is.
"""

import numpy as np
from scipy.sparse.linalg import eigsh

from ssmtheory.limits import modest_threads

DENSE = 256


def right_gram(shifted: np.ndarray) -> np.ndarray:
    """V*V (N, N) from μ = λ + c, shape (N,), Re μ < 0."""
    root = np.sqrt(-shifted.real)
    return -2 * np.outer(root, root) / (shifted.conj()[:, None] + shifted[None, :])


def left_gram(shifted: np.ndarray, slope: np.ndarray, rho: float) -> np.ndarray:
    """WW* (N, N), W = V⁻¹, from μ and L = (log T)'(λ), both (N,)."""
    g = signed_conditions(shifted, slope, rho)
    return np.outer(g, g.conj()) * right_gram(shifted).conj()


def signed_conditions(shifted: np.ndarray, slope: np.ndarray, rho: float) -> np.ndarray:
    """g_l = (1−ρ²)/(2ρ a_l L_l), complex; |g_l| is the condition number κ_l.  O(N)."""
    return (1 - rho) * (1 + rho) / (-2 * rho * shifted.real * slope)


def kappa_from_gram(shifted: np.ndarray, slope: np.ndarray, rho: float) -> float:
    """κ₂(V) = √(λ_max(V*V) λ_max(WW*)) : O(N²) memory, no eigenvectors."""
    right = largest_eigenvalue(right_gram(shifted))
    return float(np.sqrt(right * largest_eigenvalue(left_gram(shifted, slope, rho))))


def kappa_bounds(shifted: np.ndarray, slope: np.ndarray, rho: float) -> tuple[float, float]:
    """max κ_l ≤ κ₂(V) ≤ √(N Σ κ_l²) in O(N): ‖V‖_F² = N and ‖W‖_F² = Σκ_l²."""
    kappas = np.abs(signed_conditions(shifted, slope, rho))
    return float(kappas.max()), float(np.sqrt(kappas.size) * np.linalg.norm(kappas))


def largest_eigenvalue(H: np.ndarray) -> float:
    """λ_max of a Hermitian H (N, N): Lanczos above N = 256, from a fixed start."""
    N = H.shape[0]
    if N <= DENSE:
        return float(np.linalg.eigvalsh(H)[-1])
    with modest_threads():
        return float(eigsh(H, return_eigenvectors=False, **_lanczos(N))[0])


def top_eigenpair(H: np.ndarray) -> tuple[float, np.ndarray]:
    """(λ_max, a unit eigenvector (N,)) by the same two methods."""
    N = H.shape[0]
    if N <= DENSE:
        values, vectors = np.linalg.eigh(H)
        return float(values[-1]), vectors[:, -1]
    with modest_threads():
        values, vectors = eigsh(H, **_lanczos(N))
    return float(values[0]), vectors[:, 0]


def _lanczos(N: int) -> dict:
    return {"k": 1, "which": "LA", "v0": np.ones(N) / np.sqrt(N), "tol": 1e-13}
