r"""The Fourier memories: FouT on a sliding window of length 1, and FouD, its decaying cousin.

With b = (1, 0, √2, 0, √2, 0, …) and K the skew matrix of the pairs (2m, 2m+1),
K_{2m,2m+1} = −2πm, K_{2m+1,2m} = 2πm:

    FouT: A = K − 2 b bᵀ, B = 2b;       FouD: A = K − ½I, B = b.

Coordinates 2m and 2m+1 carry √2 cos 2πmt and √2 sin 2πmt (m = 0: 1 and an idle state).
e^{tA}B of FouT tends to that basis on [0, 1] and to 0 beyond, because f(t−1) is taken from
bᵀc ≈ ½(f(t) + f(t−1)), the midpoint of the jump that the periodic series sees.
"""

import flint
import numpy as np

from ssmtheory.closed_forms import fout as closed
from ssmtheory.closed_forms import fout_spectrum
from ssmtheory.decompositions import nplr_from_modes
from ssmtheory.decompositions.ball_modes import fout_modes
from ssmtheory.families.base import Family
from ssmtheory.references import Source
from ssmtheory.systems import NPLR


def fout_arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B of FouT."""
    A, b = _blocks(N), _basis_at_present(N)
    A[0::2, 0::2] = -4.0
    A[0, 2::2] = A[2::2, 0] = -2.0 * np.sqrt(2.0)
    A[0, 0] = -2.0
    return A, 2.0 * b


def foud_arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B of FouD."""
    A = _blocks(N)
    A[np.diag_indices(N)] = -0.5
    return A, _basis_at_present(N)


def low_rank(N: int) -> np.ndarray:
    """P of shape (N, 1) with A + PPᵀ = K skew, for FouT: P = √2 b."""
    P = np.zeros((N, 1))
    P[0::2, 0] = 2.0
    P[0, 0] = np.sqrt(2.0)
    return P


def fout_balls(N: int) -> tuple[flint.arb_mat, flint.arb_mat]:
    """(A, B) of FouT as balls at the working precision."""
    A, b = _entries(N, flint.arb.pi(), flint.arb(2).sqrt(), flint.arb(0))
    for n in range(0, N, 2):
        for k in range(0, N, 2):
            A[n][k] = -2 * b[n] * b[k]
    return flint.arb_mat(A), flint.arb_mat([[2 * x] for x in b])


def foud_balls(N: int) -> tuple[flint.arb_mat, flint.arb_mat]:
    """(A, B) of FouD as balls at the working precision."""
    A, b = _entries(N, flint.arb.pi(), flint.arb(2).sqrt(), flint.arb(0))
    for n in range(N):
        A[n][n] = flint.arb(-0.5)
    return flint.arb_mat(A), flint.arb_mat([[x] for x in b])


def fout_symbolic(N: int) -> tuple:
    """(A, B) of FouT as sympy matrices."""
    import sympy

    A, b = _entries(N, sympy.pi, sympy.sqrt(2), sympy.Integer(0))
    column = sympy.Matrix(b)
    return sympy.Matrix(A) - 2 * column * column.T, 2 * column


def foud_symbolic(N: int) -> tuple:
    """(A, B) of FouD as sympy matrices."""
    import sympy

    A, b = _entries(N, sympy.pi, sympy.sqrt(2), sympy.Integer(0))
    return sympy.Matrix(A) - sympy.eye(N) / 2, sympy.Matrix(b)


def _blocks(N: int) -> np.ndarray:
    K = np.zeros((N, N))
    m = np.arange(N // 2)
    K[2 * m, 2 * m + 1] = -2.0 * np.pi * m
    K[2 * m + 1, 2 * m] = 2.0 * np.pi * m
    return K


def _basis_at_present(N: int) -> np.ndarray:
    """b: the values of the basis at t = 0."""
    b = np.zeros(N)
    b[0::2] = np.sqrt(2.0)
    b[0] = 1.0
    return b


def _entries(N: int, pi, root2, zero) -> tuple[list[list], list]:
    """K as nested lists and b, in the arithmetic of ``pi``, ``root2`` and ``zero``."""
    K = [[zero] * N for _ in range(N)]
    for m in range(N // 2):
        K[2 * m][2 * m + 1], K[2 * m + 1][2 * m] = -2 * m * pi, 2 * m * pi
    b = [zero if n % 2 else root2 for n in range(N)]
    b[0] = zero + 1
    return K, b


def fout_nplr(N: int) -> NPLR:
    """Rank 1 with P = √2 b, from the known modes: no eigensolver."""
    return nplr_from_modes(*fout_arrays(N), *closed.normal_modes(N))


def fout_poles(N: int) -> list[flint.acb]:
    """Eigenvalues of FouT, certified at the working precision from LAPACK's as starts."""
    return fout_spectrum.certified_poles(np.linalg.eigvals(fout_arrays(N)[0]), N)


FAMILIES = (
    Family(
        name="fout",
        title="HiPPO-FouT (translated Fourier)",
        aliases=("hippo-fout", "fourier2"),
        source=Source("httyh", "FouT"),
        window="last unit of time, uniform",
        formula="A = 2 pi blocks - 2 b b^T, B = 2 b, b = (1, 0, sqrt 2, 0, sqrt 2, ...)",
        notes=(
            "Some codes halve A and B (window 2) and call the form here fourier2.",
            "State 1, the sine of frequency zero, is idle: an eigenvalue 0 that no input reaches.",
        ),
        even=True,
        nplr_rank=1,
        arrays=fout_arrays,
        symbolic=fout_symbolic,
        ball_arrays=fout_balls,
        normal_plus_low_rank=fout_nplr,
        ball_modes=fout_modes,
        normal_modes=closed.normal_part_balls,
        poles=fout_poles,
        eigenvalue_condition=fout_spectrum.condition_number,
    ),
    Family(
        name="foud",
        title="FouD (decaying Fourier)",
        aliases=("fourier-diag",),
        source=Source("httyh", "FouD"),
        window="whole past, e^{-t/2} times the Fourier basis",
        formula="A = 2 pi blocks - I/2, B = (1, 0, sqrt 2, 0, sqrt 2, ...)",
        notes=("Normal: its eigenvalues -1/2 +- 2 pi i m are perfectly conditioned.",),
        even=True,
        arrays=foud_arrays,
        symbolic=foud_symbolic,
        ball_arrays=foud_balls,
        modes=closed.decaying_balls,
    ),
)
