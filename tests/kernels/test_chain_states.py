"""Running products of the chains: restarts, both directions, plain twin."""

import flint
import numpy as np
import pytest

import ssmtheory.kernels.chain_states as kernel
from ssmtheory.closed_forms.chain_balls import BallChain
from ssmtheory.kernels.chain_kinds import LAGT, LEGS
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


@pytest.mark.parametrize("kind", [LEGS, LAGT])
@pytest.mark.parametrize("s", [0.4j, 30j, 2.5 + 1j])
def test_error_does_not_grow_over_thousands_of_factors(kind, s):
    """With BLOCK factors between restarts: 4·BLOCK ε and the condition n|s T'/T|/n of T_n."""
    N = 3000
    x = np.empty(N, dtype=complex)
    kernel.states_forward(kind, complex(s), x)
    degrees = [n for n in (63, 64, 999, N - 1) if x[n] != 0]  # the last may underflow
    with working_precision(2 * N + 400):
        exact = BallChain(kind).states(complex(s), N)
        errors = [float(abs(flint.acb(complex(x[n])) / exact[n] - 1)) for n in degrees]
    condition = 4 * abs(s) * (1 + np.log(N)) if kind == LEGS else N * abs(s) / abs(s * s - 0.25)
    assert max(errors) <= EPS * (4 * kernel.BLOCK + 4 * condition)


@pytest.mark.parametrize("kind", [LEGS, LAGT])
@pytest.mark.parametrize("s", [-0.7 + 0.4j, -30.2 + 3j, -4.0 + 0j])
def test_backward_pass_is_the_forward_one_over_the_whole_product(kind, s):
    N = 200
    x = np.empty(N, dtype=complex)
    kernel.states_backward(kind, s, x)
    s_ball = s if s != -4.0 else complex(np.nextafter(-4.0, 0), 0)  # the pole cancels in x/T
    with working_precision(2 * N + 400):
        chain = BallChain(kind)
        T = chain.allpass(s_ball, N)
        exact = [v / T for v in chain.states(s_ball, N)]
        size = max(float(abs(v)) for v in exact)
        error = max(float(abs(flint.acb(complex(a)) - v)) for a, v in zip(x, exact, strict=True))
    assert error <= 8 * kernel.BLOCK * EPS * size


@pytest.mark.parametrize("kind", [LEGS, LAGT])
def test_plain_twin(kind, rng):
    s, C = np.array([0.3 + 2j, -3.1 + 1j]), rng.normal(size=(2, 70)) + 0j
    compiled, plain = np.empty((2, 2), complex), np.empty((2, 2), complex)
    kernel.outputs(kind, s, np.log(0.2), C, compiled)
    kernel.outputs.py_func(kind, s, np.log(0.2), C, plain)
    assert np.max(np.abs(compiled - plain)) <= 256 * EPS * np.max(np.abs(plain))


def test_empty_products_are_one():
    out = np.empty(2, dtype=complex)
    kernel.entry_products(LEGS, np.array([1j, 2.0 + 0j]), 3, 3, out)
    assert np.array_equal(out, [1, 1])


def test_equal_factors_do_not_repeat_their_rounding_for_long():
    """(s−½)/(s+½) at a tiny s rounds the same way in each factor of LagT."""
    s, x = complex(3.6e-7, 6.3e-6), np.empty(1000, dtype=complex)
    kernel.states_forward(LAGT, s, x)
    with working_precision(200):
        exact = BallChain(LAGT).states(s, x.size)
        errors = [float(abs(flint.acb(complex(a)) / b - 1)) for a, b in zip(x, exact, strict=True)]
    assert max(errors) <= 16 * EPS
