"""Three-valued statements about a measured number."""

import math

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as hst

from ssmtheory.claims import (
    at_least,
    at_most,
    ball_at_least,
    ball_at_most,
    ball_close,
    close,
    exactly,
    identity,
)
from ssmtheory.errors import InputError

NUMBER = hst.floats(-1e6, 1e6)
ERROR = hst.floats(0, 1e3)


@given(NUMBER, NUMBER, ERROR)
def test_an_inequality_is_decided_only_outside_the_error(x, bound, error):
    fact = at_most("x", x, bound, error=error, basis="given")
    if fact.holds is True:
        assert x + error <= bound + 1e-9 * (abs(x) + error)
        assert fact.margin >= 0
    elif fact.holds is False:
        assert x - error > bound - 1e-9 * (abs(x) + error)
        assert fact.margin < 0
    else:
        assert abs(x - bound) <= error * (1 + 1e-9)
    mirrored = at_least("x", -x, -bound, error=error, basis="given")
    assert (mirrored.holds, mirrored.margin) == (fact.holds, fact.margin)


@pytest.mark.parametrize(
    ("measured", "within", "error", "holds"),
    [
        (1.0, 0.0, 0.0, True),
        (1.01, 0.0, 0.02, True),
        (1.03, 0.0, 0.02, False),
        (1.05, 0.1, 0.02, True),
        (1.09, 0.1, 0.02, None),
        (1.13, 0.1, 0.02, False),
    ],
)
def test_equality_with_and_without_an_allowance(measured, within, error, holds):
    assert close("x", measured, 1.0, error=error, basis="given", within=within).holds is holds


def test_exact_equality_refuses_floats():
    assert exactly("x", flint.fmpq(2, 4), flint.fmpq(1, 2)).holds is True
    assert exactly("x", 3, 4).holds is False
    assert exactly("x", 3, 3).evidence == "symbolic"
    for pair in ((1.0, 1), (1, 1.0), (np.float64(1), 1), (1j, 1)):
        with pytest.raises(InputError, match="exact objects"):
            exactly("x", *pair)


def test_long_integers_are_shown_short():
    assert "digits" in exactly("x", 10**40, 10**40).measured


def test_an_identity_compares_arrays():
    fact = identity("x", [1.0, 2.0], [1.0, 2.5], bound=0.4, basis="given")
    assert (fact.holds, fact.measured) == (False, 0.5)
    assert identity("x", [1.0], [1.0], bound=0.0, basis="given").holds is True
    assert identity("x", [1.0], [2.0], bound=np.float64(0.5), basis="given").holds is False
    assert identity("x", [math.nan], [1.0], bound=9.0, basis="given").holds is False
    with pytest.raises(InputError, match="shapes"):
        identity("x", [1.0], [1.0, 2.0], bound=1, basis="given")


@pytest.mark.parametrize("bad", [(math.nan, 1.0, 0.1), (1.0, math.nan, 0.1), (1.0, 1.0, -0.1)])
def test_a_fact_needs_numbers_and_an_error_bound(bad):
    x, bound, error = bad
    with pytest.raises(InputError, match="error bound"):
        at_most("x", x, bound, error=error, basis="given")


def test_balls_decide_for_every_number_in_them():
    wide = flint.arb(1, 0.25)
    assert ball_at_most("x", wide, 1.3).holds is True
    assert ball_at_most("x", wide, 1.1).holds is None
    assert ball_at_most("x", wide, 0.7).holds is False
    assert ball_at_least("x", wide, 0.7).holds is True
    assert ball_close("x", wide, 1, within=0.3).holds is True
    assert ball_close("x", wide, 1, within=0.1).holds is None
    assert ball_close("x", wide, 3, within=0.1).holds is False
    assert ball_at_most("x", flint.arb(2), 2).holds is True
    assert ball_at_most("x", flint.arb("nan"), 2).holds is None
    assert ball_close("x", wide, 1, within=1).evidence == "certified"
