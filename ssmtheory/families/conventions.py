r"""One memory, many spellings: exact identities between the conventions of different codes.

Each converter takes arrays A (N, N) and B (N,) (or modes ``lam`` (M,)) and returns new ones;
the docstring says which code the result belongs to.  Source: [hippo], [s4], [lmu] and the
reference implementations that go with them.
"""

import numpy as np

from ssmtheory.errors import InputError

System = tuple[np.ndarray, np.ndarray]


def with_window(A: np.ndarray, B: np.ndarray, theta: float) -> System:
    """(A/θ, B/θ): a window of length 1 becomes one of length θ.

    θ = 2 gives the LegT and FouT of the S4 code; θ = ½ takes them back (its ``fourier2``
    is twice its ``fout``).  Raises ``InputError`` unless θ > 0.
    """
    if not theta > 0:
        raise InputError(f"the window must be longer than 0, not {theta!r}.")
    return A / theta, B / theta


def opposite_sign(A: np.ndarray, B: np.ndarray) -> System:
    """(−A, B): HiPPO prints c' = −A c + B f.  Its own inverse."""
    return -A, B.copy()


def with_decay(A: np.ndarray, B: np.ndarray, rate: float) -> System:
    """(A − rate·I, B): every kernel times e^{−rate·t}.

    rate = ½ turns LagT (diagonal −½) into the LagT with diagonal −1, which is GLagT(0, 1).
    """
    return A - rate * np.eye(A.shape[0]), B.copy()


def legt_to_lmu(A: np.ndarray, B: np.ndarray) -> System:
    """(E A E⁻¹, E B), E = diag((−1)ⁿ√(2n+1)): LegT (window 1) in the coordinates of LMU."""
    return _rescale(A, B, _lmu_scale(A.shape[0]))


def lmu_to_legt(A: np.ndarray, B: np.ndarray) -> System:
    """(E⁻¹ A E, E⁻¹ B): the inverse of ``legt_to_lmu``."""
    return _rescale(A, B, 1.0 / _lmu_scale(A.shape[0]))


def one_indexed(A: np.ndarray, B: np.ndarray) -> System:
    """(A[1:, 1:], B[1:]): LegS counted from n = 1, of size N, out of LegS of size N+1.

    Its entries are √((2n+1)(2k+1)) and n+1 with n, k = 1 … N, and it is another system:
    the eigenvalues are −2, …, −(N+1).  Raises ``InputError`` when nothing would be left.
    """
    if A.shape[0] < 2:
        raise InputError("one_indexed drops the first state: give a system of order 2 or more.")
    return A[1:, 1:].copy(), B[1:].copy()


def halved_input(A: np.ndarray, B: np.ndarray) -> System:
    """(A, B/2): the input that S4D-LegS needs by its theorem, from the one its code uses."""
    return A.copy(), B / 2


def doubled_input(A: np.ndarray, B: np.ndarray) -> System:
    """(A, 2B): the input of the S4D code from the one here.  Inverse of ``halved_input``."""
    return A.copy(), B * 2


def conjugate_half(lam: np.ndarray, B: np.ndarray) -> System:
    """(λ̄, B̄): the lower half of the spectrum, as in the S4 code; 2 Re Σ is the same with C̄."""
    return np.conj(lam), np.conj(B)


def full_spectrum(lam: np.ndarray, B: np.ndarray) -> System:
    """(λ, λ̄) and (B, B̄): all 2M modes, whose plain sum is the 2 Re Σ of the half."""
    return np.concatenate([lam, np.conj(lam)]), np.concatenate([B, np.conj(B)])


def _lmu_scale(N: int) -> np.ndarray:
    n = np.arange(N)
    return (1 - 2 * (n % 2)) * np.sqrt(2.0 * n + 1.0)


def _rescale(A: np.ndarray, B: np.ndarray, scale: np.ndarray) -> System:
    return scale[:, None] * A / scale, scale * B
