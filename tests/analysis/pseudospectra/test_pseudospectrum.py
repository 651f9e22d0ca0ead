"""Pseudospectra: reference values, properties of σ_min, the dense methods, input errors."""

import json
import math
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.analysis.pseudospectra.levels import automatic_levels
from ssmtheory.analysis.pseudospectra.pseudospectrum import (
    log10_sigma_min,
    pseudospectrum,
    resolvent_norm,
    select_pseudospectrum_method,
)
from ssmtheory.analysis.pseudospectra.window import automatic_window
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, MemoryLimitError
from ssmtheory.families import family
from ssmtheory.precision import rounding_floor
from ssmtheory.systems import Diagonal, StateSpace

EPS = np.finfo(float).eps
coordinates = st.floats(-30, 30)


def grcar(n):
    return np.tril(np.triu(np.ones((n, n))), 3) - np.eye(n, k=-1)


def jordan(n):
    return np.eye(n, k=1) - 0.5 * np.eye(n)


def dense_sigma(A, z):
    return np.linalg.svd(z[:, None, None] * np.eye(len(A)) - A, compute_uv=False)[:, -1]


@pytest.mark.parametrize("name", ["legs", "lagt", "legt"])
def test_reference_resolvent_norms(reference, name):
    for N, values in reference[name].items():
        floor = sigma_min(name, N).floor
        for key, text in values["resolvent_norm2"].items():
            z, expected = complex(*map(float, key.split(","))), float(text)
            # N·eps for the structured ones, σ ± floor for the dense one
            allowed = 40 * N * EPS + floor * expected
            if allowed < 0.1:
                assert resolvent_norm(name, N, z) == pytest.approx(expected, rel=allowed), (N, z)


@given(coordinates, coordinates, st.floats(-2, 2), st.floats(-2, 2))
def test_one_lipschitz_in_z(x, y, dx, dy):
    """|σ_min(z) − σ_min(w)| ≤ |z − w|."""
    z, w = complex(x, y), complex(x + dx, y + dy)
    one, other = 10.0 ** log10_sigma_min("legs", 24, [z, w])
    assert abs(one - other) <= abs(z - w) + 100 * 24 * EPS * max(one, other)


@given(coordinates, coordinates, st.integers(2, 40))
def test_bounds_that_theory_gives_for_legs(x, y, N):
    """Re z + ½ ≤ σ_min (A + Aᵀ ≤ −I) and σ_min ≤ dist(z, {−1, …, −N})."""
    z = complex(x, y)
    sigma = 10.0 ** log10_sigma_min("legs", N, z)
    slack = 1 + 100 * N * EPS
    assert sigma <= np.abs(z + np.arange(1, N + 1)).min() * slack
    assert sigma * slack >= x + 0.5


@given(coordinates, coordinates)
def test_conjugate_symmetry(x, y):
    values = log10_sigma_min("legs", 33, [complex(x, y), complex(x, -y)])
    assert values[0] == values[1]


@given(coordinates, coordinates)
def test_sigma_falls_as_the_system_grows(x, y):
    """LegS(N) is the leading block of LegS(N+1), so its resolvent norm cannot be larger."""
    depths = [log10_sigma_min("legs", N, complex(x, y)) for N in (8, 9, 10)]
    slack = 100 * 10 * EPS
    assert depths[0] >= depths[1] - slack
    assert depths[1] >= depths[2] - slack


def mixed(A):
    """A in a random orthonormal basis: no structure left but the singular values."""
    Q = np.linalg.qr(np.random.default_rng(len(A)).standard_normal(A.shape))[0]
    return Q @ A @ Q.T


@pytest.mark.parametrize("name", ["legs", "lagt"])
def test_chain_agrees_with_the_dense_matrix_of_the_family(name, rng):
    A = family(name).system(60).A
    z = rng.uniform(-20, 5, 12) + 1j * rng.uniform(15, 50, 12)
    dense, chain = sigma_min(A), sigma_min(name, 60)
    assert (dense.method, chain.method) == ("triangular-lanczos", "allpass")
    values, floors = dense.measure(z)
    difference = np.abs(10.0**values - 10.0 ** chain(z))
    assert (difference <= 10.0**floors + 1e-9 * 10.0 ** chain(z)).all()


@pytest.mark.parametrize(
    ("A", "method"),
    [
        (grcar(40)[:12, :12], "svd"),
        (grcar(30), "schur-lanczos"),
        (grcar(40), "banded-lanczos"),
        (mixed(grcar(60)), "schur-lanczos"),
        (jordan(3), "triangular-lanczos"),
        (jordan(60).T, "triangular-lanczos"),
        (np.array([[1.0, 2.0], [0.0, 1.0]]), "triangular-lanczos"),
        (np.diag([1.0, 2.0j]), "normal"),
        (np.array([[2.0, 1.0], [1.0, 2.0]]), "normal"),
        (np.array([[-0.5, 3.0, 0], [-3.0, -0.5, 1], [0, -1, -0.5]]), "normal"),
        (np.array([[4.0]]), "normal"),
        (np.zeros((3, 3)), "normal"),
    ],
)
def test_dense_methods_agree_with_one_svd_per_point(A, method, rng):
    assert select_pseudospectrum_method(A) == method
    z = rng.uniform(-3, 3, 25) + 1j * rng.uniform(-3, 3, 25)
    sigma, found = dense_sigma(A, z), 10.0 ** log10_sigma_min(A, z=z)
    N = len(A)
    floor = rounding_floor(N, np.linalg.norm(A, 2) + 5)
    assert (np.abs(found - sigma) <= floor + 1e-9 * sigma).all()


def test_random_complex_matrix_in_both_dense_methods(rng):
    A = (rng.standard_normal((70, 70)) + 1j * rng.standard_normal((70, 70))) / 12
    z = np.array([0.1 + 0.2j, 1.5 - 1j, -4.0])
    for block in (A, A[:30, :30]):
        found = 10.0 ** log10_sigma_min(block, z=z)
        np.testing.assert_allclose(found, dense_sigma(block, z), rtol=1e-9)


@pytest.mark.parametrize("scale", [2.0**-990, 2.0**990])
@pytest.mark.parametrize("n", [5, 52])
def test_scaled_matrices_neither_overflow_nor_underflow(scale, n):
    z = np.array([0.3 + 1j, -2.0 + 0.1j])
    plain, scaled = log10_sigma_min(grcar(n), z=z), log10_sigma_min(grcar(n) * scale, z=z * scale)
    # a power of two changes no digit but those of the logarithm (about 300)
    np.testing.assert_allclose(scaled - math.log10(scale), plain, atol=2000 * EPS)


def test_point_out_of_all_proportion_to_the_matrix():
    values = log10_sigma_min(1e-300 * grcar(4), z=[1e250, 1e5])
    np.testing.assert_allclose(values, [250, 5], rtol=2 * EPS)


@pytest.mark.parametrize("x", [("legs", 9), (np.diag([-3.0, 1.0]), None), (np.zeros((2, 2)), None)])
def test_eigenvalues_are_minus_infinity_and_infinite_resolvent(x):
    at = 0.0 if isinstance(x[0], np.ndarray) and not x[0].any() else -3.0
    assert log10_sigma_min(*x, z=at) == -math.inf
    assert resolvent_norm(*x, z=at) == math.inf


def test_resolvent_norm_overflows_to_infinity_where_the_logarithm_does_not():
    assert resolvent_norm("legs", 600, -400 + 1j) == math.inf
    assert -470 < log10_sigma_min("legs", 600, -400 + 1j) < -400


def test_shapes_follow_z():
    assert np.ndim(resolvent_norm("legs", 4, 1.0)) == 0
    assert log10_sigma_min("legs", 4, np.ones((2, 3))).shape == (2, 3)


@pytest.mark.parametrize("grid", [(9, 8), (8, 9), 7])
@pytest.mark.parametrize("x", [("legs", 12), (grcar(12), None), ("s4d-lin", 8)])
def test_grid_values_are_the_pointwise_ones(x, grid):
    window = (-6.0, 2.0, -4.0, 4.0)
    shown = pseudospectrum(*x, grid=grid, window=window)
    assert shown.log10_sigma.shape == (shown.y.size, shown.x.size)
    assert shown.window == window
    points = shown.x[None, :] + 1j * shown.y[:, None]
    expected = log10_sigma_min(*x, z=points)
    # mirrored rows: σ_min(z̄) in another rounding, relative to the floor
    atol = 1000 * EPS + shown.floor / 10.0 ** expected[np.isfinite(expected)].min()
    np.testing.assert_allclose(shown.log10_sigma, expected, rtol=0, atol=atol)


@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "chebt", "s4d-inv"])
def test_automatic_window_holds_the_spectrum_and_a_range_of_levels(name):
    shown = pseudospectrum(name, 16, grid=40)
    x0, x1, y0, y1 = shown.window
    lam = np.linalg.eigvals(np.asarray(family(name).system(16).dense().A))
    assert (lam.real > x0).all()
    assert (lam.real < x1).all()
    assert (lam.imag > y0).all()
    assert (lam.imag < y1).all()
    assert 6 <= shown.levels().size <= 12


def test_trusted_is_everything_for_the_chain_and_the_floor_cuts_a_dense_one():
    assert pseudospectrum("legs", 64, grid=12).trusted.all()
    A = mixed(family("legs").system(32).A)
    dense = pseudospectrum(A, grid=20, window=(-30, 2, -5, 5))
    assert dense.floor == pytest.approx(rounding_floor(32, np.linalg.norm(A, 2)), rel=32 * EPS)
    assert 0 < dense.trusted.mean() < 1
    assert (dense.log10_sigma[dense.trusted] >= math.log10(dense.floor)).all()


@given(st.floats(-300, 300), st.floats(1e-3, 800))
def test_levels_are_six_to_twelve_round_numbers(low, width):
    levels = automatic_levels(np.linspace(low, low + width, 400))
    assert 6 <= levels.size <= 12
    assert levels[0] >= low - 1e-9
    assert levels[-1] <= low + width + 1e-9
    assert np.ptp(np.diff(levels)) <= 100 * EPS * np.abs(levels).max()


def test_levels_of_nothing_and_of_one_value():
    assert automatic_levels(np.array([-np.inf])).size == 0
    assert automatic_levels(np.full(5, -2.0)).tolist() == [-2.0]


def test_progress_reports_every_point_from_the_calling_thread():
    calls = []
    pseudospectrum(
        grcar(40),
        grid=(60, 61),
        window=(-2, 4, -4, 5),
        progress=lambda done, total: calls.append((done, total, threading.current_thread())),
    )
    done, totals, threads = zip(*calls, strict=True)
    assert list(done) == sorted(set(done))
    assert done[-1] == 3660
    assert set(totals) == {3660}
    assert set(threads) == {threading.current_thread()}
    assert len(calls) > 2


def test_an_interrupted_evaluation_stops_early():
    evaluated = []

    def evaluate(z):
        time.sleep(0.001)
        evaluated.append(z.size)
        return np.zeros(z.size)

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SigmaMin("svd", 0.0, 1e7, evaluate)(np.zeros(800), interrupt)
    assert sum(evaluated) < 800


def test_json_is_plain_and_complete():
    shown = pseudospectrum("legs", 6, grid=(5, 3), window=(-3.0, 1.0, -1.0, 1.0))
    short = json.loads(json.dumps(shown.to_json(), allow_nan=False))
    assert short["grid"] == [5, 3]
    assert short["method"] == "allpass"
    assert "log10_sigma" not in short
    full = json.loads(json.dumps(shown.to_json(arrays=True), allow_nan=False))
    assert full["log10_sigma"][1][0] is None  # z = −3 is an eigenvalue
    assert full["log10_sigma"][0] == shown.log10_sigma[0].tolist()
    assert "<table>" in shown._repr_html_()
    assert repr(shown) == "Pseudospectrum(legs, order=6, grid=5x3, method='allpass', floor=0)"


def test_representations_are_taken_as_they_are():
    lam = np.array([-1 + 2j, -1 - 2j])
    z = np.array([0.5 + 2j, 3.0])
    expected = np.log10(np.abs(z[:, None] - lam).min(axis=1))
    for x in (Diagonal(lam, np.ones(2)), StateSpace(np.diag(lam))):
        np.testing.assert_allclose(log10_sigma_min(x, z=z), expected, rtol=4 * EPS)
    # A = [[−1, 2], [−2, −1]] is normal with the same spectrum
    rotated = StateSpace(np.array([[-1.0, 2.0], [-2.0, -1.0]]))
    np.testing.assert_allclose(log10_sigma_min(rotated, z=z), expected, rtol=40 * EPS)


@pytest.mark.parametrize(
    "bad",
    [
        {"grid": 1},
        {"grid": 2.5},
        {"grid": True},
        {"grid": (4, 4, 4)},
        {"window": (0, 0, 1, 2)},
        {"window": (0, 1, 2, 1)},
        {"window": (0, math.nan, 1, 2)},
        {"window": (0, 1, 2)},
        {"window": "wide"},
        {"window": (-1e308, 1e308, 0, 1)},
    ],
)
def test_grids_and_windows_that_cannot_be(bad):
    with pytest.raises(InputError):
        pseudospectrum("legs", 4, **({"grid": 4} | bad))


@pytest.mark.parametrize("z", [None, "here", math.nan, [1.0, math.inf]])
def test_points_that_cannot_be(z):
    with pytest.raises(InputError):
        resolvent_norm("legs", 4, z)


def test_a_grid_that_would_not_fit_is_refused():
    with pytest.raises(MemoryLimitError):
        pseudospectrum("legs", 4, grid=10_000_000)


@pytest.mark.parametrize("exponent", [-1000, -1074 + 60, 1000])
def test_the_automatic_window_scales_with_the_matrix(exponent, rng):
    A = rng.standard_normal((6, 6))
    plain = automatic_window(as_subject(A))
    scaled = automatic_window(as_subject(np.ldexp(A, exponent)))
    assert scaled == tuple(np.ldexp(plain, exponent))
