"""The scalar kernel of log T: continuity of its argument, its derivative, its plain twin."""

import math

import flint
import numpy as np
import pytest

import ssmtheory.kernels.chain_allpass as kernel
from ssmtheory.kernels.chain_kinds import LAGT, LEGS
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
POINTS = [
    0.2 + 1e-3j,
    3j,
    15.9 + 2j,
    20 + 0.5j,
    20 + 30j,
    45 + 50j,
    63 + 9j,
    90 + 1j,
    3e5j,
    -7 - 2j,
]


@pytest.mark.parametrize("kind", [LEGS, LAGT])
@pytest.mark.parametrize("N", [5, 64])
def test_argument_is_the_sum_of_the_arguments_of_the_factors(kind, N):
    """Not only mod 2π: in the open quadrant arg T = Σ arg (w−h)/(w+h), each in (0, π)."""
    for s in map(complex, POINTS[:-1]):
        re, im, turns, _, _ = kernel.log_chain(kind, s.real, s.imag, N)
        w = s + 0.5 if kind == LEGS else s
        h = np.arange(N) + 0.5 if kind == LEGS else np.full(N, 0.5)
        factors = np.log((w - h) / (w + h))
        scale = 8 * N * EPS
        assert abs(im + turns * math.pi - factors.imag.sum()) <= scale * np.pi
        assert abs(re - factors.real.sum()) <= scale * (1 + np.abs(factors.real).sum())


@pytest.mark.parametrize("N", [5, 64, 3000])
def test_derivative_against_digammas(N):
    for s in map(complex, POINTS):
        *_, dr, di = kernel.log_chain(LEGS, s.real, s.imag, N)
        with working_precision(200):
            w, half = flint.acb(s.real, s.imag) + 0.5, flint.arb("0.5")
            exact = (half + w).digamma() + (half - w).digamma()
            exact -= (N + half - w).digamma() + (N + half + w).digamma()
            error = float(abs(exact - flint.acb(dr, di)))
            assert error <= 64 * EPS * (float(abs(exact)) + 1 / abs(s + 0.5))


@pytest.mark.parametrize("kind", [LEGS, LAGT])
def test_plain_twin(kind):
    """The undecorated functions are the compiled ones, up to the last bits."""
    for s in map(complex, POINTS):
        for N in (7, 80):
            compiled = kernel.log_chain(kind, s.real, s.imag, N)
            plain = kernel.log_chain.py_func(kind, s.real, s.imag, N)
            assert compiled[2] == plain[2]
            assert np.allclose(compiled, plain, rtol=64 * EPS, atol=64 * EPS)


def test_angles_are_reduced_with_all_digits():
    """im − kπ with k a million: π to 107 bits."""
    for im, turns in ((3141592.25, 0), (3141592.25, 7), (-12345.5, 3), (0.25, 10**6), (0.25, -1)):
        for half in (0, 1):
            found = kernel.angle_from(im, turns, half)
            with working_precision(200):
                exact = (flint.arb(im) + (turns - half) * flint.arb.pi()) / (2 * flint.arb.pi())
                exact = 2 * flint.arb.pi() * (exact - (exact + 0.5).floor())
                assert abs(float(exact - flint.arb(found))) <= 2 * EPS


@pytest.mark.parametrize(("x", "v"), [(1e-9, 1e-12), (-1e-15, 0.3), (0.0, 1e-8), (-800.0, 1.0)])
def test_one_minus_exponential_near_zero(x, v):
    found = kernel.minus_expm1(x, v)
    with working_precision(200):
        exact = 1 - flint.acb(x, v).exp()
        assert float(abs(exact - flint.acb(found)) / abs(exact)) <= 4 * EPS


def test_division_by_zero_is_infinite():
    assert kernel.quotient(1 + 1j, 0j).real == math.inf
    assert kernel.quotient(1 + 1j, 2 + 0j) == 0.5 + 0.5j
    assert kernel.minus_expm1(1000.0, 0.3) == math.inf
