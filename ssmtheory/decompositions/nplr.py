"""A = V (Λ − P P*) V* in the canonical gauge: from closed-form modes, or from a skew part.

The canonical gauge: imaginary parts of Λ descend, lower-half columns of V are the
conjugates of the upper-half ones, and the first non-zero entry of each row of V*P is real
and positive.  It makes Λ, P and B independent of the eigensolver.
"""

import numpy as np
import scipy.linalg as spla

from ssmtheory.errors import AccuracyError, StructureError
from ssmtheory.systems import NPLR

EPS = np.finfo(float).eps


def nplr_from_modes(A, B, lam, P, V) -> NPLR:
    """Assemble NPLR from modal Λ (N,), V*P (N,) or (N, r) and V (N, N), and check it.

    Raises ``AccuracyError`` when ‖A − V(Λ − PP*)V*‖_F/‖A‖_F or ‖V*V − I‖_F/√N exceeds
    16 N ε (products of N unit factors make up each entry of V; the 16 is tuned).
    """
    N = lam.size
    P = P.reshape(N, -1).astype(complex)
    system = NPLR(lam, P, P, V, V.conj().T @ B)
    allowed = 16 * N * EPS
    unitarity = float(np.linalg.norm(V.conj().T @ V - np.eye(N)) / np.sqrt(N))
    for what, measured in (
        ("residual of A = V(Λ − PP*)V*", system.residual(A)),
        ("departure of V from unitary", unitarity),
    ):
        if not measured <= allowed:
            raise AccuracyError(what, measured, allowed)
    return system


def normal_plus_low_rank(A, B, P) -> NPLR:
    """NPLR of a real A with A + P Pᵀ = −c I + S, S real skew-symmetric.

    The eigenvectors come from ``eigh`` of the Hermitian iS, whose diagonal is exactly zero:
    solvers differ in what they do with an imaginary diagonal.  Zero modes get real vectors.

    Parameters
    ----------
    A : (N, N) real;  B : (N,) real;  P : (N, r) real.

    Raises
    ------
    StructureError : A + P Pᵀ is not a multiple of I plus a skew-symmetric matrix.
    AccuracyError : the factors do not reproduce A.
    """
    N = A.shape[0]
    normal = A + P @ P.T
    shift = float(np.trace(normal)) / N
    scale = float(np.linalg.norm(A))
    if abs(shift) <= 4 * EPS * scale:
        shift = 0.0  # what rounding leaves of a skew-symmetric normal part
    skew = normal - shift * np.eye(N)
    if np.linalg.norm(skew + skew.T) > 16 * N * EPS * scale:
        raise StructureError("A + PPᵀ is not a multiple of I plus a skew-symmetric matrix.")
    upper, omega, zero = _skew_modes((skew - skew.T) / 2)
    upper = upper * _phases(upper.conj().T @ P)
    if zero.shape[1] > 1:  # a double zero: first the direction that P reaches
        zero = zero @ np.linalg.qr(zero.T @ P, mode="complete")[0]
    zero = zero * np.sign(_phases(zero.T @ P).real)
    V = np.hstack([upper, zero, upper[:, ::-1].conj()])
    frequencies = np.concatenate([omega, np.zeros(zero.shape[1]), -omega[::-1]])
    return nplr_from_modes(A, B, shift + 1j * frequencies, V.conj().T @ P, V)


def _skew_modes(S: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns v with Sv = iωv for ω > 0 descending, the ω, and a real basis of the null space.

    Slow modes are close to their own conjugates on the scale of ‖S‖, and come out of
    ``eigh`` with a component ε‖S‖/ω along them.  The nearest orthogonal basis to the real
    and imaginary parts takes that out, at no cost in the residual of S.
    """
    N = S.shape[0]
    minus_omega, vectors = spla.eigh(1j * S)
    zeros = np.abs(minus_omega) <= 4 * N * EPS * max(np.abs(minus_omega).max(), 1e-300)
    count = (N - int(zeros.sum())) // 2
    null = vectors[:, zeros]
    real_null = np.linalg.svd(np.hstack([null.real, null.imag]), full_matrices=False)[0]
    fast = vectors[:, :count] * np.sqrt(2)
    U, _, Wh = np.linalg.svd(np.hstack([fast.real, fast.imag, real_null[:, : null.shape[1]]]))
    basis = U @ Wh
    upper = (basis[:, :count] + 1j * basis[:, count : 2 * count]) / np.sqrt(2)
    return upper, -minus_omega[:count], basis[:, 2 * count :]


def _phases(rows: np.ndarray) -> np.ndarray:
    """The unit factor per mode that makes the first non-zero entry of its row real positive."""
    phases = np.ones(rows.shape[0], dtype=complex)
    for m, row in enumerate(rows):
        big = np.flatnonzero(np.abs(row) > 1e-8 * max(np.abs(rows).max(), 1e-300))
        if big.size:
            phases[m] = row[big[0]] / abs(row[big[0]])
    return phases
