"""Lines that differ by colour and dash, and logarithmic axes; shared by the drawings."""

from ssmtheory.reports.plots import style

COLOURS = (style.BLUE, style.RED, style.GREEN, style.PURPLE, style.ORANGE, style.SKY)
DASHES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)), (0, (6, 2)))
MARKERS = ("o", "s", "^", "D", "v", "x")


def log_axes(ax, x: tuple | None = None, y: tuple | None = None) -> None:
    """Logarithmic scales with the limits given, (low, high); None leaves an axis linear."""
    if x is not None:
        ax.set_xscale("log")
        ax.set_xlim(*x)
        style.log_ticks(ax.xaxis)
    if y is not None:
        ax.set_yscale("log")
        ax.set_ylim(*y)
        style.log_ticks(ax.yaxis)
