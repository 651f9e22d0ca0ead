"""A study of convergence as rich tables."""

import math

from rich import box
from rich.table import Table

from ssmtheory.analysis.convergence.result import Convergence, Mode
from ssmtheory.reports.words import number, signed

_WORDS = {True: "yes", False: "no", None: "undecided"}


def distance_table(found: Convergence) -> Table:
    """One row per N, one column per sense."""
    out = _table(f"Distance of {found.title}")
    out.add_column("N", justify="right")
    for mode in found.modes:
        out.add_column(mode.quantity, justify="right")
    for i, N in enumerate(found.Ns):
        out.add_row(str(N), *(_value(mode.distances[i]) for mode in found.modes))
    return out


def verdict_table(found: Convergence) -> Table:
    """Which modes of convergence hold: rate, limit, and what the answer rests on."""
    rate = "" if found.decay == 1 else f"{found.decay:g}"
    notes = f"r = √(2k+1), k = {found.state}; weak: outputs for u = e^(−{rate}t)"
    out = _table(f"Does the distance tend to 0?  ({notes})")
    for name in ("sense", "converges", "rests on", "fitted rate", "limit", "formula", "last/limit"):
        out.add_column(name)
    for mode in found.modes:
        error = "" if mode.limit_error is None else f"{1 + mode.limit_error:.6g}"
        formula = "" if mode.limit is None else mode.limit.statement
        rests = "exact limit" if mode.basis == "theorem" else mode.basis
        out.add_row(
            f"{mode.quantity}: {mode.name}",
            _WORDS[mode.converges],
            rests,
            _rate(mode),
            _limit(mode),
            formula,
            error,
        )
    return out


def _value(scalar) -> str:
    return number(scalar.value, 6)


def _rate(mode: Mode) -> str:
    if mode.fit is None:
        return "–"
    text = signed(f"N^{-mode.fit.rate:.3f}")
    known = math.isfinite(mode.fit.uncertainty)
    return f"{text} ± {number(mode.fit.uncertainty, 1)}" if known else text


def _limit(mode: Mode) -> str:
    limit = mode.limit
    if limit is None:
        return "not known"
    power = signed(f" N^-{limit.exponent:g}") if limit.exponent else ""
    bound = "≥ " if limit.bound and math.isfinite(limit.constant) else ""
    return f"{bound}{number(limit.constant, 6)}{power}"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
