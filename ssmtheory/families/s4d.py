r"""The diagonal initialisations of S4D: x_n' = λ_n x_n + B_n u, K(t) = 2 Re Σ_n C_n B_n e^{λ_n t}.

N is the state size of the real system, n = 0 … N/2−1, Re λ_n = −½ and Im λ_n is

    Lin  πn        Inv  (N/π)(N/(2n+1) − 1)    Inv2  (N/π)(N/(n+1) − 1)
    Quad (2n+1)²/π                             LegS  ω_n of the normal part of LegS,

B = 1, but B_n = p̃_n/√2 for LegS: half of V*B = √2 p̃ in the gauge where it is positive,
p̃_n^{−2} = Σ_{k<N} (k+½)/((k+½)²+ω_n²).  Real has N real modes −(n+1), B = 1.
"""

from functools import partial
from typing import TYPE_CHECKING

import flint
import numpy as np

from ssmtheory.closed_forms import legs as closed
from ssmtheory.families.base import ExactEigenvalue, Family
from ssmtheory.references import Source

if TYPE_CHECKING:
    import sympy


def lin(N: int, pi) -> list:
    """πn, n < N/2, in the arithmetic of ``pi``."""
    return [pi * n for n in range(N // 2)]


def inv(N: int, pi) -> list:
    """(N/π)(N/(2n+1) − 1) = N(N−2n−1)/((2n+1)π)."""
    return [N * (N - 2 * n - 1) / ((2 * n + 1) * pi) for n in range(N // 2)]


def inv2(N: int, pi) -> list:
    """(N/π)(N/(n+1) − 1) = N(N−n−1)/((n+1)π)."""
    return [N * (N - n - 1) / ((n + 1) * pi) for n in range(N // 2)]


def quad(N: int, pi) -> list:
    """(2n+1)²/π."""
    return [(2 * n + 1) ** 2 / pi for n in range(N // 2)]


def frequency_arrays(frequencies, N: int) -> tuple[np.ndarray, np.ndarray]:
    """λ = −½ + iω and B = 1, both of shape (N/2,)."""
    lam = -0.5 + 1j * np.array(frequencies(N, np.pi), dtype=float)
    return lam, np.ones_like(lam)


def frequency_modes(frequencies, N: int) -> list[flint.acb]:
    """The same λ as balls at the working precision."""
    return [flint.acb(-0.5, w) for w in frequencies(N, flint.arb.pi())]


def frequency_symbolic(frequencies, N: int) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """diag(λ) and B = 1 as sympy matrices."""
    import sympy

    return diagonal_symbolic(frequencies(N, sympy.pi), [sympy.Integer(1)] * (N // 2))


def diagonal_symbolic(frequencies: list, B: list) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """diag(−½ + iω) and the column B."""
    import sympy

    lam = [-sympy.Rational(1, 2) + sympy.I * w for w in frequencies]
    return sympy.diag(*lam), sympy.Matrix(B)


def diagonal_balls(modes: list[flint.acb], B: list) -> tuple[flint.acb_mat, flint.acb_mat]:
    """diag(λ) and the column B as ball matrices."""
    M = len(modes)
    A = flint.acb_mat(M, M)
    for n, value in enumerate(modes):
        A[n, n] = value
    return A, flint.acb_mat([[b] for b in B])


def unit_input_balls(modes, N: int) -> tuple[flint.acb_mat, flint.acb_mat]:
    """(diag(λ), 1) as ball matrices, for the function ``modes`` of N."""
    values = modes(N)
    return diagonal_balls(values, [flint.acb(1)] * len(values))


def legs_arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """λ and B of S4D-LegS, shape (N/2,), imaginary parts descending."""
    lam = -0.5 + 1j * closed.normal_part_frequencies(N)
    return lam, closed.canonical_input(N) / np.sqrt(2.0) + 0j


def legs_modes(N: int) -> list[flint.acb]:
    """The upper half of the spectrum of the normal part, as balls."""
    return [flint.acb(-0.5, w) for w in closed.normal_part_frequencies_balls(N)]


def legs_balls(N: int) -> tuple[flint.acb_mat, flint.acb_mat]:
    """(diag(λ), B) of S4D-LegS as ball matrices."""
    frequencies = closed.normal_part_frequencies_balls(N)
    half = flint.arb(2).sqrt() / 2
    B = [flint.acb(half * p) for p in closed.canonical_input_balls(frequencies, N)]
    return diagonal_balls([flint.acb(-0.5, w) for w in frequencies], B)


def legs_symbolic(N: int) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """diag(λ) and B of S4D-LegS; each ω is half the root of a root of an integer polynomial."""
    import sympy

    frequencies = normal_part_frequencies_exact(N)
    halves = [sympy.Rational(2 * k + 1, 2) for k in range(N)]
    slope = [sympy.Add(*(h / (h * h + w * w) for h in halves)) for w in frequencies]
    return diagonal_symbolic(frequencies, [1 / sympy.sqrt(2 * s) for s in slope])


def normal_part_polynomial(N: int) -> flint.fmpz_poly:
    """q with roots y_m = (2ω_m)²: Π_k(ix + 2k+1) + Π_k(ix − 2k−1) = 2(−1)^{N/2} q(x²), N even.

    The left side is Π(s+k+1) + Π(s−k) at s = −½ + ix/2, times 2^N: it vanishes where T_N = −1.
    """
    product = flint.fmpz_poly([1])
    for k in range(N):
        product *= flint.fmpz_poly([2 * k + 1, 1])
    # the even part of Π(z + 2k+1) at z = ix has the terms c_{2j} (−1)^j x^{2j}
    signs = [(-1) ** (j + N // 2) for j in range(N // 2 + 1)]
    return flint.fmpz_poly([s * int(product[2 * j]) for j, s in enumerate(signs)])


def normal_part_frequencies_exact(N: int) -> list:
    """ω_m = √y_m / 2 as sympy numbers, descending, y_m the real roots of the polynomial above."""
    import sympy

    y = sympy.Symbol("y")
    coefficients = [int(c) for c in reversed(normal_part_polynomial(N).coeffs())]
    q = sympy.Poly(coefficients, y)
    return [sympy.sqrt(sympy.CRootOf(q, m)) / 2 for m in range(N // 2 - 1, -1, -1)]


def real_arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """λ_n = −(n+1) and B = 1, shape (N,), exact."""
    return -np.arange(1.0, N + 1.0), np.ones(N)


def real_modes(N: int) -> list[flint.acb]:
    """−1, …, −N."""
    return [flint.acb(-(n + 1)) for n in range(N)]


def real_balls(N: int) -> tuple[flint.arb_mat, flint.arb_mat]:
    """(diag(λ), 1), exact."""
    A = flint.arb_mat(N, N)
    for n in range(N):
        A[n, n] = flint.arb(-(n + 1))
    return A, flint.arb_mat([[flint.arb(1)] for _ in range(N)])


def real_symbolic(N: int) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """diag(−1, …, −N) and 1 as sympy matrices."""
    import sympy

    return sympy.diag(*(-(n + 1) for n in range(N))), sympy.ones(N, 1)


def real_spectrum(N: int) -> list[ExactEigenvalue]:
    """−1, …, −N, each with κ = 1."""
    return [ExactEigenvalue(flint.fmpq(-(n + 1)), 1, flint.fmpq(1)) for n in range(N)]


def _frequency_family(kind: str, frequencies, locator: str, formula: str, *notes: str) -> Family:
    modes = partial(frequency_modes, frequencies)
    return Family(
        name=f"s4d-{kind.lower()}",
        title=f"S4D-{kind}",
        source=Source("s4d", locator),
        window="none: the modes are given",
        formula=f"Re = -1/2, Im = {formula}, B = 1, n < N/2",
        notes=(*notes, "N counts real states: N/2 modes, K = 2 Re sum."),
        even=True,
        half=True,
        diagonal=True,
        arrays=partial(frequency_arrays, frequencies),
        symbolic=partial(frequency_symbolic, frequencies),
        ball_arrays=partial(unit_input_balls, modes),
        modes=modes,
    )


FAMILIES = (
    Family(
        name="s4d-legs",
        title="S4D-LegS (diagonal restriction of LegS)",
        source=Source("s4d", "Equation 7"),
        window="that of LegS as N grows",
        formula="upper half of the spectrum of A + B B^T/2 of LegS, B = V* B_LegS / 2",
        notes=(
            "The code of S4D leaves out the half in B.",
            "N counts real states: N/2 modes, K = 2 Re sum.",
        ),
        even=True,
        half=True,
        diagonal=True,
        arrays=legs_arrays,
        symbolic=legs_symbolic,
        ball_arrays=legs_balls,
        modes=legs_modes,
        modes_status="certified",
    ),
    _frequency_family("Lin", lin, "Equation 9", "pi n", "Mode 0 is real and counted twice."),
    _frequency_family("Inv", inv, "Equation 8", "(N/pi)(N/(2n+1) - 1)"),
    _frequency_family("Inv2", inv2, "ablation S4D-Inv2", "(N/pi)(N/(n+1) - 1)"),
    _frequency_family("Quad", quad, "ablation S4D-Quad", "(2n+1)^2/pi"),
    Family(
        name="s4d-real",
        title="S4D-Real",
        aliases=("mamba",),
        source=Source("mamba", "Section 3.6"),
        window="none: the modes are given",
        formula="lambda_n = -(n+1), B = 1, n < N",
        notes=("The eigenvalues of LegS without its eigenvectors.",),
        diagonal=True,
        arrays=real_arrays,
        symbolic=real_symbolic,
        ball_arrays=real_balls,
        modes=real_modes,
        exact_spectrum=real_spectrum,
    ),
)
