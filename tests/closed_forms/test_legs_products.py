"""Resolvent entries far from the diagonal against rising factorials in balls."""

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.closed_forms.legs_products import SHORT, long_product
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
POINTS = [1e-6j, 1e-3j, 0.7j, 30j, 1e3j, 1e6j, 1e12j, -5e-4 - 4e-4j, 2e-6 + 2e-5j, -0.3 + 400j]


def exact(z: complex, first: int, last: int) -> flint.acb:
    """Π (z − j)/(z + j + 1) as a quotient of rising factorials."""
    s = flint.acb(z.real, z.imag)
    return (s - last + 1).rising(last - first) / (s + first + 1).rising(last - first)


def condition(z: complex, first: int, last: int) -> float:
    """Σ |z| |2h/(w² − h²)|, a bound of the condition number that digamma would give."""
    h, w = np.arange(first, last) + 0.5, z + 0.5
    return float(abs(z * np.sum(2 * h / (w * w - h * h))))


@pytest.mark.parametrize(("first", "last"), [(1, 20), (0, 300), (141, 266), (9, 40_000)])
def test_the_error_does_not_grow_with_the_number_of_factors(first, last):
    for z in map(complex, POINTS):
        found = long_product(z, first, last)
        with working_precision(600):
            ball = exact(z, first, last)
            error = float(abs(flint.acb(found) / ball - 1))
            size = abs(complex(ball.log()))
        assert error <= 4 * EPS * (1 + size + condition(z, first, last)), z


def test_a_million_factors():
    found = long_product(2e-6 + 2e-5j, 1, 10**6)
    with working_precision(600):
        assert float(abs(flint.acb(found) / exact(2e-6 + 2e-5j, 1, 10**6) - 1)) <= 8 * EPS


@pytest.mark.parametrize("n", [SHORT, SHORT + 3, 700])
@pytest.mark.parametrize(("name", "chain"), [("legs", legs), ("lagt", lagt)])
def test_entries_are_right_on_either_side_of_the_switch(name, chain, n):
    for z in (1e-5 + 2e-5j, 3j, 200j, 4.4 + 1j):
        found = chain.resolvent_entry(n, 1, z)
        with working_precision(600):
            ball = chain.resolvent_entry_balls(n, 1, z)
            error = float(abs(flint.acb(complex(found)) / ball - 1))
        sensitivity = condition(z, 1, n) if name == "legs" else n * abs(z / (z * z - 0.25))
        assert error <= 16 * EPS * (1 + sensitivity)


def test_zeros_poles_and_overflow():
    assert legs.resolvent_entry(300, 1, 5.0) == 0
    assert legs.resolvent_entry(300, 1, -50.0) == np.inf
    assert legs.resolvent_entry(3, 3, -4.0) == np.inf
    assert legs.resolvent_entry(1200, 1, -300.3) == np.inf
    assert legs.resolvent_entry(1200, 1, 300.3) == 0
    assert lagt.resolvent_entry(3, 1, -0.5) == np.inf
    assert lagt.resolvent_entry(900, 2, 0.5) == 0
    assert legs.resolvent_entry(40, 1, np.ones((2, 3))).shape == (2, 3)
