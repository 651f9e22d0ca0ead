r"""LagT is the all-pass chain with equal poles, T = ((s−½)/(s+½))^N.

x_n(s) = (s−½)ⁿ/(s+½)^{n+1}; A + Aᵀ = −BBᵀ; the normal part A + ½BBᵀ has the eigenvalues
(i/2) cot((2m+1)π/(2N)) exactly, with p̃_m = 1/(√(2N) sin((2m+1)π/(2N))).
"""

import math

import flint
import numpy as np

from ssmtheory.limits import check_order


def log_allpass(s, N: int) -> np.ndarray:
    """log T(s) = N log((s−½)/(s+½)); −inf at s = ½."""
    s = np.asarray(s, dtype=complex)
    with np.errstate(divide="ignore"):
        return check_order(N) * np.log((s - 0.5) / (s + 0.5))


def states(s, N: int) -> np.ndarray:
    """x(s) = (sI − A)⁻¹B, shape ``s.shape + (N,)``."""
    s = np.asarray(s, dtype=complex)[..., None]
    return ((s - 0.5) / (s + 0.5)) ** np.arange(check_order(N)) / (s + 0.5)


def basis(t, N: int) -> np.ndarray:
    """e^{tA}B = (L_n(t) e^{−t/2})_n, shape ``t.shape + (N,)``.

    The recurrence runs on the damped functions themselves: L_n alone overflows where
    e^{−t/2} underflows.
    """
    t = np.asarray(t, dtype=float)
    K = np.zeros((*t.shape, check_order(N)))
    K[..., 0] = np.exp(-t / 2)
    for n in range(1, N):
        earlier = K[..., n - 2] if n > 1 else 0.0
        K[..., n] = ((2 * n - 1 - t) * K[..., n - 1] - (n - 1) * earlier) / n
    return K


def normal_part_frequencies(N: int) -> np.ndarray:
    """ω_m = ½cot((2m+1)π/(2N)) > 0, descending, shape (⌊N/2⌋,)."""
    m = np.arange(check_order(N) // 2)
    near, far = (2 * m + 1) * np.pi / (2 * N), (N - 2 * m - 1) * np.pi / (2 * N)
    # cot θ = tan(π/2 − θ): each from the smaller angle, which keeps its digits
    return np.where(near < far, 0.5 / np.tan(near), 0.5 * np.tan(far))


def canonical_input(N: int) -> np.ndarray:
    """p̃_m = (V*P)_m > 0 for the upper half, shape (⌊N/2⌋,); V*B = √2 p̃."""
    return 1.0 / (math.sqrt(2 * N) * np.sin(_angles(check_order(N))[: N // 2]))


def normal_modes(N: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(λ, p̃, V) of the whole normal part, imaginary parts descending; shapes (N,), (N,), (N, N)."""
    upper, half = normal_part_frequencies(N), canonical_input(N)
    zero = np.zeros(N % 2)
    lam = 1j * np.concatenate([upper, zero, -upper[::-1]])
    p = np.concatenate([half, zero + 1 / math.sqrt(2 * N), half[::-1]])
    return lam, p, (states(lam, N) * (p / math.sqrt(2))[:, None]).T


def normal_part_frequencies_balls(N: int) -> list[flint.arb]:
    """ω_m = ½cot((2m+1)π/(2N)) as balls at the working precision."""
    return [flint.arb(flint.fmpq(2 * m + 1, 2 * N)).cot_pi() / 2 for m in range(N // 2)]


def canonical_input_balls(frequencies: list[flint.arb], N: int) -> list[flint.arb]:
    """p̃_m = √(2(ω² + ¼)/N) as balls."""
    return [(2 * (w * w + flint.arb("0.25")) / N).sqrt() for w in frequencies]


def _angles(N: int) -> np.ndarray:
    return (2 * np.arange(N) + 1) * np.pi / (2 * N)
