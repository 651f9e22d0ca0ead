"""Hankel singular values of the HiPPO systems and of diagonal forms of LegS."""

import numpy as np

import ssmtheory as st
from ssmtheory.families.conventions import full_spectrum
from ssmtheory.reports.plots import style

TITLE = "Hankel singular values"
SOURCES = ("hippo", "s4d", "tombs-postlethwaite1987")
PARAMETERS = {"N": 64, "rho": 0.5}
CAPTION = (
    "Hankel singular values: how much of the past each direction of the state carries into the "
    "future; N = 64. (a) All states as outputs: the HiPPO systems use all of their states. (b) "
    "The same for LegS and diagonal systems: those of the diagonal restriction come in pairs "
    "near N/(π(2m + 1)) (grey steps), the trace of its spikes, where LegS and the rank-one "
    "form, ρ = 0.5, stay below 1. (c) The first state as the only output: that of LegS has one "
    "value, ½; its diagonal restriction adds pairs near 1/(π(2m + 1)) (steps), at every N; a "
    "window, LegT or FouT, has 2/(π(2k + 1)) (dotted)."
)
FAMILIES = ("legs", "legt", "lagt", "fout")
# key: (label, colour, marker)
LOOKS = {
    "legs": ("LegS", style.BLACK, "o"),
    "legt": ("LegT", style.RED, "x"),
    "lagt": ("LagT", style.GREEN, "^"),
    "fout": ("FouT", style.BLUE, "s"),
    "diagonal": ("LegS, diagonal", style.ORANGE, "D"),
    "rank_one": ("LegS, rank-one", style.PURPLE, "+"),
    "inv": ("S4D-Inv", style.SKY, "v"),
    "lin": ("S4D-Lin", style.GREY, "1"),
}
PANELS = {
    "all": FAMILIES,
    "forms": ("legs", "diagonal", "rank_one", "inv", "lin"),
    "first": ("legs", "legt", "fout", "diagonal"),
}


def data(N: int, rho: float) -> dict:
    """σ descending: "all_…" with every state as an output, "first_…" with the first one."""
    found = {f"all_{name}": st.hankel_singular_values(name, N) for name in FAMILIES}
    found["forms_legs"] = found["all_legs"]
    found["forms_diagonal"] = st.hankel_singular_values("legs", N, form="diagonal")
    found["forms_rank_one"] = st.hankel_singular_values("legs", N, form="rank-one", rho=rho)
    for name in ("inv", "lin"):
        half = st.family(f"s4d-{name}").system(N)
        whole = st.Diagonal(*full_spectrum(half.lam, half.B))
        found[f"forms_{name}"] = st.hankel_singular_values(whole)
    first = np.eye(1, N)[0]
    for name in ("legs", "legt", "fout"):
        found[f"first_{name}"] = st.hankel_singular_values(name, N, C=first)
    found["first_diagonal"] = st.hankel_singular_values("legs", N, C=first, form="diagonal")
    return found | {"N": N}


def draw(found: dict):
    """Three panels of singular values by rank, as a matplotlib Figure."""
    margins = (0.52, 0.12, 0.42, 0.66, 0.5, 0.3)
    figure, axes = style.new_figure(2.6, columns=3, margins=margins)
    titles = ("(a) all states", "(b) all states, forms", "(c) first state")
    for ax, (panel, keys), title in zip(axes, PANELS.items(), titles, strict=True):
        for key in keys:
            _values(ax, found[f"{panel}_{key}"], key)
        ax.set_yscale("log")
        ax.set_xscale("linear" if ax is axes[0] else "log")
        ax.set_title(title)
        ax.set_xlabel("rank k  (dimensionless)")
    pairs = np.repeat(2 * np.arange(int(found["N"]) // 2) + 1, 2)
    steps = {"color": style.GREY, "lw": 0.6, "drawstyle": "steps-mid", "zorder": 0}
    rank = np.arange(1, pairs.size + 1)
    axes[1].plot(rank, found["N"] / (np.pi * pairs), **steps)
    axes[2].plot(rank + 1, 1 / (np.pi * pairs), **steps)
    axes[2].plot(rank, 2 / (np.pi * (2 * rank - 1)), color=style.BLACK, lw=0.7, ls=":", zorder=0)
    for ax, low, high in zip(axes, (5e-4, 1e-2, 1e-3), (30.0, 40.0, 1.2), strict=True):
        ax.set_ylim(low, high)
        style.log_ticks(ax.yaxis)
    for ax in axes[1:]:
        ax.set_xlim(0.85, 1.2 * rank[-1])
        style.log_ticks(ax.xaxis)
    axes[0].set_ylabel(r"$\sigma_k$  (dimensionless)")
    handles = [line for ax in axes for line in ax.lines if not line.get_label().startswith("_")]
    named = {line.get_label(): line for line in handles}
    style.legend_above(axes[0], 4, list(named.values()), y=1.1)
    return figure


def _values(ax, sigma: np.ndarray, key: str) -> None:
    label, colour, marker = LOOKS[key]
    look = {"ls": "none", "mfc": "none", "ms": 2.6, "mew": 0.7, "label": label}
    ax.plot(np.arange(1, sigma.size + 1), sigma, marker=marker, color=colour, **look)
