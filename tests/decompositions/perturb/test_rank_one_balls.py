"""Certified poles and κ against the characteristic polynomial and the reference values."""

from fractions import Fraction

import flint
import pytest

from ssmtheory.decompositions.perturb.rank_one_balls import kappa_balls, poles_balls
from ssmtheory.errors import InputError
from ssmtheory.precision import working_precision


def polynomial_roots(N, rho, bits):
    """The roots of ρΠ(s−k) + Π(s+k+1), isolated from its integer coefficients."""
    up, down = flint.fmpz_poly([1]), flint.fmpz_poly([1])
    for k in range(N):
        up *= flint.fmpz_poly([-k, 1])
        down *= flint.fmpz_poly([k + 1, 1])
    with working_precision(bits):
        return [z for z, _ in (rho.numerator * up + rho.denominator * down).complex_roots()]


@pytest.mark.parametrize("rho", [Fraction(1, 10), Fraction(1, 1000)])
def test_poles_are_the_roots_of_the_integer_polynomial(rho):
    found = poles_balls("legs", 9, rho, digits=40)
    roots = polynomial_roots(9, rho, 400)
    with working_precision(400):
        assert all(sum(ball.overlaps(z) for z in roots) == 1 for ball in found)
    assert len(found) == 9


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
@pytest.mark.parametrize("rho", ["0.5", "0.1", "0.001"])
def test_poles_hold_the_reference_eigenvalues(reference, chain, N, rho):
    found = poles_balls(chain, N, Fraction(rho), digits=30)
    with working_precision(200):
        for real, imag in reference[chain][N]["rank_one"][rho]["eigenvalues"]:
            wanted = flint.acb(flint.arb(real), flint.arb(imag))
            # 25 digits are printed: half a unit of the last one, of either part
            allowed = flint.arb("1e-24") * max(1.0, abs(complex(wanted)))
            assert min(float(abs(z - wanted).abs_upper()) for z in found) <= float(allowed)


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
@pytest.mark.parametrize("rho", ["0.5", "0.1", "0.001"])
def test_kappa_prints_the_reference_digits(reference, chain, N, rho):
    found = kappa_balls(chain, N, Fraction(rho), digits=17)
    wanted = flint.arb(reference[chain][N]["rank_one"][rho]["kappa2_V"])
    # the reference is rounded to 15 digits
    assert abs(found - wanted) <= abs(wanted) * flint.arb("1e-14")
    assert found.rel_accuracy_bits() > 56


def test_lagt_kappa_encloses_the_formula():
    found = kappa_balls("lagt", 6, Fraction(1, 7), digits=30)
    with working_precision(200):
        assert found.overlaps(flint.arb(7) ** (flint.arb(5) / 6))


def test_rho_is_checked():
    with pytest.raises(InputError, match="rho must lie"):
        poles_balls("legs", 4, Fraction(3, 2))
