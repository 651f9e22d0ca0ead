"""Numbers that are none, or out of range, are refused in one sentence."""

from fractions import Fraction

import numpy as np
import pytest

from ssmtheory.decompositions.perturb.arguments import (
    check_count,
    check_positive,
    check_rho,
    is_real_number,
)
from ssmtheory.errors import InputError

NOT_NUMBERS = [None, "0.5", 0.5j, 0.5 + 0j, [0.5], np.array([0.5]), np.array(0.5), True, np.True_]


@pytest.mark.parametrize("value", [*NOT_NUMBERS, 0, -1, 1.5, np.nan, np.inf, -np.inf])
def test_rho_outside_its_interval(value):
    with pytest.raises(InputError, match=r"rho must lie in \(0, 1\], not") as caught:
        check_rho(value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("value", [1, 0.25, np.float32(0.25), np.float64(1e-300), Fraction(1, 3)])
def test_rho_of_any_real_type(value):
    assert check_rho(value) == float(value)


def test_one_only_where_it_is_meant():
    with pytest.raises(InputError, match=r"\(0, 1\), not 1"):
        check_rho(1, one=False)


@pytest.mark.parametrize("value", [*NOT_NUMBERS, 0, -1e-300, np.nan, np.inf])
def test_what_is_not_positive(value):
    with pytest.raises(InputError, match=r"eps must be a positive number \(its meaning\)"):
        check_positive("eps", value, "its meaning")


@pytest.mark.parametrize("value", [0, -3, 1.5, "2", None, True, np.nan])
def test_what_is_not_a_count(value):
    with pytest.raises(InputError, match="draws must be at least 1"):
        check_count("draws", value)


def test_what_is_a_number():
    assert check_count("draws", np.int64(3)) == 3
    assert check_positive("eps", 1, "") == 1.0
    assert not any(is_real_number(value) for value in NOT_NUMBERS)
