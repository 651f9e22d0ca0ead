"""Grids with eigenvalues on them, far outside, of one state, of zero, at any scale: no NaN.

They are evaluated, written as JSON and most of them drawn, with every warning an error.
"""

import io
import json

import numpy as np
import pytest

from ssmtheory.analysis.pseudospectra.pseudospectrum import pseudospectrum
from ssmtheory.reports.plots import style
from ssmtheory.reports.plots.pseudospectrum import colour_bar, plot_pseudospectrum
from ssmtheory.systems import Diagonal


def around(r):
    return -r, r, -r, r


def grcar(n):
    return np.tril(np.triu(np.ones((n, n))), 3) - np.eye(n, k=-1)


def check(x, N=None, **options):
    """The grid, after looking for NaN and +∞ in it."""
    shown = pseudospectrum(x, N, **({"grid": 21} | options))
    assert not np.isnan(shown.log10_sigma).any()
    assert not np.isnan(shown.log10_floor).any()
    assert (shown.log10_sigma < np.inf).all()
    json.dumps(shown.to_json(arrays=True), allow_nan=False)
    return shown


def draw(shown):
    """Figure and filled contours; saving is what lays out and draws."""
    with style.styled():
        figure, ax = style.new_figure(3.0)
        filled = plot_pseudospectrum(ax, shown)
        colour_bar(figure, ax, filled)
        figure.savefig(io.BytesIO(), format="png", dpi=40)
    assert np.isfinite(filled.levels).all()
    assert (np.diff(filled.levels) > 0).all()


@pytest.mark.parametrize(
    ("x", "N", "window", "count"),
    [
        ("legs", 9, (-10, 0, -2, 2), 9),  # −1, …, −9 are grid points
        ("lagt", 5, (-1, 0, -1, 1), 1),
        ("fout", 8, around(5), 1),
        (np.zeros((3, 3)), None, around(1), 1),
        (np.zeros((1, 1)), None, around(2.0**-1000), 1),
        (np.eye(6, k=1), None, around(2.0**-500), 1),
        (Diagonal(np.array([0, 1, 1j]), np.ones(3)), None, around(1), 3),
    ],
)
def test_eigenvalues_on_the_grid_are_minus_infinity_and_drawn(x, N, window, count):
    shown = check(x, N, window=window)
    assert np.isneginf(shown.log10_sigma).sum() == count
    draw(shown)


def test_eigenvalues_known_to_rounding_are_below_the_floor():
    lam = np.linalg.eigvals(grcar(20))[0]
    x, y = lam.real, abs(lam.imag)
    shown = check(grcar(20), window=(x - 1, x + 1, -y, y), grid=(21, 2))
    assert (shown.log10_sigma[:, 10] < -12).all()
    draw(shown)


@pytest.mark.parametrize("radius", [1e6, 1e150, 1e-150])
@pytest.mark.parametrize("x", ["legs", "lagt", "legt", "fout", grcar(12), grcar(40)])
def test_windows_far_outside_and_far_inside(x, radius):
    N = 8 if isinstance(x, str) else None
    shown = check(x, N, window=around(radius))
    z = shown.x[None, :] + 1j * shown.y[:, None]
    if radius > 1:
        away = np.abs(z) > radius / 2
        # ‖A‖ < 50: it is within that of |z|
        np.testing.assert_allclose(10.0 ** shown.log10_sigma[away] / np.abs(z[away]), 1, atol=1e-4)
    if N is None and len(x) == 12:
        draw(shown)


@pytest.mark.parametrize("adaptive", [False, True])
@pytest.mark.parametrize(
    ("x", "N"),
    [("legs", 1), ("lagt", 1), ("legt", 1), ("s4d-real", 2), (np.array([[2.5 + 1j]]), None)],
)
def test_one_state_or_mode(x, N, adaptive):
    shown = check(x, N, adaptive=adaptive)
    if not adaptive:
        draw(shown)


@pytest.mark.parametrize("scale", [1e150, 1e-150])
@pytest.mark.parametrize("n", [1, 6, 40])
@pytest.mark.parametrize("kind", ["zero", "nilpotent", "grcar"])
def test_automatic_windows_of_matrices_of_any_scale(kind, n, scale):
    matrices = {
        "zero": np.zeros((n, n)),
        "nilpotent": np.eye(n, k=1),
        "grcar": grcar(n),
    }
    shown = check(matrices[kind] * scale)
    if n == 6:
        draw(shown)
