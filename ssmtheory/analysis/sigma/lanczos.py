"""σ_min(zE − U) for triangular U and E: what the Schur, triangular and pencil engines share."""

import numpy as np

from ssmtheory.analysis.sigma.engine import log10

# Operations per point beyond which a thread would be handed too few points to fill the lanes.
_MOST_WORK = 1.5e5
_NOTHING = np.zeros((0, 0, 8))


def lane_work(operations: float) -> float:
    """``work`` of an engine that takes its points in lanes: a chunk is at least 130 points."""
    return min(operations, _MOST_WORK)


def start_vector(n: int) -> np.ndarray:
    """(n,) complex unit vector: generic, so not orthogonal to a singular vector; repeatable."""
    start = np.random.default_rng(n).standard_normal(n) + 0j
    return start / np.linalg.norm(start)


def lane_limit(n: int) -> int:
    """Lanczos steps after which a point is left to the SVD."""
    return min(3 * n + 20, 400)


def triangular_sigma(U: np.ndarray, E: np.ndarray | None = None):
    """z ↦ log10 σ_min(zE − U), (m,) -> (m,), for upper triangular U and E (None: I)."""
    from ssmtheory.kernels.triangular_lanes import log10_sigma_min, panels

    n = U.shape[0]
    factors = panels(U)
    weights = (_NOTHING, _NOTHING) if E is None else panels(-E)
    diagonal = np.ascontiguousarray(np.diag(U), dtype=complex)
    weight = np.ones(n, complex) if E is None else np.ascontiguousarray(np.diag(E), dtype=complex)
    start, limit = start_vector(n).view(float), lane_limit(n)

    def evaluate(z):
        if z.size == 1 and n <= 256:  # alone in its lanes: the SVD is faster
            return svd_sigma(z, U, E)
        out = np.empty(z.size)
        log10_sigma_min(factors, weights, diagonal, weight, z, start, limit, out)
        return with_svd(out, z, U, E)

    return evaluate


def with_svd(out: np.ndarray, z: np.ndarray, A: np.ndarray, E: np.ndarray | None = None):
    """``out`` with log10 σ_min(zE − A) from the SVD where it is NaN."""
    missing = np.isnan(out)
    if missing.any():
        out[missing] = svd_sigma(z[missing], A, E)
    return out


def svd_sigma(z: np.ndarray, A: np.ndarray, E: np.ndarray | None = None) -> np.ndarray:
    """log10 σ_min(zE − A) by LAPACK's SVD; A and E may have more rows than columns."""
    E = np.eye(*A.shape) if E is None else E
    size = max(1, 2**18 // A.size)
    out = np.empty(z.size)
    for k in range(0, z.size, size):
        shifted = z[k : k + size, None, None] * E - A
        out[k : k + size] = log10(np.linalg.svd(shifted, compute_uv=False)[:, -1])
    return out
