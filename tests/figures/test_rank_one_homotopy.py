"""Conditioning, errors and poles of the rank-one family against dense eigenvalues.

A wrong figure would miss the critical ρ, or draw poles of another family of matrices.
"""

import numpy as np
import pytest

from figures import rank_one_homotopy as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
N = 4


@pytest.fixture(scope="module")
def found():
    return figure.data(N, [-2.5, 8], last=0.9, near=2, paths=[-2.0, 5])


def matrix(rho):
    r = np.sqrt(2 * np.arange(N) + 1)
    A = -np.tril(np.outer(r, r), -1) - np.diag(np.arange(1.0, N + 1))
    return A + rho / (1 + rho) * np.outer(r, r)


def test_poles_are_eigenvalues(found):
    for log_rho in np.unique(found["pole_log_rho"]):
        poles = found["poles"][found["pole_log_rho"] == log_rho]
        exact = np.linalg.eigvals(matrix(10.0**log_rho))
        for pole in poles:
            # κ of an eigenvalue is below 200 for ρ ≥ 0.01, N = 4
            assert np.abs(exact - pole).min() <= 200 * 20 * N * EPS * 16
        assert poles.size == np.count_nonzero(exact.imag >= 0)


def test_both_ends(found):
    assert found["start"].tolist() == [-1, -2, -3, -4]
    end = np.linalg.eigvals(matrix(1.0))
    assert np.sort(found["end"].imag) == pytest.approx(np.sort(end[end.imag > 0].imag), rel=1e-13)


def test_conditioning_is_that_of_unit_eigenvectors(found):
    for rho, kappa in zip(found["rho"], found["kappa"], strict=True):
        dense = np.linalg.cond(np.linalg.eig(matrix(rho))[1])
        # near a critical ρ the eigenvectors are known to √u only
        assert kappa == pytest.approx(dense, rel=1e4 * EPS * kappa**2)


def test_two_poles_meet_at_a_critical_rho(found):
    for rho in found["critical"]:
        gaps = np.linalg.eigvals(matrix(rho))
        gaps = np.abs(gaps[:, None] - gaps) + 10 * np.eye(N)
        assert gaps.min() < 1e-5  # √(u‖A‖κ)
    highest = found["rho"][np.argmax(found["kappa"])]
    assert np.abs(highest / found["critical"] - 1).min() < 1e-3


def test_errors_stay_below_the_bound(found):
    bound = found["rho"] / (2 * (1 - found["rho"]))
    assert (found["state_error"] <= bound).all()
    assert (found["transfer_error"] <= found["state_error"]).all()
    assert (found["state_error"] > 0.3 * bound).all()


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
