"""A diagonalisation as a rich renderable, and as JSON with the digits that balls carry."""

import math

import flint
from rich.table import Table

from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.precision import certain_decimal
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


def diagonalization_json(found: Diagonalization) -> dict:
    """``found.to_json()`` and, where there are balls, λ and B as decimals under "decimals".

    Each is [real, imag, radius], strings of certain digits only, in the order of "lam".
    """
    data, balls = found.to_json(), found.balls
    if balls is None:
        return data
    given = {"lam": balls.lam, "B": balls.B}
    decimals = {
        name: None if values is None else [_decimals(z, balls.digits) for z in values]
        for name, values in given.items()
    }
    return data | {"digits": balls.digits, "decimals": decimals}


def _rows(found: Diagonalization) -> list[tuple[str, str]]:
    parameters = ", ".join(f"{k}={v}" for k, v in found.parameters.items() if v is not None)
    rows = [("parameters", parameters)] if parameters else []
    rows += [
        ("status", _status(found)),
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
    more = f", … ({found.N} in all)" if found.N > SHOWN else ""
    return [*rows, ("λ", ", ".join(_modes(found)) + more)]


def _modes(found: Diagonalization) -> list[str]:
    """The first λ: nine digits, or all the certain ones that were asked for."""
    if found.balls is None:
        return [f"{z.real:.9g} {z.imag:+.9g}i" for z in found.lam[:SHOWN]]
    parts = [_decimals(z, found.balls.digits) for z in found.balls.lam[:SHOWN]]
    return [f"{real} {imag if imag[0] == '-' else '+' + imag}i" for real, imag, _ in parts]


def _decimals(z: flint.acb, digits: int) -> list[str]:
    """[real, imag, radius]: |z − (real + i imag)| is at most √2 times the larger radius."""
    (real, r), (imag, i) = (certain_decimal(part, digits, abs(z)) for part in (z.real, z.imag))
    return [real, imag, max(r, i, key=float)]


def _status(found: Diagonalization) -> str:
    if found.radii is None:
        return found.status
    return f"{found.status}, every λ within {_text(float(found.radii.max()))} of the exact one"


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
