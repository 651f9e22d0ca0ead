"""Numbers in words: short, right, and never rounded the wrong way."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.reports.words import (
    count,
    number,
    number_from_log10,
    round_up,
    signed,
    superscript,
)

_BACK = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def value_of(text: str) -> float:
    if text.lstrip("−").startswith("10") and text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        text = text.replace("10", "1·10", 1)
    mantissa, _, power = text.partition("·10")
    return float(mantissa.translate(_BACK)) * 10.0 ** int(power.translate(_BACK) or 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.5, "−0.5"),
        (1303.2, "1300"),
        (64.0, "64"),
        (0.00012345, "0.000123"),
        (1.25e-9, "1.25·10⁻⁹"),
        (-9.99999e7, "−10⁸"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "unknown"),
    ],
)
def test_number(value, text):
    assert number(value) == text


@given(st.floats(1e-300, 1e300), st.integers(2, 6))
def test_number_is_within_half_a_unit_of_its_last_digit(value, digits):
    # half a unit of the last of d digits is at most 10^(1−d)/2 of the value; 1e-12 for float()
    assert abs(value_of(number(value, digits)) / value - 1) <= 0.5 * 10.0 ** (1 - digits) + 1e-12


@pytest.mark.parametrize(
    ("log10", "text"),
    [(46.2386, "1.7·10⁴⁶"), (-400.0, "10⁻⁴⁰⁰"), (0.0, "1"), (9.99999, "10¹⁰"), (math.inf, "∞")],
)
def test_number_from_log10(log10, text):
    assert number_from_log10(log10) == text


@given(st.floats(-1e6, 1e6).filter(lambda v: abs(v) > 1e-6))
def test_round_up_never_goes_below(value):
    rounded = round_up(value, 0.0)
    assert rounded >= value
    assert abs(rounded - value) <= 1.01e-3 * abs(value)  # one unit of four digits


def test_round_up_reaches_back_within_the_margin():
    assert round_up(-0.5 + 1e-15, 1e-14) == -0.5
    assert round_up(-0.5 + 1e-12, 1e-14) > -0.5


def test_small_words():
    assert superscript(-12) == "10⁻¹²"
    assert signed("-1.5e-7") == "−1.5e−7"
    assert [count(1, "mode"), count(2, "mode")] == ["1 mode", "2 modes"]
    assert count(2, "frequency", "frequencies") == "2 frequencies"
