"""Any square matrix in double precision: batched SVD, or one Schur form and inverse Lanczos."""

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.sigma.scaling import rescaled, scaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import dense_bytes, require_memory


def prepare_svd(subject: Subject) -> SigmaMin:
    """σ_min(zI − A) by LAPACK's SVD, many z at a time; floor 10·N·u·‖A‖."""
    A, scale, floor = scaled(subject.matrix)
    eye = np.eye(A.shape[0])

    def evaluate(z):
        shifted = (z / scale)[:, None, None] * eye - A
        return log10(np.linalg.svd(shifted, compute_uv=False)[:, -1])

    work = 20.0 * A.shape[0] ** 3 + 1000.0
    return SigmaMin("svd", floor, work, rescaled(evaluate, scale))


def prepare_schur(subject: Subject) -> SigmaMin:
    """σ_min(zI − U) for a Schur factor U by inverse Lanczos; floor 10·N·u·‖A‖."""
    from ssmtheory.kernels.triangular_lanczos import log10_sigma_min

    n = subject.order
    require_memory(dense_bytes(n, itemsize=16, copies=6), f"The Schur form at N = {n}")
    A, scale, floor = scaled(subject.matrix)
    U = _triangular_factor(A)
    Ut = np.ascontiguousarray(U.T)
    # A fixed start: generic, so that no singular vector is orthogonal to it, and repeatable.
    start = np.random.default_rng(n).standard_normal(n) + 0j
    start /= np.linalg.norm(start)

    def evaluate(z):
        out = np.empty(z.size)
        log10_sigma_min(U, Ut, np.ascontiguousarray(z / scale), start, 3 * n, out)
        for j in np.flatnonzero(np.isnan(out)):
            shifted = (z[j] / scale) * np.eye(n) - U
            out[j] = log10(np.linalg.svd(shifted, compute_uv=False)[-1])
        return out

    return SigmaMin("schur-lanczos", floor, 100.0 * n**2, rescaled(evaluate, scale))


def _triangular_factor(A: np.ndarray) -> np.ndarray:
    """An upper triangular matrix with the singular values of zI − A for every z, C-ordered."""
    if not np.tril(A, -1).any():
        U = A
    elif not np.triu(A, 1).any():
        U = A[::-1, ::-1]
    else:
        U = spla.schur(A, output="complex")[0]
    return np.ascontiguousarray(U, dtype=complex)
