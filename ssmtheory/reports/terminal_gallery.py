"""The gallery as a rich table."""

from rich import box
from rich.table import Table

from ssmtheory.families import gallery


def gallery_table() -> Table:
    """Name, default N, what it is, how it is defined."""
    table = Table(
        title="gallery (matrices without input; N has a default)",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("name", no_wrap=True, style="bold")
    table.add_column("N", justify="right")
    table.add_column("what it is", overflow="fold")
    table.add_column("definition", overflow="fold")
    for row in gallery.described():
        table.add_row(row["name"], str(row["default_n"]), row["title"], row["formula"])
    return table
