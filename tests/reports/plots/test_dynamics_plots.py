"""Surface, transient and pseudomodes draw the numbers they are given, infinities and all."""

from dataclasses import replace

import numpy as np
import pytest

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.transients.transient import transient
from ssmtheory.reports.plots import style
from ssmtheory.reports.plots.pseudomodes import plot_pseudomode, point
from ssmtheory.reports.plots.pseudospectrum import plot_pseudospectrum
from ssmtheory.reports.plots.surface import plot_surface, surface_heights
from ssmtheory.reports.plots.transient import plot_transient

GROWING = np.array([[-1.0, 100.0], [0.0, -2.0]])


def test_transient_draws_the_curve_and_its_bounds(ax, build, labels):
    found = build(GROWING).dynamics
    line = plot_transient(ax, found.transient, found.growth, found.kreiss)
    np.testing.assert_array_equal(line.get_ydata(), found.transient.log10_norm)
    text = " ".join(labels(ax))
    assert "≤ exp(ωt)" in text
    assert "≥ exp(αt)" in text
    assert "supremum 25" in text
    assert "Kreiss constant" in text
    assert ax.get_ylim()[1] > found.transient.log10_norm.max()


def test_a_bound_out_of_sight_is_not_named(ax, build, labels):
    found = build("legs", 8).dynamics.transient
    high = {**found.log10_bounds, "eigenvectors": np.full(found.t.shape, 40.0)}
    plot_transient(ax, replace(found, log10_bounds=high))
    assert "κ" not in " ".join(labels(ax))


def test_powers_are_drawn_over_steps(ax, labels):
    found = transient(GROWING / 4, np.arange(12), discrete=True)
    line = plot_transient(ax, found)
    assert line.get_marker() == "."
    assert ax.get_xlabel().startswith("k ")
    assert "‖A^k‖" in labels(ax)[0]
    assert style.render(ax.figure).pdf.startswith(b"%PDF")  # every sign is in the font


def test_a_nilpotent_matrix_has_no_curve_where_it_is_zero(ax):
    found = transient(np.array([[0.0, 1.0], [0.0, 0.0]]), np.arange(5), discrete=True)
    line = plot_transient(ax, found)
    assert np.isnan(line.get_ydata()[2:]).all()
    assert np.isfinite(ax.get_ylim()).all()


def test_an_infinite_supremum_is_not_marked(ax, build, labels):
    found = build(np.eye(2)).dynamics
    infinite = Scalar("sup", np.inf, None, "m", "exact")
    plot_transient(ax, found.transient, infinite, found.kreiss)
    assert not any("supremum" in text or "Kreiss" in text for text in labels(ax))


def test_pseudomode(ax, build):
    mode = build("legs", 8).dynamics.pseudomodes[0]
    real, envelope = plot_pseudomode(ax, mode)
    np.testing.assert_array_equal(real.get_ydata(), mode.right.real)
    np.testing.assert_array_equal(envelope.get_ydata(), np.abs(mode.right))
    assert "rounding" not in ax.get_title(loc="left")
    plot_pseudomode(ax, replace(mode, trusted=False))
    assert "(rounding)" in ax.get_title(loc="left")


@pytest.mark.parametrize(
    ("z", "text"),
    [(-0.25 + 0j, "−0.25"), (1.5 - 2j, "1.5 − 2i"), (0.5j, "0 + 0.5i"), (1 + 1e-12j, "1")],
)
def test_points_in_words(z, text):
    assert point(z) == text


def test_surface_is_cut_at_the_poles(report):
    plane = report.pseudospectrum
    sigma = plane.log10_sigma.copy()
    sigma[4, 4] = -np.inf
    height, top, bottom = surface_heights(replace(plane, log10_sigma=sigma))
    assert np.isfinite(height).all()
    assert height.max() <= top
    assert height[4, 4] == top
    assert bottom == height.min() < top


def test_surface_is_cut_at_the_floor(report):
    plane = replace(report.pseudospectrum, floor=1e-2)
    height, top, _ = surface_heights(plane)
    assert top <= 2 + 1e-12
    assert (height[plane.trusted] <= top).all()


def test_a_flat_surface_has_a_height(report):
    with style.styled():
        _, ax = style.new_figure_3d(3.0)
        flat = replace(report.pseudospectrum, log10_sigma=np.full((20, 20), -3.0))
        plot_surface(ax, flat, report.spectrum.values)
        low, high = ax.get_zlim()
    assert low < high


def test_eigenvalues_are_dots_in_one_plane_above_the_surface(report):
    with style.styled():
        _, ax = style.new_figure_3d(3.0)
        plot_surface(ax, report.pseudospectrum, report.spectrum.values)
        x, y, z = ax.lines[-1].get_data_3d()
    _, top, _ = surface_heights(report.pseudospectrum)
    assert set(x + 1j * y) <= set(report.spectrum.values)
    assert x.size > 0
    assert np.ptp(z) == 0
    assert top < z[0] <= ax.get_zlim()[1]


def test_the_circle_replaces_the_axis(ax, report, labels):
    plot_pseudospectrum(ax, report.pseudospectrum, discrete=True)
    assert labels(ax)[0] == "unit circle"
    x, y = ax.lines[0].get_data()
    assert np.abs(np.hypot(x, y) - 1).max() <= 4 * np.finfo(float).eps
    assert "dimensionless" in ax.get_xlabel()


@pytest.mark.parametrize("status", ["certified", "uncertified"])
def test_the_legend_says_how_sure_the_eigenvalues_are(ax, report, status, labels):
    plot_pseudospectrum(ax, report.pseudospectrum, report.spectrum.values, status=status)
    assert f"eigenvalue ({status})" in labels(ax)


def test_floors_that_vary_are_given_as_a_range(ax, report, labels):
    plane = report.pseudospectrum
    floors = np.linspace(-3.0, 3.0, 400).reshape(20, 20)
    sigma = np.full((20, 20), -4.0)
    plot_pseudospectrum(ax, replace(plane, log10_sigma=sigma, varying_floor=floors, floor=1e3))
    assert labels(ax)[-1].endswith("0.001 … 1000")
