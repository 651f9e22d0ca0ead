"""Gates and steps: exact rationals for the recurrence, closed solutions for the Picard stack."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import family
from ssmtheory.systems import Diagonal
from ssmtheory.systems.discretize_rules import GBT
from ssmtheory.systems.gated import (
    adaptive_recurrence,
    gate,
    gate_of_step,
    gated_recurrence,
    picard_bound,
    picard_stack,
    step_of_gate,
)

EPS = np.finfo(float).eps
LEAK = Diagonal(np.array([-1.0]), np.ones(1))


@given(some.floats(-700, 700))
def test_gate_is_the_step_of_the_backward_rule(z):
    """σ(z) = Δ/(1+Δ) and 1 − σ(z) = 1/(1+Δ) at Δ = e^z, both to a few u of their own size."""
    keep, write = gate(z)
    with mpmath.workdps(350):
        exact = mpmath.exp(mpmath.mpf(z))
        assert abs(keep * (1 + exact) - 1) <= 8 * EPS
        assert abs(write * (1 + 1 / exact) - 1) <= 8 * EPS
    step = step_of_gate(z)
    modes = GBT(1.0).modes(np.array([-1.0]), step)
    assert modes.lam[0] == pytest.approx(keep, rel=8 * EPS)
    assert modes.gain[0] == pytest.approx(write, rel=8 * EPS)
    assert np.allclose(gate_of_step(step), (keep, write), rtol=8 * EPS, atol=0)


def test_gated_recurrence_in_rationals(rng):
    """Steps Δ = p/q exactly, so σ is rational; x in Fractions."""
    steps = [Fraction(int(p), int(q)) for p, q in rng.integers(1, 30, (25, 2))]
    u = [Fraction(int(v)) for v in rng.integers(-9, 10, 25)]
    x, expected = Fraction(2), []
    for step, now in zip(steps, u, strict=True):
        x = (x + step * now) / (1 + step)
        expected.append(float(x))
    z = np.array([math.log(float(s)) for s in steps])
    found = gated_recurrence(z, np.array([float(v) for v in u]), x0=2.0)
    # each σ has the error of log and exp, |z| u ≤ 4u; averages do not amplify it
    assert np.abs(found - expected).max() <= 20 * 9 * EPS


def test_adaptive_step_is_the_gate(rng):
    z, u = rng.normal(0, 3, (4, 50)), rng.standard_normal((4, 50))
    x0 = rng.standard_normal(4)
    gated = gated_recurrence(z, u, x0)
    stepped = adaptive_recurrence(LEAK, step_of_gate(z), u, x0=x0[:, None])
    assert stepped.shape == (4, 50, 1)
    # what is rounded: 50 averages of numbers below 4 in size
    assert np.abs(stepped[..., 0] - gated).max() <= 50 * 4 * EPS


def test_lagt_of_one_state_is_the_gate_with_twice_the_step(rng):
    """A = −½, B = 1: Δ = 2e^z, and the gated state is x/2; Δ = e^z is another gate."""
    A, B = family("lagt").arrays(1)
    lagt = Diagonal(A[0], B)
    z, u = rng.normal(0, 2, 40), rng.standard_normal(40)
    gated = gated_recurrence(z, u)
    x = adaptive_recurrence(lagt, step_of_gate(z, decay=0.5), u)[:, 0]
    assert np.abs(x / 2 - gated).max() <= 40 * 4 * EPS
    other = adaptive_recurrence(lagt, step_of_gate(z), u)[:, 0]
    assert np.abs(other / 2 - gated).max() > 1e-2


def test_lagt_with_diagonal_one_is_the_gate_itself(rng):
    """glagt(0,1) has A = −1 and B = 1."""
    A, B = family("glagt(0,1)").arrays(1)
    z, u = rng.normal(0, 2, 40), rng.standard_normal(40)
    x = adaptive_recurrence(Diagonal(A[0], B), step_of_gate(z), u)[:, 0]
    assert np.abs(x - gated_recurrence(z, u)).max() <= 40 * 4 * EPS


@pytest.mark.parametrize("method", ["backward", "bilinear", "zoh"])
def test_adaptive_recurrence_is_one_step_after_the_other(rng, method):
    system = Diagonal(np.array([-0.5 + 2j, -1.0 + 0j, 3j]), np.array([1.0, 2.0, 1j]))
    dt, u = rng.uniform(0.01, 1, 20), rng.standard_normal((2, 20))
    found = adaptive_recurrence(system, dt, u, method)
    x = np.zeros((2, 3), dtype=complex)
    for k in range(20):
        step = system.discretize(dt[k], method)
        x = step.lam * x + step.B * u[:, k, None]
        assert np.abs(found[:, k] - x).max() <= 20 * 20 * EPS


def test_picard_is_exact_for_a_linear_f():
    """f = Mx: the bound is attained when the error starts with constant weight (1+Δ)^k|e|."""
    M, dt, L, layers = 2.0, 0.25, 8, 6
    q = 1 / (1 + dt)
    weight = q ** np.arange(1, L + 1)
    errors, found = weight, []
    for _ in range(layers + 1):
        found.append((errors / weight).max())
        errors = gated_recurrence(np.full(L, math.log(dt)), M * errors)
    exact = [
        (Fraction(1, 5) * 2) ** level * math.comb(L + level - 1, level)
        for level in range(layers + 1)
    ]
    bound = picard_bound(M, dt, L, layers)
    assert bound == pytest.approx([float(e) for e in exact], rel=8 * EPS * layers)
    assert found == pytest.approx(bound, rel=100 * EPS)


@pytest.mark.parametrize(
    ("f", "lipschitz"),
    [
        (lambda t, x: np.sin(3 * x + t), 3.0),
        (lambda t, x: np.tanh(x) - x / 2 + t, 0.5),
        (lambda t, x: 0 * x + t, 0.0),
    ],
)
def test_picard_errors_stay_below_the_bound(f, lipschitz):
    dt, L, layers, x0 = 0.02, 60, 25, 0.7
    stack = picard_stack(f, x0, dt, L, layers)
    exact = _implicit_solution(f, x0, dt, L)
    weight = (1 + dt) ** np.arange(1, L + 1)
    errors = (weight * np.abs(stack - exact)).max(axis=1)
    bound = picard_bound(lipschitz, dt, L, layers) * errors[0]
    # the recurrence averages, so rounding adds at most L (|f| + |x|) u at each depth
    assert (errors <= bound * (1 + 1e-12) + 20 * L * EPS * weight[-1]).all()
    assert errors[-1] <= 1e-8 * errors[0]


def _implicit_solution(f, x0, dt, L):
    """(1+Δ)x_k = x_{k−1} + Δ f(t_k, x_k) by a contraction of factor MΔ/(1+Δ) ≤ 0.06 per step."""
    x, out = x0, []
    for k in range(1, L + 1):
        new = x
        for _ in range(30):
            new = (x + dt * float(f(np.array(k * dt), np.array(new)))) / (1 + dt)
        x = new
        out.append(x)
    return np.array(out)


def test_too_few_layers_are_seen():
    """Without depth the error is of the size it started with: l = 1 does not solve the ODE."""
    f = lambda t, x: np.sin(3 * x + t)  # noqa: E731
    stack = picard_stack(f, 0.7, 0.02, 60, 25)
    assert np.abs(stack[1] - stack[-1]).max() > 0.1


def test_bound_tends_to_the_factorial():
    """(MT)^l/l! as Δ → 0: the ratio is q^l (1 + 0/L)…(1 + (l−1)/L), within l²/L + lΔ of 1."""
    M, T, layers = 3.0, 2.0, 12
    factorial = np.array([(M * T) ** k / math.factorial(k) for k in range(layers + 1)])
    for L in (10**4, 10**6):
        ratio = picard_bound(M, T / L, L, layers) / factorial
        assert np.abs(ratio - 1).max() <= layers**2 / L + layers * T / L


def test_stack_tends_to_the_solution_of_the_equation():
    """x' = −x + cos t from 1 is (cos t + sin t + e^{−t})/2; backward Euler is O(Δ)."""
    errors = []
    for L in (200, 400):
        t = np.arange(1, L + 1) * 2 / L
        x = picard_stack(lambda t, x: np.cos(t), 1.0, 2 / L, L, 1)[-1]
        errors.append(np.abs(x - (np.cos(t) + np.sin(t) + np.exp(-t)) / 2).max())
    assert errors[0] < 0.01
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: gate(1j), InputError),
        (lambda: gate(np.nan), InputError),
        (lambda: gate("open"), InputError),
        (lambda: gate_of_step(0.0), InputError),
        (lambda: step_of_gate(800.0), InputError),
        (lambda: step_of_gate(-800.0), InputError),
        (lambda: step_of_gate(0.0, decay=0.0), InputError),
        (lambda: gated_recurrence(np.ones(3), np.ones(4)), InputError),
        (lambda: gated_recurrence(0.0, 0.0), InputError),
        (lambda: gated_recurrence(np.ones(3), np.full(3, np.inf)), InputError),
        (lambda: adaptive_recurrence(LEAK, -1.0, np.ones(3)), InputError),
        (lambda: adaptive_recurrence(LEAK, 1.0, np.ones(3), "magic"), UnknownNameError),
        (lambda: adaptive_recurrence(LEAK.discretize(0.1), 1.0, np.ones(3)), InputError),
        (lambda: picard_stack(lambda t, x: x[:1], 1.0, 0.1, 4, 2), InputError),
        (lambda: picard_stack(lambda t, x: x * np.nan, 1.0, 0.1, 4, 2), InputError),
        (lambda: picard_stack(lambda t, x: x, 1.0, 0.0, 4, 2), InputError),
        (lambda: picard_stack(lambda t, x: x, 1.0, 0.1, 0, 2), InputError),
        (lambda: picard_stack(lambda t, x: x, 1.0, 0.1, 4, -1), InputError),
        (lambda: picard_bound(-1.0, 0.1, 4, 2), InputError),
    ],
)
def test_bad_input_is_refused(make, error):
    with pytest.raises(error):
        make()
