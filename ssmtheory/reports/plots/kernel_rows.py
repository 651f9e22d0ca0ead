"""The discrete kernels of the first states over time."""

import numpy as np
from matplotlib.axes import Axes

from ssmtheory.analysis.time.kernel_table import KernelTable
from ssmtheory.reports.plots.kernels import envelope
from ssmtheory.reports.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    label_linear,
    legend_above,
)

COLOURS = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)


def plot_kernel_rows(ax: Axes, table: KernelTable):
    """K_k/Δ of up to six states over t = kΔ (the real part of complex ones).  Returns the lines."""
    t = table.dt * np.arange(table.length)
    lines = []
    for colour, n, row in zip(COLOURS, table.states, table.kernel, strict=False):
        values = row.real / (1.0 if table.method == "dirac" else table.dt)
        lines += ax.plot(*envelope(t, values), color=colour, lw=0.9, label=f"n = {n}")
    ax.margins(x=0)
    label_linear(ax.xaxis, "t = kΔ", "time")
    label_linear(ax.yaxis, "K" if table.method == "dirac" else "K / Δ", "1/time")
    legend_above(ax, len(lines))
    return lines
