"""Matrices of integers, Toeplitz matrices and their like, as dense float arrays."""

import math

import numpy as np

from ssmtheory.errors import InputError

# N! is the largest entry of the companion matrix; 171! is beyond a double.
LARGEST_COMPANION = 170
GALLERY3 = ((-149, -50, -154), (537, 180, 546), (-27, -9, -25))
GALLERY5 = (
    (-9, 11, -21, 63, -252),
    (70, -69, 141, -421, 1684),
    (-575, 575, -1149, 3451, -13801),
    (3891, -3891, 7782, -23345, 93365),
    (1024, -1024, 2048, -6144, 24572),
)
GODUNOV = (
    (289, 2064, 336, 128, 80, 32, 16),
    (1152, 30, 1312, 512, 288, 128, 32),
    (-29, -2000, 756, 384, 1008, 224, 48),
    (512, 128, 640, 0, 640, 512, 128),
    (1053, 2256, -504, -384, -756, 800, 208),
    (-287, -16, 1712, -128, 1968, -30, 2032),
    (-2176, -287, -1565, -512, -541, -1152, -289),
)


def basor(N: int) -> np.ndarray:
    """T_jk = a_{j−k}, the Fourier coefficients of θ e^{iθ}, 0 < θ < 2π: a_1 = π, else i/(m − 1)."""
    m = np.arange(-(N - 1), N)
    coefficients = np.where(m == 1, np.pi, 1j / np.where(m == 1, 1, m - 1))
    return coefficients[N - 1 + np.subtract.outer(np.arange(N), np.arange(N))]


def companion(N: int) -> np.ndarray:
    """The companion matrix of Σ_{k≤N} z^k/k!: first row −N!/(N−j)!, j = 1 … N, ones below."""
    if N > LARGEST_COMPANION:
        raise InputError(f"companion goes up to N = {LARGEST_COMPANION}: N! must be a double.")
    A = np.eye(N, k=-1)
    A[0] = [-float(math.perm(N, j)) for j in range(1, N + 1)]
    return A


def demmel(N: int) -> np.ndarray:
    """Upper triangular Toeplitz, −10^{4m/(N−1)} on the m-th superdiagonal."""
    m = np.subtract.outer(np.arange(N), np.arange(N)).T
    return np.where(m >= 0, -(10.0 ** (4.0 * np.maximum(m, 0) / (N - 1))), 0.0)


def frank(N: int) -> np.ndarray:
    """Upper Hessenberg: F_jk = N − k for k ≥ j, and F_{k+1,k} = N − 1 − k (k from 0)."""
    row = np.arange(N, 0.0, -1)
    return np.triu(np.tile(row, (N, 1))) + np.diag(row[1:], -1)


def gallery3(N: int) -> np.ndarray:
    """A badly conditioned 3 × 3 integer matrix with the eigenvalues 1, 2, 3."""
    return np.array(GALLERY3, dtype=float)


def gallery5(N: int) -> np.ndarray:
    """A nilpotent 5 × 5 integer matrix, one Jordan block."""
    return np.array(GALLERY5, dtype=float)


def gauss_seidel(lower: float, upper: float):
    """N ↦ −(D + L)⁻¹U for the tridiagonal (lower, 2, upper); the inverse as a geometric series."""

    def build(N: int) -> np.ndarray:
        j, k = np.indices((N, N))
        # column k of (D + L)^-1 is (1/2)(-lower/2)^(j-k), j >= k; U shifts it one to the right
        power = np.where(j >= k - 1, (-lower / 2) ** np.maximum(j - k + 1, 0), 0.0)
        return np.where(k > 0, -upper / 2 * power, 0.0)

    return build


def godunov(N: int) -> np.ndarray:
    """A 7 × 7 integer matrix with the eigenvalues 0, ±1, ±2, ±4."""
    return np.array(GODUNOV, dtype=float)


def grcar(N: int) -> np.ndarray:
    """Toeplitz: −1 below the diagonal, 1 on it and on three superdiagonals."""
    ones = np.ones((N, N))
    return np.triu(ones) - np.triu(ones, 4) - np.eye(N, k=-1)


def kahan(N: int) -> np.ndarray:
    """Upper triangular: s^j on the diagonal, −c s^j right of it; s^{N−1} = 0.1, c² + s² = 1."""
    s = 0.1 ** (1 / (N - 1))
    c = math.sqrt(-math.expm1(2 * math.log(0.1) / (N - 1)))
    rows = s ** np.arange(N)
    return np.diag(rows) - c * np.triu(np.tile(rows[:, None], (1, N)), 1)


def riffle(N: int) -> np.ndarray:
    """P − P^∞ of the riffle shuffle, P_jk = 2^{−N} C(N+1, 2j−k) a_k/a_j, a the Eulerian numbers.

    (P^∞)_jk = a_k/N!.  Every entry is one correctly rounded quotient of integers.
    """
    a, everything = _eulerian(N), math.factorial(N)

    def entry(j: int, k: int) -> float:
        times = math.comb(N + 1, 2 * j - k) if 0 <= 2 * j - k <= N + 1 else 0
        top = a[k - 1] * (times * everything - (a[j - 1] << N))
        return top / ((a[j - 1] * everything) << N)

    return np.array([[entry(j, k) for k in range(1, N + 1)] for j in range(1, N + 1)])


def transient(N: int) -> np.ndarray:
    """0.4 (diag(e^{2πij/N}) + cyclic shift) − 0.5 I."""
    x = 2 * np.pi * np.arange(N) / N
    return 0.4 * (np.diag(np.exp(1j * x)) + _cyclic_shift(N)) - 0.5 * np.eye(N)


def twisted(N: int) -> np.ndarray:
    """diag(2 sin(2πj/N)) + S − Sᵀ, S the cyclic shift: a twisted Toeplitz matrix."""
    S = _cyclic_shift(N)
    return np.diag(2 * np.sin(2 * np.pi * np.arange(N) / N)) + S - S.T


def _cyclic_shift(N: int) -> np.ndarray:
    return np.roll(np.eye(N), 1, axis=1)


def _eulerian(N: int) -> list[int]:
    """Permutations of N with 0, 1, …, N−1 descents."""
    a = [1]
    for n in range(2, N + 1):
        padded = [0, *a, 0]
        a = [(k + 1) * padded[k + 1] + (n - k) * padded[k] for k in range(n)]
    return a
