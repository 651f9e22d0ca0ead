r"""LRU: modes drawn uniformly from a ring, and the gain that keeps their states of size one.

    λ = exp(−e^ν + i e^θ),   ν = log(−½ log s),  s = |λ|² uniform on [r_min², r_max²],
                             θ = log(arg λ),     arg λ uniform on (0, max_phase);
    x_k = λ ∘ x_{k−1} + γ ∘ (B u_k),  γ = √(1 − |λ|²),   y_k = Re(C x_k) + D u_k.

For white u the stationary E|x_n|² is γ²/(1 − |λ|²) = 1 times E|(Bu)_n|²; without γ the mean over
the ring is

    E‖x‖²/E‖Bu‖² = log((1 − r_min²)/(1 − r_max²)) / (r_max² − r_min²).

Source: [lru, §3.3–3.4].
"""

import math
from typing import NamedTuple

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.limits import check_order
from ssmtheory.systems import Diagonal


class Ring(NamedTuple):
    """The logarithms that are trained: nu, theta and gamma, each (N,)."""

    nu: np.ndarray
    theta: np.ndarray
    gamma: np.ndarray

    @property
    def lam(self) -> np.ndarray:
        """λ = exp(−e^ν + i e^θ), (N,)."""
        return np.exp(-np.exp(self.nu) + 1j * np.exp(self.theta))


def ring(
    N: int,
    rng: np.random.Generator,
    r_min: float = 0.0,
    r_max: float = 1.0,
    max_phase: float = 2 * math.pi,
) -> Ring:
    """N independent modes, uniform on the part of the ring r_min ≤ |λ| ≤ r_max, arg λ ≤ max_phase.

    1 − s is summed from terms of one sign, so ν and γ keep their digits where |λ| is close to 1.
    Raises ``InputError`` unless 0 ≤ r_min ≤ r_max ≤ 1, r_max > 0, r_min < 1, 0 < max_phase ≤ 2π.
    Source: [lru, Lemma 3.2].
    """
    N = check_order(N)
    inner, width, outer = _radii(r_min, r_max)
    if not 0.0 < max_phase <= 2 * math.pi:
        raise InputError(f"max_phase must be above 0 and at most 2π, not {max_phase!r}.")
    u, phase = _open_uniform(N, rng), _open_uniform(N, rng)
    s, rest = inner + u * width, outer + (1.0 - u) * width
    # log s from whichever of s and 1 − s is known to more digits.
    log_s = np.where(s < 0.5, np.log(s), np.log1p(-np.minimum(rest, 0.75)))
    return Ring(np.log(-log_s / 2), np.log(max_phase * phase), np.log(rest) / 2)


def system(modes: Ring, inputs: int, outputs: int, rng: np.random.Generator) -> Diagonal:
    """The discrete system with γ in B: B ~ γ CN(0, 1/inputs), C ~ CN(0, 2/N), D ~ N(0, 1).

    Real and imaginary parts of B have variance 1/(2·inputs), those of C 1/N.  C is
    (outputs, N), B (N, inputs) and D (inputs,) on the diagonal of an (outputs, inputs) matrix.
    The layer's output is the real part of this system's.  Source: [lru, Appendix A].
    """
    m, p = check_order(inputs, what="inputs"), check_order(outputs, what="outputs")
    N = modes.nu.size
    B = _complex_normal((N, m), 1 / math.sqrt(2 * m), rng)
    C = _complex_normal((p, N), 1 / math.sqrt(N), rng)
    D = np.zeros((p, m))
    np.fill_diagonal(D, rng.standard_normal(min(p, m)))
    return Diagonal(modes.lam, np.exp(modes.gamma)[:, None] * B, C, D, dt=1.0)


def expected_gain(r_min: float, r_max: float) -> float:
    """E 1/(1 − |λ|²) = log((1 − r_min²)/(1 − r_max²))/(r_max² − r_min²), |λ|² uniform on the ring.

    The state that white input leaves, relative to it, without γ; 1/(1 − r²) for r_min = r_max,
    infinite for r_max = 1.  Raises ``InputError`` for radii as ``ring`` does.
    Source: [lru, Proposition 3.3].
    """
    _, width, outer = _radii(r_min, r_max)
    if outer == 0.0:
        return math.inf
    ratio = width / outer
    return math.log1p(ratio) / width if ratio else 1.0 / outer


def _radii(r_min, r_max) -> tuple[float, float, float]:
    """r_min², r_max² − r_min² and 1 − r_max², without cancellation."""
    if not (0.0 <= r_min <= r_max <= 1.0 and r_min < 1.0 and r_max > 0.0):
        raise InputError(
            "the radii must satisfy 0 ≤ r_min ≤ r_max ≤ 1, r_max > 0 and r_min < 1, not "
            f"r_min = {r_min!r} and r_max = {r_max!r}."
        )
    width = (r_max - r_min) * (r_max + r_min)
    return r_min * r_min, width, (1.0 - r_max) * (1.0 + r_max)


def _open_uniform(N: int, rng: np.random.Generator) -> np.ndarray:
    """Uniform on (0, 1), never 0 or 1: both would make a logarithm infinite."""
    return (rng.integers(0, 2**52, N) + 0.5) * 2.0**-52


def _complex_normal(shape, deviation: float, rng: np.random.Generator) -> np.ndarray:
    parts = rng.standard_normal((2, *shape))
    return deviation * (parts[0] + 1j * parts[1])
