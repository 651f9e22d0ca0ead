"""Discretisation rules against ball arithmetic, their definitions, and each other."""

from dataclasses import replace

import flint
import mpmath
import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import family
from ssmtheory.precision import working_precision
from ssmtheory.systems import NPLR, Diagonal, StateSpace
from ssmtheory.systems.discretize import (
    GBT,
    RULES,
    ZOH,
    LogTimeZOH,
    as_rule,
    discretize,
    discretize_modes,
    phi1,
)
from ssmtheory.systems.discretize_balls import dense_balls, modes_balls

EPS = np.finfo(float).eps
TINY = [0.0, 5e-324, 1e-310, 1e-300, 1e-17, 1e-8, 1e-4, 0.3, 3.0, 40.0, 700.0]


@pytest.mark.parametrize("turn", [-1, 1j, -1 + 1j, -1 - 1e-9j, 1e-9 + 1j])
@pytest.mark.parametrize("kind", [np.complex64, np.complex128])
def test_phi1_is_accurate_everywhere(turn, kind):
    z = np.array([turn * x for x in TINY]).astype(kind)
    unit = np.finfo(kind).eps
    with working_precision(200):
        for x, value in zip(z, phi1(z), strict=True):
            x = flint.acb(complex(x))
            exact = flint.acb(1) if x == 0 else x.expm1() / x
            # near 2πik the condition of φ₁ grows like |e^z|/|e^z − 1|
            size = abs(exact) if abs(x) < 3 else abs(exact) + abs(x.exp()) / abs(x) + 1 / abs(x)
            assert abs(flint.acb(complex(value)) - exact) <= 4 * unit * size


def test_phi1_in_single_precision():
    """The textbook form loses 40 % at −1e−4 and is NaN at 0; this one is a rounding away."""
    z = np.array([-1e-4, 0.0, -1e-30], dtype=np.float32)
    assert phi1(z).dtype == np.float32
    assert np.abs(phi1(z) - [1 - 5e-5, 1.0, 1.0]).max() <= np.finfo(np.float32).eps


@pytest.mark.parametrize("method", list(RULES))
def test_modes_against_balls(method):
    lam = np.array([0.0, -1e-12, -0.5 + 1303j, -0.5 + 3j, -20.0])
    found = discretize_modes(lam, 1e-3, method)
    with working_precision(150):
        balls = modes_balls(RULES[method], [flint.acb(complex(x)) for x in lam], flint.arb(1e-3))
        for computed, exact in zip(found, balls, strict=True):
            for x, y in zip(computed, exact, strict=True):
                assert abs(flint.acb(complex(x)) - y) <= 8 * EPS * abs(y)


@pytest.mark.parametrize("method", [*RULES, GBT(0.7)])
@pytest.mark.parametrize("name", ["legs", "legt"])
def test_dense_against_balls(method, name):
    system, rule, dt = family(name).system(6), as_rule(method), 0.0625
    found = discretize(system, dt, method)
    assert found.dt == dt
    with working_precision(150):
        A = flint.acb_mat([[float(x) for x in row] for row in system.A])
        B = flint.acb_mat([[float(x)] for x in system.B])
        A_bar, B_bar = dense_balls(rule, A, B, flint.arb(dt))
        exact_A = np.array([[complex(x) for x in row] for row in A_bar.tolist()]).real
        exact_B = np.array([complex(x) for x in B_bar.entries()]).real
    condition = 1 + np.linalg.norm(dt * system.A)
    assert np.abs(found.A - exact_A).max() <= 32 * EPS * condition * np.abs(exact_A).max()
    assert np.abs(found.B - exact_B).max() <= 32 * EPS * condition * np.abs(exact_B).max()


def test_zoh_is_the_integral(rng):
    """B̄ = ∫₀^Δ e^{sA} B ds by Gauss–Legendre quadrature."""
    A, B, dt = rng.standard_normal((5, 5)), rng.standard_normal(5), 0.5
    nodes, weights = np.polynomial.legendre.leggauss(20)
    states = [spla.expm(dt * (x + 1) / 2 * A) @ B for x in nodes]
    integral = dt / 2 * (weights @ np.array(states))
    found = discretize(StateSpace(A, B), dt)
    scale = np.exp(dt * np.linalg.norm(A, 2))
    assert np.abs(found.B - integral).max() <= 64 * EPS * scale * np.linalg.norm(B)


@pytest.mark.parametrize("method", ["bilinear", "backward", "euler", GBT(0.3)])
@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "fout"])
def test_nplr_stays_nplr(method, name):
    form, dt = family(name).nplr(8), 0.02
    found = discretize(form, dt, method)
    assert isinstance(found, NPLR)
    assert found.rank == form.rank
    expected = discretize(form.dense(), dt, method)
    scale = 64 * EPS * (1 + dt * np.linalg.norm(form.dense().A))
    assert np.abs(found.dense().A - expected.A).max() <= scale
    assert np.abs(found.dense().B - expected.B).max() <= scale * dt * np.linalg.norm(form.B)


def test_nplr_under_zoh_is_dense():
    form = family("legs").nplr(5)
    found = discretize(form, 0.1)
    assert isinstance(found, StateSpace)
    assert np.abs(found.A - spla.expm(0.1 * family("legs").system(5).A)).max() <= 256 * EPS


@pytest.mark.parametrize("method", RULES)
def test_a_diagonal_system_is_its_dense_form(method):
    system = Diagonal(np.array([0.0, -1.0, -0.5 + 7j]), np.array([1.0, 2.0, 3j]), np.ones(3))
    found = discretize(system, 0.1, method)
    expected = discretize(system.dense(), 0.1, method)
    assert isinstance(found, Diagonal)
    assert np.abs(np.diag(found.lam) - expected.A).max() <= 16 * EPS
    assert np.abs(found.B - expected.B).max() <= 16 * EPS
    assert found.C is system.C


def test_channels_have_their_own_step():
    lam, dt = np.array([-1.0, -2.0 + 1j]), np.array([0.1, 0.2, 0.3])
    found = discretize_modes(lam, dt)
    assert found.lam.shape == found.gain.shape == (3, 2)
    assert np.array_equal(found.lam[1], discretize_modes(lam, 0.2).lam)


def test_several_inputs(rng):
    B = rng.standard_normal((3, 2))
    lam = np.array([-1.0, -2.0, -3.0])
    for method in RULES:
        found = discretize(Diagonal(lam, B), 0.1, method)
        dense = discretize(StateSpace(np.diag(lam), B), 0.1, method)
        assert np.abs(found.B - dense.B).max() <= 16 * EPS


def test_precision_is_kept():
    system = family("legs").system(4, np.float32)
    found = discretize(system, 0.1, "bilinear")
    assert found.A.dtype == found.B.dtype == np.float32
    modes = discretize_modes(np.array([-1 + 2j], dtype=np.complex64), 0.1)
    assert modes.lam.dtype == modes.gain.dtype == np.complex64


def test_dissipative_systems_become_contractions():
    for name in ("legs", "legt", "lagt"):
        for method in ("zoh", "bilinear", "backward"):
            A = discretize(family(name).system(32), 0.01, method).A
            assert np.linalg.norm(A, 2) <= 1 + 64 * EPS


def test_euler_is_unstable_for_large_steps():
    """Ā = 1 + Δλ leaves the unit disc: the negative control of the test above."""
    assert np.abs(discretize(family("legs").system(8), 0.5, "euler").eigenvalues()).max() > 1


def test_a_matrix_without_input_keeps_none():
    assert discretize(StateSpace(np.eye(2)), 0.1).B is None


@pytest.mark.parametrize("k", [1, 2, 10])
def test_log_time_zoh_follows_the_scaled_equation(k):
    """x(k) of t x' = A x + B u with u = 1 from t = k on: exact solution by A⁻¹."""
    system = family("legs").system(4)
    found = discretize(system, k, LogTimeZOH())
    start = np.array([1.0, -2.0, 0.5, 3.0])
    rest = np.linalg.solve(system.A, system.B)  # −x at rest
    grow = spla.expm(np.log((k + 1) / k) * system.A)
    exact = grow @ (start + rest) - rest
    assert np.abs(found.A @ start + found.B - exact).max() <= 256 * EPS


def test_log_time_zoh_keeps_a_constant_signal():
    """The LegS coefficients of f = 1 are e₀ at every time."""
    first = np.eye(5)[0]
    for k in (1, 7, 1000):
        found = discretize(family("legs").system(5), k, LogTimeZOH())
        assert np.abs(found.A @ first + found.B - first).max() <= 64 * EPS


@pytest.mark.parametrize("dt", [0.0, -1.0, np.nan, np.inf, 1j, "x", [0.1, 0.2], None])
def test_bad_steps(dt):
    with pytest.raises(InputError, match="dt"):
        discretize(family("legs").system(2), dt)


@pytest.mark.parametrize("k", [0, -1, 1.5, True])
def test_bad_step_numbers(k):
    with pytest.raises(InputError, match="step number"):
        discretize(family("legs").system(2), k, LogTimeZOH())


def test_other_bad_input():
    system = family("legs").system(2)
    with pytest.raises(UnknownNameError, match="known: zoh"):
        discretize(system, 0.1, "tustin")
    with pytest.raises(InputError, match="already"):
        discretize(replace(system, dt=0.1), 0.1)
    with pytest.raises(InputError, match="A has NaN"):
        discretize(StateSpace(np.full((2, 2), np.nan)), 0.1)
    with pytest.raises(InputError, match="alpha"):
        GBT(1.5)
    with pytest.raises(InputError, match="singular"):
        discretize(StateSpace(np.eye(2), np.ones(2)), 1.0, "backward")
    idle = NPLR(np.zeros(1), -np.ones((1, 1)), np.ones((1, 1)), None, np.ones(1))
    with pytest.raises(InputError, match="singular"):
        discretize(idle, 1.0, "backward")
    with pytest.raises(InputError, match="only a StateSpace"):
        discretize(np.eye(2), 1.0)
    with pytest.raises(InputError, match="vanishes"):
        discretize(Diagonal(np.ones(2), np.ones(2)), 1.0, "backward")
    with pytest.raises(InputError, match="step to step"):
        discretize_modes(np.ones(2), 1, LogTimeZOH())
    with pytest.raises(InputError, match="lam has NaN"):
        discretize_modes(np.array([np.nan]), 1)


def test_rules_have_names():
    assert [rule.name for rule in RULES.values()] == list(RULES)
    assert GBT(0.25).name == "gbt(0.25)"
    assert ZOH() == as_rule("zoh")


@pytest.mark.parametrize("method", RULES)
@pytest.mark.parametrize("dt", [2.0**-40, 2.0**-3, 1.0])
def test_increments_are_relative(method, dt):
    """Ā − I has full relative accuracy at Δ = 2⁻⁴⁰, where Ā has lost twelve digits of it."""
    A = family("legt").system(4).A
    found = RULES[method].increment(A, dt)
    with working_precision(200):
        balls = flint.acb_mat([[float(x) for x in row] for row in A])
        exact, _ = dense_balls(RULES[method], balls, flint.acb_mat(4, 1), flint.arb(dt))
        for i in range(4):
            exact[i, i] -= 1
        exact = np.array([[complex(x) for x in row] for row in exact.tolist()]).real
    condition = 1 + dt * np.linalg.norm(A)
    assert np.abs(found - exact).max() <= 64 * EPS * condition * np.abs(exact).max()


@pytest.mark.parametrize("alpha", ["x", None, 1j, [0.5], True, np.nan])
def test_an_alpha_that_is_none(alpha):
    with pytest.raises(InputError, match="alpha must be a number between 0 and 1"):
        GBT(alpha)


@pytest.mark.parametrize("method", [["zoh"], {}, None, 3, ZOH])
def test_a_rule_that_is_none(method):
    with pytest.raises(UnknownNameError, match="known: zoh"):
        as_rule(method)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.complex64, np.complex128])
@pytest.mark.parametrize("lam", [0.0, 1e-40, 1e-30, -1e-20, 1e-8, -1e-8, 1e-4])
@pytest.mark.parametrize("dt", [1e-10, 1e-3, 0.1, 1e5])
def test_zero_and_tiny_modes_in_every_precision(kind, lam, dt):
    """λ̄ = e^z and B̄ = Δφ₁(z) at z = Δλ, to two roundings of the type."""
    lam = np.array([lam]).astype(kind)
    with mpmath.workdps(40):
        z = mpmath.mpf(dt) * mpmath.mpf(float(lam[0].real))
        gain = dt if z == 0 else dt * mpmath.expm1(z) / z
        exact = np.array([float(mpmath.exp(z)), float(gain)])
    for system in (Diagonal(lam, np.ones(1, kind)), StateSpace(lam[:, None], np.ones(1, kind))):
        found = discretize(system, dt)
        pair = np.array([np.ravel(found.lam if hasattr(found, "lam") else found.A)[0], found.B[0]])
        assert pair.dtype == kind
        assert np.abs(pair / exact - 1).max() <= 4 * np.finfo(kind).eps


@pytest.mark.parametrize(
    ("system", "dt", "method"),
    [
        (StateSpace(np.array([[1e5]]), np.ones(1)), 0.1, "zoh"),
        (StateSpace(np.array([[-1e308]]), np.ones(1)), 10.0, "zoh"),
        (Diagonal(np.array([1e5 + 1j]), np.ones(1)), 0.1, "zoh"),
        (Diagonal(np.array([1e3], np.float32), np.ones(1, np.float32)), 0.1, "dirac"),
        (Diagonal(np.array([-1e308]), np.ones(1)), 10.0, "euler"),
    ],
)
def test_a_step_beyond_the_range_is_refused(system, dt, method):
    with pytest.raises(InputError, match="choose a smaller dt"):
        discretize(system, dt, method)


def test_fast_decay_is_within_range():
    assert discretize(Diagonal(np.array([-1e308]), np.ones(1)), 10.0).lam == 0.0


def test_extended_precision_is_discretised_in_double():
    A = family("legs").system(3).A
    found = discretize(StateSpace(A.astype(np.longdouble), np.ones(3, np.longdouble)), 0.1)
    expected = discretize(StateSpace(A, np.ones(3)), 0.1)
    assert found.A.dtype == np.float64
    assert np.array_equal(found.A, expected.A)
