"""Distances of the diagonal forms against Lyapunov equations and dense samples.

A wrong figure would show the kernels of S4D converge, or the wrong limits.
"""

import numpy as np
import pytest
import scipy.linalg as spla

from figures import convergence_modes as figure
from ssmtheory.reports.plots.style import styled

SIZES, RHO = [4, 8], 0.5


@pytest.fixture(scope="module")
def found():
    return figure.data(SIZES, RHO, 0, 1.0)


def difference(N, rho):
    """A, B, C of form minus LegS, by blocks."""
    r = np.sqrt(2 * np.arange(N) + 1)
    A = -np.tril(np.outer(r, r), -1) - np.diag(np.arange(1.0, N + 1))
    form = A + rho / (1 + rho) * np.outer(r, r)
    C = np.concatenate([np.eye(1, N)[0], -np.eye(1, N)[0]])
    return spla.block_diag(form, A), np.concatenate([r / (1 + rho), r]), C


def energy(A, B, C):
    P = spla.solve_continuous_lyapunov(A, -np.outer(B, B))
    return np.sqrt(C @ P @ C)


@pytest.mark.parametrize(("key", "rho"), [("diagonal", 1.0), ("rank_one", RHO)])
@pytest.mark.parametrize("j", [0, 1])
def test_distances(found, key, rho, j):
    A, B, C = difference(SIZES[j], rho)
    sup, l2, hinf, weak = found[key][:, j]
    assert l2 == pytest.approx(energy(A, B, C), rel=1e-9)
    # behind the filter 1/(s + 1)
    behind = np.block([[A, B[:, None]], [np.zeros((1, B.size)), -np.ones((1, 1))]])
    start = np.eye(1, B.size + 1, B.size)[0]
    assert weak == pytest.approx(energy(behind, start, np.append(C, 0.0)), rel=1e-8)
    omega = np.linspace(0, 2 * SIZES[j] ** 2 / np.pi, 3000)
    gains = [abs(C @ np.linalg.solve(1j * w * np.eye(B.size) - A, B)) for w in omega]
    assert max(gains) == pytest.approx(hinf, rel=1e-3)  # 100 points per half width
    assert max(gains) <= hinf * (1 + 1e-9)
    step = spla.expm(0.02 / SIZES[j] * A)
    x, values = B, []
    for _ in range(1500):
        values.append(abs(C @ x))
        x = step @ x
    assert max(values) == pytest.approx(sup, rel=2e-3)  # |λ|h < 0.06 between samples


def test_limits(found):
    exponents, constants = found["diagonal_limit"].T
    assert exponents.tolist() == [0, 0, 0, 1]
    # ½; ½; 2/π; ‖ω/(1 + iω)²‖ = ½ for u = e^{−t}
    assert constants == pytest.approx([0.5, 0.5, 2 / np.pi, 0.5], rel=1e-12)
    exponents, constants = found["rank_one_limit"].T
    assert exponents.tolist() == [0, 0.5, 1, 1]
    root = np.sqrt(1 - RHO**2)
    expected = [RHO / np.sqrt(2 * root), RHO / root, RHO / 2]
    assert constants[1:] == pytest.approx(expected, rel=1e-12)
    assert constants[0] >= RHO / (1 + RHO)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
