r"""Sums over the half-integers x = ½, 3/2, …, N − ½, to full precision in O(1) per frequency.

    Φ(ω) = Σ arctan(x/ω),   Ψ(ω) = Σ arctan(ω/x) = Nπ/2 − Φ(ω),   Σ(ω) = Σ x/(x²+ω²).

The Euler–Maclaurin midpoint rule [dlmf, §2.10(i) with B_2j(1/2)] replaces a sum by an
integral and end corrections.  The summands are analytic but for poles at ±iω, so the rule
is exact to rounding once its left end K is 16 or more away from them; for ω < 16 the first
16 terms are added one by one.  All terms are of one sign: nothing cancels, unlike in the
log-gamma differences these sums are equal to.
"""

from collections.abc import Callable

import numpy as np

FIRST = 16
# B_2j(1/2)/(2j(2j−1)) with B_2j(1/2) = −(1 − 2^{1−2j}) B_2j.  Nine terms at distance 16
# leave less than 1e-20.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798)
_WEIGHTS = [
    -(1 - 2.0 ** (1 - 2 * j)) * b / (2 * j * (2 * j - 1)) for j, b in enumerate(_BERNOULLI, 1)
]


def sum_phi(omega, N: int) -> np.ndarray:
    """Φ(ω) = Σ arctan(x/ω) for ω > 0; relative accuracy a few ulp."""
    return _sum(omega, N, lambda x, w: np.arctan2(x, w), _phi_tail)


def sum_psi(omega, N: int) -> np.ndarray:
    """Ψ(ω) = Σ arctan(ω/x) for ω ≥ 0; relative accuracy a few ulp."""
    return _sum(omega, N, lambda x, w: np.arctan2(w, x), _psi_tail)


def sum_slope(omega, N: int) -> np.ndarray:
    """Σ(ω) = Σ x/(x²+ω²) = Ψ'(ω) = −Φ'(ω) for ω ≥ 0; relative accuracy a few ulp."""
    return _sum(omega, N, lambda x, w: x / (x * x + w * w), _slope_tail)


def _sum(omega, N: int, term: Callable, tail: Callable) -> np.ndarray:
    """Direct terms where ω < 16 (all of them when N ≤ 16), and the rule on the rest."""
    w = np.asarray(omega, dtype=float)
    if N <= FIRST:
        return _direct(w, N, term)
    near = w < FIRST
    total = tail(np.where(near, float(FIRST), 0.0), float(N), w)
    total[near] += _direct(w[near], FIRST, term)
    return total


def _direct(w: np.ndarray, count: int, term: Callable) -> np.ndarray:
    total = np.zeros_like(w)
    for k in reversed(range(count)):
        total += term(k + 0.5, w)
    return total


def _phi_tail(K, N, w):
    integral = N * np.arctan2(N, w) - K * np.arctan2(K, w) - 0.5 * w * _log_ratio(K, N, w)
    return integral + _odd_corrections(K, N, w)


def _psi_tail(K, N, w):
    integral = N * np.arctan2(w, N) - K * np.arctan2(w, K) + 0.5 * w * _log_ratio(K, N, w)
    return integral - _odd_corrections(K, N, w)


def _slope_tail(K, N, w):
    return 0.5 * _log_ratio(K, N, w) + _even_corrections(K, N, w)


def _log_ratio(K, N, w):
    """ln((N²+ω²)/(K²+ω²))."""
    return np.log1p((N - K) * (N + K) / (K * K + w * w))


def _odd_corrections(K, N, w):
    """Σ_j B_2j(½)/(2j(2j−1)) [Im (x − iω)^{1−2j}] from x = K to N."""
    return _series(N, w, 1).imag - _series(K, w, 1).imag


def _even_corrections(K, N, w):
    """−Σ_j B_2j(½)/(2j) [Re (x − iω)^{−2j}] from x = K to N."""
    return _series(K, w, 2).real - _series(N, w, 2).real


def _series(x, w, power: int) -> np.ndarray:
    """Σ_j weight_j (x − iω)^{−(2j−2+power)}; power 2 carries the extra factor 2j − 1."""
    inverse = 1.0 / (x - 1j * w)
    square, total = inverse * inverse, np.zeros(np.shape(w), dtype=complex)
    for j in range(len(_WEIGHTS), 0, -1):
        total = total * square + _WEIGHTS[j - 1] * (2 * j - 1 if power == 2 else 1)
    return total * (inverse if power == 1 else square)
