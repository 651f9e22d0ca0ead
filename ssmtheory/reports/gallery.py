"""The figures of a report, each drawn once and rendered to PDF, PNG and SVG, with its words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import matplotlib.backends.backend_pdf  # before the fork, not once in each process
import matplotlib.backends.backend_svg  # noqa: F401
import numpy as np

from ssmtheory.reports.model import Report
from ssmtheory.reports.plots import style
from ssmtheory.reports.plots.condition_numbers import plot_condition_numbers
from ssmtheory.reports.plots.kernels import plot_kernel
from ssmtheory.reports.plots.pseudomodes import plot_pseudomode, point
from ssmtheory.reports.plots.pseudospectrum import MARGINS, colour_bar, plot_pseudospectrum
from ssmtheory.reports.plots.resolvent import plot_resolvent
from ssmtheory.reports.plots.spectrum import plot_spectrum
from ssmtheory.reports.plots.surface import plot_surface
from ssmtheory.reports.plots.transfer import plot_transfer
from ssmtheory.reports.plots.transient import plot_transient
from ssmtheory.reports.side_by_side import side_by_side
from ssmtheory.reports.words import count, number, number_from_log10, superscript

KERNEL_PANELS = 4
SVG_SAMPLES = 800  # per curve; fuller drawings are smaller as a PNG


@dataclass(frozen=True)
class Picture:
    """A rendered figure: ``name`` (of its files), ``caption``, ``alt`` for who cannot see it."""

    name: str
    caption: str
    alt: str
    rendered: style.Rendered


def gallery(report: Report, processes: int = 1) -> tuple[Picture, ...]:
    """Every figure the report has data for, in the order of the page."""
    with style.styled():
        pictures = side_by_side([partial(make, report) for make in _MAKERS], processes)
    return tuple(picture for picture in pictures if picture is not None)


def spectrum_picture(report: Report) -> Picture:
    """Certified eigenvalues beside LAPACK's."""
    figure, ax = style.new_figure(2.8)
    plot_spectrum(ax, report.spectrum, report.lapack)
    values, beside = report.spectrum.values, ""
    if report.lapack is not None:
        worst = number(float(report.lapack.errors.max()), 2)
        beside = f" LAPACK's values, as crosses, are off by up to {worst}."
    alt = (
        f"Scatter plot of {count(values.size, 'eigenvalue')} in the complex plane, real parts from "
        f"{number(values.real.min())} to {number(values.real.max())}, imaginary parts from "
        f"{number(values.imag.min())} to {number(values.imag.max())}.{beside}"
    )
    caption = f"Eigenvalues of A ({report.spectrum.status}).{beside}"
    return Picture("spectrum", caption, alt, style.render(figure))


def condition_numbers_picture(report: Report) -> Picture | None:
    """κ of each eigenvalue; None when none is known."""
    logs = report.conditioning.log10_kappa
    if np.isnan(logs).all():
        return None
    figure, ax = style.new_figure(2.5)
    plot_condition_numbers(ax, report.conditioning)
    worst = "infinite" if report.conditioning.defective else number_from_log10(np.nanmax(logs))
    alt = (
        f"Condition numbers of {count(int(np.isfinite(logs).sum()), 'eigenvalue')} on a "
        f"logarithmic scale; the largest is {worst}. A dotted line marks the reciprocal of the "
        f"unit roundoff, {superscript(16)}."
    )
    caption = (
        "Condition number κ of each eigenvalue: a perturbation of relative size u moves it by "
        "about κu‖A‖. Above the dotted line double precision leaves no digit."
    )
    return Picture("condition-numbers", caption, alt, style.render(figure))


def pseudospectrum_picture(report: Report) -> Picture:
    """Contours of ε with everything known drawn on top."""
    figure, ax = style.new_figure(3.9, margins=MARGINS)
    plane = report.pseudospectrum
    lam, boundary = report.spectrum, report.numerical_range.boundary
    filled = plot_pseudospectrum(ax, plane, lam.values, boundary, status=lam.status)
    colour_bar(figure, ax, filled)
    low, high = (f(plane.log10_sigma) for f in (np.min, np.max))
    alt = (
        f"Filled contours of the pseudospectra of {report.subject.label}, order {plane.order}, "
        f"over real parts {number(plane.x[0])} to {number(plane.x[-1])} and imaginary parts "
        f"{number(plane.y[0])} to {number(plane.y[-1])}; epsilon runs from "
        f"{number_from_log10(low)} to {number_from_log10(high)}. Eigenvalues, the numerical "
        "range and the imaginary axis are drawn on top."
    )
    caption = (
        "At each point z the colour says how small a change E of A (its 2-norm, ε) can make z "
        f"an eigenvalue of A + E. Computed by the {plane.method} method."
    )
    if not plane.trusted.all():
        caption += (
            f" Where it is hatched, ε is below the rounding floor, {number(plane.floor, 2)} or "
            "less, of floating-point arithmetic and the colour means nothing."
        )
    return Picture("pseudospectrum", caption, alt, style.render(figure, svg=False))


def surface_picture(report: Report) -> Picture:
    """The resolvent norm over the plane, in three dimensions."""
    figure, ax = style.new_figure_3d(3.8)
    plane = report.pseudospectrum
    plot_surface(ax, plane, report.spectrum.values)
    low = number_from_log10(-float(plane.log10_sigma.max()))
    alt = (
        f"Surface of the resolvent norm of {report.subject.label} over the window of the "
        f"pseudospectrum, logarithmic, from {low} upwards; it rises to infinity at the eigenvalues."
    )
    caption = (
        "The resolvent norm ‖(zI − A)⁻¹‖ = 1/ε over the same window, seen from the right half "
        "plane. It is infinite at the eigenvalues, where the peaks are cut off; the dots in the "
        "plane above are at their places."
    )
    return Picture("resolvent-surface", caption, alt, style.render(figure, svg=False))


def transient_picture(report: Report) -> Picture | None:
    """‖e^{tA}‖ between its bounds; None where it was not computed."""
    found = report.dynamics.transient
    if found is None:
        return None
    figure, ax = style.new_figure(2.9, margins=(0.62, 0.15, 0.42, 0.62, 0.5, 0.4))
    plot_transient(ax, found, report.dynamics.growth, report.dynamics.kreiss)
    last = f"{number_from_log10(float(found.log10_norm[-1]))} at t = {number(float(found.t[-1]))}"
    largest = number_from_log10(float(found.log10_norm.max()))
    alt = (
        f"Norm of exp(tA) against time, logarithmic: it starts at 1, its largest sample is "
        f"{largest}, and it is {last}. Upper and lower bounds are drawn as broken lines."
    )
    caption = (
        "Norm of exp(tA): how much an initial state can be amplified by the time t. The slope at "
        "0 is the numerical abscissa, the slope for large t the spectral abscissa."
    )
    return Picture("transient", caption, alt, style.render(figure))


def pseudomodes_picture(report: Report) -> Picture | None:
    """A few pseudomodes side by side; None where none was computed."""
    found = report.dynamics.pseudomodes
    if not found:
        return None
    margins = (0.68, 0.14, 0.42, 0.66, 0.5, 0.4)
    figure, axes = style.new_figure(2.3, columns=len(found), margins=margins)
    axes = np.atleast_1d(axes).ravel()
    for ax, mode in zip(axes, found, strict=True):
        envelope, real = reversed(plot_pseudomode(ax, mode))
        ax.set_xlabel("n  (dimensionless)")
    axes[0].set_ylabel("vₙ  (dimensionless)")
    style.legend_above(axes[0], 2, [real, envelope], y=1.24)
    places = "; ".join(
        f"z = {point(mode.z)}, σ = {number_from_log10(mode.log10_sigma)}" for mode in found
    )
    alt = f"{count(len(found), 'pseudomode')}, entries against their index, at {places}."
    caption = (
        "Pseudomodes v at the rightmost points z of three pseudospectra: ‖(zI − A)v‖ = σ, so that "
        "a change of A of the size σ makes v an eigenvector and z its eigenvalue."
    )
    return Picture("pseudomodes", caption, alt, style.render(figure))


def resolvent_picture(report: Report) -> Picture:
    """The resolvent norm along the imaginary axis."""
    figure, ax = style.new_figure(2.8, margins=(0.62, 0.15, 0.42, 0.48, 0.5, 0.4))
    plot_resolvent(ax, report.resolvent, report.nonnormality.numerical_abscissa)
    at, peak = report.resolvent.peak
    largest = f"{number_from_log10(peak)}, at ω = {number(at)}"
    alt = (
        "Norm of the resolvent along the imaginary axis against frequency, both logarithmic; "
        f"its largest sample is {largest}."
    )
    caption = (
        "Norm of the resolvent (iω − A)⁻¹: the worst amplification of a signal of frequency ω. "
        f"Largest sample: {largest}. The gap to the dashed line is the effect of non-normality."
    )
    return Picture("resolvent", caption, alt, style.render(figure))


def transfer_picture(report: Report) -> Picture | None:
    """|G(iω)| of both systems; None without a low-rank part."""
    found = report.comparison
    if found is None:
        return None
    figure, ax = style.new_figure(2.8)
    plot_transfer(ax, found)
    modes = count(found.spikes.size, "undamped mode" if found.poles_on_axis else "spike")
    alt = (
        "Modulus of the transfer function of the first state against frequency, log-log, for HiPPO "
        f"and for its {found.form}, which has {modes}."
    )
    made = "the normal part of A with half of B" if found.rho == 1 else "A + τPPᵀ with B/(1+ρ)"
    caption = (
        f"Transfer function to the first state, for HiPPO and for its {found.form} ({made}). The "
        "marks are at the frequencies ωₘ of the normal part, where the restriction spikes."
    )
    return Picture("transfer", caption, alt, style.render(figure))


def kernels_picture(report: Report) -> Picture | None:
    """The first kernels of both systems; None without a low-rank part."""
    found = report.comparison
    if found is None:
        return None
    panels = min(KERNEL_PANELS, found.kernels.shape[1])
    margins = (0.55, 0.12, 0.42, 0.44, 0.5, 0.38)
    rows, columns = (2, 2) if panels > 2 else (1, panels)
    figure, axes = style.new_figure(
        3.7 if rows == 2 else 2.1, rows=rows, columns=columns, margins=margins
    )
    axes = np.atleast_1d(axes).ravel()
    for n in range(panels):
        second, first = reversed(plot_kernel(axes[n], found, n))
        if n % columns == 0:
            axes[n].set_ylabel("Kₙ(t)  (1/time)")
        if n >= panels - columns:
            axes[n].set_xlabel("t  (time)")
    for ax in axes[panels:]:
        ax.set_visible(False)
    style.legend_above(axes[0], 2, [first, second], y=1.09)
    aliased = (
        ""
        if found.resolved
        else f" The fastest modes of the {found.form} are too fast to be drawn one by one here."
    )
    alt = (
        f"Kernels of the first {panels} states over {number(found.t[-1])} units of time, for HiPPO "
        f"(smooth) and its {found.form} (oscillating about it); they differ by up to "
        f"{number(found.kernel_distance)} in the first state."
    )
    caption = (
        f"Impulse responses Kₙ(t) of the first {panels} states.{aliased} In the first state the "
        f"two differ by up to {number(found.kernel_distance)}."
    )
    return Picture("kernels", caption, alt, style.render(figure, svg=found.t.size <= SVG_SAMPLES))


_MAKERS: tuple[Callable[[Report], Picture | None], ...] = (
    spectrum_picture,
    condition_numbers_picture,
    pseudospectrum_picture,
    surface_picture,
    resolvent_picture,
    transient_picture,
    pseudomodes_picture,
    transfer_picture,
    kernels_picture,
)
