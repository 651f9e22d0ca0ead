"""FouT as a delay line: with C = B its kernel is an impulse one window ago."""

import numpy as np

import ssmtheory as st
from ssmtheory.reports.plots import style

TITLE = "FouT reproduces a delay"
SOURCES = ("httyh",)
PARAMETERS = {
    "N": 1024,
    "T": 2.5,
    "dt": 0.002,
    "orders": [64, 256, 1024],
    "top": 3e4,
    "points": 80,
}
CAPTION = (
    "The discrete kernel of FouT, C = B and K₀ reduced by 1, Δ = 0.002: (a) N = 1024 under "
    "zero-order hold: an impulse after 1 unit of time (500 steps), and a faint echo after 2. "
    "(b) The impulse magnified, for fewer states too, which make it wider; the bilinear rule "
    "(grey, N = 1024) moves the fast modes and smears it. (c) The largest |Bᵀ(iω − A)⁻¹B − 1 − "
    "e^{−iω}| in each period 2π of ω: 4ω/(π²N) (dotted) until it reaches 2, where the basis "
    "ends. The system is a delay in a band that grows with N."
)
SAMPLES = 17  # of a period, its ends and its middle among them
COLOURS = (style.GREEN, style.RED, style.BLUE)
DASHES = ("-.", "--", "-")


def data(N: int, T, dt, orders, top: float, points: int) -> dict:
    """Kernels over time for N and each of ``orders``, and |G(iω) − 1 − e^{−iω}| by period."""
    L = round(T / dt)
    found = {"t": dt * np.arange(L), "orders": np.array(orders), "delay": _kernel(N, dt, L, "zoh")}
    found["bilinear"] = _kernel(N, dt, L, "bilinear")
    zoh = {N: found["delay"]}
    zoh |= {order: _kernel(order, dt, L, "zoh") for order in orders if order != N}
    found["zoh"] = np.array([zoh[order] for order in orders])
    period = np.unique(np.geomspace(1, top / (2 * np.pi), points).astype(int)) - 1
    found["omega"] = np.pi * (2 * period + 1)
    found["distance"] = np.array([_distance(order, period) for order in orders])
    return found


def _kernel(N: int, dt: float, L: int, method: str) -> np.ndarray:
    """K_k = BᵀĀᵏB̄ − δ_{k0}."""
    system = st.family("fout").system(N)
    kernel = st.kernel("fout", dt, L, N=N, C=system.B, method=method)
    kernel[0] -= 1
    return kernel


def _distance(N: int, period: np.ndarray) -> np.ndarray:
    """max |G(iω) − 1 − e^{−iω}| over 2πm ≤ ω ≤ 2π(m+1), m in ``period``."""
    omega = 2 * np.pi * (period[:, None] + np.linspace(0.0, 1.0, SAMPLES))
    gain = st.closed_forms.fout.transfer(1j * omega, N, st.family("fout").system(N).B)
    return np.abs(gain - 1 - np.exp(-1j * omega)).max(axis=1)


def draw(found: dict):
    """The kernel, the impulse magnified, and the distance in frequency; a matplotlib Figure."""
    figure, axes = style.new_figure(2.35, columns=3, margins=(0.52, 0.12, 0.42, 0.5, 0.68, 0.3))
    axes[0].plot(found["t"], found["delay"], color=style.BLUE, lw=0.9)
    axes[1].plot(found["t"], found["bilinear"], color=style.GREY, lw=0.6, label="bilinear")
    rows = zip(found["orders"], found["zoh"], found["distance"], COLOURS, DASHES, strict=True)
    for N, kernel, distance, colour, dash in rows:
        label = f"N = {N}"
        axes[1].plot(found["t"], kernel, color=colour, ls=dash, label=label)
        axes[2].plot(found["omega"], distance, color=colour, ls=dash, label=label)
        law = 4 * found["omega"] / (np.pi**2 * N)
        axes[2].plot(found["omega"], law, color=colour, ls=":", lw=0.8)
    axes[1].set_xlim(0.965, 1.035)
    axes[1].set_xticks([0.98, 1.0, 1.02])
    axes[1].set_ylim(-0.15, 0.75)
    axes[0].margins(x=0)
    axes[2].set_xscale("log")
    axes[2].set_yscale("log")
    axes[2].margins(x=0)
    axes[2].set_ylim(1e-3, 4)
    style.log_ticks(axes[2].xaxis)
    style.log_ticks(axes[2].yaxis)
    labels = (("t", "time"), ("t", "time"), ("ω", "1/time"))
    titles = ("(a) kernel", "(b) magnified", "(c) in frequency")
    for ax, (name, unit), title in zip(axes, labels, titles, strict=True):
        ax.set_xlabel(f"{name}  ({unit})")
        ax.set_title(title)
    axes[0].set_ylabel(r"$K_k$  (dimensionless)")
    axes[1].set_ylabel(r"$K_k$  (dimensionless)")
    axes[2].set_ylabel("error  (dimensionless)")
    style.legend_above(axes[0], 4, axes[1].lines, y=1.12)
    return figure
