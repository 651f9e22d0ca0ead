"""The concavity bound never claims too much, and settles near-tangencies with few points."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmtheory.analysis.level_sets.covering import chord_minimum, cover_curve, cover_rectangle
from ssmtheory.analysis.level_sets.curves import Circle, Line


def svd_log(A):
    def log_sigma(z):
        z = np.asarray(z, dtype=complex)
        M = z[..., None, None] * np.eye(A.shape[0]) - A
        with np.errstate(divide="ignore"):
            return np.log(np.linalg.svd(M, compute_uv=False)[..., -1])

    return log_sigma


def random_matrix(seed, n=5):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_sigma_squared_minus_modulus_squared_is_concave(seed, s):
    A, rng = random_matrix(seed), np.random.default_rng(seed + 1)
    z0, z1 = rng.standard_normal(2) * 3 + 1j * rng.standard_normal(2) * 3
    sigma = np.exp(svd_log(A)(np.array([z0, z1, (1 - s) * z0 + s * z1]))) ** 2
    bound = chord_minimum(sigma[0], sigma[1], abs(z1 - z0) ** 2)
    # 100 u times the square of everything in sight: the rounding of an SVD of order 5
    assert sigma[2] >= bound - 100 * 2.0**-53 * (np.linalg.norm(A) + abs(z0) + abs(z1)) ** 2


@given(st.integers(0, 10**6), st.sampled_from(["line", "circle"]))
@settings(max_examples=10)
def test_a_complete_covering_agrees_with_a_fine_grid(seed, kind):
    A = random_matrix(seed)
    curve = Line(0.3 + 0j, 1j, -5.0, 5.0) if kind == "line" else Circle(2.5, -np.pi, np.pi)
    log_sigma = svd_log(A)
    least = log_sigma(curve.points(np.linspace(curve.t0, curve.t1, 4001))).min()
    clear = cover_curve(log_sigma, curve, least - 0.01, np.empty(0), 100_000)
    assert clear.complete
    assert not clear.below
    dips = cover_curve(log_sigma, curve, least + 0.01, np.empty(0), 100_000)
    assert dips.below
    assert all(log_sigma(curve.points(t)) < least + 0.01 for _, t, _ in dips.below)


def test_points_grow_with_the_logarithm_of_the_margin():
    A = np.array([[-1.0, 5.0], [0.0, -2.0]])
    curve, log_sigma = Line(0j, 1j, -8.0, 8.0), svd_log(A)
    least = float(log_sigma(np.zeros(1))[0])  # the minimum is at 0
    used = [
        cover_curve(log_sigma, curve, least + np.log1p(-m), np.zeros(1) + 0.1, 10**6).evaluations
        for m in (1e-4, 1e-8, 1e-12)
    ]
    # a Lipschitz covering would grow a hundredfold per step here
    assert used[2] - used[1] < 3 * (used[1] - used[0]) + 40
    assert used[2] < 500


def test_a_rectangle_is_settled_or_its_worst_point_found():
    A, x = np.array([[-1.0, 5.0], [0.0, -2.0]]), 2.8267949
    log_sigma = svd_log(A)
    K = x / np.exp(log_sigma(np.array([x]))[0])

    def cover(K):
        return cover_rectangle(
            lambda z: np.exp(2 * log_sigma(z)) - (z.real / K) ** 2,
            (0.1, 30.0, 0.0, 12.0),
            20_000,
            lambda corners: np.zeros(len(corners), dtype=bool),
        )

    point, complete, _ = cover(K * (1 + 1e-6))
    assert point is None
    assert complete
    point, complete, _ = cover(K * (1 - 1e-4))
    assert not complete
    assert point.real / np.exp(log_sigma(np.array([point]))[0]) > K * (1 - 1e-4)


def test_a_hopeless_covering_is_given_up_at_once():
    """σ = |z|⁸ needs ∫ dt/(2σ) points near 0."""
    cover = cover_curve(
        lambda z: 8 * np.log(np.abs(z)), Line(1e-4 + 0j, 1j, -2.0, 2.0), -74.0, np.empty(0), 100_000
    )
    assert not cover.complete
    assert not cover.below
    assert cover.evaluations < 500


def test_neighbouring_sharp_dips_are_no_reason_to_give_up():
    """Two poles at a distance of 1e-9 from the line, both among the knots, nothing between."""
    feet = np.array([0.101, 0.102])

    def log_sigma(z):
        return np.log(np.abs(np.asarray(z)[..., None] - (1j * feet - 1e-9)).min(axis=-1))

    cover = cover_curve(log_sigma, Line(0j, 1j, -2.0, 2.0), np.log(0.9e-9), feet, 20_000)
    assert cover.complete
