"""The data of a figure on disk, and whether they are still what would be computed."""

import hashlib
import json
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

import ssmtheory
from ssmtheory.reports.archive import pack, unpack
from ssmtheory.reports.files import write_atomic
from ssmtheory.reports.provenance import provenance

SCHEMA = "ssmtheory/figure-data/1"


def data_of(module: ModuleType, name: str, folder: Path, *, fresh: bool = False):
    """({name: array}, reused): from ``folder`` where nothing that made them has changed.

    Data depend on the parameters, the code of the figure and of the library, and the versions
    of the packages; a change of any of them, or ``fresh``, computes them again.
    """
    path = folder / f"{name}.npz"
    key = digest(module)
    if not fresh and (kept := _kept(path, key)) is not None:
        return kept, True
    arrays = {label: np.asarray(value) for label, value in module.data(**module.PARAMETERS).items()}
    about = {"schema": SCHEMA, "figure": name, "digest": key}
    about["provenance"] = provenance(dict(module.PARAMETERS), {})
    write_atomic(path, pack(about, arrays))
    return arrays, False


def digest(module: ModuleType) -> str:
    """A name for everything that the data of a figure depend on."""
    made = provenance(dict(module.PARAMETERS), {})
    made.pop("date", None)
    found = hashlib.sha256(json.dumps(made, sort_keys=True).encode())
    found.update(_library().encode())
    here = Path(module.__file__)
    for path in (here, *sorted(here.parent.glob("_[a-z]*.py"))):
        found.update(path.read_bytes())
    return found.hexdigest()


def _kept(path: Path, key: str) -> dict | None:
    try:
        about, arrays = unpack(path)
    except Exception:  # none yet, or a damaged archive, which raises one of a dozen kinds
        return None
    return arrays if about.get("digest") == key else None


@cache
def _library() -> str:
    root = Path(ssmtheory.__file__).parent
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if not {"cli", "reports", "claims"} & set(path.relative_to(root).parts):
            found.update(path.read_bytes())
    return found.hexdigest()
