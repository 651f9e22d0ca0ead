"""Stable or not: exact poles, poles within rounding of the axis, poles that rounding scatters."""

import numpy as np
import pytest

from ssmtheory.analysis.norms import h2_norm, hinf_norm
from ssmtheory.analysis.norms.plant import as_plant
from ssmtheory.analysis.norms.stability import verdict
from ssmtheory.families import family
from ssmtheory.systems import Diagonal, StateSpace

U = 2.0**-53


def turned(system, seed=0):
    """The same system in a random orthonormal basis: nothing triangular is left of it."""
    N = system.order
    Q = np.linalg.qr(np.random.default_rng(seed).standard_normal((N, N)))[0]
    return StateSpace(Q @ system.A @ Q.T, Q @ system.B, np.eye(N)[0] @ Q.T)


@pytest.mark.parametrize(("real", "stable"), [(-1e-300, True), (0.0, False), (1e-300, False)])
@pytest.mark.parametrize("kind", ["diagonal", "triangular"])
def test_exact_poles_are_taken_at_their_word(real, stable, kind):
    lam = np.array([real + 1j, -1.0])
    system = Diagonal(lam, np.ones(2), np.ones(2))
    if kind == "triangular":
        system = StateSpace(np.array([[lam[0], 1.0], [0.0, lam[1]]]), np.ones(2), np.ones(2))
    found = verdict(as_plant(system))
    assert found.sure
    assert found.pole == (None if stable else lam[0])


@pytest.mark.parametrize("name", ["legs", "lagt", "legt"])
@pytest.mark.parametrize("N", [16, 48])
def test_scattered_eigenvalues_of_a_dissipative_matrix_prove_nothing(name, N):
    system = turned(family(name).system(N))
    assert verdict(as_plant(system)).pole is None
    C = np.eye(N)[0]
    # u‖A‖‖R‖ of the turned matrix
    allowed = 1e2 * U * np.linalg.norm(system.A)
    assert hinf_norm(system).value == pytest.approx(hinf_norm(name, N, C=C).value, rel=allowed)
    assert h2_norm(system).value == pytest.approx(h2_norm(name, N, C=C).value, rel=allowed)


def test_a_pole_on_the_axis_is_seen_through_rounding():
    A = np.array([[0.0, 3.0, 1.0], [-3.0, 0.0, 2.0], [0.0, 0.0, -1.0]])
    system = turned(StateSpace(A, np.ones(3)), 3)
    found = verdict(as_plant(system))
    assert abs(found.pole) == pytest.approx(3.0, rel=64 * U)
    assert not found.sure
    assert hinf_norm(system).status == "uncertified"


@pytest.mark.parametrize("modulus", [0.999, 1.001])
def test_discrete_poles_against_the_unit_circle(modulus):
    A = modulus * np.array([[np.cos(1), -np.sin(1)], [np.sin(1), np.cos(1)]])
    found = verdict(as_plant(StateSpace(A, np.ones(2), np.ones(2), 0.0, 1.0)))
    assert found.sure
    assert (found.pole is None) == (modulus < 1)
