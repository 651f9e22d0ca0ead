"""A report on disk: report.html, report.json, and figures/NAME.pdf and .png."""

import json
import os
from pathlib import Path

from ssmtheory.reports.files import prepare_folder, write_atomic
from ssmtheory.reports.gallery import gallery
from ssmtheory.reports.html import render_html
from ssmtheory.reports.model import Report


def write_report(report: Report, folder: str | os.PathLike) -> list[Path]:
    """Write the report into ``folder`` (made if need be) and return the paths, page first.

    Two runs on the same input give the same bytes.  Raises ``OutputFileError`` when the
    folder or a file cannot be written; each file is then whole or absent.
    """
    folder = prepare_folder(folder)
    figures = prepare_folder(folder / "figures")
    pictures = gallery(report)
    paths = [
        write_atomic(folder / "report.html", render_html(report, pictures)),
        write_atomic(folder / "report.json", json_text(report.to_json())),
    ]
    for picture in pictures:
        paths.append(write_atomic(figures / f"{picture.name}.pdf", picture.rendered.pdf))
        paths.append(write_atomic(figures / f"{picture.name}.png", picture.rendered.png))
    return paths


def json_text(data: dict) -> str:
    """Strict JSON (no NaN), one line per top-level key, so that a diff shows which changed."""
    lines = (
        f"{json.dumps(key)}: {json.dumps(value, allow_nan=False, ensure_ascii=False)}"
        for key, value in data.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"
