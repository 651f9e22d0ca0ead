"""The level proved to lie inside a window, and windows chosen for it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmtheory.analysis.pseudospectra.contained import contained_level, eigenvalue_estimates
from ssmtheory.analysis.pseudospectra.pseudospectrum import pseudospectrum
from ssmtheory.analysis.pseudospectra.window import _outer_box
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.subject import as_subject
from ssmtheory.families import family, gallery

EPS = np.finfo(float).eps
GRCAR = gallery.find("grcar").matrix(20)
WIDE = (-1.5, 3.5, -4.0, 4.0)


def edge_minimum(A, window, per_side):
    x, y = np.linspace(*window[:2], per_side), np.linspace(*window[2:], per_side)
    z = np.concatenate([x + 1j * y[0], x + 1j * y[-1], x[0] + 1j * y, x[-1] + 1j * y])
    shifted = z[:, None, None] * np.eye(len(A)) - A
    return np.linalg.svd(shifted, compute_uv=False)[:, -1].min()


def test_the_level_is_below_the_edge_and_sharp():
    shown = pseudospectrum(GRCAR, grid=24, window=WIDE)
    least = edge_minimum(GRCAR, WIDE, 600)
    assert 0.75 * least <= 10**shown.contained_level <= least


def test_a_coarse_grid_proves_the_same_with_more_points():
    coarse, fine = (pseudospectrum(GRCAR, grid=g, window=WIDE).contained_level for g in (5, 80))
    assert abs(coarse - fine) <= 0.13


@pytest.mark.parametrize(
    "window",
    [(0.5, 3.5, -4.0, 4.0), (-1.5, 3.5, -1.0, 4.0), (5.0, 6.0, -1.0, 1.0)],
)
def test_nothing_is_proved_when_an_eigenvalue_is_outside(window):
    assert pseudospectrum(GRCAR, grid=20, window=window).contained_level is None


def test_an_eigenvalue_on_the_edge_proves_nothing():
    A = np.diag([1.0, -1.0])
    assert pseudospectrum(A, grid=20, window=(-1.0, 2.0, -1.0, 1.0)).contained_level is None


def test_nothing_is_proved_below_the_backward_error_of_the_eigenvalues():
    """Godunov: LAPACK's eigenvalues are inside ±15, and so is nothing that is certain."""
    shown = pseudospectrum("godunov", grid=30)
    assert shown.contained_level is None
    wide = pseudospectrum("godunov", grid=60, window=(-3000.0, 3000.0, -3000.0, 3000.0))
    assert wide.contained_level is not None


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.floats(-3, 0.5))
def test_a_window_for_given_levels_contains_them(seed, top):
    rng = np.random.default_rng(seed)
    A = np.triu(rng.standard_normal((5, 5))) + 0.1 * rng.standard_normal((5, 5))
    shown = pseudospectrum(A, grid=8, levels=[top - 1, top])
    assert shown.contained_level >= top
    x0, x1, y0, y1 = shown.window
    # outside: points of a wider frame, and A + E with ‖E‖ < ε keeps its eigenvalues inside
    E = rng.standard_normal((5, 5)) + 1j * rng.standard_normal((5, 5))
    E *= 0.999 * 10**top / np.linalg.norm(E, 2)
    lam = np.linalg.eigvals(A + E)
    assert (lam.real > x0).all()
    assert (lam.real < x1).all()
    assert (lam.imag > y0).all()
    assert (lam.imag < y1).all()
    assert edge_minimum(A, shown.window, 50) > 10**top


@pytest.mark.parametrize("x", ["gallery3", "demmel", np.diag([1.0, 1.0 + 2j])])
def test_levels_that_need_a_window_far_larger_than_the_spectrum(x):
    A = gallery.find(x).matrix() if isinstance(x, str) else x
    shown = pseudospectrum(A, grid=10, levels=[-3.0, -2.0])
    assert shown.contained_level >= -2.0
    assert edge_minimum(A, shown.window, 300) > 1e-2


def test_the_customary_window_of_a_gallery_matrix_is_not_flattered():
    """EigTool's window of gallery(3) cuts its outermost contours."""
    shown = pseudospectrum("gallery3", grid=40)
    assert shown.window == (-0.5, 4.5, -2.0, 2.0)
    assert shown.levels()[-1] == -2.0
    assert shown.contained_level is None or shown.contained_level < -2.0
    assert edge_minimum(gallery.find("gallery3").matrix(), shown.window, 100) < 1e-2


def test_automatic_levels_stop_where_contours_would_be_cut():
    shown = pseudospectrum(GRCAR, grid=40)
    assert shown.closed
    assert shown.levels()[-1] <= shown.contained_level


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize("N", [1, 2, 7])
def test_the_box_of_the_chains_holds_the_numerical_range(name, N):
    A = family(name).system(N).A
    box = _outer_box(as_subject(name, N), 0.0)
    real = np.linalg.eigvalsh((A + A.T) / 2)
    imag = np.linalg.eigvalsh((A - A.T) / 2j)
    slack = 10 * N * EPS * np.linalg.norm(A)
    assert box[0] <= real[0] + slack
    assert box[1] >= real[-1] - slack
    assert box[3] >= imag[-1] - slack
    assert box[2] == -box[3]


def test_one_level_can_be_asked_for():
    subject = as_subject(GRCAR)
    x, y = np.linspace(*WIDE[:2], 8), np.linspace(*WIDE[2:], 8)
    estimates, engine = eigenvalue_estimates(subject), sigma_min(subject)
    assert contained_level(engine, x, y, None, estimates, -1.0) >= -1.0
    least = np.log10(edge_minimum(GRCAR, WIDE, 600))
    unproved = contained_level(engine, x, y, None, estimates, least + 0.1)
    assert unproved is None or unproved < least
