"""The one-to-one map behind the root finder: slits, tracking and refusal."""

import math

import numpy as np
import pytest

import ssmtheory.kernels.chain_poles as kernel
from ssmtheory.kernels.chain_allpass import log_chain
from ssmtheory.kernels.chain_kinds import LEGS

EPS = np.finfo(float).eps


@pytest.mark.parametrize("N", [6, 7, 50])
def test_lines_of_constant_argument_hold_one_root_each(N):
    """Just above its slit a line has a root in the quadrant, just below it has none."""
    for m in range(N // 2):
        k = N - 2 - 2 * m
        _, height = kernel.peak(k, N)
        start = complex(0.0, N * N / (math.pi * (2 * m + 1)))
        omega = np.empty(N // 2)
        assert kernel.frequencies(N, omega)
        start = complex(0.0, omega[m])
        w, found = kernel.track(start, height + 1e-3, m, N)
        assert found
        assert w.imag > 0
        re, im, turns, _, _ = log_chain(LEGS, w.real - 0.5, w.imag, N)
        assert abs(re - height - 1e-3) <= 1e3 * EPS * (1 + abs(height))
        assert abs(im + turns * math.pi - (2 * m + 1) * math.pi) <= 1e3 * EPS * N
        assert k < w.real - 0.5 < k + 1
        assert not kernel.track(start, height - 1e-3, m, N)[1]


@pytest.mark.parametrize("N", [2, 3, 40, 41])
def test_peaks_are_maxima_between_the_zeros(N):
    for k in range(N % 2, N - 1, 2):
        where, height = kernel.peak(k, N)
        assert k < where < k + 1
        for s in (where - 1e-4, where + 1e-4):
            assert log_chain(LEGS, s, 0.0, N)[0] < height


def test_ends_are_followed_until_the_peaks_are_low():
    N = 40
    ks, where, height = np.empty(21, np.int64), np.empty(21), np.empty(21)
    every = np.array([kernel.peak(k, N)[1] for k in range(0, N - 1, 2)])
    for log_rho in (-2.0, -12.0, -28.0, -200.0):
        count = kernel.peaks_above(log_rho, N, ks, where, height)
        listed = set(ks[:count])
        assert {2 * i for i in np.flatnonzero(every > log_rho)} <= listed
        assert len(listed) == count


@pytest.mark.parametrize("zero", [0.0, 3.0, 900.0])
@pytest.mark.parametrize("log_rho", [-20.0, -60.0, -600.0])
def test_real_root_may_be_nearer_to_the_zero_than_rounding(zero, log_rho):
    """The distance to the zero is ρ/|T'| to first order; far below one ulp it is the zero."""
    N = 1000 if zero > 100 else 8
    tip, height = kernel.peak(int(zero), N)
    if height < log_rho:
        log_rho += height
    root = kernel.real_root(log_rho, zero, tip, N)
    delta = 1e-7
    slope = math.exp(log_chain(LEGS, zero + delta, 0.0, N)[0] - math.log(delta) - log_rho)
    expected = zero + 1 / slope
    assert abs(root - expected) <= 4 * EPS * (1 + zero) + 1e-3 * abs(expected - zero)
