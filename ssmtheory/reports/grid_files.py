"""A pseudospectrum on disk: arrays as .npz or .json, or a picture."""

import io
import json
import os
from pathlib import Path

import numpy as np

from ssmtheory.analysis.pseudospectra import Pseudospectrum
from ssmtheory.analysis.spectrum import spectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError
from ssmtheory.reports.files import prepare_file, write_atomic
from ssmtheory.reports.provenance import provenance

ARRAYS, PICTURES = (".npz", ".json"), (".png", ".pdf", ".svg")


def check_target(path: str | os.PathLike) -> None:
    """Refuse, before any computation, a name or a place that cannot be written."""
    suffix = Path(path).suffix.lower()
    if suffix not in ARRAYS + PICTURES:
        raise InputError(f"{path}: the file must end in {', '.join(ARRAYS + PICTURES)}.")
    prepare_file(path)


def save_pseudospectrum(result: Pseudospectrum, subject: Subject, path: str | os.PathLike) -> Path:
    """Write ``result`` in the form that the suffix of ``path`` names; the same bytes each run."""
    suffix = Path(path).suffix.lower()
    if suffix == ".npz":
        return write_atomic(path, _npz(result))
    if suffix == ".json":
        return write_atomic(path, json.dumps(_record(result, arrays=True), allow_nan=False) + "\n")
    return write_atomic(path, _picture(result, subject, suffix[1:]))


def _record(result: Pseudospectrum, *, arrays: bool) -> dict:
    head = {"schema": "ssmtheory/pseudospectrum/1"} | result.to_json(arrays=arrays)
    parameters = {"window": list(result.window), "grid": [result.x.size, result.y.size]}
    return head | {"provenance": provenance(parameters, {"pseudospectrum": result.method})}


def _npz(result: Pseudospectrum) -> bytes:
    stream = io.BytesIO()  # numpy dates the members of an archive 1980-01-01: always the same
    about = json.dumps(_record(result, arrays=False))
    np.savez_compressed(
        stream, x=result.x, y=result.y, log10_sigma=result.log10_sigma, about=np.array(about)
    )
    return stream.getvalue()


def _picture(result: Pseudospectrum, subject: Subject, kind: str) -> bytes:
    from ssmtheory.reports.plots import style
    from ssmtheory.reports.plots.pseudospectrum import (
        MARGINS,
        colour_bar,
        plot_pseudospectrum,
    )

    with style.styled():
        figure, ax = style.new_figure(4.0, margins=MARGINS)
        colour_bar(figure, ax, plot_pseudospectrum(ax, result, spectrum(subject).values))
        rendered = style.render(figure)
    return rendered.svg_file if kind == "svg" else getattr(rendered, kind)
