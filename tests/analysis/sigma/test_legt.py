"""LegT's lossless two-port against ball inertia at any depth, and against dense SVDs."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma import legt
from ssmtheory.analysis.subject import as_subject
from ssmtheory.families import family

EPS = np.finfo(float).eps


def allowed(N, log10_sigma):
    """A few roundings for each of 3N factors, and the ulp of the stored logarithm."""
    return 4 * EPS * (3 * N + 8 + abs(log10_sigma) * math.log(10))


def pole_doubles(N):
    h, _, theta, _ = legt.tables(N)[0]
    return -h + 1j * theta


@pytest.mark.parametrize("N", [2, 3, 8, 17])
def test_relative_accuracy_everywhere(rng, sigma_is_enclosed, N):
    A = family("legt").balls(N, 1600)[0]
    lam = pole_doubles(N)
    normal = family("legt").nplr(N).lam
    z = np.array(
        [
            *(rng.uniform(-3 * N, N, 6) + 1j * rng.uniform(-2 * N, 2 * N, 6)),
            *(rng.uniform(-4, 2, 4) + 1j * rng.uniform(-3, 3, 4)),
            *(lam[0], lam[-1], lam[-1] * (1 + 1e-9), normal[0], normal[0] - 0.25),
            *(0.0, 3.5j, -1e-9, -2.0 * N * N, 5.0 * N * N - 1j),
        ]
    )
    found = legt.prepare(as_subject("legt", N))(z)
    assert np.isfinite(found).all()
    for w, value in zip(z, found, strict=True):
        assert sigma_is_enclosed(A, w, value, allowed(N, value))


def test_one_state_is_a_distance():
    z = np.array([-1 + 7.3e-9, -1 + 1e-4j, -1 + 3e-13 + 2e-13j, 0.3, -40 + 3j])
    found = legt.prepare(as_subject("legt", 1))(np.array([*z, -1.0]))
    np.testing.assert_allclose(found[:-1], np.log10(np.abs(z + 1)), rtol=0, atol=8 * EPS * 13)
    assert np.isneginf(found[-1])


def test_thirty_digits_below_the_rounding_of_a_dense_matrix(sigma_is_enclosed):
    N, z = 48, -70 + 8j
    found = float(legt.prepare(as_subject("legt", N))(z))
    assert found < -20
    A = family("legt").balls(N, 1600)[0]
    assert sigma_is_enclosed(A, z, found, allowed(N, found))


@pytest.mark.parametrize("N", [5, 40])
def test_agrees_with_dense_singular_values_above_their_rounding(rng, N):
    z = rng.uniform(-3 * N, N, 200) + 1j * rng.uniform(-2 * N, 2 * N, 200)
    A = family("legt").system(N).A
    sigma = np.linalg.svd(z[:, None, None] * np.eye(N) - A, compute_uv=False)[:, -1]
    norms = np.linalg.norm(A, 2) + np.abs(z)
    found = legt.prepare(as_subject("legt", N))(z)
    assert (np.abs(10.0**found - sigma) <= 4 * N * EPS * norms).all()


def test_the_two_branches_meet(rng):
    """σ is 1-Lipschitz across the border between the product and the recurrence."""
    sigma = legt.prepare(as_subject("legt", 32))
    x = np.linspace(-3.0, -1.0, 4001)  # s_min² = 0.02 near x = −2
    values = 10.0 ** sigma(x + 0.7j)
    steps = np.abs(np.diff(values))
    assert (steps <= np.diff(x) + 200 * 32 * EPS).all()


def test_far_outside_and_extreme_arguments():
    sigma = legt.prepare(as_subject("legt", 12))
    z = np.array([1e300, -1e300, 1e300j, 1e155 - 1e155j, -1e120])
    np.testing.assert_allclose(sigma(z), np.log10(np.abs(z)), rtol=4 * EPS)
    tiny = sigma(np.array([1e-300, -1e-300j, 0.0]))
    np.testing.assert_allclose(tiny, tiny[2], rtol=0, atol=100 * EPS)


def test_applies_to_legt_alone_and_reports_its_method():
    subject = as_subject("legt", 6)
    assert legt.applies(subject)
    assert not legt.applies(as_subject("legs", 6))
    assert not legt.applies(as_subject("legt", legt.MAX_ORDER + 1))
    sigma = legt.prepare(subject)
    assert (sigma.method, sigma.floor) == ("lossless", 0.0)
