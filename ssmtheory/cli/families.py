"""``ssmtheory families``."""

import click

from ssmtheory.cli.options import console, echo_json, json_option


@click.command("families")
@json_option
def command(as_json: bool) -> None:
    """The initialisations this tool knows, with their sources."""
    from ssmtheory.families.catalog import described

    rows = described()
    if as_json:
        echo_json({"schema": "ssmtheory/families/1", "families": rows})
        return
    from ssmtheory.reports.terminal import families_table

    console().print(families_table())
