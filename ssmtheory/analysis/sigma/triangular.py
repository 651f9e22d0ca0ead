"""Triangular matrices: no Schur form, and as many digits of σ_min as the entries determine.

A triangular solve is exact for a matrix with (zI − A)_ij (1 + δ_ij), |δ_ij| ≤ γ ≈ N·u
(Higham, Accuracy and Stability of Numerical Algorithms, Theorem 8.5).  To first order that moves
σ_min by at most γ |u|ᵀ|zI − A||v|, with its singular vectors u and v.  For a Jordan block this is
far below σ_min at any depth; where the entries of the inverse come out of cancellation it is not,
and the floor says so.
"""

import numpy as np

from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.sigma.lanczos import (
    lane_limit,
    lane_work,
    start_vector,
    triangular_sigma,
    with_svd,
)
from ssmtheory.analysis.sigma.scaling import power_of_two_scale, rescaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import dense_bytes, require_memory
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF

# Decades above the bound for all vectors within which a point gets the bound of its own.
_DEEP = 6.0
# The same for a point alone: its first value is an SVD's, whose errors are not componentwise.
_DEEP_ALONE = 12.0


def applies(subject: Subject) -> bool:
    """A is upper or lower triangular and not diagonal."""
    A = subject.matrix
    upper, lower = np.triu(A, 1).any(), np.tril(A, -1).any()
    return bool(upper != lower)


def prepare(subject: Subject) -> SigmaMin:
    """σ_min(zI − A) by triangular solves; floor γ |u|ᵀ|zI − A||v| at each point."""
    n = subject.order
    require_memory(dense_bytes(n, itemsize=16, copies=6), f"The triangular matrix at N = {n}")
    scale = power_of_two_scale(subject.matrix)
    U = _upper(subject.matrix / scale)
    gamma = (n + 4) * DOUBLE_UNIT_ROUNDOFF
    norm = np.linalg.norm(np.abs(U), 2)
    shallow, deep = triangular_sigma(U), _deep_sigma(U)

    def evaluate(z):
        values, floors = shallow(z), log10(gamma * (np.abs(z) + norm))
        here = np.flatnonzero(values < floors + (_DEEP if z.size > 1 else _DEEP_ALONE))
        exact = deep(z[here])
        values[here] = with_svd(exact[:, 0], z[here], U)
        own = exact[:, 1] + np.log10(gamma)
        floors[here] = np.where(np.isnan(own), floors[here], own)
        return values, floors

    work = lane_work(150.0 * n**2)
    return SigmaMin("triangular-lanczos", gamma * norm * scale, work, rescaled(evaluate, scale))


def _deep_sigma(U: np.ndarray):
    """z ↦ (m, 2): log10 σ_min with exponents of its own, and log10 |u|ᵀ|zI − U||v|."""
    n = U.shape[0]
    Ut, start = np.ascontiguousarray(U.T), start_vector(n)

    def evaluate(z):
        from ssmtheory.kernels.triangular_lanczos import log10_sigma_min

        out = np.empty((z.size, 2))
        if z.size:
            log10_sigma_min(U, Ut, z, start, lane_limit(n), out)
        return out

    return evaluate


def _upper(A: np.ndarray) -> np.ndarray:
    """A itself, or a lower triangular A with its rows and columns reversed; complex, C-ordered."""
    flipped = A if not np.tril(A, -1).any() else A[::-1, ::-1]
    return np.ascontiguousarray(flipped, dtype=complex)
