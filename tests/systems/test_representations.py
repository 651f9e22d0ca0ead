"""The three representations of one system agree, and refuse shapes that do not fit."""

import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.systems import NPLR, Diagonal, StateSpace

EPS = np.finfo(float).eps
S = np.array([0.3 + 1j, 2.0, 5j])


@pytest.fixture
def legs():
    return family("legs").system(6), family("legs").nplr(6)


def test_states_solve_the_system(legs):
    system, form = legs
    for x, s in zip(system.states(S), S, strict=True):
        residual = s * x - system.A @ x - system.B
        assert np.abs(residual).max() <= 64 * EPS * np.linalg.norm(system.A) * np.abs(x).max()
    assert np.abs(form.states(S) - system.states(S)).max() <= 1e3 * EPS


def test_modal_system_has_the_same_transfer_function(legs, rng):
    system, form = legs
    C = rng.standard_normal(6)
    observed = StateSpace(system.A, system.B, C, 0.5)
    modal = NPLR(form.lam, form.P, form.Q, form.V, form.B, C @ form.V, 0.5)
    expected = observed.states(S) @ C + 0.5
    assert np.abs(observed.transfer(S) - expected).max() <= 1e2 * EPS
    assert np.abs(modal.transfer(S) - expected).max() <= 1e3 * EPS
    assert np.abs(modal.modal().transfer(S) - expected).max() <= 1e3 * EPS
    assert np.abs(modal.dense().transfer(S) - expected).max() <= 1e3 * EPS


def test_kernel_is_the_matrix_exponential(legs):
    system, form = legs
    t = np.array([0.0, 0.1, 0.2, 0.7])
    for row, time in zip(system.kernel(t), t, strict=True):
        assert np.abs(row - spla.expm(time * system.A) @ system.B).max() <= 1e3 * EPS
    assert np.abs(form.kernel(t) - system.kernel(t)).max() <= 1e3 * EPS


def test_kernel_refuses_times_that_go_back(legs):
    with pytest.raises(InputError, match="ascending"):
        legs[0].kernel(np.array([0.5, 0.2]))


def test_diagonal_agrees_with_its_dense_form(rng):
    lam = -rng.random(5) + 1j * rng.standard_normal(5)
    system = Diagonal(lam, rng.standard_normal(5), rng.standard_normal((2, 5)))
    dense = system.dense()
    assert np.abs(system.transfer(S) - dense.transfer(S)).max() <= 1e3 * EPS
    t = np.array([0.0, 0.5, 1.0])
    assert np.abs(system.kernel(t) - dense.kernel(t)).max() <= 1e3 * EPS
    z = np.array([1.0, 2j])
    assert np.abs(system.resolvent_norm(z) / dense.resolvent_norm(z) - 1).max() <= 1e2 * EPS
    assert system.kernel(t).shape == (3, 2)


def test_several_inputs(rng):
    system = StateSpace(-np.eye(3), rng.standard_normal((3, 2)), rng.standard_normal((4, 3)))
    assert system.transfer(S).shape == (3, 4, 2)
    diagonal = Diagonal(-np.ones(3), system.B, system.C)
    assert np.abs(diagonal.transfer(S) - system.transfer(S)).max() <= 1e2 * EPS


def test_diagonal_restriction_halves_the_input(legs):
    _, form = legs
    restricted = form.diagonal()
    assert np.array_equal(restricted.B, form.B / 2)
    # with C = I in the original coordinates the states are V times the modal ones
    x = restricted.transfer(S)
    modal = (form.B / 2) / (S[:, None] - form.lam)
    assert np.abs(x - modal @ form.V.T).max() <= 1e2 * EPS


def test_orders_and_reprs(legs):
    system, form = legs
    assert system.order == form.order == 6
    assert "order=6" in repr(system)
    assert repr(form) == "NPLR(order=6, rank=1)"
    assert repr(form.modal()) == "DPLR(order=6, rank=1)"
    assert form.residual(system.A) <= 64 * EPS


def test_eigenvalues_of_every_kind(legs):
    system, form = legs
    exact = -np.arange(6.0, 0, -1)
    assert np.array_equal(np.sort(system.eigenvalues().real), exact)
    assert np.abs(np.sort(form.eigenvalues().real) - exact).max() <= 1e6 * EPS
    assert Diagonal(np.array([1j]), np.ones(1)).eigenvalues()[0] == 1j


@pytest.mark.parametrize(
    "make",
    [
        lambda: StateSpace(np.ones((2, 3))),
        lambda: StateSpace(np.eye(2), np.ones(3)),
        lambda: StateSpace(np.eye(2), np.ones(2), np.ones(3)),
        lambda: Diagonal(np.eye(2), np.ones(2)),
        lambda: Diagonal(np.ones(2), np.ones(3)),
        lambda: NPLR(np.ones(2), np.ones((2, 1)), np.ones((2, 2)), None, np.ones(2)),
        lambda: NPLR(np.ones(2), np.ones((2, 1)), np.ones((2, 1)), np.eye(3), np.ones(2)),
    ],
)
def test_shapes_that_do_not_fit_are_refused(make):
    with pytest.raises(InputError):
        make()


def test_a_matrix_without_input_has_no_states():
    with pytest.raises(InputError, match="no input matrix"):
        StateSpace(np.eye(2)).states(S)
