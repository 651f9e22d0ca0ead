"""A report on disk: report.html, report.json, and figures/NAME.pdf and .png."""

import json
import os
from pathlib import Path

from ssmtheory.reports.files import folder_for, write_all
from ssmtheory.reports.gallery import gallery
from ssmtheory.reports.html import render_html
from ssmtheory.reports.model import Report


def write_report(report: Report, folder: str | os.PathLike, *, processes: int = 1) -> list[Path]:
    """Write the report into ``folder`` (made if need be) and return the paths, page first.

    processes : 2 draws in a forked copy of this process too (see ``side_by_side``).

    Two runs on the same input give the same bytes.  Raises ``OutputFileError`` when the
    folder or a file cannot be written; no file of this run is then left.
    """
    pictures = gallery(report, processes)
    with folder_for(folder) as folder, folder_for(Path(folder) / "figures") as figures:
        contents = {
            folder / "report.html": render_html(report, pictures),
            folder / "report.json": json_text(report.to_json()),
        }
        for picture in pictures:
            contents[figures / f"{picture.name}.pdf"] = picture.rendered.pdf
            contents[figures / f"{picture.name}.png"] = picture.rendered.png
        return write_all(contents)


def json_text(data: dict) -> str:
    """Strict JSON (no NaN), one line per top-level key, so that a diff shows which changed."""
    lines = (
        f"{json.dumps(key)}: {json.dumps(value, allow_nan=False, ensure_ascii=False)}"
        for key, value in data.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"
