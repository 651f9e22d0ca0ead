"""Pseudospectra as rich renderables: points in a table, a grid in a few lines."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context

import numpy as np
from rich import box
from rich.table import Table

from ssmtheory.analysis.pseudospectra.pseudospectrum import Pseudospectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.reports.words import number, number_from_log10


def points_table(subject: Subject, rows: list[dict], rho: str | None = None) -> Table:
    """z, σ_min(zI − A) and ‖(zI − A)⁻¹‖ per row of ``analysis.pseudospectra.points.sigma_at``."""
    title = f"{subject.label}, N = {subject.N}" + ("" if rho is None else f", ρ = {rho}")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("z", "log₁₀ σ_min", "σ_min", "resolvent norm", "method", "trusted"):
        table.add_column(name, justify="right", overflow="fold")
    proved = any("log10_bounds" in row for row in rows)
    if proved:
        table.add_column("proved: log₁₀ σ_min in", justify="right", overflow="fold")
    for row in rows:
        x, y = row["z"]
        value = row["log10_sigma_min"]
        infinite = value == "-inf"
        table.add_row(
            f"{x:g}{y:+g}i",
            value if infinite else f"{value:.12g}",
            "0" if infinite else number_from_log10(value, 6),
            "∞" if infinite else number_from_log10(-value, 6),
            row["method"],
            "yes" if row["trusted"] else f"no: below {number(row['floor'], 2)}",
            *([_interval(row["log10_bounds"])] if proved else []),
        )
    return table


def _interval(bounds: list) -> str:
    """15 digits of both ends, rounded outward: what is printed is proved too."""
    ends = zip(bounds, (ROUND_FLOOR, ROUND_CEILING), strict=True)
    low, high = (b if isinstance(b, str) else _rounded(b, way) for b, way in ends)
    return f"[{low}, {high}]"


def _rounded(x: float, way: str) -> str:
    return f"{Context(prec=15, rounding=way).create_decimal(x):.15g}"


def response_table(subject: Subject, form: str, omega: np.ndarray, states: np.ndarray) -> Table:
    """ω, ‖x(iω)‖ and the first state's modulus and phase, a row per frequency."""
    title = f"State response of {subject.label}, N = {subject.N}, {form}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("ω", "‖x(iω)‖", "|x₀(iω)|", "arg x₀ (rad)"):
        table.add_column(name, justify="right")
    for w, x in zip(omega, states, strict=True):
        first = complex(x[0])
        norm, phase = float(np.linalg.norm(x)), float(np.angle(first))
        table.add_row(f"{w:.10g}", f"{norm:.10g}", f"{abs(first):.10g}", f"{phase:.6f}")
    return table


def pseudospectrum_summary(result: Pseudospectrum) -> Table:
    """Window, grid, method, range and floor of a grid."""
    facts = result.to_json()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column()
    x0, x1, y0, y1 = facts["window"]
    table.add_row("subject", f"{result.label}, order {result.order}")
    table.add_row("window", f"Re {x0:g} to {x1:g}, Im {y0:g} to {y1:g}")
    table.add_row("grid", f"{facts['grid'][0]} × {facts['grid'][1]}")
    table.add_row("method", result.method)
    low, high = facts["log10_sigma_min"], facts["log10_sigma_max"]
    if low is not None:
        table.add_row("σ_min", f"{number_from_log10(low)} to {number_from_log10(high)}")
    floor = "none: accurate at any depth" if result.floor == 0 else number(result.floor, 2)
    table.add_row("rounding floor", floor)
    table.add_row("trusted", f"{facts['trusted_fraction']:.1%} of the points")
    if result.evaluated is not None:
        table.add_row("computed", f"{facts['evaluated_fraction']:.1%} of the points")
    level = facts["contained_level"]
    whole = "not proved" if level is None else f"proved for ε ≤ {number_from_log10(level)}"
    table.add_row("Λ_ε inside the window", whole)
    return table
