"""Pseudomodes: the vectors that A maps almost onto a multiple of themselves."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ssmtheory.analysis.nonnormal.pseudomodes import Pseudomode
from ssmtheory.reports.plots.style import BLACK, BLUE, GREY
from ssmtheory.reports.words import number, number_from_log10, signed

MARKED = 48  # entries up to which each has a dot
WIDEST = 20  # characters of a title that fit over a third of the page


def plot_pseudomode(ax: Axes, mode: Pseudomode):
    """Re v_n between the envelope ±|v_n|, n = 0 … N−1, of the right pseudomode v at z.

    The title holds z and σ_min(zI − A), the size of the perturbation of A that makes v an
    eigenvector; a σ_min below the rounding floor is marked as such.  Returns (real part,
    envelope).
    """
    v = mode.right
    n, modulus = np.arange(v.size), np.abs(v)
    (envelope,) = ax.plot(n, modulus, color=GREY, lw=0.8, label="±|vₙ|, the modulus")
    ax.plot(n, -modulus, color=GREY, lw=0.8)
    dot = {"marker": "o", "markersize": 1.8} if v.size <= MARKED else {}
    (real,) = ax.plot(n, v.real, color=BLUE, lw=0.9, label="Re vₙ", **dot)
    ax.axhline(0.0, color=BLACK, lw=0.4, zorder=0)
    reach = 1.08 * float(modulus.max())
    ax.set_ylim(-reach, reach)
    ax.margins(x=0.02)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))  # short numbers
    noise = "" if mode.trusted else " (rounding)"
    z, size = _place(mode.z)
    ax.set_title(f"{z}\nσ = {number_from_log10(mode.log10_sigma)}{noise}", pad=3, fontsize=size)
    return real, envelope


def point(z: complex, digits: int = 3) -> str:
    """z as a reader meets it: −0.32, 1.66 + 1.08i."""
    if abs(z.imag) <= 10.0**-digits * abs(z) * 1e-6:
        return number(z.real, digits)
    sign = "−" if z.imag < 0 else "+"
    return f"{number(z.real, digits)} {sign} {signed(number(abs(z.imag), digits))}i"


def _place(z: complex) -> tuple[str, float]:
    text = f"z = {point(z)}"
    return (text, 8) if len(text) <= WIDEST else (f"z = {point(z, 2)}", 7)
