"""The measures of LegT, LagT and LegS at two times, and the weights that their ODEs give."""

import numpy as np

import ssmtheory as st
from ssmtheory.reports.plots import style

TITLE = "HiPPO measures at two times"
SOURCES = ("hippo",)
PARAMETERS = {"times": [0.75, 2.5], "N": 16, "start": -1.0, "stop": 2.8, "step": 0.005}
CAPTION = (
    "The measures μ⁽ᵗ⁾ of LegT (window 1), LagT and LegS at t = 0.75 and t = 2.5 (areas), and "
    "the weight of the input at time x in the first coefficient c₀(t) of the HiPPO ODE with N = "
    "16 states (broken lines). For LagT and LegS the two are the same: their ODEs are exact. "
    "LegT takes what leaves its window from its own coefficients: inside the window its weights "
    "ripple, and they reach a little beyond it. Only LegS never weighs x < 0 (hatched), where "
    "there is no input."
)
FAMILIES = ("legt", "lagt", "legs")
TITLES = ("(a) LegT: sliding window", "(b) LagT: fading past", "(c) LegS: whole past")


def data(times, N: int, start: float, stop: float, step: float) -> dict:
    """Densities dμ/dx and weights ∂c₀(t)/∂f(x) dx⁻¹ on one grid of x; NaN at x > t."""
    x = start + step * np.arange(round((stop - start) / step) + 1)
    found = {"x": x, "times": np.array(times)}
    for name in FAMILIES:
        found[name] = np.array([_density(name, t, x) for t in times])
        found[f"{name}_ode"] = np.array([_weight(name, t, x, N, step) for t in times])
    return found


def _density(name: str, t: float, x: np.ndarray) -> np.ndarray:
    """1 on [t−1, t]; e^{x−t} for x ≤ t; 1/t on [0, t]."""
    inside = x <= t + 1e-12
    if name == "lagt":
        return np.where(inside, np.exp(np.minimum(x - t, 0.0)), np.nan)
    first = t - 1 if name == "legt" else 0.0
    height = 1.0 if name == "legt" else 1 / t
    return np.where(inside, np.where(x >= first - 1e-12, height, 0.0), np.nan)


def _weight(name: str, t: float, x: np.ndarray, N: int, step: float) -> np.ndarray:
    """e₀ᵀe^{(t−x)A}B, and for the scaled ODE t c' = Ac + Bf e₀ᵀ(t/x)^A B/x."""
    out, past = np.full(x.size, np.nan), x <= t + 1e-12
    if name == "legs":
        age = np.log(t / x[past & (x > 0)])
        out[past] = 0.0
        out[past & (x > 0)] = st.closed_forms.legs.basis(np.abs(age), 1)[:, 0] / x[past & (x > 0)]
        return out
    family = "glagt(0,1)" if name == "lagt" else name  # LagT of the paper has the diagonal −1
    first = np.eye(1, N)[0]
    kernel = st.kernel(family, step, int(past.sum()), N=N, C=first, method="dirac")
    out[past] = kernel[::-1]
    return out


def draw(found: dict):
    """One panel for each family, the two times in two colours, as a matplotlib Figure."""
    figure, axes = style.new_figure(2.2, columns=3, margins=(0.5, 0.12, 0.42, 0.48, 0.12, 0.3))
    for ax, name, title in zip(axes, FAMILIES, TITLES, strict=True):
        _panel(ax, found, name)
        ax.set_title(title)
        ax.set_xlabel("x  (time)")
        ax.set_ylim(0, 1.55)
        ax.set_xlim(found["x"][0], found["x"][-1])
        ax.set_xticks([-1, 0, 1, 2])
    axes[0].set_ylabel("weight of x  (1/time)")
    for ax in axes[1:]:
        ax.set_yticklabels([])
    style.legend_above(axes[0], 4, y=1.1)
    return figure


def _panel(ax, found: dict, name: str) -> None:
    x = found["x"]
    ax.axvspan(x[0], 0.0, facecolor="none", edgecolor="#cccccc", hatch="////", linewidth=0)
    looks = ((style.BLUE, "--"), (style.RED, "-."))
    rows = zip(found["times"], looks, found[name], found[f"{name}_ode"], strict=True)
    for t, (colour, dash), density, weight in rows:
        ax.fill_between(x, density, color=colour, alpha=0.3, lw=0, label=f"measure, t = {t:g}")
        ax.plot(x, weight, color=colour, ls=dash, lw=0.9, label=f"ODE, t = {t:g}")
        ax.axvline(t, color=colour, lw=0.6)
