"""LagT closed forms against dense ball arithmetic and the brute-force values."""

import flint
import mpmath
import numpy as np
import pytest

from ssmtheory.closed_forms import lagt
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
def test_frequencies_match_brute_force(reference, N):
    texts = reference["lagt"][N]["normal_part_imag"]
    exact = np.array([float(w) for w in texts])
    assert np.max(np.abs(lagt.normal_part_frequencies(N) / exact - 1)) <= 4 * EPS
    with working_precision(150):
        for ball, text in zip(lagt.normal_part_frequencies_balls(N), texts, strict=True):
            digits = len(text.replace(".", "").lstrip("0"))
            assert abs(ball / flint.arb(text) - 1) <= flint.arb(10) ** (1 - digits)


@pytest.mark.parametrize("s", [0.3 + 1j, 2.0, -0.4 + 0.2j, 1e3j])
def test_states_solve_the_system(s):
    N = 24
    A, B = family("lagt").balls(N, 300)
    M = -flint.acb_mat(A)
    for n in range(N):
        M[n, n] += flint.acb(s)
    x = M.solve(flint.acb_mat(B))
    for n, value in enumerate(lagt.states(s, N)):
        error = float(abs(flint.acb(complex(value)) - x[n, 0]))
        assert error <= 8 * N * EPS * float(abs(x[n, 0]))


def test_allpass_closes_the_chain():
    """PᵀR(s)P = ½(1 − T) with P = B/√2, so Bᵀx(s) = 1 − T."""
    N, s = 17, np.array([0.2 + 3j, 1j, 4.0])
    found = lagt.states(s, N).sum(axis=-1)
    assert np.max(np.abs(found - (1 - np.exp(lagt.log_allpass(s, N))))) <= 16 * N * EPS


def test_basis_is_the_laguerre_family():
    t = np.array([0.0, 0.5, 3.0, 60.0])
    found = lagt.basis(t, 10)
    for i, time in enumerate(t):
        for n in range(10):
            exact = mpmath.laguerre(n, 0, mpmath.mpf(time)) * mpmath.exp(-mpmath.mpf(time) / 2)
            assert abs(found[i, n] - float(exact)) <= 100 * EPS * max(1, abs(float(exact)))


@pytest.mark.parametrize("N", [1, 2, 9, 64])
def test_modes_diagonalise_the_normal_part(N):
    lam, p, V = lagt.normal_modes(N)
    normal = 0.5 * (np.triu(np.ones((N, N)), 1) - np.tril(np.ones((N, N)), -1))
    scale = max(np.abs(lam).max(), 1)
    assert np.abs(normal @ V - V * lam).max() <= 16 * N * EPS * scale
    assert np.abs(V.conj().T @ V - np.eye(N)).max() <= 16 * N * EPS
    assert np.abs(V.conj().T @ np.ones(N) / np.sqrt(2) - p).max() <= 16 * N * EPS * p.max()


@pytest.mark.parametrize("N", [2, 5, 64])
def test_canonical_input_balls(N):
    with working_precision(160):
        exact = lagt.canonical_input_balls(lagt.normal_part_frequencies_balls(N), N)
    found = lagt.canonical_input(N)
    assert max(abs(f / float(e) - 1) for f, e in zip(found, exact, strict=True)) <= 8 * EPS
