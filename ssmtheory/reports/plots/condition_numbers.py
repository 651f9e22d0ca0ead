"""The condition number of each eigenvalue, beside what double precision can carry."""

import numpy as np
from matplotlib.axes import Axes

from ssmtheory.analysis.spectra.conditioning import Conditioning
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF
from ssmtheory.reports.plots.style import BLUE, GREY, RED, label_powers_of_ten, legend_above


def plot_condition_numbers(ax: Axes, conditioning: Conditioning):
    """log₁₀ κ_j against j, rightmost eigenvalue first; ∞ (Jordan blocks) at the upper edge.

    The dotted line is 1/u: beyond it no digit of the eigenvalue survives in double
    precision.  Returns the artists.
    """
    logs = conditioning.log10_kappa
    j = np.arange(1, logs.size + 1)
    finite, infinite = np.isfinite(logs), np.isinf(logs)
    limit = -np.log10(DOUBLE_UNIT_ROUNDOFF)
    top = max(limit, logs[finite].max(initial=0.0))
    artists = []
    if finite.any():
        artists += ax.plot(
            j[finite], logs[finite], "o", color=BLUE, markersize=2.8, label="κ of an eigenvalue"
        )
    if infinite.any():
        label = "infinite κ: Jordan block"
        artists += ax.plot(
            j[infinite], np.full(infinite.sum(), 1.12 * top), "^", color=RED, label=label
        )
    artists.append(
        ax.axhline(limit, color=GREY, linestyle=":", label="1/u: no digit left in double precision")
    )
    ax.set_ylim(-0.04 * top, 1.2 * top)
    ax.set_xlim(0, logs.size + 1)
    label_powers_of_ten(ax.yaxis)
    ax.set_xlabel("eigenvalue j, rightmost first  (dimensionless)")
    ax.set_ylabel("κ  (dimensionless)")
    legend_above(ax, 3)
    return artists
