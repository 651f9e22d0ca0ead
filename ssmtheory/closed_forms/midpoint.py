r"""The sum over half-integers x = ½, 3/2, …, N − ½ that the canonical gauge needs, in O(1).

    Σ(ω) = Σ x/(x²+ω²) = ½ d/dω (−arg T_N(−½ + iω)).

The Euler–Maclaurin midpoint rule [dlmf, §2.10(i) with B_2j(1/2)] replaces the sum by an
integral and end corrections.  The summand is analytic but for poles at ±iω, so the rule is
exact to rounding once its left end K is 16 or more away from them; for ω < 16 the first 16
terms are added one by one.  All terms are of one sign: nothing cancels, unlike in the digamma
difference this sum is equal to.
"""

import numpy as np

FIRST = 16
# B_2j(1/2)/(2j) with B_2j(1/2) = −(1 − 2^{1−2j}) B_2j.  Nine terms at distance 16 leave less
# than 1e-20.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798)
_WEIGHTS = [-(1 - 2.0 ** (1 - 2 * j)) * b / (2 * j) for j, b in enumerate(_BERNOULLI, 1)]


def sum_slope(omega, N: int) -> np.ndarray:
    """Σ(ω) = Σ x/(x²+ω²) for ω ≥ 0, shape of ``omega``; relative accuracy a few ulp."""
    w = np.asarray(omega, dtype=float)
    if N <= FIRST:
        return _direct(w, N)
    near = w < FIRST
    total = _tail(np.where(near, float(FIRST), 0.0), float(N), w)
    total[near] += _direct(w[near], FIRST)
    return total


def _direct(w: np.ndarray, count: int) -> np.ndarray:
    total = np.zeros_like(w)
    for k in reversed(range(count)):
        x = k + 0.5
        total += x / (x * x + w * w)
    return total


def _tail(K, N, w):
    """½ ln((N²+ω²)/(K²+ω²)) − Σ_j B_2j(½)/(2j) Re (x − iω)^{−2j} from x = K to N."""
    integral = 0.5 * np.log1p((N - K) * (N + K) / (K * K + w * w))
    return integral + _series(K, w).real - _series(N, w).real


def _series(x, w) -> np.ndarray:
    """Σ_j weight_j (x − iω)^{−2j}."""
    inverse = 1.0 / (x - 1j * w)
    square, total = inverse * inverse, np.zeros(np.shape(w), dtype=complex)
    for weight in reversed(_WEIGHTS):
        total = total * square + weight
    return total * square
