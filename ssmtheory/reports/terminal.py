"""A report, a spectrum or the catalogue as rich renderables; the caller's Console prints them.

Colour and width are the Console's business: without a terminal, or with NO_COLOR set, it
drops the colours.  At 80 columns long numbers fold rather than lose digits.
"""

from rich import box
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ssmtheory.analysis.spectra.lapack import LapackComparison
from ssmtheory.analysis.spectra.spectrum import Spectrum
from ssmtheory.families import families, family
from ssmtheory.families.base import Family
from ssmtheory.reports.dynamics_rows import dynamics_rows
from ssmtheory.reports.model import Report
from ssmtheory.reports.rows import conditioning_rows, eigenvalue_rows, form_rows, normality_rows

SHOWN = 8  # eigenvalues in a report's summary; report.html has all
_STYLE = {"good": "green", "bad": "red", "note": "cyan"}


def report_summary(report: Report) -> Group:
    """Verdict, the first eigenvalues, conditioning, normality and dynamics."""
    subject = report.subject
    omitted = [*report.dynamics.omitted.values(), *report.omitted.values()]
    left_out = [Text(sentence, style="dim") for sentence in omitted]
    return Group(
        Panel(_verdict(report), title=f"{subject.label}, N = {subject.N}", box=box.ROUNDED),
        eigenvalue_table(report.spectrum, report.lapack, limit=SHOWN),
        _facts("Conditioning", conditioning_rows(report)),
        _facts("Normality", normality_rows(report)),
        _facts("Dynamics", [(row.quantity, row.value) for row in dynamics_rows(report)]),
        *_forms(report),
        *left_out,
    )


def eigenvalue_table(
    spectrum: Spectrum, lapack: LapackComparison | None = None, limit: int | None = None
) -> Table:
    """Certain digits, radius, status and κ; LAPACK's error beside them when it is given.

    The column of imaginary parts is left out when all are exactly zero.  With ``limit``,
    only so many rows are shown and the caption counts the rest.
    """
    rows = eigenvalue_rows(spectrum, lapack)
    shown = rows if limit is None or len(rows) <= limit + 1 else rows[:limit]
    columns = ["j", "real", *(["imag"] if any(row.imag != "0" for row in rows) else [])]
    columns += ["radius", "status", "κ", *([] if lapack is None else ["LAPACK\nerror"])]
    part = "" if spectrum.part == "full" else ", normal part"
    title = f"Eigenvalues of {spectrum.label}, N = {spectrum.N}{part}"
    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    for name in columns:
        folds = name in ("real", "imag", "κ")
        table.add_column(
            name, justify="right", overflow="fold" if folds else "ellipsis", no_wrap=not folds
        )
    for row in shown:
        cells = {"κ": row.kappa, "LAPACK\nerror": row.lapack_error}
        table.add_row(*(cells[c] if c in cells else str(getattr(row, c)) for c in columns))
    if len(shown) < len(rows):
        table.caption = f"… and {len(rows) - len(shown)} more"
    return table


def families_table() -> Table:
    """The catalogue: name, aliases, what it is, where it comes from."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("name", no_wrap=True, style="bold")
    table.add_column("what it is", overflow="fold")
    table.add_column("aliases", overflow="fold")
    table.add_column("source", overflow="fold")
    for name in families():
        entry: Family = family(name)
        shown = f"{name}({','.join(entry.parameters)})" if entry.parameters else name
        table.add_row(shown, entry.title, ", ".join(entry.aliases), str(entry.source).strip("[]"))
    return table


def _verdict(report: Report) -> Text:
    text = Text()
    for number, statement in enumerate(report.verdict):
        text.append("\n" if number else "")
        text.append(f"{statement.topic}: ", style=f"bold {_STYLE[statement.tone]}")
        text.append(statement.text)
    return text


def _forms(report: Report) -> list[Table]:
    rows = form_rows(report)
    if not rows:
        return []
    title = "Diagonalisations compared (errors: sup over all frequencies)"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("form", "κ₂(V)", "‖E‖/‖A‖", "state error", "transfer error", "stable"):
        table.add_column(name, justify="left" if name == "form" else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return [table]


def _facts(title: str, rows: list[tuple[str, str]]) -> Table:
    table = Table(
        title=title, title_justify="left", box=None, show_header=False, padding=(0, 2, 0, 0)
    )
    table.add_column(overflow="fold", style="dim")
    table.add_column(justify="right", overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    return table
