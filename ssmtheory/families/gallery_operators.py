"""Differential and integral operators discretised, as dense float arrays.

Chebyshev collocation on x_j = cos(jπ/N), j = 0 … N: the matrix D maps a polynomial's values to
its derivative's.  Boundary conditions take rows and columns away, so that an operator
"at N" is a matrix of order N − 1.
"""

import numpy as np


def chebyshev(N: int) -> tuple[np.ndarray, np.ndarray]:
    """D, (N+1, N+1), and x_j = cos(jπ/N): D_jk = c_j (−1)^{j+k}/(c_k (x_j − x_k)), c_0 = c_N = 2.

    x_j − x_k is a product of sines, which loses no digits, and the diagonal is minus the sum
    of its row, so that D·1 = 0 [trefethen2000, chapter 6].
    """
    j = np.arange(N + 1)
    c = np.where((j == 0) | (j == N), 2.0, 1.0) * (-1.0) ** j
    half = np.pi / (2 * N)
    total = np.add.outer(j, j)
    total = np.minimum(total, 2 * N - total)  # sin(π − a) = sin a, and near π it loses digits
    gap = 2 * np.sin(half * total) * np.sin(half * -np.subtract.outer(j, j))
    np.fill_diagonal(gap, 1.0)
    D = np.outer(c, 1 / c) / gap
    np.fill_diagonal(D, 0.0)
    np.fill_diagonal(D, -D.sum(axis=1))
    return D, np.sin(half * (N - 2 * j))


def airy(N: int) -> np.ndarray:
    """3·10⁻⁴ u″ + i x u on [−1, 1], u(±1) = 0; order N − 1."""
    D, x = chebyshev(N)
    return 3e-4 * _inner(D @ D) + 1j * np.diag(x[1:-1])


def chebspec(N: int) -> np.ndarray:
    """u′ on [−1, 1], u(−1) = 0, on N points; order N − 1."""
    D, _ = chebyshev(N - 1)
    return D[:-1, :-1]


def convdiff(N: int) -> np.ndarray:
    """u″/30 + u′ collocated on [−1, 1], u(±1) = 0; order N − 1."""
    D, _ = chebyshev(N)
    return _inner(D @ D / 30 + D)


def davies(N: int) -> np.ndarray:
    """−u″ + i x² u on [−L, L], L = 9 (16 above N = 130), u(±L) = 0; order N − 1."""
    D, x = chebyshev(N)
    L = 16.0 if N > 130 else 9.0
    D = D / L
    return _inner(-D @ D) + 1j * np.diag((L * x[1:-1]) ** 2)


def landau(N: int) -> np.ndarray:
    """√(iF) √(w_j w_k) e^{−iπF(x_j − x_k)²}, Gauss–Legendre x and w, F = 12 (32 above N = 200)."""
    F = 32.0 if N > 200 else 12.0
    x, w = np.polynomial.legendre.leggauss(N)
    kernel = np.exp(-1j * np.pi * F * np.subtract.outer(x, x) ** 2)
    return np.sqrt(1j * F) * kernel * np.sqrt(np.outer(w, w))


def orrsommerfeld(N: int) -> np.ndarray:
    """B⁻¹A with R = 5772, wave number 1: the Orr–Sommerfeld operator; order N − 1.

    A = (D⁴ − 2D² + 1)/R − 2i − i(1 − x²)(D² − 1), B = D² − 1, u = u′ = 0 at ±1: the fourth
    derivative is that of (1 − x²)v, u = (1 − x²)v [trefethen2000, chapter 14].
    """
    D, x = chebyshev(N)
    eye = np.eye(N - 1)
    D2_full = D @ D
    D3 = D2_full @ D
    bubble = np.zeros(N + 1)
    bubble[1:-1] = 1 / (1 - x[1:-1] ** 2)
    D4_full = (1 - x**2)[:, None] * (D3 @ D) - 8 * x[:, None] * D3 - 12 * D2_full
    D2, D4 = _inner(D2_full), _inner(D4_full * bubble)
    B = D2 - eye
    A = (D4 - 2 * D2 + eye) / 5772 - 2j * eye - 1j * (1 - x[1:-1] ** 2)[:, None] * B
    return np.linalg.solve(B, A)


def _inner(M: np.ndarray) -> np.ndarray:
    return M[1:-1, 1:-1]
