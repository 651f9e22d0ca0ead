"""What the contour plot draws, also where levels are few or values are missing."""

from dataclasses import replace

import numpy as np
import pytest

from ssmtheory.analysis.pseudospectra.pseudospectrum import pseudospectrum
from ssmtheory.reports.plots import style
from ssmtheory.reports.plots.pseudospectrum import (
    MARGINS,
    colour_bar,
    contour_levels,
    plot_pseudospectrum,
)


@pytest.fixture
def canvas():
    with style.styled():
        yield style.new_figure(3.0)


def legend_of(ax) -> list[str]:
    return [t.get_text() for t in ax.get_legend().get_texts()]


def test_it_draws_the_data(canvas, report):
    figure, ax = canvas
    lam = report.spectrum.values
    filled = plot_pseudospectrum(ax, report.pseudospectrum, lam, report.numerical_range.boundary)
    np.testing.assert_array_equal(filled.levels, report.pseudospectrum.levels())
    assert any(np.array_equal(line.get_xdata(), lam.real) for line in ax.lines)
    boundary = report.numerical_range.boundary
    assert any(np.array_equal(line.get_ydata(), boundary.imag) for line in ax.lines)
    assert legend_of(ax)[0] == "imaginary axis"
    assert "not trusted" not in " ".join(legend_of(ax))
    assert "eigenvalue of A + E" in colour_bar(figure, ax, filled).ax.get_ylabel()


def test_what_is_not_trusted_is_hatched_and_named(canvas, report):
    _, ax = canvas
    floor = float(10 ** np.median(report.pseudospectrum.log10_sigma))
    plot_pseudospectrum(ax, replace(report.pseudospectrum, floor=floor))
    assert legend_of(ax)[-1].startswith("not trusted: ε below the rounding floor")
    assert any(hatch for c in ax.collections for hatch in getattr(c, "hatches", []) if hatch)


def test_levels_of_a_plane_without_contrast(report):
    plane = report.pseudospectrum
    flat = replace(plane, log10_sigma=np.full((20, 20), -3.0))
    noise = replace(flat, floor=1.0)
    for odd in (flat, noise):
        levels = contour_levels(odd)
        assert levels.size >= 2
        assert (np.diff(levels) > 0).all()


def test_a_grid_point_on_an_eigenvalue(canvas, report):
    _, ax = canvas
    sigma = report.pseudospectrum.log10_sigma.copy()
    sigma[3, 3] = -np.inf
    filled = plot_pseudospectrum(ax, replace(report.pseudospectrum, log10_sigma=sigma))
    assert np.isfinite(filled.levels).all()


@pytest.mark.parametrize("scale", [1e-100, 1e-10, 1e-4, 1.0, 1e4, 1e130])
def test_no_text_leaves_the_figure_at_any_scale(scale):
    A = np.array([[-1.0, 1.0], [0.0, -0.5]])
    with style.styled():
        figure, ax = style.new_figure(3.9, margins=MARGINS)
        filled = plot_pseudospectrum(ax, pseudospectrum(scale * A, grid=8))
        colour_bar(figure, ax, filled)
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
    assert 0 <= box.x0 <= box.x1 <= figure.get_figwidth()
    assert 0 <= box.y0 <= box.y1 <= figure.get_figheight()
