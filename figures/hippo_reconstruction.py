"""What four memories hold of a band-limited signal after three units of time."""

import numpy as np

import ssmtheory as st
from ssmtheory.figures._signal import band_limited_noise
from ssmtheory.reports.plots import style

TITLE = "Online reconstruction of a band-limited signal"
SOURCES = ("hippo", "httyh")
PARAMETERS = {
    "T": 3.0,
    "dt": 1e-3,
    "N": 64,
    "freq": 3.0,
    "seed": 0,
    "method": "bilinear",
    "cells": 100,
}
CAPTION = (
    "A signal of band 3 (black), read online in steps of 10⁻³ by the bilinear rule, and what N "
    "= 64 coefficients hold of it at t = 3, for the four memories of the published code: scaled "
    "LegS keeps the whole past evenly, its time-invariant form keeps it under the measure "
    "e^{x−t}, LegT and FouT keep the last unit of time. (e) The measures. (f) The largest error "
    "in each of 100 cells: scaled LegS and LegT are as good as the steps allow, the "
    "time-invariant LegS loses the distant past, and FouT has the Gibbs phenomenon of a Fourier "
    "series on a window whose ends differ."
)
# key: (family, scaled)
MEMORIES = {
    "legs_scaled": ("legs", True),
    "legs": ("legs", False),
    "legt": ("legt", None),
    "fout": ("fout", None),
}
LOOKS = {
    "legs_scaled": ("LegS, scaled", style.BLUE, "-"),
    "legs": ("LegS", style.ORANGE, "--"),
    "legt": ("LegT", style.RED, "-."),
    "fout": ("FouT", style.GREEN, ":"),
}
TITLES = (
    "(a) LegS, scaled: whole past",
    "(b) LegS, time-invariant: fading past",
    "(c) LegT: last unit of time",
    "(d) FouT: last unit of time",
    "(e) measures at t = 3",
    "(f) error of the reconstruction",
)


def data(T, dt, N: int, freq, seed: int, method: str, cells: int) -> dict:
    """The signal, and for each memory its reconstruction (NaN outside), measure and error."""
    t = dt * np.arange(round(T / dt))
    u, middle = band_limited_noise(t, T, freq, seed), t + dt / 2  # sample k holds about middle_k
    found = {"t": middle, "u": u, "cells": (np.arange(cells) + 0.5) * T / cells}
    for key, (family, scaled) in MEMORIES.items():
        memory = st.project(family, N, u, dt, method=method, scaled=scaled)
        measure = _measure(key, middle, T)
        kept, values = measure > 0, np.full(t.size, np.nan)
        values[kept] = memory.reconstruct(middle[kept])
        error = np.where(kept, np.abs(values - u), np.nan).reshape(cells, -1)
        found[key], found[f"{key}_measure"] = values, measure
        found[f"{key}_error"] = error.max(axis=1)
    return found


def _measure(key: str, x: np.ndarray, T: float) -> np.ndarray:
    """dμ/dx at t = T: 1/T on [0, T], e^{x−T}, or 1 on [T−1, T]."""
    if key == "legs_scaled":
        return np.full(x.size, 1 / T)
    return np.exp(x - T) if key == "legs" else (x >= T - 1).astype(float)


def draw(found: dict):
    """Four panels of signal and reconstruction, the measures and the errors; a Figure."""
    margins = (0.55, 0.12, 0.42, 0.42, 0.65, 0.3)
    figure, axes = style.new_figure(5.0, rows=3, columns=2, margins=margins)
    for ax, key in zip(axes.flat, MEMORIES, strict=False):
        _signal(ax, found, key)
    _measures(axes[2, 0], found)
    _errors(axes[2, 1], found)
    for ax, title in zip(axes.flat, TITLES, strict=True):
        ax.set_title(title)
        ax.set_xlim(0, 3)
        ax.set_xticks([0, 1, 2, 3], labels=None if ax in axes[2] else [])
    for ax in axes[:2].flat:
        ax.set_ylabel("u  (dimensionless)")
    for ax in axes[2]:
        ax.set_xlabel("x  (time)")
    handles = [axes[0, 0].lines[1], *axes[2, 1].lines]
    style.legend_above(axes[0, 0], 5, handles, y=1.17)
    return figure


def _signal(ax, found: dict, key: str) -> None:
    t, (name, colour, _) = found["t"], LOOKS[key]
    ax.plot(t, found[key], color=colour, lw=3.0, alpha=0.8, label=name)
    ax.plot(t, found["u"], color=style.BLACK, lw=0.7, label="signal u")
    ax.set_ylim(-1.25, 1.25)


def _measures(ax, found: dict) -> None:
    for key, (name, colour, dash) in LOOKS.items():
        ax.plot(found["t"], found[f"{key}_measure"], color=colour, ls=dash, label=name)
    ax.set_ylim(0, 1.15)
    ax.set_ylabel("weight  (1/time)")


def _errors(ax, found: dict) -> None:
    for key, (name, colour, dash) in LOOKS.items():
        ax.plot(found["cells"], found[f"{key}_error"], color=colour, ls=dash, label=name)
    ax.set_yscale("log")
    ax.set_ylim(1e-6, 1.0)
    style.log_ticks(ax.yaxis)
    ax.set_ylabel("error  (dimensionless)")
