"""Convergence for a smooth input and its failure for an impulse, against dense Lyapunov equations.

A wrong figure would show another rate, constants of another state, or a kernel error that decays.
"""

import numpy as np
import pytest
import scipy.linalg

from figures import input_responses as figure
from tests.figures._balls import exponential

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def found():
    return figure.data(Ns=[8, 16, 128], states=4, impulse_N=8, T=1.0, points=21)


def difference(N, n, filtered):
    """‖K_diag − K‖, or behind 1/(s + 1), by the Gramian of the joint system, written out."""
    odd = 2.0 * np.arange(N) + 1
    A, B = -np.tril(np.sqrt(np.outer(odd, odd)), -1) - np.diag(np.arange(1.0, N + 1)), np.sqrt(odd)
    joint = scipy.linalg.block_diag(A + np.outer(B, B) / 2, A)
    column, row = np.concatenate([B / 2, B]), np.zeros(2 * N)
    row[n], row[N + n] = 1.0, -1.0
    if filtered:
        joint = np.block([[joint, column[:, None]], [np.zeros((1, 2 * N)), -np.eye(1)]])
        column, row = np.eye(1, 2 * N + 1, 2 * N)[0], np.append(row, 0.0)
    gramian = scipy.linalg.solve_continuous_lyapunov(joint, -np.outer(column, column))
    return np.sqrt(row @ gramian @ row)


@pytest.mark.parametrize("sense", ["weak", "l2"])
def test_distances_are_those_of_dense_gramians(found, sense):
    for j, N in enumerate((8, 16)):
        for n in range(4):
            exact = difference(N, n, sense == "weak")
            # half the digits of a square that cancels, times the condition of the joint system
            assert found[sense][n, j] == pytest.approx(exact, rel=1e-5)


def test_limits_are_those_of_the_theorems(found):
    r = np.sqrt(2 * np.arange(4) + 1)
    assert found["l2_limit"] == pytest.approx(r / 2, rel=1e-12)
    assert found["weak_limit"] == pytest.approx([0.5, 0.6455, 0.6770, 0.6892], abs=5e-5)
    assert 128 * found["weak"][:, 2] == pytest.approx(found["weak_limit"], rel=1e-3)
    assert found["l2"][:, 2] == pytest.approx(found["l2_limit"], rel=1e-3)


def test_the_kernel_error_is_that_of_balls(found):
    forms = ("diagonal", "dplr")
    diagonal, legs = (exponential("legs", 8, found["t"], form=form)[:, 0] for form in forms)
    assert np.abs(found["difference"] - (diagonal - legs)).max() < 500 * EPS
    assert found["difference"][0] == pytest.approx(-0.5, abs=100 * EPS)
