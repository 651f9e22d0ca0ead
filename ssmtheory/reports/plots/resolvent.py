"""The resolvent norm along the imaginary axis."""

import numpy as np
from matplotlib.axes import Axes

from ssmtheory.reports.plots.style import (
    BLUE,
    GREY,
    ORANGE,
    RED,
    label_powers_of_ten,
    legend_above,
    log_ticks,
)
from ssmtheory.reports.resolvent import AxisResolvent


def plot_resolvent(ax: Axes, resolvent: AxisResolvent, numerical_abscissa: float | None = None):
    """log₁₀ ‖(iω − A)⁻¹‖₂ against log ω, beside what a normal matrix would give.

    With a negative ``numerical_abscissa`` ω(A), the bound 1/|ω(A)| is drawn; values above the
    rounding floor's reciprocal are shaded as not trusted.  Returns the main line.
    """
    omega, norms = resolvent.omega, _finite(resolvent.log10_norm)
    (line,) = ax.plot(omega, norms, color=BLUE, label="‖(iω − A)⁻¹‖", zorder=3)
    if resolvent.log10_norm_negative is not None:
        line.set_label("at +iω")
        ax.plot(omega, _finite(resolvent.log10_norm_negative), color=RED, lw=0.9, label="at −iω")
    label = "a normal matrix with these eigenvalues"
    ax.plot(omega, _finite(resolvent.log10_normal), color=ORANGE, linestyle="--", label=label)
    if numerical_abscissa is not None and numerical_abscissa < 0:
        bound = -np.log10(-numerical_abscissa)
        ax.axhline(bound, color=GREY, linestyle=":", label="bound 1/|numerical abscissa|")
    _mark_infinite(ax, resolvent)
    _shade_untrusted(ax, resolvent)
    ax.set_xscale("log")
    log_ticks(ax.xaxis)
    ax.margins(x=0)
    label_powers_of_ten(ax.yaxis)
    ax.set_xlabel("ω  (1/time)")
    ax.set_ylabel("resolvent norm  (time)")
    legend_above(ax, 2)
    return line


def _finite(log10: np.ndarray) -> np.ndarray:
    """A gap where the norm is infinite."""
    return np.where(np.isfinite(log10), log10, np.nan)


def _mark_infinite(ax: Axes, resolvent: AxisResolvent) -> None:
    infinite = np.isposinf(resolvent.log10_norm)
    if resolvent.log10_norm_negative is not None:
        infinite |= np.isposinf(resolvent.log10_norm_negative)
    if infinite.any():
        at, edge = resolvent.omega[infinite], np.full(infinite.sum(), 0.97)
        label = "infinite: an eigenvalue on the axis"
        ax.plot(at, edge, "^", color=RED, transform=ax.get_xaxis_transform(), label=label)


def _shade_untrusted(ax: Axes, resolvent: AxisResolvent) -> None:
    ceiling, top = -resolvent.log10_floor, float(np.nanmax(_finite(resolvent.log10_norm)))
    if np.isfinite(ceiling) and top > ceiling:
        label = "not trusted: beyond double precision"
        ax.axhspan(ceiling, top + 0.5, facecolor="none", edgecolor=GREY, hatch="////", label=label)
