"""Kernels and their errors as rich tables."""

import numpy as np
from rich import box
from rich.table import Table

from ssmtheory.analysis.time.kernel_table import KernelTable
from ssmtheory.reports.words import number

_ROWS, _COLUMNS = 12, 5


def value_table(table: KernelTable) -> Table:
    """K_k of the first states at a few k, first and last among them."""
    form = table.form if table.rho is None else f"{table.form}, rho = {table.rho:g}"
    title = (
        f"Kernel of {table.label}, N = {table.N}, {form}; {table.method}, "
        f"dt = {table.dt:g}, L = {table.length}"
    )
    out = _table(title)
    out.add_column("k", justify="right")
    for n in table.states[:_COLUMNS]:
        out.add_column(f"state {n}", justify="right")
    for k in np.unique(np.linspace(0, table.length - 1, _ROWS).astype(int)):
        out.add_row(str(k), *(_value(x) for x in table.kernel[:_COLUMNS, k]))
    return out


def error_table(table: KernelTable) -> Table:
    """max |error| / max |K| against exact balls, a row per length."""
    out = _table("Error relative to the largest entry, against exact balls")
    names = ("float64", "float32", "direct64", "direct32")
    for name in ("L", *names):
        out.add_column(name, justify="right")
    for row in table.errors:
        out.add_row(str(row.length), *(number(getattr(row, name), 2) for name in names))
    return out


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))


def _value(x) -> str:
    if np.iscomplexobj(x):
        return f"{x.real:.8g}{x.imag:+.8g}i"
    return f"{x:.10g}"
