"""Inverse Lanczos with triangular solves against dense singular values."""

import numpy as np
import pytest
import scipy.linalg as spla

import ssmtheory.kernels.triangular_lanczos as kernel

EPS = np.finfo(float).eps


def evaluate(U, z, function=kernel.log10_sigma_min):
    n = U.shape[0]
    U = np.ascontiguousarray(U, dtype=complex)
    start = np.random.default_rng(n).standard_normal(n) + 0j
    out = np.empty(z.size)
    function(U, np.ascontiguousarray(U.T), z, start / np.linalg.norm(start), 3 * n + 20, out)
    return out


def test_ritz_pair_of_a_tridiagonal_matrix(rng):
    k = 12
    alpha, beta = rng.uniform(1, 2, k), rng.uniform(0.1, 1, k)
    values, vectors = spla.eigh_tridiagonal(alpha, beta[: k - 1])
    theta, last = kernel.top_ritz(alpha, beta, k)
    assert theta == pytest.approx(values[-1], rel=10 * k * EPS)
    gap = (values[-1] - values[-2]) / values[-1]
    assert last == pytest.approx(abs(vectors[-1, -1]), rel=100 * k * EPS / gap)


def test_plain_twins_agree_with_the_compiled_kernels(rng, monkeypatch):
    U = np.triu(rng.standard_normal((6, 6)) + 1j * rng.standard_normal((6, 6)))
    z = rng.standard_normal(4) + 1j * rng.standard_normal(4)
    compiled = evaluate(U, z)
    for name in ("solve_gram", "top_ritz", "lanczos_point"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    sigma = 10.0**compiled
    # rounding is relative to ‖U‖/σ in both
    allowed = 100 * 6 * EPS * np.linalg.norm(U) / sigma.min()
    np.testing.assert_allclose(
        evaluate(U, z, kernel.log10_sigma_min.py_func), compiled, atol=allowed
    )


@pytest.mark.parametrize("n", [1, 2, 3, 20, 49])
def test_agrees_with_dense_singular_values_above_the_floor(rng, n):
    U = np.triu(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))) / np.sqrt(n)
    z = rng.uniform(-3, 3, 40) + 1j * rng.uniform(-3, 3, 40)
    sigma = np.linalg.svd(z[:, None, None] * np.eye(n) - U, compute_uv=False)[:, -1]
    allowed = 10 * n * EPS * (np.linalg.norm(U, 2) + np.abs(z))
    # and half the residual tolerance, relative, which the iteration may leave
    allowed += kernel.RESIDUAL * sigma
    assert (np.abs(10.0 ** evaluate(U, z) - sigma) <= allowed).all()


def test_eigenvalues_overflow_and_exhausted_steps_are_told_apart():
    U = np.triu(np.ones((4, 4)))
    assert np.isneginf(evaluate(U, np.array([1.0 + 0j])))[0]
    tiny = 1e-200 * np.eye(3)
    assert np.isneginf(evaluate(tiny, np.array([0j])))[0]  # 1/σ² is beyond the largest double
    start = np.full(40, 1 / np.sqrt(40)) + 0j
    out, full = np.empty(1), np.diag(np.arange(1.0, 41.0)) + 0j
    kernel.log10_sigma_min(full, full.T.copy(), np.array([0.4 + 0j]), start, 1, out)
    assert np.isnan(out[0])  # one step cannot do
