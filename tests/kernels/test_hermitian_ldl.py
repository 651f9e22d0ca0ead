"""Inertia and solves of small Hermitian matrices against LAPACK's eigenvalues."""

import numpy as np
import pytest

import ssmtheory.kernels.hermitian_ldl as kernel

EPS = np.finfo(float).eps


def hermitian(rng, n, *, empty_diagonal=False):
    H = rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))
    H = H + H.conj().T
    if empty_diagonal:
        np.fill_diagonal(H, 0.0)
    return H


def factored(H, factor=kernel.factor):
    n = H.shape[0]
    work, order, double = H.copy(), np.empty(n, np.int64), np.empty(n, np.bool_)
    return factor(work, order, double), work, order, double


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 12])
@pytest.mark.parametrize("empty", [False, True])
def test_inertia_and_solution(rng, n, empty):
    for _ in range(20):
        H = hermitian(rng, n, empty_diagonal=empty and n > 1)
        b = rng.standard_normal(n) + 1j * rng.standard_normal(n)
        positive, *parts = factored(H)
        values = np.linalg.eigvalsh(H)
        assert positive == np.count_nonzero(values > 0)
        y, x = np.empty(n, complex), np.empty(n, complex)
        kernel.solve(*parts, b, y, x)
        residual = np.linalg.norm(H @ x - b)
        assert residual <= 10 * n * EPS * np.linalg.norm(H) * np.linalg.norm(x)


def test_both_kinds_of_pivots_are_met(rng):
    kinds = [factored(hermitian(rng, 6, empty_diagonal=True))[3] for _ in range(5)]
    assert any(double.any() for double in kinds)
    assert not factored(np.diag([3.0, -2.0, 1.0]) + 0j)[3].any()


def test_a_singular_matrix_is_solved_along_its_null_vector():
    H = np.diag([1.0, 0.0, -1.0]) + 0j
    _, *parts = factored(H)
    y, x = np.empty(3, complex), np.empty(3, complex)
    kernel.solve(*parts, np.full(3, 1e-10 + 0j), y, x)
    assert abs(x[1]) > 1e100 * abs(x[0])


def test_plain_twins_agree_with_the_compiled_kernels(rng, monkeypatch):
    H = hermitian(rng, 5, empty_diagonal=True)
    positive, work, order, double = factored(H)
    for name in ("swap", "largest"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    plain = factored(H, kernel.factor.py_func)
    assert plain[0] == positive
    np.testing.assert_array_equal(plain[2], order)
    np.testing.assert_array_equal(plain[3], double)
    b, y = np.ones(5, complex), np.empty(5, complex)
    x, x_plain = np.empty(5, complex), np.empty(5, complex)
    kernel.solve(work, order, double, b, y, x)
    kernel.solve.py_func(*plain[1:], b, y, x_plain)
    condition = np.linalg.cond(H)
    np.testing.assert_allclose(x_plain, x, rtol=100 * EPS * condition)
