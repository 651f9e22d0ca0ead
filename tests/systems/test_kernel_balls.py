"""The ball reference encloses the truth, tightens with precision, and measures errors."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest

from ssmtheory.errors import ConvergenceError, InputError
from ssmtheory.families import family
from ssmtheory.systems import Diagonal, StateSpace
from ssmtheory.systems import kernel_balls as reference
from ssmtheory.systems.kernel_balls import kernel_balls

EPS = np.finfo(float).eps


def test_a_mode_against_mpmath():
    lam, B, C, dt = -0.5 + 7j, 2 - 1j, 1 + 1j, 0.3
    system = Diagonal(np.array([lam]), np.array([B]), np.array([C]), half=True)
    found = kernel_balls(system, dt, 30)
    with mpmath.workdps(40):
        z = mpmath.mpf(dt) * mpmath.mpc(lam)
        gain = mpmath.mpc(C) * mpmath.mpc(B) * mpmath.mpf(dt) * mpmath.expm1(z) / z
        for k in range(30):
            exact = 2 * (gain * mpmath.exp(k * z)).real
            assert abs(exact - found.values[k]) <= found.radius[k]
            assert found.radius[k] <= EPS * abs(exact)


def test_legs_kernel_is_its_polynomial():
    """Dirac sampling of LegS: K_n(k) = √(2n+1) e^{−t} P_n(2e^{−t} − 1), t = kΔ."""
    found = kernel_balls(family("legs").system(5), 0.125, 20, "dirac")
    for n in range(5):
        for k in range(20):
            x = mpmath.exp(-mpmath.mpf(k) / 8)
            exact = mpmath.sqrt(2 * n + 1) * x * mpmath.legendre(n, 2 * x - 1)
            # the stored r_n r_k are rounded; A is taken as stored
            assert abs(float(exact) - found.values[n, k]) <= 64 * EPS


def test_precision_follows_need():
    """The powers grow to 10⁴⁰ and cancel: 128 bits are not enough."""
    A = np.diag(np.full(60, 100.0), 1) - np.diag(np.full(61, 1.0))
    system = StateSpace(A, np.eye(61)[-1], np.eye(61)[0], dt=1.0)
    coarse = kernel_balls(system, None, 200, bits=53)
    fine = kernel_balls(system, None, 200)
    assert fine.bits >= 128
    assert np.all(np.abs(coarse.values - fine.values) <= coarse.radius + fine.radius)
    assert fine.radius.max() <= EPS * np.abs(fine.values).max()


def test_error_sees_a_wrong_entry():
    found = kernel_balls(Diagonal(np.array([-1.0]), np.ones(1), np.ones(1)), 0.1, 5)
    wrong = found.values.copy()
    assert found.error(wrong) <= EPS
    wrong[3] += 1e-10
    assert found.error(wrong) == pytest.approx(1e-10 / found.values.max(), rel=1e-4)


def test_zero_kernel():
    found = kernel_balls(Diagonal(np.array([-1.0]), np.zeros(1), np.ones(1)), 0.1, 5)
    assert found.error(np.zeros(5)) == 0
    assert found.error(np.ones(5)) == np.inf


def test_what_no_precision_settles_is_refused(monkeypatch):
    monkeypatch.setattr(reference, "HIGHEST_PRECISION", 127)
    with pytest.raises(ConvergenceError, match="shorter length"):
        kernel_balls(Diagonal(np.array([-1.0]), np.ones(1), np.ones(1)), 0.1, 5)


def test_steps():
    system = Diagonal(np.array([-1.0]), np.ones(1), np.ones(1))
    with pytest.raises(InputError, match="continuous"):
        kernel_balls(system, None, 5)


def test_bad_input():
    system = StateSpace(np.diag([-1.0, -2.0]), np.ones(2), np.ones(2))
    with pytest.raises(InputError, match="only a StateSpace"):
        kernel_balls("legs", 0.1, 4)
    with pytest.raises(InputError, match="no input matrix"):
        kernel_balls(StateSpace(system.A), 0.1, 4)
    with pytest.raises(InputError, match="one step per channel"):
        kernel_balls(replace(system, C=None), [0.1, 0.2], 4)
    with pytest.raises(InputError, match="bits"):
        kernel_balls(system, 0.1, 4, bits="x")
    with pytest.raises(InputError, match="discrete already"):
        kernel_balls(system.discretize(0.1), 0.2, 4)


def test_a_rule_without_a_step_is_refused():
    """1 − αΔλ = 0 exactly, of a mode and of a matrix."""
    with pytest.raises(InputError, match="vanishes"):
        kernel_balls(Diagonal(np.array([2.0]), np.ones(1)), 1.0, 4, "bilinear")
    with pytest.raises(ConvergenceError, match="another dt"):
        kernel_balls(StateSpace(2 * np.eye(2), np.ones(2)), 1.0, 4, "bilinear")


def test_nothing_to_compute():
    system = StateSpace(np.diag([-1.0, -2.0]), np.ones((2, 3)), np.ones((0, 2)))
    found = kernel_balls(system, 0.1, 4)
    assert found.values.shape == found.radius.shape == (0, 3, 4)
    assert found.error(found.values) == 0.0
    one = replace(system, B=np.ones(2), C=np.ones(2))
    assert kernel_balls(one, [], 4).values.shape == (0, 4)
