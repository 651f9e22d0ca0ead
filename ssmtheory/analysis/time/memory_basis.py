r"""The functions a family's coefficients belong to, by the time s ≥ 0 they look back.

    Legendre, Chebyshev, Jacobi   p_n(1 − s) on [0, 1]          p_n orthonormal for its own weight
    LagT                          L_n(s) e^{−s/2} on [0, ∞)     orthonormal
    LegS, time-invariant          p_n(e^{−s}) on [0, ∞)         orthonormal for e^{−s}
    FouT                          1, 0, √2 cos 2πms, √2 sin 2πms on [0, 1]
    FouD                          FouT's times e^{−s/2}, periodic on [0, ∞)
    GLagT(α, β)                   w_n L_n^{(α)}(s) e^{−(1+β)s/2} on [0, ∞), w_n = B_n/L_n^{(α)}(0)

A signal is read back in their span through the Gram matrix.  GLagT's is read through the functions
biorthogonal to them, L_n^{(α)}(s) s^α e^{−(1−β)s/2} n!/(Γ(n+α+1) w_n): the tilt.

Source: [hippo, Appendix D]; [httyh, FouT]; LMU's are LegT's, divided by (−1)ⁿ√(2n+1).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from ssmtheory.errors import InputError, StructureError

_SCALED = ("legs", "chebs", "cheb2s", "jacs", "gegs")
_WINDOWED = ("legt", "lmu", "chebt", "cheb2t", "jact", "gegt", "fout")
_DECAYING = ("lagt", "glagt", "foud")
_REACHED = ("legt", "lmu", "fout")  # their equation subtracts what leaves the window


@dataclass(frozen=True)
class Kind:
    """How a family remembers."""

    scaled: bool
    bounded: bool
    open_window: bool


def kind_of(subject, scaled: bool | None) -> Kind:
    """The kind of a family's memory; ``StructureError`` where it has none."""
    name = "" if subject.family is None else subject.family.name
    if name not in (*_SCALED, *_WINDOWED, *_DECAYING):
        known = ", ".join((*_SCALED, *_WINDOWED, *_DECAYING))
        raise StructureError(f"{subject.label} has no memory to read from; {known} have one.")
    if scaled and name not in _SCALED:
        raise StructureError(f"{name} has a window of fixed length; leave scaled out.")
    if name in _SCALED:
        stretched = scaled is None or scaled
        if not stretched and name != "legs":
            raise StructureError(f"only legs has a time-invariant memory, not {name}.")
        return Kind(stretched, stretched, False)
    return Kind(False, name in _WINDOWED, name in _WINDOWED and name not in _REACHED)


def basis(subject, kind: Kind, past: np.ndarray) -> np.ndarray:
    """(N, len(past)): every function a signal is read back in, at the times ``past`` back.

    Raises ``InputError`` for GLagT with α < 0 at the present, where s^α is infinite.
    """
    name, N = subject.family.name, subject.N
    n = np.arange(N)[:, None]
    if name == "lagt":
        return special.eval_laguerre(n, past) * np.exp(-past / 2)
    if name == "glagt":
        return _tilted_laguerre(subject, past)
    if name in ("fout", "foud"):
        return _fourier(N, past) * (np.exp(-past / 2) if name == "foud" else 1.0)
    y = 1 - past if kind.bounded else np.exp(-past)
    if name in ("legs", "legt", "lmu"):
        values = np.sqrt(2 * n + 1.0) * special.eval_legendre(n, 2 * y - 1)
        return values / (np.sqrt(2 * n + 1.0) * (-1.0) ** n) if name == "lmu" else values
    alpha, beta = _exponents(subject.family)
    at_one = special.binom(n + alpha, n)
    B = subject.family.system(N).B[:, None]
    return B / at_one * special.eval_jacobi(n, alpha, beta, 2 * y - 1)


def dual(subject, kind: Kind, coefficients: np.ndarray) -> np.ndarray:
    """G⁻¹ c, G_nk = ∫ p_n p_k: by the Gauss rule that is exact for it, in closed form for FouD.

    c where G = I, and for GLagT, whose functions of ``basis`` are biorthogonal already.
    """
    name, N = subject.family.name, subject.N
    if name == "foud":
        return _decaying_dual(N, coefficients)
    if not kind.bounded or name in ("legs", "legt", "lmu", "fout"):
        return coefficients
    nodes, weights = special.roots_legendre(N)
    p = basis(subject, kind, 0.5 - nodes / 2)
    gram = (p * (weights / 2)) @ p.T
    return np.linalg.solve(gram, coefficients[..., None])[..., 0]


def _tilted_laguerre(subject, past) -> np.ndarray:
    alpha, n = float(subject.family.parameters["alpha"]), np.arange(subject.N)[:, None]
    beta, past = float(subject.family.parameters["beta"]), np.maximum(past, 0.0)
    if alpha < 0 and not past.all():
        raise InputError("with alpha < 0 the tilt is infinite at now; choose times before it.")
    # n! Γ(n+α+1)⁻¹/w_n with w_n = B_n/L_n(0) and L_n(0) = Γ(n+α+1)/(n! Γ(α+1))
    gain = 1.0 / (subject.family.system(subject.N).B[:, None] * special.gamma(alpha + 1))
    tilt = past**alpha * np.exp(-(1 - beta) * past / 2)
    return gain * special.eval_genlaguerre(n, alpha, past) * tilt


def _decaying_dual(N: int, coefficients) -> np.ndarray:
    """G⁻¹ c of e^{−s/2} times the Fourier basis; the sine of frequency zero is left out.

    ∫₀^∞ e^{−s} cos ωs = 1/(1+ω²), of the sine ω/(1+ω²).  G is well conditioned, κ ≤ e: folded to
    one period its weight is between 1/(e−1) and e/(e−1).
    """
    m = 2 * np.pi * np.arange(N // 2)
    minus, plus = m[:, None] - m, m[:, None] + m
    gram = np.empty((N, N))
    gram[0::2, 0::2] = 1 / (1 + minus**2) + 1 / (1 + plus**2)
    gram[1::2, 1::2] = 1 / (1 + minus**2) - 1 / (1 + plus**2)
    gram[1::2, 0::2] = plus / (1 + plus**2) + minus / (1 + minus**2)
    gram[0::2, 1::2] = gram[1::2, 0::2].T
    gram[0] /= np.sqrt(2)
    gram[:, 0] /= np.sqrt(2)
    live = np.arange(N) != 1
    found = np.zeros(coefficients.shape)
    kept = np.linalg.solve(gram[np.ix_(live, live)], coefficients[..., live, None])
    found[..., live] = kept[..., 0]
    return found


def _exponents(family) -> tuple[float, float]:
    """(α, β) of the weight (1−y)^α y^β."""
    if "lambda_" in family.parameters:
        return (float(family.parameters["lambda_"]) - 0.5,) * 2
    if family.name.startswith("cheb"):
        return (0.5, 0.5) if family.name.startswith("cheb2") else (-0.5, -0.5)
    return float(family.parameters["alpha"]), float(family.parameters["beta"])


def _fourier(N: int, past: np.ndarray) -> np.ndarray:
    angles = 2 * np.pi * np.arange(N // 2)[:, None] * past
    values = np.empty((N, past.size))
    values[0::2], values[1::2] = np.sqrt(2) * np.cos(angles), np.sqrt(2) * np.sin(angles)
    values[0], values[1] = 1.0, 0.0
    return values
