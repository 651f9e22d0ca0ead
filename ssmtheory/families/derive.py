r"""From the definition of a memory to its exact (A, B), with no closed formula on the way.

A basis is orthonormal polynomials p_n = √ν_n π_n, π_n monic, built from the moments of its
weight by the three-term recurrence; the coefficients of f and what they obey are

    translated  c_n = ∫₀¹ f(t−1+y) p_n(y) dy:     c' = −D c + p(1) f(t) − p(0) f(t−1);
    scaled      c_n = ∫₀¹ f(ty) p_n(y) dy:      t c' = −(I + E) c + p(1) f(t);
    fading      c_n = ∫₀^∞ f(t−τ) p_n(τ) e^{−γτ} dτ:  c' = (D − γI) c + p(0) f(t),

where p' = D p and y p' = E p.  The translated window needs a guess of f(t−1): zero, or
p(0)ᵀG⁻¹c with G the Gram matrix of p under dy.
Source: [hippo, Appendix C, D] for the method; everything here is rational arithmetic.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import flint

from ssmtheory.families.base import RationalCore
from ssmtheory.families.parameters import to_fmpq


class Basis(NamedTuple):
    """Monic orthogonal polynomials, signs chosen so that each is positive at the present."""

    polynomials: list[flint.fmpq_poly]
    nu: list[flint.fmpq]

    def at(self, y: int) -> list[flint.fmpq]:
        """The values at y, length N."""
        return [p(flint.fmpq(y)) for p in self.polynomials]


def beta_moments(alpha, beta) -> Callable[[int], flint.fmpq]:
    """k ↦ ∫₀¹ y^k w, w ∝ (1−y)^α y^β of mass 1: (β+1)_k/(α+β+2)_k."""
    return partial(_rising_ratio, to_fmpq(beta) + 1, to_fmpq(alpha) + to_fmpq(beta) + 2)


def gamma_moments(alpha) -> Callable[[int], flint.fmpq]:
    """k ↦ ∫₀^∞ τ^k w, w ∝ τ^α e^{−τ} of mass 1: (α+1)_k."""
    return partial(_rising, to_fmpq(alpha) + 1)


def orthogonal_basis(moments: Callable[[int], flint.fmpq], N: int, present: int) -> Basis:
    """π_{n+1} = (y − a_n) π_n − (h_n/h_{n−1}) π_{n−1}, a_n = ⟨yπ_n, π_n⟩/h_n, h_n = ⟨π_n, π_n⟩.

    Returns N polynomials up to the sign that makes them positive at y = ``present``, and
    ν_n = 1/h_n.
    """
    table = [moments(k) for k in range(2 * N)]
    y = flint.fmpq_poly([0, 1])
    earlier, monic, h_earlier = flint.fmpq_poly([0]), flint.fmpq_poly([1]), flint.fmpq(1)
    polynomials, nu = [], []
    for _ in range(N):
        h = _integral(monic * monic, table)
        polynomials.append(monic if monic(flint.fmpq(present)) > 0 else -monic)
        nu.append(1 / h)
        a = _integral(y * monic * monic, table) / h
        earlier, monic, h_earlier = monic, (y - a) * monic - (h / h_earlier) * earlier, h
    return Basis(polynomials, nu)


def translated(
    moments: Callable[[int], flint.fmpq], N: int, *, reconstruct: bool = False
) -> RationalCore:
    """The sliding window of length 1: M = −D̂, or −D̂ − π(0) π(0)ᵀ Ĝ⁻¹ with ``reconstruct``."""
    basis = orthogonal_basis(moments, N, present=1)
    M = -1 * _derivative_matrix(basis, flint.fmpq_poly([1]))
    if reconstruct:
        M = M - _forgotten(basis)
    return RationalCore(M, basis.nu, basis.at(1))


def scaled(moments: Callable[[int], flint.fmpq], N: int) -> RationalCore:
    """The growing window [0, t], in the time ln t: M = −(I + Ê)."""
    basis = orthogonal_basis(moments, N, present=1)
    M = -1 * _derivative_matrix(basis, flint.fmpq_poly([0, 1]))
    return RationalCore(_shift(M, flint.fmpq(-1)), basis.nu, basis.at(1))


def fading(moments: Callable[[int], flint.fmpq], N: int, decay) -> RationalCore:
    """The whole past, faded by e^{−γτ}, γ = ``decay``: M = D̂ − γI."""
    basis = orthogonal_basis(moments, N, present=0)
    M = _derivative_matrix(basis, flint.fmpq_poly([1]))
    return RationalCore(_shift(M, -to_fmpq(decay)), basis.nu, basis.at(0))


def signed_squares(core: RationalCore) -> tuple[list[list[flint.fmpq]], list[flint.fmpq]]:
    """(sign(A_nk) A_nk², sign(B_n) B_n²): rational, and equal exactly when two cores are."""
    nu, M, N = core.nu, core.M, core.M.nrows()
    A = [[_signed_square(M[n, k]) * nu[n] / nu[k] for k in range(N)] for n in range(N)]
    return A, [_signed_square(b) * v for b, v in zip(core.b, nu, strict=True)]


def _derivative_matrix(basis: Basis, factor: flint.fmpq_poly) -> flint.fmpq_mat:
    """The matrix of π_n ↦ factor·π_n' in the basis π, row n; shape (N, N)."""
    N = len(basis.polynomials)
    D = flint.fmpq_mat(N, N)
    for n, p in enumerate(basis.polynomials):
        rest = factor * p.derivative()
        for k in range(rest.degree(), -1, -1):
            other = basis.polynomials[k]
            D[n, k] = rest[k] / other[k]
            rest = rest - D[n, k] * other
    return D


def _forgotten(basis: Basis) -> flint.fmpq_mat:
    """π(0) π(0)ᵀ Ĝ⁻¹, Ĝ_nk = ∫₀¹ π_n π_k dy: the estimate of what leaves the window."""
    N = len(basis.polynomials)
    gram = flint.fmpq_mat(
        [[(p * q).integral()(flint.fmpq(1)) for q in basis.polynomials] for p in basis.polynomials]
    )
    column = flint.fmpq_mat(N, 1, basis.at(0))
    return column * (gram.solve(column)).transpose()


def _integral(p: flint.fmpq_poly, moments: list[flint.fmpq]) -> flint.fmpq:
    return sum((c * moments[k] for k, c in enumerate(p.coeffs())), flint.fmpq(0))


def _shift(M: flint.fmpq_mat, by: flint.fmpq) -> flint.fmpq_mat:
    """M + by·I, in place."""
    for n in range(M.nrows()):
        M[n, n] = M[n, n] + by
    return M


def _rising(a: flint.fmpq, k: int) -> flint.fmpq:
    """The Pochhammer symbol (a)_k."""
    product = flint.fmpq(1)
    for j in range(k):
        product *= a + j
    return product


def _rising_ratio(a: flint.fmpq, b: flint.fmpq, k: int) -> flint.fmpq:
    return _rising(a, k) / _rising(b, k)


def _signed_square(q: flint.fmpq) -> flint.fmpq:
    return q * q if q >= 0 else -q * q
