r"""S4D-DFouT: damped roots of unity as the poles of the discrete system itself.

    λ̄_n = exp(−ξ/2 + 2πi (n + (h−1)/H)/N),   n = 0 … N−1,   layer h = 1 … H,   B̄ = 1,

so the layers interleave into the NH-th roots of unity.  At h = 1 the kernel is a damped DFT,

    K_k = Σ_n C_n λ̄_n^k = e^{−ξk/2} Σ_n C_n e^{2πi nk/N}.

A continuous mode λ sampled with step Δ is told from λ + 2πi/Δ only if |Δ Im λ| < π: log(λ̄)/Δ is
λ again exactly then.  The family ``dfout`` is the continuous system with these λ̄ at Δ = 1.
Source: [dfout, definition of S4D-DFouT].
"""

import math
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import flint
import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.families import s4d
from ssmtheory.families.base import Family
from ssmtheory.limits import check_order
from ssmtheory.references import Source
from ssmtheory.systems import Diagonal
from ssmtheory.systems.discretize import check_length, check_step

if TYPE_CHECKING:
    import sympy


def poles(
    N: int, xi: float, *, layer: int = 1, layers: int = 1, half_plane: bool = False
) -> np.ndarray:
    """λ̄_n, shape (N,), in the order of the DFT; conjugate pairs are exact, so are ±1 and ±i.

    With ``half_plane`` those with arg λ̄ in [0, π], angles ascending: ⌊N/2⌋ + 1 for the first
    layer.  Raises ``InputError`` unless ξ ≥ 0 and 1 ≤ layer ≤ layers.
    Source: [dfout, definition of S4D-DFouT]; the count there, ⌈N/2⌉ + 1, is this one for even N,
    and for odd N it holds a pole together with its conjugate.
    """
    N, offset, layers = check_order(N), *_check_layer(layer, layers)
    decay = math.exp(-_check_damping(xi) / 2)
    numerators, whole = np.arange(N) * layers + offset, N * layers
    if half_plane:
        numerators = numerators[2 * numerators <= whole]
    return decay * _roots_of_unity(numerators, whole)


def system(N: int, xi: float, C=None, *, dt: float = 1.0, **which) -> Diagonal:
    """The discrete system λ̄, B̄ = 1, with the readout C (M,) or (p, M), at the step ``dt``.

    ``which`` is layer, layers and half_plane of ``poles``.  With half_plane the system is the
    ``half`` of a real one and its kernel 2 Re Σ C_n λ̄_n^k: halve C at a real pole to count it
    once.  Raises ``InputError`` as ``poles`` does.
    """
    lam = poles(N, xi, **which)
    step = float(check_step(dt, scalar=True))
    half = bool(which.get("half_plane", False))
    return Diagonal(lam, np.ones_like(lam), C, dt=step, half=half)


def kernel(C, xi: float, length: int, *, layer: int = 1, layers: int = 1) -> np.ndarray:
    """K_k = ω^k N·ifft(C)[k mod N], ω = exp(−ξ/2 + 2πi (h−1)/(NH)), for k < L; O(N log N + L).

    C : (…, N), the readouts of all N poles.  Returns (…, L), complex.  Raises as ``poles`` does.
    """
    C = np.asarray(C)
    if C.ndim == 0 or C.size == 0 or C.dtype.kind not in "biufc" or not np.isfinite(C).all():
        raise InputError("C must be (…, N) with finite entries.")
    N, k = C.shape[-1], np.arange(check_length(length))
    offset, layers = _check_layer(layer, layers)
    turns = _roots_of_unity(k * offset % (N * layers), N * layers)
    periodic = np.fft.ifft(C, norm="forward")[..., k % N]
    return np.exp(-_check_damping(xi) / 2 * k) * turns * periodic


def is_alias_free(lam, dt) -> np.ndarray:
    """|Δ Im λ| < π, entrywise: λ is the principal log(e^{Δλ})/Δ.

    For steps Δ below π/max|Im λ| it holds for every mode: 1/(N/2 − 1) for S4D-Lin and
    π²/(N(N−1)) for S4D-Inv.  Raises ``InputError`` unless Δ > 0.  Source: [dfout, Lemma 1].
    """
    return np.abs(check_step(dt) * np.imag(lam)) < np.pi


def frequencies(N: int, pi) -> list:
    """2πm/N for n = 0 … N−1 with m = n or n − N in (−N/2, N/2], in the arithmetic of ``pi``."""
    return [2 * _principal(n, N) * pi / N for n in range(N)]


def arrays(xi: Fraction, N: int) -> tuple[np.ndarray, np.ndarray]:
    """λ = −ξ/2 + 2πim/N and B = 1, both of shape (N,)."""
    lam = -float(xi / 2) + 1j * np.array(frequencies(N, np.pi), dtype=float)
    return lam, np.ones_like(lam)


def modes(xi: Fraction, N: int) -> list[flint.acb]:
    """The same λ as balls at the working precision."""
    half = flint.arb(flint.fmpq(-xi.numerator, 2 * xi.denominator))
    return [flint.acb(half, w) for w in frequencies(N, flint.arb.pi())]


def symbolic(xi: Fraction, N: int) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """diag(λ) and B = 1 as sympy matrices."""
    import sympy

    half = sympy.Rational(-xi.numerator, 2 * xi.denominator)
    return sympy.diag(*(half + sympy.I * w for w in frequencies(N, sympy.pi))), sympy.ones(N, 1)


def dfout(xi=Fraction(1, 40)) -> Family:
    """The family with damping ξ, a rational ≥ 0.  Raises ``InputError`` for a negative one."""
    xi = Fraction(xi)
    _check_damping(xi)
    return Family(
        name="dfout",
        title="S4D-DFouT (damped roots of unity)",
        source=Source("dfout", "definition of S4D-DFouT"),
        window="none: the modes are given, for a step of 1",
        formula="lambda_n = -xi/2 + 2 pi i m/N, m = n or n - N in (-N/2, N/2], B = 1, n < N",
        notes=(
            "e^lambda are the poles of the discrete system; the layers of a model are turned.",
            "N counts complex modes, closed under conjugation.",
        ),
        parameters={"xi": xi},
        diagonal=True,
        horizon=float(4 / xi) if xi else 100.0,
        arrays=partial(arrays, xi),
        symbolic=partial(symbolic, xi),
        ball_arrays=partial(s4d.unit_input_balls, partial(modes, xi)),
        modes=partial(modes, xi),
    )


def _principal(n: int, N: int) -> int:
    return n if 2 * n <= N else n - N


def _check_layer(layer, layers) -> tuple[int, int]:
    """h − 1 and H."""
    layer, layers = check_order(layer, what="layer"), check_order(layers, what="layers")
    if layer > layers:
        raise InputError(f"layer must be from 1 to layers = {layers}, not {layer}.")
    return layer - 1, layers


def _check_damping(xi):
    if not 0 <= xi < math.inf:
        raise InputError(f"xi must be at least 0 and finite, not {xi}.")
    return xi


def _roots_of_unity(j: np.ndarray, M: int) -> np.ndarray:
    """e^{2πi j/M} for 0 ≤ j < M, turned by quarters so that no angle exceeds π/4."""
    upper = np.minimum(j, M - j)  # conjugates of each other, exactly
    quarter = (8 * upper + M) // (2 * M)
    angle = 2 * np.pi * ((4 * upper - quarter * M) / (4 * M))
    root = np.array([1, 1j, -1])[quarter] * np.exp(1j * angle)
    return np.where(2 * j > M, root.conj(), root)


BUILDERS = {"dfout": (dfout, ("xi",))}
