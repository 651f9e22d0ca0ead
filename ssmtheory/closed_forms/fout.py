r"""FouT (window 1): A + PPᵀ = K is block skew with P = √2 b, so its modes are known outright.

Λ = ±2πim for m = 1 … N/2−1 and a double zero; v_m = (e_{2m} − i e_{2m+1})/√2 for +2πim,
P̃ = √2 there and at the constant state e₀, and 0 at the idle state e₁.
"""

import math

import flint
import numpy as np


def normal_modes(N: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(λ, p̃, V) of the normal part, imaginary parts descending; shapes (N,), (N,), (N, N)."""
    m = np.arange(N // 2 - 1, 0, -1)
    upper = np.zeros((N, m.size), dtype=complex)
    upper[2 * m, np.arange(m.size)] = 1 / math.sqrt(2)
    upper[2 * m + 1, np.arange(m.size)] = -1j / math.sqrt(2)
    V = np.hstack([upper, np.eye(N)[:, :2], upper[:, ::-1].conj()])
    lam = 2j * np.pi * np.concatenate([m, [0, 0], -m[::-1]])
    half = np.full(m.size, math.sqrt(2))
    return lam, np.concatenate([half, [math.sqrt(2), 0.0], half]), V


def normal_part_balls(N: int) -> list[flint.acb]:
    """The N eigenvalues ±2πim and 0, 0 as balls at the working precision."""
    tau = 2 * flint.arb.pi()
    return [flint.acb(0, tau * m) for m in (*range(1 - N // 2, N // 2), 0)]


def decaying_balls(N: int) -> list[flint.acb]:
    """The eigenvalues of FouD, −½ ± 2πim and −½ twice."""
    return [z - flint.arb("0.5") for z in normal_part_balls(N)]
