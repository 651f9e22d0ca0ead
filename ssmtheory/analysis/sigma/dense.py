"""Any square matrix in double precision: batched SVD, or one Schur form and inverse Lanczos."""

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.sigma.lanczos import lane_work, svd_sigma, triangular_sigma
from ssmtheory.analysis.sigma.scaling import rescaled, scaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import dense_bytes, require_memory


def prepare_svd(subject: Subject) -> SigmaMin:
    """σ_min(zI − A) by LAPACK's SVD, many z at a time; floor 10·N·u·‖A‖."""
    A, scale, floor = scaled(subject.matrix)
    work = 20.0 * A.shape[0] ** 3 + 1000.0
    return SigmaMin("svd", floor, work, rescaled(lambda z: svd_sigma(z, A), scale))


def prepare_schur(subject: Subject) -> SigmaMin:
    """σ_min(zI − U) for a Schur factor U by inverse Lanczos; floor 10·N·u·‖A‖."""
    n = subject.order
    require_memory(dense_bytes(n, itemsize=16, copies=8), f"The Schur form at N = {n}")
    A, scale, floor = scaled(subject.matrix)
    evaluate = triangular_sigma(schur_factor(A))
    return SigmaMin("schur-lanczos", floor, lane_work(100.0 * n**2), rescaled(evaluate, scale))


def schur_factor(A: np.ndarray) -> np.ndarray:
    """Upper triangular, complex, with the singular values of zI − A for every z.

    A real matrix goes through its real Schur form, which takes half the time.
    """
    if np.iscomplexobj(A):
        return spla.schur(A, output="complex")[0]
    return spla.rsf2csf(*spla.schur(A, output="real"))[0]
