"""One self-contained HTML page: no script, no network, figures inline."""

import base64
import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ssmtheory.references import bibtex
from ssmtheory.reports.claim_rows import claim_rows
from ssmtheory.reports.dynamics_rows import dynamics_rows
from ssmtheory.reports.gallery import Picture
from ssmtheory.reports.model import Report
from ssmtheory.reports.plots.style import prefix_ids
from ssmtheory.reports.rows import (
    conditioning_rows,
    eigenvalue_rows,
    fact_rows,
    form_rows,
    normality_rows,
)

SVG_LIMIT = 150_000  # characters; a larger drawing is smaller as a PNG
OPEN_ROWS = 12  # an eigenvalue table up to here is shown open


def render_html(report: Report, pictures: tuple[Picture, ...]) -> str:
    """The page of ``report`` with ``pictures`` (from ``gallery``) inside."""
    figures = {picture.name: figure_markup(picture) for picture in pictures}
    rows = eigenvalue_rows(report.spectrum, report.lapack)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            figures=figures,
            facts=fact_rows(report),
            eigenvalues=rows,
            table_open=len(rows) <= OPEN_ROWS,
            conditioning=conditioning_rows(report),
            normality=normality_rows(report),
            dynamics=dynamics_rows(report),
            forms=form_rows(report),
            claims=claim_rows(report.claims),
            provenance=report.provenance,
            references=[(key, without_addresses(bibtex(key))) for key in report.sources],
        )
    )


def figure_markup(picture: Picture) -> Markup:
    """<figure> with the SVG inline where it is small, else the PNG as data; alt text on either."""
    svg = picture.rendered.svg
    if svg is not None and len(svg) <= SVG_LIMIT:
        label = f'<svg role="img" aria-label="{escape(picture.alt)}"'
        image = prefix_ids(svg, picture.name).replace("<svg", label, 1)
    else:
        data = base64.b64encode(picture.rendered.png).decode("ascii")
        image = f'<img alt="{escape(picture.alt)}" src="data:image/png;base64,{data}">'
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>"
    name = escape(picture.name)
    return Markup(f'<figure id="figure-{name}"><div class="card">{image}</div>{caption}</figure>')


def without_addresses(entry: str) -> str:
    """A BibTeX entry without its url field: the page names no address at all."""
    return re.sub(r"\n\s*url\s*=[^\n]*", "", entry)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ssmtheory.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
