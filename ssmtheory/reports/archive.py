"""Arrays with a description in one .npz: the same bytes for the same content."""

import io
import json
from pathlib import Path

import numpy as np


def pack(about: dict, arrays: dict[str, np.ndarray], *, compressed: bool = True) -> bytes:
    """The .npz of ``arrays`` with ``about`` as JSON beside them; quicker if not compressed."""
    stream = io.BytesIO()  # numpy dates the members of an archive 1980-01-01: always the same
    save = np.savez_compressed if compressed else np.savez
    save(stream, about=np.array(json.dumps(about)), **arrays)
    return stream.getvalue()


def unpack(path: Path) -> tuple[dict, dict[str, np.ndarray]]:
    """(about, arrays) of a file that ``pack`` made; no pickles are read."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return json.loads(str(arrays.pop("about"))), arrays
