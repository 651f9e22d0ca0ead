"""Numbers that are none, or out of range, are refused in one sentence."""

import numpy as np
import pytest

from ssmtheory.decompositions.perturb.arguments import (
    check_count,
    check_positive,
    is_real_number,
)
from ssmtheory.errors import InputError

NOT_NUMBERS = [None, "0.5", 0.5j, 0.5 + 0j, [0.5], np.array([0.5]), np.array(0.5), True, np.True_]


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
