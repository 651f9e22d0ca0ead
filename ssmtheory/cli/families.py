"""``ssmtheory families``."""

import click

from ssmtheory.cli.options import console, echo_json, json_option


@click.command("families")
@json_option
def command(as_json: bool) -> None:
    """The initialisations this tool knows, with their sources."""
    from ssmtheory.families import gallery
    from ssmtheory.families.catalog import described

    rows = described()
    if as_json:
        found = {"families": rows, "gallery": gallery.described()}
        echo_json({"schema": "ssmtheory/families/1"} | found)
        return
    from ssmtheory.reports.terminal import families_table
    from ssmtheory.reports.terminal_gallery import gallery_table

    console().print(families_table())
    console().print(gallery_table())
