"""Hankel singular values against dense Gramians and the Hankel operators that are known.

A wrong figure would show eigenvalues of one Gramian, or modes without their conjugates.
"""

import numpy as np
import pytest
import scipy.linalg

import ssmtheory as st
from figures import hankel_values as figure

N = 8


@pytest.fixture(scope="module")
def found():
    return figure.data(N=N, rho=0.5)


def dense(A, B, C):
    """√λ(W_r W_o) with both Gramians from scipy."""
    B, C = B.reshape(len(B), -1), np.atleast_2d(C)
    reach = scipy.linalg.solve_continuous_lyapunov(A, -B @ B.conj().T)
    seen = scipy.linalg.solve_continuous_lyapunov(A.conj().T, -C.conj().T @ C)
    return np.sort(np.sqrt(np.abs(np.linalg.eigvals(reach @ seen))))[::-1]


@pytest.mark.parametrize("name", ["legs", "legt", "lagt"])
@pytest.mark.parametrize("panel", ["all", "first"])
def test_values_are_those_of_dense_gramians(found, panel, name):
    if f"{panel}_{name}" not in found:
        return
    A, B = st.family(name).arrays(N)
    exact = dense(A, B, np.eye(N) if panel == "all" else np.eye(1, N))
    sigma = found[f"{panel}_{name}"]
    # √ of an error of rounding: half the digits, as small as 1e-8 of the largest
    assert sigma == pytest.approx(exact[: sigma.size], abs=1e-7 * exact[0])
    assert exact[sigma.size :].max(initial=0.0) < 1e-7


def test_forms_are_those_of_dense_gramians(found):
    A, B = st.family("legs").arrays(N)
    rho, square = 0.5, np.outer(B, B) / 2
    tau = 2 * rho / (1 + rho)
    for name, form in (
        ("diagonal", (A + square, B / 2)),
        ("rank_one", (A + tau * square, B / (1 + rho))),
    ):
        assert found[f"forms_{name}"] == pytest.approx(dense(*form, np.eye(N)), abs=1e-6)
    m = np.arange(N // 2)
    omega = N / np.pi * (N / (2 * m + 1) - 1)
    lam = -0.5 + 1j * np.concatenate([omega, -omega])
    exact = dense(np.diag(lam), np.ones(N, dtype=complex), np.eye(N))
    assert found["forms_inv"] == pytest.approx(exact, abs=1e-6)


def test_the_known_operators_appear():
    found = figure.data(N=64, rho=0.5)
    assert found["first_legs"] == pytest.approx([0.5], rel=1e-14)  # e^{−t}: ½ and rank one
    k = np.arange(8)
    box = 2 / (np.pi * (2 * k + 1))  # the Hankel operator of the indicator of [0, 1]
    assert found["first_legt"][:8] == pytest.approx(box, rel=2e-3)
    assert found["first_fout"][:8] == pytest.approx(box, rel=1e-2)
    pairs = np.repeat(1 / (np.pi * (2 * k[:2] + 1)), 2)
    assert found["first_diagonal"][1:5] == pytest.approx(pairs, rel=0.01)
    assert found["forms_diagonal"][:4] == pytest.approx(64 * pairs, rel=0.01)
    assert found["forms_rank_one"].max() < 1
