"""‖e^{tA}‖ or ‖A^k‖ over time, between its bounds."""

import math

import numpy as np
from matplotlib.axes import Axes

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.transients.transient import Transient
from ssmtheory.reports.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    label_linear,
    label_powers_of_ten,
    legend_above,
)
from ssmtheory.reports.words import number

_BELOW, _ABOVE = 2.0, 1.0  # decades of a bound that are shown beyond the curve itself
_UPPER = {
    "numerical range": (
        "exp(ωt), ω the numerical abscissa",
        "2r^k, r the numerical radius",
        ORANGE,
    ),
    "eigenvectors": ("κ exp(αt), κ of the eigenvectors", "κρ^k, κ of the eigenvectors", PURPLE),
    "norm": ("", "‖A‖^k", GREY),
}


def plot_transient(
    ax: Axes, found: Transient, peak: Scalar | None = None, kreiss: Scalar | None = None
):
    """log₁₀ ‖e^{tA}‖ (log₁₀ ‖A^k‖) against t (k), its upper bounds dashed, the lower one dotted.

    ``peak`` is the supremum, marked where it is attained; ``kreiss`` the Kreiss constant, a
    lower bound of the supremum, drawn across where it exceeds 1.  Returns the main line.
    """
    shown = np.where(np.isfinite(found.log10_norm), found.log10_norm, np.nan)
    what = "‖A^k‖" if found.discrete else "‖exp(tA)‖"
    marker = {"marker": ".", "markersize": 3} if found.discrete else {}
    (line,) = ax.plot(found.t, shown, color=BLUE, lw=1.5, label=what, zorder=3, **marker)
    limits = _limits(shown)
    _bounds(ax, found, limits)
    if kreiss is not None and 1 < kreiss.value < math.inf:
        label = f"Kreiss constant {number(kreiss.value)} ≤ sup"
        ax.axhline(math.log10(kreiss.value), color=GREEN, lw=0.9, ls="-.", label=label)
    if peak is not None and peak.at and math.isfinite(peak.value):
        label = f"supremum {number(peak.value, 4)}"
        ax.plot([peak.at], [math.log10(peak.value)], "o", color=RED, label=label, zorder=4)
    ax.margins(x=0)
    ax.set_ylim(*limits)
    label_powers_of_ten(ax.yaxis)
    if found.discrete:
        ax.set_xlabel("k  (steps, dimensionless)")
    else:
        label_linear(ax.xaxis, "t", "time")
    ax.set_ylabel(f"{what}  (dimensionless)")
    legend_above(ax, 2)
    return line


def _bounds(ax: Axes, found: Transient, limits: tuple[float, float]) -> None:
    """Upper bounds that come into view after the first time, and the lower one."""
    for name, (continuous, discrete, colour) in _UPPER.items():
        values = found.log10_bounds.get(name)
        if values is not None and (values[1:] < limits[1]).any():
            label = f"≤ {discrete if found.discrete else continuous}"
            ax.plot(found.t, values, color=colour, ls="--", lw=0.9, label=label, zorder=4)
    rate = "≥ ρ^k, ρ the spectral radius" if found.discrete else "≥ exp(αt), α the abscissa"
    lower = np.where(np.isfinite(found.log10_lower), found.log10_lower, np.nan)
    ax.plot(found.t, lower, color=GREY, ls=":", label=rate)


def _limits(shown: np.ndarray) -> tuple[float, float]:
    """Room for the curve, and as much of the bounds as does not flatten it."""
    if np.isnan(shown).all():
        return -1.0, 1.0
    low, high = float(np.nanmin(shown)), max(float(np.nanmax(shown)), 0.0)
    room = max(0.08 * (high - low), 0.1)
    return low - min(_BELOW, 2 * room), high + min(_ABOVE, 4 * room)
