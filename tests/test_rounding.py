"""Correct rounding against exact comparisons with the neighbouring floats."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ssmtheory.errors import InputError
from ssmtheory.precision import working_precision
from ssmtheory.rounding import check_format, nearest_float, rounded_ball

rationals = some.fractions(max_denominator=10**30, min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(value=rationals)
def test_no_other_float_is_nearer(dtype, value):
    found = nearest_float(value, dtype)
    assert isinstance(found, dtype)
    error = abs(Fraction(float(found)) - value)
    for direction in (-np.inf, np.inf):
        neighbour = np.nextafter(found, dtype(direction))
        assert error <= abs(Fraction(float(neighbour)) - value)


def test_double_rounding_is_avoided():
    """1 + 2⁻²⁴ + 2⁻⁶⁰ rounds up in float32, but to even (down) by way of float64."""
    value = 1 + Fraction(1, 2**24) + Fraction(1, 2**60)
    assert nearest_float(value, np.float32) == np.float32(1 + 2.0**-23)
    assert np.float32(np.float64(1 + 2.0**-24)) == 1


def test_ties_go_to_even():
    assert nearest_float(1 + Fraction(1, 2**24), np.float32) == 1
    assert nearest_float(1 + 3 * Fraction(1, 2**24), np.float32) == np.float32(1 + 2.0**-22)


def test_a_ball_rounds_only_when_both_ends_do():
    assert rounded_ball(flint.arb(1, 2.0**-60)) == 1.0
    with working_precision(200):
        tie = flint.arb(1) + flint.arb(2) ** -53
        assert rounded_ball(tie) == 1.0
        assert rounded_ball(tie + flint.arb(0, 1e-30)) is None
        assert rounded_ball(flint.arb(0, 1e-30)) is None
        assert rounded_ball(flint.arb("nan")) is None
    assert rounded_ball(flint.arb(0)) == 0.0


def test_the_working_precision_does_not_matter():
    with working_precision(200):
        ball = flint.arb(2).sqrt()
    for bits in (20, 53, 300):
        with working_precision(bits):
            assert rounded_ball(ball) == np.sqrt(2.0)


def test_beyond_the_range():
    assert nearest_float(Fraction(10) ** 400) == np.inf
    assert nearest_float(-(Fraction(10) ** 60), np.float32) == -np.inf


def test_formats_are_checked():
    assert check_format("float32") is np.float32
    with pytest.raises(InputError, match="float32 or float64"):
        check_format(np.float16)
