"""Minima from values: places to all their digits, and nothing invented where there are none."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.level_sets.minimum import least_on_interval, least_on_plane

U = 2.0**-53


@pytest.mark.parametrize("width", [1e-3, 0.3, 20.0])
def test_a_smooth_minimum_to_its_last_digits(width):
    """f = ln √(1 + 4 sinh²(t − t₀)) is least at t₀; brackets of any width about it."""
    t0 = math.pi / 3

    def f(t):
        return np.log1p(4 * np.sinh(np.clip(t - t0, -20, 20)) ** 2) / 2

    found = least_on_interval(f, t0 - width, t0 + width / 3, t0 + 0.7 * width)
    # f carries a few u (its own values are up to 20), and f'' = 4
    assert abs(found.at - t0) <= 40 * U * max(t0, width)
    assert found.error <= 1e-13
    assert 0 <= found.value <= 1e-15


def test_noise_in_the_values_moves_the_place_by_as_much_and_not_by_its_root():
    rng, noise = np.random.default_rng(1), 1e-10

    def f(t):
        return np.cosh(t - 0.4) + noise * rng.uniform(-1, 1, np.shape(t))

    found = least_on_interval(f, -1.0, 0.3, 2.0)
    assert abs(found.at - 0.4) <= 100 * noise  # the root would be 1e-5
    assert abs(found.at - 0.4) <= 10 * found.error


def test_a_dip_that_no_sample_sees_is_entered_from_the_point_given():
    def f(t):
        return np.log(np.abs(t - 0.3 + 1e-7j)) - 5 * np.exp(-((t + 0.8) ** 2))

    found = least_on_interval(f, -1.0, 0.3 + 2e-8, 1.0)
    assert found.at == pytest.approx(0.3, abs=1e-13)


def test_zero_and_corners_give_the_best_sample():
    def zero(t):
        with np.errstate(divide="ignore"):
            return np.log(np.abs(t))

    assert least_on_interval(zero, -1.0, 0.0, 1.0).value == -math.inf
    corner = least_on_interval(lambda t: np.abs(t - 0.1), -1.0, 0.5, 1.0)
    assert corner.value <= 1e-12


def test_two_variables_with_a_coupled_quartic():
    centre = np.array([0.3, -1.1])
    H = np.array([[2.0, 0.9], [0.9, 0.7]])

    def f(p):
        d = p - centre
        return np.log1p(np.einsum("mi,ij,mj->m", d, H, d)) + d[:, 0] ** 4

    found = least_on_plane(f, np.zeros(2), 0.2)
    # condition 25 of the Hessian, values of size 1
    assert np.abs(found.at - centre).max() <= 1e-12
    assert found.value <= 1e-15


def test_a_descent_without_end_stops():
    found = least_on_plane(lambda p: p[:, 0] + p[:, 1] ** 2, np.zeros(2), 0.2)
    assert found.value < -100.0
    assert found.error == math.inf


def test_infinite_values_are_walked_around():
    def f(p):
        return np.where(p[:, 0] > 0.05, (p[:, 0] - 0.06) ** 2 + p[:, 1] ** 2, np.inf)

    found = least_on_plane(f, np.array([0.2, 0.1]), 0.2)
    assert np.abs(found.at - [0.06, 0.0]).max() <= 1e-9
