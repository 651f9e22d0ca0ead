"""HiPPO-LegS: Legendre polynomials scaled to the whole past.

A_nk = −{√((2n+1)(2k+1)) (n > k); n+1 (n = k); 0 (n < k)},  B_n = √(2n+1).
"""

import flint
import numpy as np

from ssmtheory.closed_forms import legs as closed
from ssmtheory.decompositions import nplr_from_modes
from ssmtheory.decompositions.ball_modes import legs_modes
from ssmtheory.families.base import ExactEigenvalue, Family, RationalCore
from ssmtheory.references import Source
from ssmtheory.systems import NPLR


def core(N: int) -> RationalCore:
    """S = diag(√(2n+1)): M_nk = −(2k+1) below the diagonal, −(n+1) on it, b = 1."""
    M = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(n):
            M[n, k] = -(2 * k + 1)
        M[n, n] = -(n + 1)
    return RationalCore(M, [flint.fmpq(2 * n + 1) for n in range(N)], [flint.fmpq(1)] * N)


def arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B; each entry is one square root of an exact integer, correctly rounded."""
    odd = 2.0 * np.arange(N) + 1.0
    A = -np.tril(np.sqrt(np.outer(odd, odd)), -1)
    A[np.diag_indices(N)] = -np.arange(1.0, N + 1.0)
    return A, np.sqrt(odd)


def exact_spectrum(N: int) -> list[ExactEigenvalue]:
    """−1, …, −N (A is lower triangular); κ is an integer, kept exact up to N = 1000."""
    kappas = closed.condition_numbers(N)
    squares = [k * k if isinstance(k, flint.arb) else flint.fmpq(k * k) for k in kappas]
    return [ExactEigenvalue(flint.fmpq(-(j + 1)), 1, square) for j, square in enumerate(squares)]


def nplr(N: int) -> NPLR:
    """Rank 1 with P = B/√2, from the closed-form modes: no eigensolver."""
    return nplr_from_modes(*arrays(N), *closed.normal_modes(N))


FAMILY = Family(
    name="legs",
    title="HiPPO-LegS (scaled Legendre)",
    aliases=("hippo", "hippo-legs", "s4", "hippo-s4"),
    source=Source("hippo", "Theorem 2"),
    window="whole past, uniform (time-invariant form: e^{-t})",
    formula="A_nk = -(sqrt((2n+1)(2k+1)) if n>k, n+1 if n=k, 0 if n<k), B_n = sqrt(2n+1)",
    notes=(
        "HiPPO prints A with the opposite sign; S4, S4D and HTTYH use this one.",
        "The 1-indexed variant found in some codes is the trailing block of LegS(N+1).",
    ),
    triangular=True,
    nplr_rank=1,
    allpass="legs",
    horizon=2.5,
    core=core,
    arrays=arrays,
    exact_spectrum=exact_spectrum,
    normal_plus_low_rank=nplr,
    ball_modes=legs_modes,
)
