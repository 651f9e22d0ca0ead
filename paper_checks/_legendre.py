"""Shifted Legendre polynomials P_n(2x−1), and how well they and Fourier sums hold a zigzag."""

from fractions import Fraction
from itertools import pairwise

import flint


def polynomials(N: int) -> list[flint.fmpq_poly]:
    """P_n(2x−1), n < N, with integer coefficients."""
    argument = flint.fmpq_poly([-1, 2])
    return [flint.fmpq_poly.legendre_p(n)(argument) for n in range(N)]


def functional(p: flint.fmpq_poly, moment) -> flint.fmpq:
    """Σ_j p_j · moment(j)."""
    return sum((c * moment(j) for j, c in enumerate(p.coeffs())), flint.fmpq(0))


def ball(x: Fraction | int) -> flint.arb:
    """A rational as a ball at the working precision."""
    x = Fraction(x)
    return flint.arb(flint.fmpq(x.numerator, x.denominator))


class Zigzag:
    """f on [0, 1], piecewise linear with rational knots and f(0) = ``start``, and F(x) = ∫₀ˣ f.

    f is max |slope|-Lipschitz, and F has a second derivative bounded by it.  Where a method takes
    ``derivatives``, 1 is about f and 2 about F.  Results are balls at the working precision.
    """

    def __init__(self, knots, slopes, start=0):
        self.knots = [Fraction(x) for x in knots]
        self.slopes = [Fraction(s) for s in slopes]
        self.widths = [b - a for a, b in pairwise(self.knots)]
        self.heights = [Fraction(start)]
        for slope, width in zip(self.slopes, self.widths, strict=True):
            self.heights.append(self.heights[-1] + slope * width)

    def square(self, derivatives: int = 1) -> Fraction:
        """∫₀¹ f² or ∫₀¹ F²."""
        total, level = Fraction(0), Fraction(0)
        for slope, height, width in zip(self.slopes, self.heights, self.widths, strict=False):
            p = (height, slope) if derivatives == 1 else (level, height, slope / 2)
            total += sum(
                a * b * width ** (i + j + 1) / (i + j + 1)
                for i, a in enumerate(p)
                for j, b in enumerate(p)
            )
            level += height * width + slope * width**2 / 2
        return total

    def legendre(self, N: int, derivatives: int = 1) -> list[flint.arb]:
        """∫₀¹ f P_n(2x−1) dx, n < N, or the same of F.

        With I_n' = P_n and J_n' = I_n: ∫ f P_n = f(1)I_n(1) − Σ slope (J_n(right) − J_n(left)),
        ∫ F P_n = −∫ f I_n for n ≥ 1 and ∫ F = ∫ (1−x) f.
        """
        if derivatives == 2:
            p = self.legendre(N + 1)
            rest = [(p[n - 1] - p[n + 1]) / (2 * (2 * n + 1)) for n in range(1, N)]
            return [(p[0] - p[1]) / 2, *rest]
        tables = [_antiderivatives(x, N) for x in self.knots]
        found = []
        for n in range(N):
            bends = (
                ball(slope) * (right[1][n] - left[1][n])
                for slope, (left, right) in zip(self.slopes, pairwise(tables), strict=True)
            )
            found.append(ball(self.heights[-1]) * tables[-1][0][n] - sum(bends, flint.arb(0)))
        return found

    def fourier(self, m: int, derivatives: int = 1) -> flint.acb:
        """∫₀¹ f e^{−2πimx} dx or ∫₀¹ F e^{−2πimx} dx, m ≠ 0, by parts."""
        turn = flint.acb(0, 2 * flint.arb.pi() * m)
        waves = [flint.acb(ball(-2 * m * x)).exp_pi_i() for x in self.knots]
        bends = sum(
            (ball(s) * (a - b) for s, (a, b) in zip(self.slopes, pairwise(waves), strict=True)),
            flint.acb(0),
        )
        found = ball(self.heights[0] - self.heights[-1]) / turn + bends / turn**2
        return found if derivatives == 1 else (found - self.legendre(1)[0]) / turn

    def polynomial_error(self, N: int, derivatives: int = 1) -> flint.arb:
        """The L2 distance to the polynomials of degree < N on [0, 1]."""
        c = self.legendre(N, derivatives)
        kept = sum(((2 * n + 1) * x * x for n, x in enumerate(c)), flint.arb(0))
        return (ball(self.square(derivatives)) - kept).sqrt()

    def fourier_error(self, N: int, derivatives: int = 1) -> flint.arb:
        """The L2 distance to the Fourier sums with |m| < N/2: the basis of N states of FouT."""
        mean = self.legendre(1, derivatives)[0]
        rest = ball(self.square(derivatives)) - mean * mean
        for m in range(1, N // 2):
            c = self.fourier(m, derivatives)
            rest -= 2 * (c * c.conjugate()).real
        return rest.sqrt()


def ramp(start=0) -> Zigzag:
    """f(x) = start + x."""
    return Zigzag((0, 1), (1,), start)


def hat(at) -> Zigzag:
    """f(x) = |x − at|."""
    at = Fraction(at)
    return Zigzag((0, at, 1), (-1, 1), at)


def triangle_wave(waves: int) -> Zigzag:
    """Slopes ±1, ``waves`` periods on [0, 1], mean 0, f(0) = f(1) = 0."""
    knots = [Fraction(j, 4 * waves) for j in (0, *range(1, 4 * waves, 2), 4 * waves)]
    return Zigzag(knots, [(-1) ** j for j in range(len(knots) - 1)])


def random_zigzag(rng, pieces: int = 32) -> Zigzag:
    """Slopes ±1 at random on equal pieces."""
    knots = [Fraction(j, pieces) for j in range(pieces + 1)]
    return Zigzag(knots, [int(s) for s in rng.choice((-1, 1), pieces)])


def _antiderivatives(x: Fraction, N: int) -> tuple[list[flint.arb], list[flint.arb]]:
    """I_n(x) = ∫₀ˣ P_n(2y−1) dy and J_n(x) = ∫₀ˣ I_n, n < N."""
    z, p = ball(2 * x - 1), [flint.arb(1), ball(2 * x - 1)]
    for n in range(2, N + 2):
        p.append(((2 * n - 1) * z * p[n - 1] - (n - 1) * p[n - 2]) / n)
    first = [ball(x)] + [(p[n + 1] - p[n - 1]) / (2 * (2 * n + 1)) for n in range(1, N + 1)]
    second = [(first[n + 1] - first[n - 1]) / (2 * (2 * n + 1)) for n in range(1, N)]
    return first, [ball(x * x / 2), *second]
