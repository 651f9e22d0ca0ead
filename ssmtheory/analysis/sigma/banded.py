"""Band matrices: QR of zI − A by rotations and Lanczos with band solves, O(N b) per step."""

import numpy as np

from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.sigma.lanczos import lane_limit, lane_work, start_vector, with_svd
from ssmtheory.analysis.sigma.scaling import rescaled, scaled
from ssmtheory.analysis.subject import Subject

# Bandwidth over order, and least order, for which the band is worth it (measured).
WIDEST = 1 / 8
LEAST_ORDER = 32


def applies(subject: Subject) -> bool:
    """kl + ku ≤ N/8 for the numbers kl, ku of diagonals below and above the main one."""
    if subject.order < LEAST_ORDER:
        return False
    return sum(bandwidths(subject.matrix)) <= WIDEST * subject.order


def bandwidths(A: np.ndarray) -> tuple[int, int]:
    """(kl, ku): diagonals below and above the main one that are not all zero."""
    rows, columns = np.nonzero(A)
    offsets = columns - rows
    return max(0, -int(offsets.min(initial=0))), max(0, int(offsets.max(initial=0)))


def prepare(subject: Subject) -> SigmaMin:
    """σ_min(R) for zI − A = QR; floor 10·N·u·‖A‖."""
    A, scale, floor = scaled(subject.matrix)
    kl, ku = bandwidths(A)
    if kl > ku:  # the same singular values, and fewer rotations
        A, kl, ku = A.T, ku, kl
    band = _band(A, kl, ku)
    n, start = A.shape[0], start_vector(A.shape[0]).view(float)

    def evaluate(z):
        from ssmtheory.kernels.banded_lanes import log10_sigma_min

        out = np.empty(z.size)
        log10_sigma_min(band, kl, z, start, lane_limit(n), out)
        return with_svd(out, z, A)

    work = lane_work(500.0 * n * (kl + ku + 1))
    return SigmaMin("banded-lanczos", floor, work, rescaled(evaluate, scale))


def _band(A: np.ndarray, kl: int, ku: int) -> np.ndarray:
    """(N, kl + ku + 1): entry [i, kl + t] is A[i, i + t]."""
    n = A.shape[0]
    band = np.zeros((n, kl + ku + 1), dtype=complex)
    for t in range(-kl, ku + 1):
        diagonal = np.diagonal(A, t)
        first = max(0, -t)
        band[first : first + diagonal.size, kl + t] = diagonal
    return band
