"""Cauchy sums against exact arithmetic, at nodes near poles and at infinity."""

import flint
import numpy as np
import pytest

from ssmtheory.kernels import cauchy
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


@pytest.fixture
def case(rng):
    lam = -0.5 + 1j * np.array([0.3, 4.0, 40.0, 1303.0])
    weights = rng.standard_normal((3, 4)) + 1j * rng.standard_normal((3, 4))
    u = 1j * np.concatenate([np.linspace(0, 50, 130), [1303.0, 2.0]])
    w = np.ones(u.size, dtype=complex)
    w[-1] = 0.0  # the node at infinity
    return lam, weights, u, w


def exact(lam, weights, u, w, pairs):
    """(value, Σ of moduli) of every sum in ball arithmetic."""
    total, size = flint.acb(0), flint.arb(0)
    for x, v in zip(lam, weights, strict=True):
        x, v = flint.acb(complex(x)), flint.acb(complex(v))
        poles = [(x, v), (x.conjugate(), v.conjugate())] if pairs else [(x, v)]
        for pole, weight in poles:
            term = weight / (flint.acb(complex(u)) - flint.acb(complex(w)) * pole)
            total, size = total + term, size + abs(term)
    return total, size


@pytest.mark.parametrize("pairs", [False, True])
def test_sums(case, pairs):
    lam, weights, u, w = case
    kernel = cauchy.cauchy_pair_sums if pairs else cauchy.cauchy_sums
    out = np.empty((3, u.size), dtype=complex)
    kernel(lam, weights, u, w, out)
    with working_precision(120):
        for s in range(3):
            for j in range(0, u.size, 7):
                value, size = exact(lam, weights[s], u[j], w[j], pairs)
                distance = abs(flint.acb(complex(out[s, j])) - value)
                # the joint numerator p u − q w may exceed its two terms by |λ|/|Im λ|, here 2
                assert distance <= 32 * EPS * size
    twin = np.empty_like(out)
    kernel.py_func(lam, weights, u, w, twin)
    assert np.abs(twin - out).max() <= 32 * EPS * np.abs(out).max()


def test_a_pair_is_its_two_poles(case):
    lam, weights, u, w = case
    joint, apart = (np.empty((3, u.size), dtype=complex) for _ in range(2))
    cauchy.cauchy_pair_sums(lam, weights, u, w, joint)
    both = np.concatenate([lam, lam.conj()])
    cauchy.cauchy_sums(both, np.concatenate([weights, weights.conj()], axis=1), u, w, apart)
    assert np.abs(joint - apart).max() <= 64 * EPS * np.abs(apart).max()


def test_the_node_at_infinity_is_the_sum_of_the_weights(case):
    lam, weights, u, w = case
    out = np.empty((3, u.size), dtype=complex)
    cauchy.cauchy_sums(lam, weights, u, w, out)
    assert np.abs(out[:, -1] - weights.sum(axis=1) / 2j).max() <= 8 * EPS
