"""Numerical ranges and spectra of LegS, LegT and LagT beside the imaginary axis."""

import numpy as np

import ssmtheory as st
from ssmtheory.figures._looks import COLOURS, DASHES
from ssmtheory.reports.plots import style

TITLE = "Numerical ranges of LegS, LegT and LagT"
SOURCES = ("hippo", "johnson1978", "trefethen-embree")
PARAMETERS = {"families": ["legs", "legt", "lagt"], "sizes": [4, 8, 16], "angles": 256}
CAPTION = (
    "Numerical range W(A) = {x*Ax : ‖x‖ = 1} and eigenvalues (marks) of LegS, LegT and LagT, N = "
    "4, 8, 16; below, the same near the imaginary axis. Eigenvalues say little about these "
    "matrices: W(A) reaches to −(N² + 1)/2 and about ±iN²/π for LegS, while the eigenvalues are "
    "−1, …, −N. Yet no W(A) crosses the axis: LegS stays left of −½, so that ‖e^{tA}‖ ≤ e^{−t/2}; "
    "LegT and LagT touch 0, so that ‖e^{tA}‖ ≤ 1. None grows in between."
)
EDGES = {"legs": 4, "legt": 12, "lagt": 1}  # half height of the panel near the axis
NAMES = {"legs": "LegS", "legt": "LegT", "lagt": "LagT"}


def data(families, sizes, angles: int) -> dict:
    """The boundary of W(A), closed, and the eigenvalues, by family and size."""
    found = {"families": np.array(families), "sizes": np.array(sizes)}
    for name in families:
        for N in sizes:
            found[f"{name}_{N}"] = st.numerical_range(name, N, angles=angles).boundary
            found[f"{name}_{N}_eigenvalues"] = st.spectrum(name, N).values
    return found


def draw(found: dict):
    """Whole ranges above, the neighbourhood of the axis below; a matplotlib Figure."""
    margins = (0.55, 0.12, 0.42, 0.5, 0.45, 0.72)
    figure, axes = style.new_figure(4.4, rows=2, columns=3, margins=margins)
    for column, name, letters in zip(axes.T, found["families"], ("ad", "be", "cf"), strict=True):
        for ax in column:
            for j, N in enumerate(found["sizes"]):
                _range(ax, found[f"{name}_{N}"], found[f"{name}_{N}_eigenvalues"], j, N)
            ax.axvline(0.0, color=style.BLACK, lw=0.6)
            ax.set_xlabel("Re z  (1/time)", labelpad=1)
        column[0].set_title(f"({letters[0]}) {NAMES[str(name)]}")
        column[1].set_title(f"({letters[1]}) … near the axis")
        edge = EDGES[str(name)]
        column[1].set_xlim(-edge, edge / 4)
        column[1].set_ylim(-edge, edge)
    for ax in axes[:, 0]:
        ax.set_ylabel("Im z  (1/time)", labelpad=1)
    axes[1, 0].axvline(-0.5, color=style.GREY, lw=0.6, ls=":")
    style.legend_above(axes[0, 0], 3, axes[0, 0].lines[0:6:2], y=1.14)
    return figure


def _range(ax, boundary: np.ndarray, eigenvalues: np.ndarray, j: int, N: int) -> None:
    colour = COLOURS[j]
    ax.plot(boundary.real, boundary.imag, color=colour, ls=DASHES[j], lw=0.9, label=f"N = {N}")
    ax.plot(eigenvalues.real, eigenvalues.imag, "ox+"[j], color=colour, mfc="none", ms=3, mew=0.6)
