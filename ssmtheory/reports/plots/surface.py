"""The resolvent norm as a surface over the complex plane."""

import numpy as np
from matplotlib.colors import Normalize
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3DCollection

from ssmtheory.analysis.pseudospectra.result import Pseudospectrum
from ssmtheory.reports.plots.pseudospectrum import contour_levels
from ssmtheory.reports.plots.style import (
    FIELD,
    RED,
    label_linear,
    label_powers_of_ten,
    legend_above,
)

FACETS = 56  # per side: finer ones are smaller than the dots of a print
ABOVE = 0.12  # of the height of the surface: where the dots are
VIEW = (34, -118)  # degrees: from the right half plane, above


def plot_surface(ax: Axes3D, plane: Pseudospectrum, eigenvalues: np.ndarray | None = None):
    """log₁₀ ‖(zI − A)⁻¹‖ = −log₁₀ σ_min over the window, cut off a little above the contours.

    Peaks are cut because the norm is infinite at the eigenvalues, and where σ_min is below
    the rounding floor because its values are noise.  The eigenvalues are dots in the plane
    above all peaks, each on a stem from the surface.  Returns the surface.
    """
    height, top, bottom = surface_heights(plane)
    rows, columns = _thinned(plane.y.size), _thinned(plane.x.size)
    x, y, mesh = plane.x[columns], plane.y[rows], height[np.ix_(rows, columns)]
    X, Y = np.meshgrid(x, y)
    ceiling = top + ABOVE * (top - bottom)
    surface = ax.plot_surface(
        X,
        Y,
        mesh,
        rcount=FACETS,
        ccount=FACETS,
        cmap=f"{FIELD}_r",
        norm=Normalize(bottom, top),
        linewidth=0.0,
        antialiased=False,
        rasterized=True,
    )
    if eigenvalues is not None:
        _mark(ax, *_on_surface(x, y, mesh, eigenvalues), ceiling)
    ax.set_zlim(bottom, ceiling)
    _label(ax)
    return surface


def surface_heights(plane: Pseudospectrum) -> tuple[np.ndarray, float, float]:
    """((ny, nx) log₁₀ ‖R‖ cut at the top, top, bottom), all finite."""
    levels = contour_levels(plane)
    top = -float(levels[0]) + 0.5 * float(levels[1] - levels[0])
    if not plane.trusted.all():
        floors = plane.log10_floor[~plane.trusted]
        top = min(top, -float(floors.max()))
    height = np.minimum(-plane.log10_sigma, top)
    bottom = float(height.min())
    return height, max(top, bottom + 1e-3), bottom


def _mark(ax: Axes3D, dots: np.ndarray, feet: np.ndarray, ceiling: float) -> None:
    ends = [
        [(z.real, z.imag, low), (z.real, z.imag, ceiling)]
        for z, low in zip(dots, feet, strict=True)
    ]
    ax.add_collection3d(Line3DCollection(ends, colors=RED, linewidths=0.3, zorder=9))
    label = "eigenvalue, where the norm is infinite"
    ax.plot(dots.real, dots.imag, ceiling, "o", color=RED, ms=2.0, zorder=10, label=label)
    legend_above(ax, 1)


def _on_surface(
    x: np.ndarray, y: np.ndarray, mesh: np.ndarray, eigenvalues: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues inside the window, and the height of the drawn mesh at its nearest point."""
    inside = (eigenvalues.real >= x[0]) & (eigenvalues.real <= x[-1])
    dots = eigenvalues[inside & (eigenvalues.imag >= y[0]) & (eigenvalues.imag <= y[-1])]
    columns = np.abs(x[:, None] - dots.real).argmin(axis=0)
    rows = np.abs(y[:, None] - dots.imag).argmin(axis=0)
    return dots, mesh[rows, columns]


def _thinned(size: int) -> np.ndarray:
    return np.unique(np.linspace(0, size - 1, min(size, FACETS + 1)).round().astype(int))


def _label(ax: Axes3D) -> None:
    ax.view_init(*VIEW)
    ax.set_box_aspect((1.4, 1.2, 0.75), zoom=1.04)
    label_powers_of_ten(ax.zaxis, 5)
    ax.locator_params("x", nbins=5)
    ax.locator_params("y", nbins=5)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_facecolor("#f6f6f6")
    ax.tick_params(pad=1)
    for axis, name in ((ax.xaxis, "Re z"), (ax.yaxis, "Im z")):
        label_linear(axis, name, "1/time")
        axis.labelpad = 2
    ax.zaxis.set_rotate_label(False)
    ax.set_zlabel("‖(zI − A)⁻¹‖  (time)", labelpad=4, rotation=90)
