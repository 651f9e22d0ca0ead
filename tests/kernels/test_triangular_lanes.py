"""Many points in lanes against dense SVDs; the stopping rule; refilled lanes."""

import math

import numpy as np
import pytest

import ssmtheory.kernels.lane_lanczos as lanes
import ssmtheory.kernels.triangular_lanes as kernel
from ssmtheory.kernels.triangular_lanczos import RESIDUAL

EPS = np.finfo(float).eps
NOTHING = (np.zeros((0, 0, 8)),) * 2


def evaluate(U, z, E=None, start=None, limit=300):
    n = len(U)
    if start is None:
        start = np.random.default_rng(n).standard_normal(n)
    start = start / np.linalg.norm(start) + 0j
    U, out = np.asarray(U, dtype=complex), np.empty(len(z))
    weights = NOTHING if E is None else kernel.panels(-np.asarray(E, dtype=complex))
    weight = np.ones(n, complex) if E is None else np.diag(E).astype(complex)
    z = np.array(z, dtype=complex)
    diagonal = np.diag(U).copy()
    kernel.log10_sigma_min(
        kernel.panels(U), weights, diagonal, weight, z, start.view(float), limit, out
    )
    return out


def triangle(rng, n):
    return np.triu(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))) / np.sqrt(n)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 20, 49])
@pytest.mark.parametrize("pencil", [False, True])
def test_agrees_with_dense_singular_values(rng, n, pencil):
    U, E = triangle(rng, n), triangle(rng, n) if pencil else np.eye(n)
    z = rng.uniform(-3, 3, 150) + 1j * rng.uniform(-3, 3, 150)  # several points for each lane
    sigma = np.linalg.svd(z[:, None, None] * E - U, compute_uv=False)[:, -1]
    allowed = 10 * n * EPS * (np.linalg.norm(U, 2) + np.abs(z) * np.linalg.norm(E, 2))
    found = 10.0 ** evaluate(U, z, E if pencil else None)
    assert (np.abs(found - sigma) <= allowed + RESIDUAL * sigma).all()


def test_the_value_does_not_depend_on_the_other_lanes(rng):
    U, z = triangle(rng, 13), rng.standard_normal(100) + 1j * rng.standard_normal(100)
    together, alone = evaluate(U, z), np.array([evaluate(U, [w])[0] for w in z])
    assert np.array_equal(together, alone)


def test_panels_hold_the_strict_triangle(rng):
    U = triangle(rng, 6)
    forward, backward = kernel.panels(U)
    assert forward.shape == backward.shape == (2, 8, 8)
    assert forward[0, 5, 2] + 1j * forward[0, 5, 3] == np.conj(U[1, 5])
    assert backward[1, 2, 2] + 1j * backward[1, 2, 3] == U[2, 5]
    assert not backward[0, 3, 6:].any()  # the diagonal is not in them


def test_a_plateau_of_the_ritz_values_is_not_taken_for_convergence():
    """A start almost orthogonal to the wanted vector: θ stands still before it moves on."""
    T = np.diag(np.r_[1.0, np.full(9, 1.1)])
    start = np.r_[1e-5, np.ones(9)]
    assert 10 ** evaluate(-T, [0.0], start=start)[0] == pytest.approx(1.0, rel=RESIDUAL)


def test_lost_orthogonality_repeats_the_largest_ritz_value_and_does_not_spoil_it():
    """Six decades of well separated values: Lanczos loses orthogonality to each in turn."""
    T = np.diag(np.r_[1e-3, np.geomspace(1, 1e3, 60)])
    start = np.r_[1e-7, np.ones(60)]
    found = 10 ** evaluate(-T, [0.0], start=start)[0]
    assert found == pytest.approx(1e-3, rel=RESIDUAL)


def test_eigenvalues_range_and_exhausted_steps():
    assert np.isneginf(evaluate(np.triu(np.ones((4, 4))), [1.0, 1.0]))[0]
    assert np.isnan(evaluate(np.diag(np.arange(1.0, 41.0)), [0.4], limit=1))[0]
    # 2^−900 is left to the twin with exponents of its own
    assert np.isnan(evaluate(1e-290 * np.eye(3), [0.0]))[0]
    assert evaluate(1e-250 * np.eye(3), [0.0])[0] == pytest.approx(-250, abs=500 * EPS)


def test_no_point_and_fewer_points_than_lanes(rng):
    U = triangle(rng, 5)
    assert evaluate(U, []).size == 0
    assert np.isfinite(evaluate(U, [5.0] * (lanes.LANES + 1))).all()
    assert math.isfinite(evaluate(U, [5.0])[0])
