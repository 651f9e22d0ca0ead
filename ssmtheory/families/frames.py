r"""SaFARi: the memory that a frame of functions φ_0 … φ_{N−1} on [0, 1] makes, from samples.

y = 1 is the present, c_n the coefficients ∫ f φ_n dy.  The dual is φ̃ = G⁺φ, G_nk = ∫ φ_n φ_k dy,
so that f = Σ_k c_k φ̃_k for f in the span (G⁺ the pseudo-inverse: N may exceed the dimension).

    scaled      t c' = A c + B f,   A = −(I + ∫ yφ' φ̃ᵀ dy),            B = φ(1)
    translated    c' = A c + B f,   A = −∫ φ' φ̃ᵀ dy − φ(0) φ̃(0)ᵀ,      B = φ(1)

The translated window guesses what leaves it, f(t−1) ≈ φ̃(0)ᵀc.  Where yφ' (φ') lies in the span
its integral against φ̃ is exact for any quadrature, and only φ̃(0) depends on the weights; where
it does not, the system is the best approximation in the span.  Legendre gives LegS and LegT.  A
Fourier frame gives K − bbᵀ and b, half the damping and input of FouT, which takes f(t−1) from
the midpoint of the jump instead.
Source: [safari, scaled and translated measures].
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import legendre

from ssmtheory.errors import InputError
from ssmtheory.limits import check_order
from ssmtheory.systems import StateSpace


@dataclass(frozen=True, eq=False)
class SampledFrame:
    """φ_n and φ_n' at L nodes of a quadrature on [0, 1], and φ_n at both ends.

    Parameters
    ----------
    y, weights : (L,) nodes in [0, 1] and positive weights of ∫₀¹ · dy.
    values, slopes : (N, L) φ_n(y_l) and φ_n'(y_l), real.
    past, present : (N,) φ_n(0) and φ_n(1).
    rcond : singular values of √w-weighted samples below it times the largest count as zero;
        None is max(N, L) u.

    Raises ``InputError`` for shapes that do not fit, nodes outside [0, 1], weights that are not
    positive, complex or non-finite entries, and samples that are all zero.
    """

    y: np.ndarray
    weights: np.ndarray
    values: np.ndarray
    slopes: np.ndarray
    past: np.ndarray
    present: np.ndarray
    rcond: float | None = None

    def __post_init__(self):
        shape = np.shape(self.values)
        if len(shape) != 2 or 0 in shape:
            raise InputError(f"values must be (N, L), not {shape}.")
        N, L = shape
        fits = {"y": (L,), "weights": (L,), "slopes": (N, L), "past": (N,), "present": (N,)}
        for name in (*fits, "values"):
            part = np.asarray(getattr(self, name))
            if name in fits and part.shape != fits[name]:
                raise InputError(f"{name} must be {fits[name]}, not {part.shape}.")
            if part.dtype.kind not in "biuf" or not np.isfinite(part).all():
                raise InputError(f"{name} must be real and finite.")
            object.__setattr__(self, name, part.astype(float))
        if self.y.min() < 0 or self.y.max() > 1 or self.weights.min() <= 0:
            raise InputError("the nodes must lie in [0, 1] and the weights be positive.")
        if not self.values.any():
            raise InputError("the samples are all zero; give a frame.")

    @cached_property
    def _factors(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """U, σ, Vᵀ of φ√w up to its numerical rank: G = Uσ²Uᵀ, the dual without squaring κ."""
        U, sigma, Vh = np.linalg.svd(self.values * np.sqrt(self.weights), full_matrices=False)
        u = max(self.values.shape) * np.finfo(float).eps
        kept = sigma > (u if self.rcond is None else self.rcond) * sigma[0]
        return U[:, kept], sigma[kept], Vh[kept]

    @property
    def dimension(self) -> int:
        """The dimension of the span: the numerical rank of the samples."""
        return self._factors[1].size

    @property
    def bounds(self) -> tuple[float, float]:
        """σ_min², σ_max² with a‖f‖² ≤ Σ c_n² ≤ b‖f‖² for f in the span; (1, 1) is Parseval."""
        sigma = self._factors[1]
        return float(sigma[-1] ** 2), float(sigma[0] ** 2)

    def dual(self) -> np.ndarray:
        """φ̃ at the nodes, (N, L): pinv of the samples, transposed."""
        U, sigma, Vh = self._factors
        return (U / sigma) @ Vh / np.sqrt(self.weights)

    def dual_past(self) -> np.ndarray:
        """φ̃(0) = G⁺ φ(0), (N,): φ̃(0)ᵀc is the value of the reconstruction at y = 0."""
        U, sigma, _ = self._factors
        return U @ ((U.T @ self.past) / sigma**2)

    def _on_dual(self, samples: np.ndarray) -> np.ndarray:
        """∫ g φ̃ᵀ dy for g given by its samples (N, L)."""
        return (samples * self.weights) @ self.dual().T


def scaled(frame: SampledFrame) -> StateSpace:
    """A = −(I + ∫ yφ' φ̃ᵀ dy), B = φ(1): the whole past [0, t], in the time log t.

    The condition is √(b/a) of the frame's ``bounds``.  Source: [safari, scaled measure].
    """
    E = frame._on_dual(frame.y * frame.slopes)
    return StateSpace(-(np.eye(E.shape[0]) + E), frame.present)


def translated(frame: SampledFrame, *, reconstruct: bool = True) -> StateSpace:
    """A = −∫ φ' φ̃ᵀ dy − φ(0) φ̃(0)ᵀ, B = φ(1): the last unit of time.

    Without ``reconstruct``, f(t−1) is taken for zero and the last term of A left out.
    Source: [safari, translated measure].
    """
    A = -frame._on_dual(frame.slopes)
    if reconstruct:
        A = A - np.outer(frame.past, frame.dual_past())
    return StateSpace(A, frame.present)


def legendre_frame(N: int, nodes: np.ndarray, weights: np.ndarray) -> SampledFrame:
    """φ_n = √(2n+1) P_n(2y−1), sampled at ``nodes`` (L,) of [0, 1].

    With ``gauss_nodes(L)``, L ≥ N, the Gram matrix is the identity.  Raises as ``SampledFrame``.
    """
    N, y = check_order(N), np.asarray(nodes, dtype=float)
    root = np.sqrt(2.0 * np.arange(N) + 1.0)
    identity = np.eye(N)
    values = [legendre.legval(2.0 * y - 1.0, row) for row in identity]
    slopes = [2.0 * legendre.legval(2.0 * y - 1.0, legendre.legder(row)) for row in identity]
    signs = (-1.0) ** np.arange(N)
    columns = (root[:, None] * np.array(part) for part in (values, slopes))
    return SampledFrame(y, weights, *columns, root * signs, root)


def gauss_nodes(L: int) -> tuple[np.ndarray, np.ndarray]:
    """L nodes and weights on [0, 1], exact for polynomials of degree below 2L."""
    x, w = legendre.leggauss(check_order(L, what="L"))
    return (x + 1.0) / 2.0, w / 2.0
