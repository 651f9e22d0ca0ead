"""Inverse Lanczos at one z, with exponents of its own, against dense SVDs and closed forms."""

import math

import numpy as np
import pytest
import scipy.linalg as spla

import ssmtheory.kernels.triangular_lanczos as kernel

EPS = np.finfo(float).eps


def unit(n):
    start = np.random.default_rng(n).standard_normal(n) + 0j
    return start / np.linalg.norm(start)


def evaluate(U, z, limit=200):
    U, out = np.ascontiguousarray(U, dtype=complex), np.empty((len(z), 2))
    kernel.log10_sigma_min(U, U.T.copy(), np.array(z, dtype=complex), unit(len(U)), limit, out)
    return out


def test_ritz_pair_of_a_tridiagonal_matrix(rng):
    k = 12
    alpha, beta = rng.uniform(1, 2, k), rng.uniform(0.1, 1, k)
    values, vectors = spla.eigh_tridiagonal(alpha, beta[: k - 1])
    theta, last = kernel.top_ritz(alpha, beta, k)
    assert theta == pytest.approx(values[-1], rel=10 * k * EPS)
    gap = (values[-1] - values[-2]) / values[-1]
    assert last == pytest.approx(abs(vectors[-1, -1]), rel=100 * k * EPS / gap)
    found = kernel.ritz_vector(alpha, beta, k, theta, np.eye(k) + 0j)
    assert abs(np.vdot(found, vectors[:, -1])) == pytest.approx(1, rel=100 * k * EPS / gap)


@pytest.mark.parametrize("n", [1, 2, 3, 20])
def test_agrees_with_dense_singular_vectors(rng, n):
    U = np.triu(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))) / np.sqrt(n)
    z = rng.uniform(-3, 3, 20) + 1j * rng.uniform(-3, 3, 20)
    for point, (sigma, bound) in zip(z, evaluate(U, z), strict=True):
        T = point * np.eye(n) - U
        left, values, right = np.linalg.svd(T)
        assert 10**sigma == pytest.approx(
            values[-1], rel=kernel.RESIDUAL, abs=10 * n * EPS * values[0]
        )
        expected = np.abs(left[:, -1]) @ np.abs(T) @ np.abs(right[-1])
        # the vectors of a residual r are known to r/gap
        gap = 1 - (values[-1] / values[-2]) ** 2 if n > 1 else 1.0
        assert 10**bound == pytest.approx(expected, rel=10 * n * (kernel.RESIDUAL + 1e-13) / gap)


@pytest.mark.parametrize("n", [30, 400])
def test_depth_beyond_the_range_of_a_double(n):
    """σ_min of the Jordan block at small z: |z|ⁿ (1 − |z|²) (1 + O(|z|²ⁿ))."""
    z = 1e-3
    (sigma, bound), *_ = evaluate(np.eye(n, k=1), [z])
    assert sigma == pytest.approx(n * math.log10(z) + math.log10(1 - z * z), abs=n * 100 * EPS)
    # |u|ᵀ|T||v| = Σ_i z |u_i||v_i| + …, each term of the size of σ_min: about 2n of them,
    # unless they underflow
    assert bound > sigma
    assert bound < max(sigma + math.log10(4 * n), -295)


def test_tiny_pivots_do_not_overflow():
    (sigma, _), *_ = evaluate(np.diag([1e-310, 1.0]), [0.0])
    assert sigma == pytest.approx(-310, abs=1e-3)  # 1e-310 is subnormal: a few digits


def test_eigenvalues_and_exhausted_steps_are_told_apart():
    assert np.isneginf(evaluate(np.triu(np.ones((4, 4))), [1.0])).all()
    assert np.isnan(evaluate(np.diag(np.arange(1.0, 41.0)), [0.4], limit=1)).all()
