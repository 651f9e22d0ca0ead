"""The LegT recurrence: scaling where it overflows, cancellation reported, plain twin."""

import numpy as np

import ssmtheory.kernels.chain_pade as kernel

EPS = np.finfo(float).eps


def respond(function, s, N):
    s = np.atleast_1d(np.asarray(s, dtype=complex))
    x, gain, loss = np.empty((s.size, N), complex), np.empty(s.size, complex), np.empty(s.size)
    function(s, x, gain, loss)
    return x, gain, loss


def test_growth_beyond_doubles_is_carried_in_powers():
    """For small s, |x_n| ~ √(2n+1) sⁿ/(2ⁿ (2n+1)!!): in range at n = 29, not at 45."""
    N, s = 64, 1e-8
    x, gain, _ = respond(kernel.states, s, N)
    assert np.all(np.isfinite(x))
    law = 1.0
    for n in range(1, 30):
        law *= s / (2 * (2 * n + 1))
        assert abs(abs(x[0, n]) / (np.sqrt(2 * n + 1) * law) - 1) <= 4 * s + 64 * n * EPS
    assert np.all(x[0, 45:] == 0)
    assert abs(gain[0] - (1 - s)) <= 4 * EPS


def test_cancellation_is_that_of_a_small_transfer_function():
    _, gain, loss = respond(kernel.states, [1j, 12.0], 40)
    assert loss[0] < 4
    assert 0.1 < loss[1] * abs(gain[1]) < 1.1
    assert abs(gain[1] - np.exp(-12)) <= 16 * loss[1] * EPS * np.exp(-12)


def test_plain_twin():
    for compiled, plain in zip(
        respond(kernel.states, [3j, 0.5], 20),
        respond(kernel.states.py_func, [3j, 0.5], 20),
        strict=True,
    ):
        assert np.max(np.abs(compiled - plain)) <= 64 * EPS
