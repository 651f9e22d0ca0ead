"""Sampled kernels against dense recurrences.

A wrong figure would compare kernels of different scale, or another diagonal form.
"""

import numpy as np
import pytest
import scipy.linalg as spla

from figures import kernel_alias as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
N = 8


@pytest.fixture(scope="module")
def found():
    return figure.data([N], [-1.0, 1.0, 3], 0.05, 1.0, 200)


def sampled(A, B, dt, length, method):
    """K̄ of the first state, in units of the continuous kernel."""
    identity = np.eye(B.size)
    if method == "bilinear":
        left = np.linalg.inv(identity - dt / 2 * A)
        step, x = left @ (identity + dt / 2 * A), left @ B
    else:
        step = spla.expm(dt * A)
        x = B if method == "dirac" else np.linalg.solve(A, (step - identity) @ B) / dt
    out = []
    for _ in range(length):
        out.append(x[0])
        x = step @ x
    return np.array(out)


@pytest.mark.parametrize("method", figure.METHODS)
def test_distances(found, method):
    r = np.sqrt(2 * np.arange(N) + 1)
    A = -np.tril(np.outer(r, r), -1) - np.diag(np.arange(1.0, N + 1))
    for j, scaled in enumerate(found["scaled"][0]):
        dt = scaled * np.pi / N**2
        length = min(int(1.0 / dt), 200)
        form = sampled(A + np.outer(r, r) / 2, r / 2, dt, length, method)
        legs = sampled(A, r, dt, length, method)
        gap = np.abs(form - legs).max()
        # length steps of relative error N u κ each, κ(e^{ΔA}) < 100
        assert found[method][0, j] == pytest.approx(gap, rel=1e4 * N * EPS, abs=1e4 * N * EPS)


def test_exact_samples_differ_by_half_at_least(found):
    assert (found["dirac"] >= 0.5 * (1 - 100 * EPS)).all()
    assert found["scaled"][0, -1] == pytest.approx(0.05 * N**2 / np.pi, rel=4 * EPS)


def test_held_samples_seem_to_converge():
    coarse = figure.data([64], [1.0, 2.0, 2], 0.002, 2.5, 400)
    assert coarse["zoh"][0, 1] < 0.2 * coarse["zoh"][0, 0] < 0.2
    # Δ > 2/N: 2/Δ lies among the zeros of the all-pass factor
    assert coarse["bilinear"][0, 1] < 1e-6 * coarse["zoh"][0, 1]


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
