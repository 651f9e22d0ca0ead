"""Printed decimals are certain: checked against exact rationals."""

import math
from fractions import Fraction

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ssmtheory.errors import InputError
from ssmtheory.precision import (
    certain_decimal,
    check_digits,
    is_accurate,
    log10,
    rounding_floor,
    working_precision,
)


def ball(middle: Fraction, radius: Fraction) -> flint.arb:
    return flint.arb(
        flint.fmpq(middle.numerator, middle.denominator),
        flint.fmpq(radius.numerator, radius.denominator),
    )


rationals = some.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**9)
radii = some.integers(min_value=1, max_value=60).map(lambda e: Fraction(1, 2**e))


@given(rationals, radii, some.integers(1, 25))
def test_the_printed_radius_covers_the_whole_ball(middle, radius, digits):
    with working_precision(200):
        value, printed = certain_decimal(ball(middle, radius), digits)
    allowed = Fraction(printed)
    for end in (middle - radius, middle, middle + radius):
        assert abs(Fraction(value) - end) <= allowed


@given(rationals.filter(bool), some.integers(1, 25))
def test_a_tight_ball_prints_the_correctly_rounded_decimal(middle, digits):
    with working_precision(300):
        value, _ = certain_decimal(
            flint.arb(flint.fmpq(middle.numerator, middle.denominator)), digits
        )
    half_unit = Fraction(1, 2) * Fraction(10) ** (_exponent(middle) - digits + 1)
    assert abs(Fraction(value) - middle) <= half_unit


def _exponent(q: Fraction) -> int:
    """floor(log10 |q|), exactly."""
    e = len(str(abs(q.numerator))) - len(str(q.denominator)) - 1
    while abs(q) >= Fraction(10) ** (e + 1):
        e += 1
    return e


@pytest.mark.parametrize(
    ("text", "digits", "expected"),
    [
        ("-5", 30, ("-5", "0")),
        ("-0.5", 30, ("-0.5", "0")),
        ("0", 10, ("0", "0")),
        ("123456", 6, ("123456", "0")),
    ],
)
def test_exact_numbers_print_short_and_with_radius_zero(text, digits, expected):
    with working_precision(200):
        assert certain_decimal(flint.arb(text), digits) == expected


def test_a_ball_around_zero_prints_zero_and_its_size():
    value, radius = certain_decimal(flint.arb(0, 1e-30), 10)
    assert value == "0"
    assert 1e-30 <= float(radius) < 1.2e-30


def test_uncertain_digits_are_left_out():
    wide = flint.arb("1.2345678") + flint.arb(0, 1e-4)
    value, radius = certain_decimal(wide, 15)
    assert value.startswith("1.23")
    assert len(value) <= 6
    assert float(radius) >= 1e-4


def test_not_finite_is_said():
    assert certain_decimal(flint.arb("nan"), 5) == ("nan", "inf")


def test_accuracy_is_relative_to_the_modulus():
    with working_precision(100):
        z = flint.acb(flint.arb(1e-40, 1e-30), flint.arb(1, 1e-30))
    assert is_accurate(z, 29)
    assert not is_accurate(z, 31)


def test_precision_is_restored_after_an_error():
    before = flint.ctx.prec
    with pytest.raises(ZeroDivisionError), working_precision(777):
        assert flint.ctx.prec == 777
        raise ZeroDivisionError
    assert flint.ctx.prec == before


@pytest.mark.parametrize(
    "digits", [0, -3, 1.5, True, 10**6, "x", "15", float("nan"), float("inf"), None, [15], 1j]
)
def test_digits_out_of_range_are_refused(digits):
    with pytest.raises(InputError, match="digits"):
        check_digits(digits)


def test_rounding_floor_is_its_formula():
    assert rounding_floor(64, 3.0) == 10 * 64 * 2.0**-53 * 3.0


def test_log10_of_floats_and_balls():
    for x in (1e-300, 0.5, 1.0, 1e300):
        assert log10(x) == math.log10(x)
        assert abs(log10(flint.arb(x)) - math.log10(x)) <= 1e-15 * max(1, abs(math.log10(x)))
    assert log10(0.0) == log10(flint.arb(0)) == -math.inf
    assert log10(math.inf) == log10(flint.arb("inf")) == math.inf
