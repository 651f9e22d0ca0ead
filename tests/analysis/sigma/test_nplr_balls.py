"""Counts in balls, and the point they enclose."""

import math

import flint
import numpy as np
import pytest

from ssmtheory.analysis.sigma import nplr_balls
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


def balls(H):
    return [[flint.acb(complex(x)) for x in row] for row in H]


@pytest.mark.parametrize("empty", [False, True])
def test_inertia(rng, empty):
    for n in (1, 2, 4, 6):
        H = rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))
        H = H + H.conj().T
        if empty and n > 1:
            np.fill_diagonal(H, 0)
        expected = np.count_nonzero(np.linalg.eigvalsh(H) > 0)
        assert nplr_balls.positive_eigenvalues(balls(H)) == expected


def test_inertia_of_balls_too_wide_is_not_told():
    wide = flint.acb(flint.arb(0, 1))
    assert nplr_balls.positive_eigenvalues([[wide]]) is None
    assert nplr_balls.positive_eigenvalues([[flint.acb(1), wide], [wide, wide]]) is None


@pytest.mark.parametrize("guess", [math.nan, 1.0, 1e-3])
def test_enclosure_from_any_guess(rng, guess):
    lam = rng.standard_normal(7) + 1j * rng.standard_normal(7)
    P, Q = rng.standard_normal((7, 2)) + 0j, rng.standard_normal((7, 2)) + 1j
    for z in (0.2 + 0.1j, complex(lam[2]), 3.0 + 0j):
        A = np.diag(lam) - P @ Q.conj().T
        sigma = np.linalg.svd(z * np.eye(7) - A, compute_uv=False)[-1]
        found = nplr_balls.log10_sigma_min(z, lam, P, Q, guess)
        allowed = 10 * 7 * EPS * np.linalg.norm(A, 2)
        assert 10.0**found == pytest.approx(sigma, abs=allowed)


def test_eigenvalue_and_singular_capacitance():
    lam, P = np.array([0.5, 4.0]) + 0j, np.array([[0.5], [0.0]]) + 0j
    Q = np.array([[1.0], [0.0]]) + 0j  # the eigenvalue ½ − ½ is 0
    assert nplr_balls.inverse_capacitance(0j, lam, P, Q) is None
    assert np.isneginf(nplr_balls.log10_sigma_min(0j, lam, P, Q, math.nan))


def test_the_working_precision_is_left_as_it_was(rng):
    lam, P = np.arange(3.0) + 0j, np.ones((3, 1)) + 0j
    with working_precision(77):
        nplr_balls.inverse_capacitance(1j, lam, P, P)
        assert flint.ctx.prec == 77
