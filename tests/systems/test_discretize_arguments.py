"""What is no step, no length and no system is refused in one sentence that names it."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.systems import NPLR, Diagonal, StateSpace
from ssmtheory.systems.discretize_arguments import (
    check_finite,
    check_length,
    check_step,
    check_system,
    feedthrough,
    in_double,
    precision_of,
    wide,
)

EYE, ONES = -np.eye(2), np.ones(2)
GOOD = StateSpace(EYE, ONES, ONES)


@pytest.mark.parametrize(
    "dt", [1, 0.5, np.float32(0.5), np.int64(2), Fraction(1, 2), np.array(0.5)]
)
def test_steps(dt):
    assert check_step(dt, scalar=True) == float(dt)
    assert check_step([dt, dt]).shape == (2,)


@pytest.mark.parametrize(
    "dt", [0, -1, np.nan, np.inf, None, "x", "0.1", True, 1j, [[1], [1, 2]], {}, [True]]
)
def test_what_is_no_step(dt):
    with pytest.raises(InputError, match="dt must be"):
        check_step(dt)


@pytest.mark.parametrize("length", [0, -1, 1.5, "8", None, True, np.nan])
def test_what_is_no_length(length):
    with pytest.raises(InputError, match="length must be"):
        check_length(length)


@pytest.mark.parametrize(
    ("system", "match"),
    [
        (StateSpace(np.array([["a"]])), "A must hold numbers"),
        (StateSpace(EYE.astype(object), ONES), "A must hold numbers"),
        (StateSpace(EYE, np.array(["a", "b"])), "B must hold numbers"),
        (StateSpace(EYE, np.array([1, np.nan])), "B has NaN"),
        (StateSpace(EYE, ONES, ONES, np.nan), "D has NaN"),
        (StateSpace(EYE, ONES, ONES, "x"), "D must hold numbers"),
    ],
)
def test_arrays_that_hold_no_finite_numbers(system, match):
    with pytest.raises(InputError, match=match):
        check_finite(system)


@pytest.mark.parametrize(
    ("system", "match"),
    [
        (StateSpace(np.zeros((0, 0)), np.zeros(0)), "no states"),
        (StateSpace(EYE, np.ones((2, 1, 1))), r"B of shape \(2, 1, 1\)"),
        (NPLR(ONES, EYE, EYE, None, np.ones(3)), r"B of shape \(3,\)"),
        (StateSpace(EYE, ONES, np.ones((1, 1, 2))), r"C of shape \(1, 1, 2\)"),
        (Diagonal(ONES, ONES, np.ones(3)), r"C of shape \(3,\)"),
        (replace(GOOD, D=np.ones((2, 2))), r"of shape \(1, 1\), not \(2, 2\)"),
        (StateSpace(EYE, EYE, EYE, np.ones(4)), r"of shape \(2, 2\), not \(4,\)"),
        (replace(GOOD, dt=0.0), "dt must be positive"),
        (replace(GOOD, dt=-1.0), "dt must be positive"),
        (replace(GOOD, dt="x"), "dt must be a real number"),
    ],
)
def test_shapes_that_do_not_fit(system, match):
    with pytest.raises(InputError, match=match) as caught:
        check_system(system)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("C", "B", "D"),
    [
        (ONES, ONES, 2.0),
        (np.ones((3, 2)), ONES, np.arange(3.0)),
        (ONES, np.ones((2, 3)), np.arange(3.0)),
        (np.ones((3, 2)), np.ones((2, 2)), np.arange(6.0).reshape(3, 2)),
        (None, ONES, np.arange(2.0)),
        (ONES, ONES, np.ones((1, 1))),
    ],
)
def test_feedthrough_of_every_shape(C, B, D):
    system = StateSpace(EYE, B, C, D)
    check_system(system)
    found = feedthrough(system)
    assert found.shape == (2 if C is None else np.atleast_2d(C).shape[0], B.reshape(2, -1).shape[1])
    assert np.array_equal(found.ravel(), np.ravel(D))


def test_double_precision():
    assert wide(np.ones(1, np.float32)).dtype == wide(np.ones(1, np.longdouble)).dtype == np.float64
    assert wide(np.ones(1, np.complex64)).dtype == wide(1j * np.ones(1, np.longdouble)).dtype
    assert precision_of(np.ones(1, np.float32), None, np.ones(1, np.complex64)) is np.float32
    assert precision_of(np.ones(1, np.float32), np.ones(1)) is np.float64
    single = StateSpace(EYE.astype(np.float32), ONES.astype(np.float32))
    assert in_double(single).A.dtype == in_double(single).B.dtype == np.float64
