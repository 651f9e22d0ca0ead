"""How every figure looks, and how it becomes bytes: one place for both.

Paper width, nothing below 7 pt, colours that survive colour blindness (Okabe–Ito for lines,
cividis for fields), TrueType fonts in PDF, and output that depends on the data alone.

The font, templates/report-sans.ttf, is DejaVu Sans cut down to Latin, Greek, superscripts
and a few signs, without its layout tables: matplotlib subsets the font anew for every PDF,
and on the whole of DejaVu Sans that takes longer than drawing the figure.
"""

import io
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator, ScalarFormatter

from ssmtheory.reports.plots.png import png_bytes
from ssmtheory.reports.words import number_from_log10, superscript

SHORT_POWERS = -1, 3  # of the largest number on an axis, whose numbers then fit the margins
WIDTH = 5.5  # inches: the text width of most journals
PNG_DPI = 300
PDF_DPI = 200  # of the parts of a PDF that are pixels
BLACK, ORANGE, SKY, GREEN, BLUE, RED, PURPLE = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
GREY = "#767676"
FIELD = "cividis"
FONT = "SSMTheory Report Sans"

RC = {
    "font.family": [FONT, "DejaVu Sans"],  # the second for the rare sign that the first lacks
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # else every draw lays out all ticks to find room for a title
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "lines.linewidth": 1.1,
    "lines.markersize": 3,
    "hatch.linewidth": 0.5,
    "grid.linewidth": 0.3,
    "grid.color": "#c8c8c8",
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "legend.columnspacing": 1.4,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "ssmtheory",
    "path.simplify": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


@dataclass(frozen=True)
class Style:
    """What a journal asks for: ``width`` of the text in inches, and settings over ``RC``."""

    width: float = WIDTH
    rc: Mapping = field(default_factory=dict)


# STIX lacks some superscripts, which are then taken from the sans face.
_SERIF = {"font.family": ["STIXGeneral", FONT, "DejaVu Sans"], "mathtext.fontset": "stix"}
STYLES = {
    "plain": Style(),
    "neurips": Style(5.5, _SERIF),
    "icml": Style(6.75, _SERIF),
}
_STYLE = ContextVar("style", default=STYLES["plain"])


@contextmanager
def styled(name: str = "plain") -> Iterator[None]:
    """Context manager under which figures are drawn and saved, in one of ``STYLES``."""
    _register_font()
    style = STYLES[name]
    before = _STYLE.set(style)
    try:
        with matplotlib.rc_context(RC | style.rc):
            yield
    finally:
        _STYLE.reset(before)


def new_figure(height: float, *, rows: int = 1, columns: int = 1, margins=None):
    """A Figure of paper width and its Axes (an array of them for a grid).

    ``margins`` are left, right, bottom, top in inches, then the gaps between columns and
    rows; fixed margins keep the axes still between figures and cost no layout pass.
    """
    left, right, bottom, top, across, down = margins or (0.62, 0.15, 0.42, 0.3, 0.5, 0.4)
    width = _STYLE.get().width
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    grid = {
        "left": left / width,
        "right": 1 - right / width,
        "bottom": bottom / height,
        "top": 1 - top / height,
        "wspace": across / ((width - left - right) / columns),
        "hspace": down / ((height - bottom - top) / rows),
    }
    return figure, figure.subplots(rows, columns, gridspec_kw=grid)


def new_figure_3d(height: float):
    """A Figure of paper width and one three-dimensional Axes, with a strip for a legend above."""
    figure = Figure(figsize=(_STYLE.get().width, height))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.0, 0.04, 0.98, 0.9), projection="3d", computed_zorder=False)
    return figure, ax


def legend_above(ax: Axes, columns: int, handles=None, y: float = 1.0):
    """A legend in the margin above the axes, where it cannot cover data."""
    given = {} if handles is None else {"handles": handles}
    return ax.legend(
        **given, loc="lower left", bbox_to_anchor=(0.0, y), ncols=columns, borderaxespad=0.2
    )


def label_linear(axis, name: str, unit: str) -> None:
    """The label "name  (unit)" of a linear axis, whose limits must be set.

    Where its numbers would be long, a power of ten moves from them into the unit:
    ``Re z  (10⁻⁹/time)``.
    """
    reach = max(map(abs, axis.get_view_interval()))
    power = math.floor(math.log10(reach)) if reach > 0 else 0
    if not SHORT_POWERS[0] <= power <= SHORT_POWERS[1]:
        formatter = ScalarFormatter(useOffset=False)
        formatter.set_powerlimits((power, power))
        axis.set_major_formatter(formatter)
        axis.offsetText.set_visible(False)
        scale = superscript(power)
        unit = {"1/time": f"{scale}/time", "time": f"{scale} time"}.get(unit, scale)
    axis.set_label_text(f"{name}  ({unit})")


def label_powers_of_ten(axis, nbins: int = 7) -> None:
    """Tick an axis that holds log₁₀ of something, at whole powers if it spans two or more."""
    low, high = sorted(axis.get_view_interval())
    axis.set_major_locator(MaxNLocator(nbins, integer=high - low >= 2))
    axis.set_major_formatter(FuncFormatter(power_of_ten))


def level_text(levels):
    """How to write log₁₀ ``levels``: all as powers of ten, or all as numbers."""
    if all(abs(level - round(level)) < 1e-9 for level in levels):
        return power_of_ten
    return lambda log10, _position=None: number_from_log10(log10, 2)


def log_ticks(axis) -> None:
    """Write the decades of a logarithmic axis in the same way; no minor ticks on a long one."""
    low, high = axis.get_view_interval()
    if high > 1e4 * low:
        axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: _decade(value)))


def power_of_ten(log10: float, _position=None) -> str:
    """Tick text of 10**log10: 10⁻³ for a whole power, else two digits."""
    whole = abs(log10 - round(log10)) < 1e-9
    return superscript(round(log10)) if whole else number_from_log10(log10, 2)


def _decade(value: float) -> str:
    if value <= 0:
        return ""
    exponent = f"{value:.6e}".split("e")
    return superscript(int(exponent[1])) if float(exponent[0]) == 1.0 else ""


@cache
def _register_font() -> None:
    with as_file(files("ssmtheory.reports") / "templates" / "report-sans.ttf") as path:
        fontManager.addfont(path)


@dataclass(frozen=True)
class Rendered:
    """One figure as PDF and PNG, and as an SVG document unless it is too full for one."""

    pdf: bytes
    png: bytes
    svg_file: bytes | None

    @property
    def svg(self) -> str | None:
        """The drawing as an element that is ready to stand inside HTML."""
        return None if self.svg_file is None else _svg_element(self.svg_file.decode("utf-8"))


def render(figure: Figure, *, svg: bool = True) -> Rendered:
    """PDF, PNG at 300 dpi, and with ``svg`` that as well."""
    return Rendered(
        pdf=picture_file(figure, "pdf"),
        png=picture_file(figure, "png"),
        svg_file=picture_file(figure, "svg") if svg else None,
    )


def picture_file(figure: Figure, kind: str) -> bytes:
    """One file of the ``kind`` "pdf", "png" or "svg"; it depends on the data alone."""
    if kind == "png":
        return _png(figure)
    if kind == "svg":
        return _bytes(figure, "svg", metadata={"Date": None})
    return _bytes(
        figure, "pdf", dpi=PDF_DPI, metadata={"CreationDate": None, "Creator": "ssmtheory"}
    )


def prefix_ids(svg: str, prefix: str) -> str:
    """Make the ids of an inline SVG unique on a page that holds several."""
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'href="#', f'href="#{prefix}-', svg)
    return svg.replace("url(#", f"url(#{prefix}-")


def _bytes(figure: Figure, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, **options)
    return stream.getvalue()


def _png(figure: Figure) -> bytes:
    width, height = (int(inches * PNG_DPI) for inches in figure.get_size_inches())
    raw = np.frombuffer(_bytes(figure, "raw", dpi=PNG_DPI), np.uint8)
    return png_bytes(raw.reshape(height, width, 4), PNG_DPI)


def _svg_element(document: str) -> str:
    """The <svg> element without the XML prologue, metadata and namespaces, which HTML implies."""
    svg = document[document.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", svg, count=2)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    return svg.strip()
