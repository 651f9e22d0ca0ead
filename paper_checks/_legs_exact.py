"""LegS in exact rational arithmetic: A and B up to the similarity by diag(√(2n+1)), and solves."""

from fractions import Fraction

import flint

import ssmtheory as st


class ExactLegS:
    """M = D⁻¹AD and D⁻¹B = (1, …, 1)ᵀ for D = diag(√ν), ν_n = 2n+1: all entries rational.

    The state e_n of LegS is √ν_n times that of M, and BBᵀ becomes the matrix with rows ν.
    """

    def __init__(self, N: int):
        core = st.family("legs").core(N)
        self.N, self.M, self.nu = N, core.M, core.nu
        self.ones = flint.fmpq_mat(N, 1, core.b)
        self.eye = flint.fmpq_mat(N, N, [int(n == k) for n in range(N) for k in range(N)])
        self.outer = flint.fmpq_mat(N, N, [core.nu[k] for _ in range(N) for k in range(N)])

    def states(self, s: flint.fmpq, share: flint.fmpq | int = 0) -> list[flint.fmpq]:
        """(sI − A − (t/2)BBᵀ)⁻¹ (1 − t/2)B at t = ``share``, entry n over √ν_n, by elimination."""
        half = flint.fmpq(1, 2) * share
        solved = (self.eye * s - self.M - self.outer * half).solve(self.ones * (1 - half))
        return [solved[n, 0] for n in range(self.N)]

    def output(self, row: list, states: list) -> flint.fmpq:
        """Σ row_n ν_n x_n/√ν_n: the output of C = (row_n √ν_n)."""
        terms = (c * q * x for c, q, x in zip(row, self.nu, states, strict=True))
        return sum(terms, flint.fmpq(0))


def allpass(s: flint.fmpq, N: int) -> flint.fmpq:
    """T_N(s) = Π_{k<N} (s−k)/(s+k+1)."""
    product = flint.fmpq(1)
    for k in range(N):
        product *= (s - k) / (s + k + 1)
    return product


def points(count: int) -> list[flint.fmpq]:
    """½, 3/2, …: to the right of every pole, and no zero of T."""
    return [flint.fmpq(2 * j + 1, 2) for j in range(count)]


def rational(value: str | int | Fraction) -> flint.fmpq:
    """A number given as text, such as "1/10", exactly."""
    exact = Fraction(value)
    return flint.fmpq(exact.numerator, exact.denominator)
