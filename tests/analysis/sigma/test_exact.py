"""The matrix as pairs of doubles and balls, and exact singularity."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from ssmtheory.analysis.sigma.exact import exponent, is_singular, pairs, shifted_balls
from ssmtheory.analysis.subject import as_subject
from ssmtheory.precision import working_precision


def test_pairs_of_a_float_array_lose_nothing(rng):
    A = rng.standard_normal((4, 4)) + 1j * rng.standard_normal((4, 4))
    planes, k = pairs(as_subject(A))
    np.testing.assert_array_equal(np.ldexp(planes[0], k) + 1j * np.ldexp(planes[2], k), A)
    assert not planes[[1, 3]].any()


def test_pairs_of_a_family_hold_106_bits():
    planes, k = pairs(as_subject("legs", 6))
    for n in range(6):
        for m in range(n):
            entry = (Fraction(planes[0, n, m]) + Fraction(planes[1, n, m])) * Fraction(2) ** k
            square = Fraction((2 * n + 1) * (2 * m + 1))
            assert entry < 0
            assert abs(entry**2 / square - 1) <= Fraction(1, 2**104)


def test_exponent_bounds_the_largest_entry():
    assert exponent([flint.acb(0), flint.acb(0, 3), flint.acb(1)]) == 2
    assert exponent([flint.acb(0)]) == 0


def test_shifted_balls_keep_the_shift_exactly():
    with working_precision(80):
        M = shifted_balls(as_subject(np.array([[1.0, 2.0], [3.0, 4.0]])), 0.5 - 1j, 80)
        assert M == flint.acb_mat([[flint.acb(-0.5, -1), -2], [-3, flint.acb(-3.5, -1)]])


@pytest.mark.parametrize("shift", [0.0, 2.0**-52])
def test_singularity_is_decided_to_the_last_bit(shift):
    A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [5.0, 7.0, 9.0]])  # third row: the sum
    assert is_singular(as_subject(A), shift) == (shift == 0.0)


def test_singularity_of_a_complex_matrix_and_of_a_family():
    A = np.array([[1.0, 1j], [1j, -1.0]])
    assert is_singular(as_subject(A), 0.0)
    assert not is_singular(as_subject(A), 1e-300j)
    assert is_singular(as_subject("legs", 5), -4.0)
    assert not is_singular(as_subject("legs", 5), -6.0)
    assert not is_singular(as_subject("legt", 5), -2.0)
