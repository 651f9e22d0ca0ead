"""Certified eigenvalues beside those of a dense double-precision eigensolver."""

import numpy as np
from matplotlib.axes import Axes

from ssmtheory.analysis.spectra.lapack import LapackComparison
from ssmtheory.analysis.spectra.spectrum import Spectrum
from ssmtheory.reports.plots.style import BLACK, BLUE, RED, label_linear, legend_above


def plot_spectrum(ax: Axes, spectrum: Spectrum, lapack: LapackComparison | None = None):
    """Eigenvalues in the complex plane; with ``lapack``, crosses where LAPACK puts them.

    Returns the artists.
    """
    values = spectrum.values
    ax.axvline(0.0, color=BLACK, linewidth=0.5, zorder=0)
    artists = ax.plot(
        values.real,
        values.imag,
        "o",
        markerfacecolor="none",
        markeredgecolor=BLUE,
        markersize=4.5,
        markeredgewidth=0.9,
        label=f"{spectrum.status} eigenvalue",
    )
    if lapack is not None:
        artists += ax.plot(
            lapack.values.real,
            lapack.values.imag,
            "x",
            color=RED,
            markersize=3.2,
            markeredgewidth=0.8,
            label=_lapack_label(lapack),
        )
    _open_flat_axis(ax, values, lapack)
    label_linear(ax.xaxis, "Re λ", "1/time")
    label_linear(ax.yaxis, "Im λ", "1/time")
    legend_above(ax, 2)
    return artists


def _lapack_label(lapack: LapackComparison) -> str:
    if lapack.basis == "rotated":
        return "LAPACK, double precision, A in another orthonormal basis"
    return "LAPACK, double precision"


def _open_flat_axis(ax: Axes, values: np.ndarray, lapack: LapackComparison | None) -> None:
    """Give a real spectrum an imaginary axis to lie on, not a window of rounding errors."""
    shown = values if lapack is None else np.concatenate([values, lapack.values])
    reach = float(np.abs(shown).max())
    if np.abs(shown.imag).max() < 1e-6 * reach:
        ax.set_ylim(-0.5 * reach, 0.5 * reach)
