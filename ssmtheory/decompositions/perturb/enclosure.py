r"""Proved enclosures of λ_max(H) and ‖V‖₂ from float64 linear algebra.

Below: a Rayleigh quotient.  Above: if the Cholesky factorisation of M = μI − H runs to its end
in floating point, then M + Δ is positive semidefinite for some ‖Δ‖₂ ≤ γ/(1−γ) tr M, whatever
the order of the sums (Higham, Accuracy and Stability of Numerical Algorithms, Theorem 10.3;
Rump, BIT 46, 2006), so λ_max(H) ≤ μ + ‖Δ‖₂.  Here γ = ku/(1−ku) with k = 4(N+2), which covers
complex arithmetic and the rounding of μI − H.
"""

import numpy as np

from ssmtheory.decompositions.perturb.gram import top_eigenpair
from ssmtheory.errors import AccuracyError

UNIT = np.finfo(float).eps / 2
_OUTWARD = 1 + 16 * UNIT  # rounding of the few operations on bounds themselves
_ATTEMPTS = 6

Interval = tuple[float, float]


def largest_eigenvalue_enclosure(H: np.ndarray, error: float = 0.0) -> Interval:
    """(low, high) ∋ λ_max(H + F) for every Hermitian F with ‖F‖₂ ≤ ``error``; H ≥ 0 (N, N).

    Raises ``AccuracyError`` when no bound above was proved (H not finite, or not Hermitian).
    """
    N, gamma = H.shape[0], rounding_factor(H.shape[0])
    value, x = top_eigenpair(H)
    square = float(np.vdot(x, x).real)
    spread = float(np.abs(x) @ np.abs(H) @ np.abs(x)) / square
    low = float(np.vdot(x, H @ x).real) / square - 4 * gamma * spread - error
    step = 2 * gamma * N * abs(value) + error
    for k in range(_ATTEMPTS):
        bound = value + step * 4**k
        loss = _proved_positive(bound * np.eye(N) - H, gamma)
        if loss is not None:
            return max(low, 0.0), (bound + loss + error) * _OUTWARD
    raise AccuracyError("upper bound of the largest eigenvalue", np.inf, float(bound))


def norm_enclosure(V: np.ndarray, error: float = 0.0) -> Interval:
    """(low, high) ∋ ‖V + F‖₂ for every F with ‖F‖₂ ≤ ``error``; V any (N, M)."""
    rounding = rounding_factor(V.shape[0]) * float(np.linalg.norm(V)) ** 2 * _OUTWARD
    low, high = largest_eigenvalue_enclosure(V.conj().T @ V, rounding)
    return max(np.sqrt(low) / _OUTWARD - error, 0.0), (np.sqrt(high) + error) * _OUTWARD


def rounding_factor(N: int) -> float:
    """γ = ku/(1 − ku), k = 4(N+2): bounds a complex sum of N products, and a few roundings."""
    k = 4 * (N + 2) * UNIT
    return k / (1 - k)


def _proved_positive(M: np.ndarray, gamma: float) -> float | None:
    """A bound of ‖Δ‖₂ with M + Δ ≥ 0, or None when the factorisation breaks down."""
    try:
        np.linalg.cholesky(M)
    except np.linalg.LinAlgError:
        return None
    trace = float(np.trace(M).real)
    return gamma / (1 - gamma) * trace * 2 if np.isfinite(trace) else None
