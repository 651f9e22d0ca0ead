r"""The functions a family's coefficients belong to, by the time s ≥ 0 they look back.

    Legendre, Chebyshev, Jacobi   p_n(1 − s) on [0, 1]          p_n orthonormal for its own weight
    LagT                          L_n(s) e^{−s/2} on [0, ∞)     orthonormal
    LegS, time-invariant          p_n(e^{−s}) on [0, ∞)         orthonormal for e^{−s}
    FouT                          1, 0, √2 cos 2πms, √2 sin 2πms on [0, 1]

Source: [hippo, Appendix D]; [httyh, FouT]; LMU's are LegT's, divided by (−1)ⁿ√(2n+1).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from ssmtheory.errors import StructureError

_SCALED = ("legs", "chebs", "cheb2s", "jacs", "gegs")
_WINDOWED = ("legt", "lmu", "chebt", "cheb2t", "jact", "gegt", "fout")
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
    if name not in (*_SCALED, *_WINDOWED, "lagt"):
        known = ", ".join((*_SCALED, *_WINDOWED, "lagt"))
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
    """(N, len(past)): every basis function at the times ``past`` back."""
    name, N = subject.family.name, subject.N
    n = np.arange(N)[:, None]
    if name == "lagt":
        return special.eval_laguerre(n, past) * np.exp(-past / 2)
    if name == "fout":
        return _fourier(N, past)
    y = 1 - past if kind.bounded else np.exp(-past)
    if name in ("legs", "legt", "lmu"):
        values = np.sqrt(2 * n + 1.0) * special.eval_legendre(n, 2 * y - 1)
        return values / (np.sqrt(2 * n + 1.0) * (-1.0) ** n) if name == "lmu" else values
    alpha, beta = _exponents(subject.family)
    at_one = special.binom(n + alpha, n)
    B = subject.family.system(N).B[:, None]
    return B / at_one * special.eval_jacobi(n, alpha, beta, 2 * y - 1)


def dual(subject, kind: Kind, coefficients: np.ndarray) -> np.ndarray:
    """G⁻¹ c, G_nk = ∫₀¹ p_n p_k dy by the Gauss rule that is exact for it; c where G = I."""
    name, N = subject.family.name, subject.N
    if not kind.bounded or name in ("legs", "legt", "lmu", "fout"):
        return coefficients
    nodes, weights = special.roots_legendre(N)
    p = basis(subject, kind, 0.5 - nodes / 2)
    gram = (p * (weights / 2)) @ p.T
    return np.linalg.solve(gram, coefficients[..., None])[..., 0]


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
