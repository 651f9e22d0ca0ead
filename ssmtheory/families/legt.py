r"""HiPPO-LegT: Legendre polynomials on a sliding window of length 1.

A_nk = −√((2n+1)(2k+1)) {1 (n ≥ k); (−1)^{n−k} (n < k)},  B_n = √(2n+1).
"""

import flint
import numpy as np

from ssmtheory.closed_forms import legt as closed
from ssmtheory.decompositions import normal_plus_low_rank
from ssmtheory.decompositions.ball_modes import legt_modes
from ssmtheory.decompositions.certified import BallModes
from ssmtheory.families.base import Family, RationalCore
from ssmtheory.families.rational import core_to_balls
from ssmtheory.precision import working_precision
from ssmtheory.references import Source
from ssmtheory.systems import NPLR


def core(N: int) -> RationalCore:
    """S = diag(√(2n+1)): M_nk = −(2k+1), times (−1)^{n−k} above the diagonal; b = 1."""
    M = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(N):
            M[n, k] = (2 * k + 1) * (1 if n < k and (n - k) % 2 else -1)
    return RationalCore(M, [flint.fmpq(2 * n + 1) for n in range(N)], [flint.fmpq(1)] * N)


def arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B; each entry is one square root of an exact integer, correctly rounded."""
    odd = 2.0 * np.arange(N) + 1.0
    A = -np.sqrt(np.outer(odd, odd))
    upper = np.triu(A, 1)
    upper[0::2, 1::2] *= -2.0  # turns −a into a when added below
    upper[1::2, 0::2] *= -2.0
    upper[0::2, 0::2] = upper[1::2, 1::2] = 0.0
    return A + upper, np.sqrt(odd)


def low_rank(N: int) -> np.ndarray:
    """P of shape (N, 2) with A + PPᵀ skew: √(2n+1) split into even and odd n."""
    root = np.sqrt(2.0 * np.arange(N) + 1.0)
    P = np.zeros((N, 2))
    P[0::2, 0], P[1::2, 1] = root[0::2], root[1::2]
    return P


def low_rank_squared(N: int) -> list[list[flint.fmpq]]:
    """The columns of P in the coordinates of the core, P_n = √(2n+1) p_n: two indicators."""
    return [[flint.fmpq(int(n % 2 == parity)) for n in range(N)] for parity in (0, 1)]


def nplr(N: int) -> NPLR:
    """Rank 2 from the skew part; no closed form of its modes is known."""
    return normal_plus_low_rank(*arrays(N), low_rank(N))


def ball_modes(N: int) -> BallModes:
    """The modes of the normal part as balls, good to the working precision.

    The eigensolver's vectors lose bits with N and with the precision itself: it gets more.
    """
    bits = flint.ctx.prec
    with working_precision(bits + bits // 2 + 4 * N + 64):
        A, B = core_to_balls(core(N))
        root = [flint.arb(2 * n + 1).sqrt() for n in range(N)]
        P = flint.arb_mat([[root[n] * (n % 2 == parity) for parity in (0, 1)] for n in range(N)])
        return legt_modes(A, P, B)


FAMILY = Family(
    name="legt",
    title="HiPPO-LegT (translated Legendre)",
    aliases=("hippo-legt",),
    source=Source("hippo", "Theorem 1"),
    window="last unit of time, uniform",
    formula="A_nk = -sqrt((2n+1)(2k+1)) (1 if n>=k, (-1)^(n-k) if n<k), B_n = sqrt(2n+1)",
    notes=(
        "Some codes halve A and B: that is the window of length 2.",
        "LMU is the same system in other coordinates.",
    ),
    nplr_rank=2,
    core=core,
    arrays=arrays,
    low_rank_squared=low_rank_squared,
    poles=closed.poles_balls,
    characteristic_polynomial=closed.characteristic_polynomial,
    eigenvalue_condition=closed.condition_number,
    normal_plus_low_rank=nplr,
    ball_modes=ball_modes,
)
