"""Place and height of the last spike against the secular equation and solves in 60 digits.

A wrong figure would show another limit than π/6 and 2/π, or a rest that does not fall.
"""

import mpmath
import numpy as np
import pytest

from figures import last_spike as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def found():
    return figure.data(largest_power=4, states=[0, 2], bits=160)


def brute_force(n):
    """(ω₀, n²/π − ω₀, [|G_0|, |G_2|]) in 60 digits."""
    with mpmath.workdps(60):
        half = mpmath.mpf(1) / 2

        def turn(w):
            return sum(mpmath.atan((k + half) / w) for k in range(n)) - mpmath.pi / 2

        omega = mpmath.findroot(turn, n**2 / 3.2)
        r = [mpmath.sqrt(2 * k + 1) for k in range(n)]
        A = mpmath.matrix(n, n)
        for i in range(n):
            for j in range(n):
                A[i, j] = -half if i == j else r[i] * r[j] / 2 * (1 if j > i else -1)
        x = mpmath.lu_solve(mpmath.mpc(0, omega) * mpmath.eye(n) - A, mpmath.matrix(r) / 2)
        return float(omega), float(n**2 / mpmath.pi - omega), [float(abs(x[k])) for k in (0, 2)]


@pytest.mark.parametrize("j", [0, 1, 2])
def test_place_and_height(found, j):
    omega, shift, heights = brute_force(int(found["n"][j]))
    assert found["omega"][j] == pytest.approx(omega, rel=4 * EPS)
    assert found["shift"][j] == pytest.approx(shift, rel=4 * EPS)
    assert found["heights"][:, j] == pytest.approx(heights, rel=4 * EPS)


def test_rests_are_what_the_laws_leave(found):
    assert found["shift_rest"] == pytest.approx(found["shift"] - np.pi / 6, abs=2 * EPS)
    limits = 2 / np.pi * np.sqrt([[1.0], [5.0]])
    assert found["height_rests"] == pytest.approx(found["heights"] / limits - 1, abs=8 * EPS)


def test_rests_fall_like_the_square():
    found = figure.data(largest_power=12, states=[0], bits=160)
    scaled = [np.abs(row) * found["n"].astype(float) ** 2 for row in found["height_rests"]]
    scaled.append(np.abs(found["shift_rest"]) * found["n"].astype(float) ** 2)
    for row in scaled:  # next order: n⁻² relative
        assert row[-1] == pytest.approx(row[-2], rel=1e-4)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
