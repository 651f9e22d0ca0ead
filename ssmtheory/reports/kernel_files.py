"""Kernels on disk: arrays as .npz or .json, or a picture."""

import io
import json
import os
from pathlib import Path

import numpy as np

from ssmtheory.analysis.time.kernel_table import KernelTable
from ssmtheory.errors import InputError
from ssmtheory.reports.files import prepare_file, write_atomic

ARRAYS, PICTURES = (".npz", ".json"), (".png", ".pdf", ".svg")


def check_target(path: str | os.PathLike) -> None:
    """Refuse, before any computation, a name or a place that cannot be written."""
    if Path(path).suffix.lower() not in ARRAYS + PICTURES:
        raise InputError(f"{path}: the file must end in {', '.join(ARRAYS + PICTURES)}.")
    prepare_file(path)


def save_kernel(table: KernelTable, path: str | os.PathLike) -> Path:
    """Write ``table`` in the form that the suffix of ``path`` names; the same bytes each run.

    .npz holds ``kernel`` (states, L), ``states`` and ``about``, the rest as JSON.
    """
    check_target(path)
    suffix = Path(path).suffix.lower()
    if suffix == ".json":
        return write_atomic(path, json.dumps(table.to_json(), allow_nan=False) + "\n")
    return write_atomic(path, _npz(table) if suffix == ".npz" else _picture(table, suffix[1:]))


def _npz(table: KernelTable) -> bytes:
    about = {k: v for k, v in table.to_json().items() if k not in ("kernel", "states")}
    stream = io.BytesIO()  # numpy dates the members of an archive 1980-01-01: always the same
    np.savez_compressed(
        stream,
        about=np.array(json.dumps(about)),
        kernel=table.kernel,
        states=np.array(table.states),
    )
    return stream.getvalue()


def _picture(table: KernelTable, kind: str) -> bytes:
    from ssmtheory.reports.plots import style
    from ssmtheory.reports.plots.kernel_rows import plot_kernel_rows

    with style.styled():
        figure, ax = style.new_figure(2.6)
        plot_kernel_rows(ax, table)
        return style.picture_file(figure, kind)
