"""κ beyond the orders where it is kept exact: balls that hold the exact value."""

from fractions import Fraction

import flint
import pytest

from ssmtheory.closed_forms import legs
from ssmtheory.families import family
from ssmtheory.families.jacobi import kappa_squared_balls, scaled_spectrum
from ssmtheory.families.parameters import to_fmpq
from ssmtheory.precision import working_precision

BITS = 128


@pytest.mark.parametrize("N", [1, 2, 9, 60])
def test_the_recurrence_of_legs_gives_the_factorial_formula(N):
    assert legs.condition_numbers(N) == [legs.condition_number(j, N) for j in range(N)]


def test_beyond_a_thousand_balls_hold_the_integers():
    N = 1001
    with working_precision(BITS):
        kappas = legs.condition_numbers(N)
        assert len(kappas) == N
        # at most four roundings a step, each of one ulp, which is at most 2^(1-BITS)
        assert min(k.rel_accuracy_bits() for k in kappas) >= BITS - 1 - (4 * N).bit_length()
    for j in (0, 1, 499, 999, 1000):
        assert kappas[j].contains(flint.fmpz(legs.condition_number(j, N)))


PARAMETERS = [(-1, 2, -1, 2), (1, 3, -1, 2), (0, 1, 0, 1), (-3, 4, 5, 2), (-1, 2, 3, 2)]


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_balls_of_scaled_jacobi_hold_the_exact_rationals(parameters):
    """Exact: both vectors summed; balls: a product and a moment of the weight."""
    a, b, c, d = parameters
    alpha, beta, N = Fraction(a, b), Fraction(c, d), 24
    with working_precision(BITS):
        balls = kappa_squared_balls(to_fmpq(alpha), to_fmpq(beta), N)
        assert min(k.rel_accuracy_bits() for k in balls) >= BITS - 8 - 4 * N.bit_length()
        for entry, ball in zip(scaled_spectrum(alpha, beta, N), balls, strict=True):
            assert ball.contains(entry.kappa_squared)


def test_beyond_the_exact_orders_gegenbauer_at_one_half_is_legs():
    N = 129
    with working_precision(BITS):
        found = family("gegs").exact_spectrum(N)
        for entry, kappa in zip(found, legs.condition_numbers(N), strict=True):
            assert isinstance(entry.kappa_squared, flint.arb)
            assert entry.kappa_squared.contains(flint.fmpz(kappa * kappa))
