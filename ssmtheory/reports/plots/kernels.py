"""The first kernels of HiPPO and of a diagonal form of it, as small multiples."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from ssmtheory.analysis.diagonal.comparison import Comparison
from ssmtheory.reports.plots.style import BLUE, RED

BINS = 700  # more than the dots across a panel at 300 dpi


def plot_kernel(ax: Axes, comparison: Comparison, n: int):
    """K_n(t) = e_nᵀ e^{tA} B of both systems.  Returns the two lines."""
    (second,) = ax.plot(
        *envelope(comparison.t, comparison.kernels_diagonal[:, n]),
        color=RED,
        lw=0.6,
        label=comparison.form,
    )
    (first,) = ax.plot(
        *envelope(comparison.t, comparison.kernels[:, n]), color=BLUE, lw=1.3, label="HiPPO"
    )
    ax.set_title(f"n = {n}", loc="right", pad=2)
    ax.margins(x=0)
    return first, second


def envelope(t: np.ndarray, values: np.ndarray, bins: int = BINS) -> tuple[np.ndarray, np.ndarray]:
    """At most 2·``bins`` points with the same picture: least and largest value of each bin."""
    if t.size <= 2 * bins:
        return t, values
    edges = np.linspace(0, t.size, bins + 1).astype(int)
    kept = set()
    for a, b in pairwise(edges):
        kept |= {a + int(np.argmin(values[a:b])), a + int(np.argmax(values[a:b]))}
    index = np.array(sorted(kept | {0, t.size - 1}))
    return t[index], values[index]
