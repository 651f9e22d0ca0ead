r"""Two generalised reflections, and orthogonal matrices as products of true ones (β = 2).

(I − β₂ k₂ k₂ᵀ)(I − β₁ k₁ k₁ᵀ), ‖k‖ = 1, k₁ᵀk₂ = cos θ, is 1 outside span(k₁, k₂) and has in it
trace 2 − β₁ − β₂ + β₁β₂cos²θ and determinant (1−β₁)(1−β₂).  Its two eigenvalues are not real
exactly when trace² < 4 det, that is, with x = β₁β₂cos²θ, when

    β₁ > 1,  β₂ > 1  and  (√(β₁−1) − √(β₂−1))² < x < (√(β₁−1) + √(β₂−1))².

The upper bound is at most β₁β₂ and equal to it only for (β₁−1)(β₂−1) = 1: else keys that are
nearly parallel have real eigenvalues.  β₁ = β₂ = 2 is the rotation by 2θ.
Source: [deltaproduct, Proposition 1], which states that such pairs exist.
"""

import numpy as np
import scipy.linalg as spla

from ssmtheory.errors import AccuracyError, InputError
from ssmtheory.limits import dense_bytes, require_memory
from ssmtheory.systems.householder import product
from ssmtheory.systems.householder_arguments import real_array

_EPS = np.finfo(float).eps


def pair_discriminant(beta1, beta2, cosine):
    """trace² − 4 det = (β₁−β₂)² + x (x + 4 − 2β₁ − 2β₂), x = β₁β₂cos²θ.

    Plain arithmetic, so exact for ``Fraction`` and entrywise for arrays; and a sum of terms
    ≥ 0 for β in [0, 1], where rounding cannot make the eigenvalues complex.
    """
    x = beta1 * beta2 * cosine * cosine
    return (beta1 - beta2) ** 2 + x * (x + (2 * (1 - beta1) + 2 * (1 - beta2)))


def pair_is_complex(beta1, beta2, cosine):
    """Whether (2 − β₁ − β₂ + β₁β₂cos²θ)² < 4(1−β₁)(1−β₂): a pair of eigenvalues off the line."""
    return pair_discriminant(beta1, beta2, cosine) < 0


def pair_eigenvalues(beta1, beta2, cosine) -> np.ndarray:
    """The two eigenvalues in span(k₁, k₂), complex, shape (…, 2); the others are 1.

    Complex pairs have the upper one first, real ones the one of larger modulus: it is computed
    without cancellation, and the other from the determinant (1−β₁)(1−β₂).  Arguments broadcast.
    Raises ``InputError`` unless they are finite and real with |cos θ| ≤ 1.
    """
    names = ("beta1", "beta2", "cosine")
    values = (beta1, beta2, cosine)
    b1, b2, c = np.broadcast_arrays(
        *(real_array(n, x, np.float64) for n, x in zip(names, values, strict=True))
    )
    if (np.abs(c) > 1).any():
        raise InputError("cosine must lie in [−1, 1]: it is k₁ᵀk₂ of unit keys.")
    half_trace = ((1 - b1) + (1 - b2) + b1 * b2 * c * c) / 2
    disc = pair_discriminant(b1, b2, c)
    root = np.sqrt(np.abs(disc)) / 2
    first = (half_trace + np.copysign(root, half_trace)).astype(complex)
    # First is 0 only when both are: trace = disc = 0.
    with np.errstate(divide="ignore", invalid="ignore"):
        second = np.where(first == 0, 0, (1 - b1) * (1 - b2) / first)
    upper = half_trace + 1j * root
    return np.where((disc < 0)[..., None], _pair(upper, upper.conj()), _pair(first, second))


def factor_orthogonal(Q) -> np.ndarray:
    """Unit keys (m, N) with Q = (I − 2 k_m k_mᵀ) ⋯ (I − 2 k_1 k_1ᵀ), m = rank(Q − I) ≤ N.

    No product of fewer reflections is Q.  A real Schur form splits Q into planes it turns by φ
    (two reflections whose keys are φ/2 apart: nothing cancels, however small φ), lines it
    reverses (one) and lines it fixes (none); what moves by at most 8 N eps counts as fixed.

    Raises ``InputError`` unless Q is real, square and orthogonal to 64 N eps, and
    ``AccuracyError`` should the product miss Q by more than 64 N eps.
    Source: [deltaproduct, Theorem 4], for the theorem of Cartan and Dieudonné.
    """
    Q = real_array("Q", Q, np.float64)
    if Q.ndim != 2 or Q.shape[0] != Q.shape[1] or Q.shape[0] == 0:
        raise InputError(f"Q must be a square matrix, not of shape {Q.shape}.")
    N = Q.shape[0]
    require_memory(dense_bytes(N, copies=6), f"Reflections of an orthogonal matrix of N = {N}")
    allowed = 64 * N * _EPS
    if not np.abs(Q.T @ Q - np.eye(N)).max() <= allowed:
        raise InputError("Q must be orthogonal: replace it by the factor Q of its QR form first.")
    T, Z = spla.schur(Q, output="real")
    keys = np.array(_keys(T, Z)).reshape(-1, N)
    missed = np.abs(product(keys, np.full(len(keys), 2.0)) - Q).max()
    if missed > allowed:
        raise AccuracyError("product of reflections", float(missed), allowed)
    return keys


def _keys(T, Z) -> list[np.ndarray]:
    """The keys of each diagonal block of the Schur form Q = Z T Zᵀ."""
    N, n, found = T.shape[0], 0, []
    while n < N:
        if n + 1 < N and T[n + 1, n] != 0:
            turn = np.arctan2(T[n + 1, n] - T[n, n + 1], T[n, n] + T[n + 1, n + 1])
            if abs(turn) > 8 * N * _EPS:
                half = np.cos(turn / 2) * Z[:, n] + np.sin(turn / 2) * Z[:, n + 1]
                found += [Z[:, n], half]
            n += 2
        else:
            found += [Z[:, n]] if T[n, n] < 0 else []
            n += 1
    return found


def _pair(first, second) -> np.ndarray:
    return np.stack(np.broadcast_arrays(first, second), axis=-1)
