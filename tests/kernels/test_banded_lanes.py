"""Rotations to band form, and Lanczos with band solves, against dense linear algebra."""

import numpy as np
import pytest

import ssmtheory.kernels.banded_lanes as kernel
from ssmtheory.kernels.triangular_lanczos import RESIDUAL

EPS = np.finfo(float).eps


def band_matrix(rng, n, lower, upper):
    A = rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))
    A = np.triu(np.tril(A, upper), -lower)
    band = np.zeros((n, lower + upper + 1), complex)
    for i in range(n):
        for t in range(-lower, upper + 1):
            if 0 <= i + t < n:
                band[i, lower + t] = A[i, i + t]
    return A, band


@pytest.mark.parametrize(("lower", "upper"), [(0, 1), (1, 0), (1, 1), (2, 3), (0, 0)])
@pytest.mark.parametrize("n", [5, 30])
def test_agrees_with_dense_singular_values(rng, n, lower, upper):
    A, band = band_matrix(rng, n, lower, upper)
    z = 3 * (rng.standard_normal(80) + 1j * rng.standard_normal(80))
    start = rng.standard_normal(2 * n)
    out = np.empty(z.size)
    kernel.log10_sigma_min(band, lower, z, start / np.linalg.norm(start), 300, out)
    values = np.linalg.svd(z[:, None, None] * np.eye(n) - A, compute_uv=False)
    allowed = 10 * n * EPS * values[:, 0] + RESIDUAL * values[:, -1]
    assert (np.abs(10.0**out - values[:, -1]) <= allowed).all()


def test_the_factor_is_the_r_of_a_qr_factorisation(rng):
    n, lower, upper, z = 7, 2, 1, 0.3 - 0.2j
    A, band = band_matrix(rng, n, lower, upper)
    work = np.empty((n, 2 * lower + upper + 1), complex)
    assert kernel.factor(band, lower, z, work)
    R = np.zeros((n, n), complex)
    for i in range(n):
        for t in range(min(lower + upper + 1, n - i)):
            R[i, i + t] = work[i, lower + t]
    T = z * np.eye(n) - A
    gram = T.conj().T @ T
    np.testing.assert_allclose(R.conj().T @ R, gram, atol=20 * n * EPS * np.abs(gram).max())


def test_a_singular_factor_is_minus_infinity():
    out = np.empty(1)
    band = np.zeros((3, 2), complex)
    band[:, 0], band[:2, 1] = 2.0, 1.0
    kernel.log10_sigma_min(band, 0, np.array([2.0 + 0j]), np.ones(6) / np.sqrt(6), 50, out)
    assert np.isneginf(out[0])
