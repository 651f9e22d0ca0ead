"""Responses to cos ωt against a matrix exponential with the oscillator inside.

A wrong figure would show a steady state without its transient, or another phase.
"""

import numpy as np
import pytest
import scipy.linalg

import ssmtheory as st
from figures import single_mode_responses as figure

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def found():
    return figure.data(N=6, slow=2.0, T=4.0, cells=10, points=4, periods=1)


def driven(omega, times, form):
    """e₀ᵀx(t) of x' = Ax + B cos ωt, x(0) = 0, N = 6, written out."""
    odd = 2.0 * np.arange(6) + 1
    A, B = -np.tril(np.sqrt(np.outer(odd, odd)), -1) - np.diag(np.arange(1.0, 7)), np.sqrt(odd)
    if form == "diagonal":
        A, B = A + np.outer(B, B) / 2, B / 2
    joint = np.zeros((8, 8))
    joint[:6, :6], joint[:6, 6], joint[6, 7], joint[7, 6] = A, B, -omega, omega
    return np.array([scipy.linalg.expm(t * joint)[0, 6] for t in times])


@pytest.mark.parametrize("form", ["dplr", "diagonal"])
def test_responses_are_those_of_the_driven_system(found, form):
    times = 4.0 * (np.arange(40) + 0.5) / 40
    for key, omega in zip(figure.KEYS, found["omega"], strict=True):
        y = driven(omega, times, form).reshape(10, 4)
        # ‖A‖t < 100, and ωt < 50 turns the modes of expm
        bound = 4e3 * EPS
        assert np.abs(found[f"{key}_{form}"][0] - y.min(axis=1)).max() < bound
        assert np.abs(found[f"{key}_{form}"][1] - y.max(axis=1)).max() < bound
        last = 4.0 + 2 * np.pi / omega * (found["turns"] - 1)
        assert np.abs(found[f"{key}_{form}_last"] - driven(omega, last, form)).max() < bound


def test_the_last_frequency_is_a_pole_of_the_normal_part(found):
    odd = 2.0 * np.arange(6) + 1
    skew = np.tril(np.sqrt(np.outer(odd, odd)), -1) / 2
    poles = np.linalg.eigvalsh(1j * (skew - skew.T))
    assert found["omega"][2] == pytest.approx(poles[-1], rel=100 * EPS)
    assert found["omega"][1] == pytest.approx((poles[-1] + poles[-2]) / 2, rel=100 * EPS)


def test_the_diagonal_form_grows_to_two_over_pi():
    found = figure.data(N=64, slow=3.0, T=24.0, cells=2, points=4, periods=1)
    height = np.abs(found["fastest_diagonal_last"]).max()
    assert height == pytest.approx(2 / np.pi, rel=6 / 64**2)  # its law for large N
    legs = np.abs(found["fastest_dplr_last"]).max()
    assert legs == pytest.approx(1 / found["omega"][2], rel=1e-3)
    near = st.closed_forms.legs.transfer(1j * found["omega"][0], 64, np.eye(1, 64)[0])
    gap = np.abs(found["slow_diagonal_last"] - found["slow_dplr_last"]).max()
    assert gap <= 1.1 * abs(near) * 3.0 / 64
