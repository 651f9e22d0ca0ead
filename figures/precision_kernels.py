"""What single precision costs the kernel of S4D-LegS, by length and by step."""

import numpy as np

import ssmtheory as st
from ssmtheory.figures._looks import COLOURS, DASHES, MARKERS, log_axes
from ssmtheory.reports.plots import style

TITLE = "Kernels in single and in double precision"
SOURCES = ("s4d",)
PARAMETERS = {
    "N": 64,
    "steps": [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1],
    "lengths": [16, 64, 256, 1024, 4096],
    "shown": 1e-3,
}
CAPTION = (
    "max_k |K̃ − K|/max|K| of the kernel of S4D-LegS, N = 64, C = e₀, zero-order hold, bounded "
    "from above by ball arithmetic; filled: by the library, hollow: each sample as Σ C B̄ e^{kΔλ} "
    "in the precision named. Grey: unit roundoffs. (a) Against the length, Δ = 10⁻³. (b) Against "
    "Δ, L = 4096. In single precision the error is that of λ, which 24 bits move by 2⁻²⁴·ω: a "
    "turn of ω₀t·2⁻²⁴ that grows until the kernel has decayed. No algorithm in single precision "
    "repairs that; λ and Δ must be double."
)
COLUMNS = ("float64", "direct64", "float32", "direct32")


def data(N: int, steps, lengths, shown: float) -> dict:
    """Errors (column, L) at the step shown, and (column, Δ) at the greatest length."""
    row = np.eye(1, N)[0]
    options = {"N": N, "C": row, "form": "diagonal"}
    by_length = st.kernel_error("legs", [shown], lengths, **options)
    by_step = st.kernel_error("legs", steps, [max(lengths)], **options)
    return {
        "lengths": np.array(lengths),
        "steps": np.array(steps),
        "by_length": _columns(by_length),
        "by_step": _columns(by_step),
        "radius": max(found.radius for found in (*by_length, *by_step)),
    }


def _columns(rows) -> np.ndarray:
    return np.array([[getattr(found, name) for found in rows] for name in COLUMNS])


LABELS = ("float64", "float64, direct", "float32", "float32, direct")


def draw(found: dict):
    """Errors by length and by step, as a matplotlib Figure."""
    figure, axes = style.new_figure(2.5, columns=2, margins=(0.6, 0.12, 0.42, 0.5, 0.3, 0.3))
    panels = (("lengths", "by_length", (10, 1e4)), ("steps", "by_step", (5e-5, 0.2)))
    for ax, (at, key, limits) in zip(axes, panels, strict=True):
        for unit in (2.0**-53, 2.0**-24):
            ax.axhline(unit, color=style.GREY, lw=0.6)
        for j, label in enumerate(LABELS):
            face = {"mfc": "none"} if j % 2 else {}
            look = {"color": COLOURS[j // 2], "ls": DASHES[j % 2], "marker": MARKERS[j // 2]}
            ax.plot(found[at], found[key][j], label=label, lw=0.9, **look, **face)
        log_axes(ax, limits, (1e-17, 1e-3))
    axes[0].set_title("(a) by length")
    axes[0].set_xlabel("L  (samples)")
    axes[0].set_ylabel("relative error  (dimensionless)")
    axes[1].set_title("(b) by step")
    axes[1].set_xlabel("Δ  (time)")
    axes[1].set_yticklabels([])
    style.legend_above(axes[0], 4, axes[0].lines[2:], y=1.1)
    return figure
