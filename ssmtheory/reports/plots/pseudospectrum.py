"""Contours of the ε-pseudospectra in the complex plane."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ssmtheory.analysis.pseudospectra.pseudospectrum import Pseudospectrum
from ssmtheory.reports.plots.style import (
    BLACK,
    FIELD,
    GREY,
    ORANGE,
    RED,
    label_linear,
    legend_above,
    level_text,
)
from ssmtheory.reports.words import number_from_log10

MARGINS = (0.62, 1.13, 0.42, 0.48, 0.5, 0.4)  # inches; the right one holds the colour bar
LABELLED = 6  # contours that carry their level


def plot_pseudospectrum(
    ax: Axes,
    plane: Pseudospectrum,
    eigenvalues: np.ndarray | None = None,
    boundary: np.ndarray | None = None,
    *,
    status: str | None = None,
    discrete: bool = False,
):
    """Filled contours of log₁₀ ε, ε(z) = σ_min(zI − A), and what else is known of A.

    Parameters
    ----------
    plane : the grid.
    eigenvalues : (order,) complex, drawn as dots.
    boundary : (k,) complex, the numerical range's boundary, drawn dashed.
    status : how sure the eigenvalues are, for the legend; None reads it off ``plane``.
    discrete : draw the unit circle in place of the imaginary axis.

    Returns the filled contour set, for ``colour_bar``.
    """
    levels = contour_levels(plane)
    sigma = np.clip(plane.log10_sigma, levels[0] - 1e3, None)  # −inf at an eigenvalue
    filled = ax.contourf(plane.x, plane.y, sigma, levels, cmap=FIELD, extend="both")
    _label_contours(ax, plane, sigma, levels)
    _hatch_untrusted(ax, plane)
    _draw_margin(ax, discrete)
    if boundary is not None:
        ax.plot(boundary.real, boundary.imag, color=ORANGE, linestyle="--", linewidth=1.1)
    if eigenvalues is not None:
        ax.plot(
            eigenvalues.real,
            eigenvalues.imag,
            "o",
            color=RED,
            markersize=3.2,
            markeredgecolor="white",
            markeredgewidth=0.4,
        )
    ax.set_xlim(plane.x[0], plane.x[-1])
    ax.set_ylim(plane.y[0], plane.y[-1])
    unit = "dimensionless" if discrete else "1/time"
    label_linear(ax.xaxis, "Re z", unit)
    label_linear(ax.yaxis, "Im z", unit)
    status = status or plane.eigenvalue_status
    legend_above(ax, 2, _handles(plane, eigenvalues, boundary, status, discrete))
    return filled


def colour_bar(figure, ax: Axes, filled):
    """The scale of ε beside the plot, as powers of ten, in a strip of the right margin."""
    box, width = ax.get_position(), figure.get_figwidth()
    cax = figure.add_axes((box.x1 + 0.1 / width, box.y0, 0.14 / width, box.height))
    bar = figure.colorbar(filled, cax=cax, ticks=filled.levels, format=level_text(filled.levels))
    bar.set_label("ε = size of the smallest E that makes\nz an eigenvalue of A + E  (1/time)")
    cax.tick_params(length=2)
    cax.minorticks_off()
    return bar


def contour_levels(plane: Pseudospectrum) -> np.ndarray:
    """At least two ascending levels, also for a plane that is flat or not trusted at all."""
    levels = np.asarray(plane.levels(), dtype=float)
    if levels.size >= 2:
        return levels
    middle = levels[0] if levels.size else np.log10(plane.floor)
    return np.array([middle - 0.5, middle, middle + 0.5])


def _label_contours(ax: Axes, plane: Pseudospectrum, sigma: np.ndarray, levels: np.ndarray) -> None:
    """White lines on the dark half of the scale and black on the light one, as are their labels."""
    half = (levels[0] + levels[-1]) / 2
    colours = ["white" if level < half else BLACK for level in levels]
    lines = ax.contour(
        plane.x, plane.y, sigma, levels, colors=colours, linewidths=0.35, linestyles="solid"
    )
    # the lowest contours hug the eigenvalues, whose dots would cover a label
    labelled = levels[max(1, levels.size // 4) :: max(1, int(np.ceil(levels.size / LABELLED)))]
    ax.clabel(lines, labelled, fmt=level_text(levels), fontsize=7, inline_spacing=2)


def _draw_margin(ax: Axes, discrete: bool) -> None:
    """Where stability ends: the imaginary axis, or the unit circle."""
    if discrete:
        circle = np.exp(1j * np.linspace(0, 2 * np.pi, 361))
        ax.plot(circle.real, circle.imag, color=BLACK, linewidth=0.7)
    else:
        ax.axvline(0.0, color=BLACK, linewidth=0.7)


def _hatch_untrusted(ax: Axes, plane: Pseudospectrum) -> None:
    if plane.trusted.all():
        return
    untrusted = (~plane.trusted).astype(float)
    hatched = ax.contourf(
        plane.x, plane.y, untrusted, [0.5, 1.5], colors="none", hatches=["//////"]
    )
    hatched.set_edgecolor(GREY)
    hatched.set_linewidth(0.0)


def _handles(plane: Pseudospectrum, eigenvalues, boundary, status, discrete: bool) -> list:
    margin = "unit circle" if discrete else "imaginary axis"
    handles = [Line2D([], [], color=BLACK, linewidth=0.7, label=margin)]
    if eigenvalues is not None:
        label = "eigenvalue" if status is None else f"eigenvalue ({status})"
        handles.append(
            Line2D([], [], color=RED, marker="o", linestyle="", markersize=3.2, label=label)
        )
    if boundary is not None:
        label = "boundary of the numerical range"
        handles.append(Line2D([], [], color=ORANGE, linestyle="--", label=label))
    if not plane.trusted.all():
        label = f"not trusted: ε below the rounding floor {_floor_text(plane)}"
        handles.append(
            Patch(facecolor="white", edgecolor=GREY, hatch="//////", linewidth=0, label=label)
        )
    return handles


def _floor_text(plane: Pseudospectrum) -> str:
    """The floor in the hatched region: one number, or the range of the points' own floors."""
    floors = plane.log10_floor[~plane.trusted]
    low, high = (number_from_log10(float(f)) for f in (floors.min(), floors.max()))
    return high if low == high else f"{low} … {high}"
