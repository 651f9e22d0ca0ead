"""Which frequencies the modes of S4D-Lin and of S4D-DFouT hear, by step and by damping."""

import numpy as np

import ssmtheory as st
from ssmtheory.families.dfout import is_alias_free, poles
from ssmtheory.figures._looks import log_axes
from ssmtheory.reports.plots import style

TITLE = "Frequency responses of S4D-Lin and S4D-DFouT"
SOURCES = ("dfout", "s4d")
PARAMETERS = {
    "N": 32,
    "steps": [0.001, 0.025, 0.1],
    "dampings": [0.001, 0.025, 0.1],
    "points": 49,
    "near": 16,
}
CAPTION = (
    "|1 − |λ̄_n||/|e^{iθ} − λ̄_n| of every mode, N = 32. (a)–(c) S4D-Lin, λ̄ = e^{Δ(−½ ± iπn)}: "
    "with Δ = 0.001 all modes crowd in 1.5 % of the band, with 0.025 they fill 0.375 of it, and "
    "with 0.1 the highest pass θ = π and come back aliased (red). (d)–(f) S4D-DFouT, λ̄ = e^{−ξ/2 "
    "+ 2πin/N}: the modes cover the band evenly whatever the step; ξ is their width alone."
)


def data(N: int, steps, dampings, points: int, near: int) -> dict:
    """For each panel and mode: λ̄, whether it is alias-free, angles θ and the response there."""
    lin = st.family("s4d-lin").system(N).lam
    lin = np.concatenate([lin, lin[1:].conj()])
    rows = [np.exp(dt * lin) for dt in steps] + [poles(N, xi) for xi in dampings]
    found = {"steps": np.array(steps), "dampings": np.array(dampings)}
    for j, lam in enumerate(rows):
        free = is_alias_free(lin, steps[j]) if j < len(steps) else np.ones(lam.size, dtype=bool)
        theta = np.array([_angles(mode, points, near) for mode in lam])
        gain = (1 - np.abs(lam[:, None])) / np.abs(np.exp(1j * theta) - lam[:, None])
        found |= {f"free_{j}": free, f"theta_{j}": theta, f"gain_{j}": gain}
    return found


def _angles(lam: complex, points: int, near: int) -> np.ndarray:
    """A grid of (−π, π] and finer points about arg λ̄, in units of the width 1 − |λ̄|."""
    beside = (1 - abs(lam)) * np.geomspace(0.05, 300, near)
    local = np.angle(lam) + np.concatenate([-beside, [0.0], beside])
    local = np.angle(np.exp(1j * local))
    return np.sort(np.concatenate([np.linspace(-np.pi, np.pi, points), local]))


def draw(found: dict):
    """S4D-Lin above, S4D-DFouT below, as a matplotlib Figure."""
    margins = (0.55, 0.12, 0.42, 0.3, 0.2, 0.38)
    figure, axes = style.new_figure(3.3, rows=2, columns=3, margins=margins)
    names = [f"S4D-Lin, Δ = {dt:g}" for dt in found["steps"]]
    names += [f"S4D-DFouT, ξ = {xi:g}" for xi in found["dampings"]]
    for j, (ax, letter, name) in enumerate(zip(axes.flat, "abcdef", names, strict=True)):
        rows = zip(found[f"theta_{j}"], found[f"gain_{j}"], found[f"free_{j}"], strict=True)
        for theta, gain, free in rows:
            colour, dash = (style.BLUE, "-") if free else (style.RED, (0, (3, 3)))
            width = 0.5 if free else 0.9
            ax.plot(theta / np.pi, gain, color=colour, ls=dash, lw=width)
        log_axes(ax, y=(1e-4, 2))
        ax.set_xlim(-1, 1)
        ax.set_xticks([-1, 0, 1])
        ax.set_title(f"({letter}) {name}")
    for ax in axes[:, 0]:
        ax.set_ylabel("gain  (dimensionless)")
    for ax in axes[:, 1:].flat:
        ax.set_yticklabels([])
    for ax in axes[0]:
        ax.set_xticklabels([])
    for ax in axes[1]:
        ax.set_xlabel("θ/π  (dimensionless)")
    return figure
