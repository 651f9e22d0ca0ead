r"""HiPPO-LagT: Laguerre functions of the whole past, and the generalised (α, β) ones.

LagT:       A = ½I − tril(1) (diagonal −½, below it −1),  B = 1;
GLagT(α,β): A = Λ⁻¹(−½(1+β) I − tril(1, −1))Λ,  Λ_n = √(Γ(n+α+1)/n!),
            B = Λ⁻¹ (C(n+α, n))_n Γ(1−α)^{−1/2} β^{(1−α)/2}.

In the core of GLagT ν_n = γ² n!/(α+1)_n and b_n = (α+1)_n/n! with
γ² = β^{1−α}/(Γ(1+α)Γ(1−α)) = β^{1−α} sin(πα)/(πα), which is rational for α = 0 only.
"""

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import flint
import numpy as np

from ssmtheory.closed_forms import lagt as closed
from ssmtheory.decompositions import nplr_from_modes
from ssmtheory.decompositions.ball_modes import lagt_modes
from ssmtheory.errors import InputError
from ssmtheory.families.base import ExactEigenvalue, Family, RationalCore
from ssmtheory.families.parameters import require_above, rounded, to_fmpq
from ssmtheory.families.rational import core_to_balls, core_to_sympy
from ssmtheory.precision import working_precision
from ssmtheory.references import Source
from ssmtheory.systems import NPLR

if TYPE_CHECKING:
    import sympy

_FLOAT_BITS = 128


def core(N: int) -> RationalCore:
    """M = ½I − tril(1), ν = 1, b = 1."""
    return _core(flint.fmpq(-1, 2), [flint.fmpq(1)] * N, [flint.fmpq(1)] * N)


def arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B, exact."""
    A = -np.tri(N)
    A[np.diag_indices(N)] = -0.5
    return A, np.ones(N)


def low_rank(N: int) -> np.ndarray:
    """P of shape (N, 1) with A + PPᵀ skew: P = B/√2."""
    return np.full((N, 1), np.sqrt(0.5))


def nplr(N: int) -> NPLR:
    """Rank 1 with P = B/√2, from the closed-form modes: no eigensolver."""
    return nplr_from_modes(*arrays(N), *closed.normal_modes(N))


def jordan_spectrum(value: Fraction, N: int) -> list[ExactEigenvalue]:
    """One eigenvalue of multiplicity N in one Jordan block: κ = ∞ for N > 1."""
    return [ExactEigenvalue(to_fmpq(value), N, flint.fmpq(1) if N == 1 else None)]


def generalised_core(alpha, beta, N: int) -> RationalCore:
    """M = −½(1+β)I − tril(1, −1), ν_n = n!/(α+1)_n, b_n = (α+1)_n/n!: GLagT with B/γ for B."""
    nu, b = _laguerre_sequences(to_fmpq(alpha), N, flint.fmpq)
    return _core(-(1 + to_fmpq(beta)) / 2, nu, b)


def rational_core(beta, N: int) -> RationalCore:
    """The core of GLagT(0, β), whose γ² = β is rational: ν = β."""
    M, nu, b = generalised_core(0, beta, N)
    return RationalCore(M, [to_fmpq(beta) * v for v in nu], b)


def generalised_arrays(alpha, beta, N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B; an entry is one product of two rounded numbers."""
    with working_precision(_FLOAT_BITS):
        nu, b = _laguerre_sequences(to_fmpq(alpha), N, flint.arb)
        root = [v.sqrt() for v in nu]
        left, right = rounded(root), rounded([1 / r for r in root])
        gamma = _gain_ball(to_fmpq(alpha), to_fmpq(beta))
        B = rounded([gamma * r * p for r, p in zip(root, b, strict=True)])
        diagonal = float(-(1 + flint.arb(to_fmpq(beta))) / 2)
    A = np.outer(-left, right)
    A[np.triu_indices(N)] = 0.0
    A[np.diag_indices(N)] = diagonal
    return A, B


def generalised_balls(alpha, beta, N: int) -> tuple[flint.arb_mat, flint.arb_mat]:
    """(A, B) as balls at the working precision."""
    A, B = core_to_balls(generalised_core(alpha, beta, N))
    return A, B * _gain_ball(to_fmpq(alpha), to_fmpq(beta))


def generalised_symbolic(alpha, beta, N: int) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """(A, B) as sympy matrices, γ = √(β^{1−α} sin(πα)/(πα))."""
    import sympy

    A, B = core_to_sympy(generalised_core(alpha, beta, N))
    a, b = (sympy.Rational(v.numerator, v.denominator) for v in (alpha, beta))
    share = sympy.sin(sympy.pi * a) / (sympy.pi * a) if a else sympy.Integer(1)
    return A, B * sympy.sqrt(b ** (1 - a) * share)


def glagt(alpha=0, beta=Fraction(1, 100)) -> Family:
    """GLagT(α, β); raises ``InputError`` unless −1 < α < 1 and β > 0."""
    require_above("alpha", alpha, -1, "for an integrable weight")
    if not alpha < 1:
        raise InputError(f"alpha must be below 1 for a finite tilt, not {alpha}.")
    require_above("beta", beta, 0, "for a finite tilt")
    return Family(
        name="glagt",
        title="HiPPO-GLagT (translated generalised Laguerre)",
        source=Source("hippo", "Appendix D.2"),
        window="whole past, t^alpha e^{-t}, tilted by beta",
        formula="A = L^-1 (-(1+beta)/2 I - tril(1,-1)) L, B_n ~ binom(n+alpha, n)/L_n, "
        "L_n = sqrt(Gamma(n+alpha+1)/n!)",
        notes=("alpha = 0, beta = 1 is the LagT with diagonal -1 that some codes use.",),
        triangular=True,
        parameters={"alpha": Fraction(alpha), "beta": Fraction(beta)},
        core=None if alpha else partial(rational_core, beta),
        arrays=partial(generalised_arrays, alpha, beta),
        symbolic=partial(generalised_symbolic, alpha, beta) if alpha else None,
        ball_arrays=partial(generalised_balls, alpha, beta) if alpha else None,
        exact_spectrum=partial(jordan_spectrum, -(1 + Fraction(beta)) / 2),
    )


def _core(diagonal: flint.fmpq, nu: list[flint.fmpq], b: list[flint.fmpq]) -> RationalCore:
    N = len(nu)
    M = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(n):
            M[n, k] = -1
        M[n, n] = diagonal
    return RationalCore(M, nu, b)


def _laguerre_sequences(alpha: flint.fmpq, N: int, number) -> tuple[list, list]:
    """n!/(α+1)_n and (α+1)_n/n! for n < N, in the arithmetic of ``number``."""
    nu, b = [number(1)], [number(1)]
    for n in range(1, N):
        nu.append(nu[-1] * (n / (alpha + n)))
        b.append(b[-1] * ((alpha + n) / n))
    return nu, b


def _gain_ball(alpha: flint.fmpq, beta: flint.fmpq) -> flint.arb:
    """γ = √(β^{1−α}/(Γ(1+α)Γ(1−α)))."""
    a = flint.arb(alpha)
    return (flint.arb(beta) ** (1 - a) * (1 + a).rgamma() * (1 - a).rgamma()).sqrt()


FAMILY = Family(
    name="lagt",
    title="HiPPO-LagT (translated Laguerre)",
    aliases=("hippo-lagt",),
    source=Source("hippo", "Theorem 1"),
    window="whole past, e^{-t}",
    formula="A = I/2 - tril(1), B = 1",
    notes=("The variant with diagonal -1 is glagt(0,1).",),
    triangular=True,
    nplr_rank=1,
    allpass="lagt",
    horizon=20.0,
    core=core,
    arrays=arrays,
    exact_spectrum=partial(jordan_spectrum, Fraction(-1, 2)),
    normal_plus_low_rank=nplr,
    ball_modes=lagt_modes,
)
BUILDERS = {"glagt": (glagt, ("alpha", "beta"))}
