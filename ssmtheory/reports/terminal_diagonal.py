"""A diagonalisation as a rich renderable."""

import math

from rich.table import Table

from ssmtheory.analysis.diagonalization import Diagonalization
from ssmtheory.reports.words import number

SHOWN = 6


def diagonalization_summary(found: Diagonalization) -> Table:
    """What it is, what it costs, how far it is from the original, and the first modes."""
    title = f"{found.origin.label}, N = {found.N}: {found.method}"
    table = Table(title=title, title_justify="left", box=None, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in _rows(found):
        table.add_row(name, value)
    return table


def _rows(found: Diagonalization) -> list[tuple[str, str]]:
    parameters = ", ".join(f"{k}={v}" for k, v in found.parameters.items() if v is not None)
    rows = [("parameters", parameters)] if parameters else []
    rows += [
        ("status", found.status),
        ("κ₂(V)", _kappa(found)),
        ("‖E‖₂", f"{_text(found.E_norm)}, {_text(found.E_relative)} of ‖A‖₂"),
        ("backward error", _text(found.backward_error)),
        ("stable", f"{'yes' if found.stable else 'no'}, margin {_text(found.stability_margin)}"),
    ]
    if found.state_error is not None:
        rows += [
            (
                "sup of the state-response error",
                f"{_text(found.state_error)} at ω = {_text(found.omega_worst)}, "
                f"where sup‖x‖ = {_text(found.states_sup)}",
            ),
            ("sup of the transfer error, C = e₀", _text(found.transfer_error)),
            ("a-priori bound of the state error", _bound(found)),
        ]
    modes = [f"{z.real:.9g} {z.imag:+.9g}i" for z in found.lam[:SHOWN]]
    more = f", … ({found.N} in all)" if found.N > SHOWN else ""
    return [*rows, ("λ", ", ".join(modes) + more)]


def _kappa(found: Diagonalization) -> str:
    if found.kappa is not None:
        return f"{found.kappa:.10g}"
    if found.kappa_bounds is not None:
        low, high = found.kappa_bounds
        return f"between {_text(low)} and {_text(high)}"
    return "not computed"


def _bound(found: Diagonalization) -> str:
    if found.bound is None:
        return "none"
    return _text(found.bound) + (" (vacuous)" if found.bound_vacuous else "")


def _text(value: float | None) -> str:
    if value is None:
        return "not computed"
    return number(value, 6) if math.isfinite(value) else "∞"
