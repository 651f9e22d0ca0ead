"""``ssmtheory verify``."""

import click

from ssmtheory.cli.options import console, echo_json, json_option, progress_bar

EXIT_DIFFERS = 1
EPILOG = """\b
Examples:
  ssmtheory verify
  ssmtheory verify s4d ptd
  ssmtheory verify X5 --json
  ssmtheory verify --full
"""


@click.command("verify", epilog=EPILOG)
@click.argument("papers", nargs=-1, metavar="[PAPER or CLAIM]...")
@click.option("--full", is_flag=True, help="The full ranges: minutes rather than seconds.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: one for each core.")
@json_option
def command(papers, full, jobs, as_json) -> int:
    """Check what the papers claim, by running it; exit 1 when a verdict differs from its record."""
    from ssmtheory.claims.catalog import select
    from ssmtheory.claims.runner import run_claims

    claims = select(papers)
    with progress_bar(f"{len(claims)} claims") as progress:
        results = run_claims(papers, full=full, jobs=jobs, progress=progress)
    if as_json:
        from ssmtheory.claims.ledger import as_json as rows

        echo_json(rows(claims, results, full))
    else:
        from ssmtheory.reports.terminal_claims import verdict_table

        console().print(verdict_table(claims, results))
    return _differences(results)


def _differences(results) -> int:
    from ssmtheory.reports.terminal_claims import difference_lines

    lines = difference_lines(results)
    for line in lines:
        click.echo(f"ssmtheory: {line}", err=True)
    return EXIT_DIFFERS if lines else 0
