"""The resolvent norm as a surface over the complex plane."""

import numpy as np
from matplotlib.colors import Normalize
from mpl_toolkits.mplot3d import Axes3D

from ssmtheory.analysis.pseudospectrum_result import Pseudospectrum
from ssmtheory.reports.plots.pseudospectrum import contour_levels
from ssmtheory.reports.plots.style import FIELD, RED, label_powers_of_ten, legend_above

FACETS = 56  # per side: finer ones are smaller than the dots of a print
VIEW = (34, -118)  # degrees: from the right half plane, above


def plot_surface(ax: Axes3D, plane: Pseudospectrum, eigenvalues: np.ndarray | None = None):
    """log₁₀ ‖(zI − A)⁻¹‖ = −log₁₀ σ_min over the window, cut off a little above the contours.

    Peaks are cut because the norm is infinite at the eigenvalues (dots, at the height of the
    nearest grid point), and where σ_min is below the rounding floor because its values are
    noise.  Returns the surface.
    """
    height, top, bottom = surface_heights(plane)
    rows, columns = _thinned(plane.y.size), _thinned(plane.x.size)
    X, Y = np.meshgrid(plane.x[columns], plane.y[rows])
    surface = ax.plot_surface(
        X,
        Y,
        height[np.ix_(rows, columns)],
        rcount=FACETS,
        ccount=FACETS,
        cmap=f"{FIELD}_r",
        norm=Normalize(bottom, top),
        linewidth=0.0,
        antialiased=False,
        rasterized=True,
    )
    if eigenvalues is not None:
        dots, heights = _on_surface(plane, height, eigenvalues)
        label = "eigenvalue, where the norm is infinite"
        ax.plot(dots.real, dots.imag, heights, "o", color=RED, ms=2.2, zorder=10, label=label)
        legend_above(ax, 1)
    ax.set_zlim(bottom, top)
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


def _on_surface(
    plane: Pseudospectrum, height: np.ndarray, eigenvalues: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues inside the window, and the height of the surface at the nearest grid point."""
    x0, x1, y0, y1 = plane.window
    inside = (eigenvalues.real >= x0) & (eigenvalues.real <= x1)
    dots = eigenvalues[inside & (eigenvalues.imag >= y0) & (eigenvalues.imag <= y1)]
    columns = np.abs(plane.x[:, None] - dots.real).argmin(axis=0)
    rows = np.abs(plane.y[:, None] - dots.imag).argmin(axis=0)
    return dots, height[rows, columns]


def _thinned(size: int) -> np.ndarray:
    return np.unique(np.linspace(0, size - 1, min(size, FACETS + 1)).round().astype(int))


def _label(ax: Axes3D) -> None:
    ax.view_init(*VIEW)
    ax.set_box_aspect((1.4, 1.2, 0.75), zoom=1.1)
    label_powers_of_ten(ax.zaxis, 5)
    ax.locator_params("x", nbins=5)
    ax.locator_params("y", nbins=5)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_facecolor("#f6f6f6")
    ax.tick_params(pad=1)
    ax.set_xlabel("Re z  (1/time)", labelpad=2)
    ax.set_ylabel("Im z  (1/time)", labelpad=2)
    ax.zaxis.set_rotate_label(False)
    ax.set_zlabel("‖(zI − A)⁻¹‖  (time)", labelpad=4, rotation=90)
