"""``ssmtheory report``."""

import click

from ssmtheory.cli import compile_ahead
from ssmtheory.cli.interruptible import interruptible
from ssmtheory.cli.options import (
    console,
    echo_json,
    json_option,
    progress_bar,
    read_subject,
    subject_options,
)

EPILOG = """\b
Examples:
  ssmtheory report legs -n 64
  ssmtheory report legs -n 64 --rho 0.1
  ssmtheory report legt -n 32 --out legt-report --open
  ssmtheory report --matrix A.npy
"""


@click.command("report", epilog=EPILOG)
@subject_options
@click.option("--rho", help="The rank-one form of legs, lagt, legt or fout: 0 < rho <= 1, exactly.")
@click.option("--digits", type=int, default=15, show_default=True, help="Significant digits.")
@click.option("--grid", type=int, default=200, show_default=True, help="Grid points per axis.")
@click.option("--out", "folder", metavar="DIR", help="Where to write; default names the subject.")
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@json_option
def command(family, N, matrix_file, key, rho, digits, grid, folder, open_page, as_json) -> None:
    """Certified eigenvalue and pseudospectrum report of FAMILY at size N, or of a matrix file.

    Writes DIR/report.html (one file, no network needed), DIR/report.json and DIR/figures.
    """
    subject = read_subject(family, N, matrix_file, key)
    subject.require_dense()
    if rho is None and subject.family is not None and subject.family.allpass is not None:
        compile_ahead.start()
    from ssmtheory.analysis.rank_one import rank_one_subject
    from ssmtheory.reports.export import write_report
    from ssmtheory.reports.files import folder_for
    from ssmtheory.reports.model import build_report

    about = rank_one_subject(subject, rho)
    if folder == "":
        raise click.UsageError("--out needs a folder; leave it out for the default one.")
    folder = folder or f"ssmtheory-report-{_slug(about.label)}-{about.N}"
    with folder_for(folder):
        with progress_bar("pseudospectrum") as progress:
            report = interruptible(
                lambda told: build_report(
                    subject, rho=rho, digits=digits, grid=grid, progress=told
                ),
                progress,
            )
        paths = write_report(report, folder, processes=2)
    if as_json:
        echo_json(report.to_json())
    else:
        from ssmtheory.reports.terminal import report_summary

        console().print(report_summary(report))
        click.echo(f"\n{paths[0]}")
    if open_page:
        click.launch(str(paths[0]))


def _slug(label: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in label).strip("-")
