"""How the kernels of SGConv decay beside those of S4."""

import numpy as np

import ssmtheory as st
from ssmtheory.figures._looks import COLOURS, DASHES, log_axes
from ssmtheory.reports.plots import style
from ssmtheory.reports.plots.kernels import envelope
from ssmtheory.systems.multiscale import MultiScale, draw_scales, scale_count

TITLE = "Kernel envelopes of SGConv and of S4"
SOURCES = ("sgconv", "s4", "s4d")
PARAMETERS = {"L": 8192, "d": 64, "channels": 256, "N": 64, "dt": 0.005, "seed": 0, "bins": 60}
CAPTION = (
    "(a) One kernel of SGConv, L = 8192, d = 64: each scale is twice as long, half as high and "
    "stretched twice as wide as the one before. (b) Root mean square over random parameters, each "
    "kernel of norm 1: SGConv over 256 channels, S4-LegS, its diagonal restriction and S4D-Lin "
    "over C ~ N(0, I), N = 64, Δ = 0.005. SGConv falls like 1/t; S4's time-invariant kernels end "
    "exponentially after some 1/Δ = 200 samples. (c) For equal parameters w the kernel stays "
    "between d/(2t) and d/t of its start."
)
KERNELS = ("sgconv", "legs", "restriction", "lin")
NAMES = {
    "sgconv": "SGConv",
    "legs": "S4-LegS",
    "restriction": "S4D-LegS",
    "lin": "S4D-Lin",
}


def data(L: int, d: int, channels: int, N: int, dt: float, seed: int, bins: int) -> dict:
    """One SGConv kernel, RMS kernels in logarithmic bins of t, and the kernel for w = 1."""
    rng = np.random.default_rng(seed)
    scales = MultiScale(draw_scales(rng, L, d, channels)).kernel()
    t = 1.0 + np.arange(L)
    edges = np.unique(np.rint(np.geomspace(1, L + 1, bins + 1)).astype(int))
    rms = {"sgconv": np.sqrt((scales**2).mean(axis=0))}
    rms["legs"] = np.linalg.norm(st.kernel("legs", dt, L, N=N), axis=0)
    rms["restriction"] = np.linalg.norm(st.kernel("legs", dt, L, N=N, form="diagonal"), axis=0)
    rms["lin"] = np.linalg.norm(st.kernel("s4d-lin", dt, L, N=N), axis=0)
    found = {key: _binned(row / np.linalg.norm(row), edges) for key, row in rms.items()}
    constant = MultiScale(np.ones((scale_count(L, d), d)), interpolation="nearest").stretched()
    centres = np.sqrt(edges[:-1] * (edges[1:] - 1.0))
    return found | {"t": t, "one": scales[0], "centres": centres, "constant": constant, "d": d}


def _binned(row: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Root mean square of the samples of each bin; bins start at sample 1."""
    return np.sqrt(np.add.reduceat(row**2, edges[:-1] - 1) / np.diff(edges))


def draw(found: dict):
    """One kernel, the RMS envelopes, and the kernel of equal parameters; a Figure."""
    margins = (0.55, 0.12, 0.42, 0.5, 0.7, 0.3)
    figure, axes = style.new_figure(2.5, columns=3, margins=margins)
    t = found["t"]
    axes[0].plot(*envelope(t, found["one"]), color=COLOURS[0], lw=0.5)
    axes[0].set_xlim(0, t[-1])
    axes[0].set_xlabel("t  (10³ samples)")
    axes[0].set_xticks([0, 4000, 8000], labels=["0", "4", "8"])
    axes[0].set_ylabel("K  (dimensionless)")
    for j, key in enumerate(KERNELS):
        look = {"color": COLOURS[j], "ls": DASHES[j], "label": NAMES[key]}
        axes[1].plot(found["centres"], found[key], **look)
    log_axes(axes[1], (1, t[-1]), (1e-7, 1))
    axes[1].set_ylabel("rms of K  (dimensionless)")
    _bounds(axes[2], found)
    titles = ("(a) one kernel of SGConv", "(b) envelopes", "(c) equal parameters")
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title)
    for ax in axes[1:]:
        ax.set_xlabel("t  (samples)")
    style.legend_above(axes[0], 4, axes[1].lines, y=1.1)
    return figure


def _bounds(ax, found: dict) -> None:
    t, d = found["t"], found["d"]
    beyond = t >= d
    ax.plot(t[beyond], d / t[beyond], color=style.GREY, lw=0.7, ls="--", label="d/t")
    ax.plot(t[beyond], d / (2 * t[beyond]), color=style.GREY, lw=0.7, ls=":", label="d/(2t)")
    kept = np.flatnonzero(np.diff(found["constant"], append=0) != 0)
    ends = np.sort(np.concatenate([[0], kept, kept[:-1] + 1]))
    ax.plot(t[ends], found["constant"][ends], color=COLOURS[0])
    log_axes(ax, (1, t[-1]), (3e-3, 2))
    ax.set_ylabel("K/K₁  (dimensionless)")
    ax.legend(loc="lower left")
