"""Representations take lists; what is no array is refused by name."""

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.systems import NPLR, Diagonal, StateSpace


def test_lists_become_arrays():
    dense = StateSpace([[-1.0, 0.0], [0.0, -2.0]], [1, 1], [1, 2])
    modes = Diagonal([-1.0, -2.0], [1, 1], [1, 2])
    form = NPLR([-1.0, -2.0], [[0.0], [0.0]], [[0.0], [0.0]], None, [1, 1], [1, 2])
    values = [system.transfer(1j) for system in (dense, modes, form)]
    exact = 1 / (1j + 1) + 2 / (1j + 2)
    assert np.abs(np.array(values) - exact).max() <= 4 * np.finfo(float).eps


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: StateSpace([[-1.0]], 1.0), "B must be an array"),
        (lambda: StateSpace([[-1.0]], [1.0], 2.0), "C must be an array"),
        (lambda: StateSpace([[-1.0, 2.0], [1.0]]), "A must be an array; its rows differ"),
        (lambda: StateSpace(3.0), "A must be an array"),
        (lambda: Diagonal([-1.0], None), "needs its input"),
        (lambda: Diagonal(-1.0, [1.0]), "lam must be an array"),
    ],
)
def test_what_is_no_array_is_refused(make, name):
    with pytest.raises(InputError, match=name):
        make()
