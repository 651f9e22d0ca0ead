"""What a report was made with and from: versions, parameters, precision, sources.

Nothing here names a machine, a path or (unless SOURCE_DATE_EPOCH is set) a time, so two
runs of one command give the same bytes.
"""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata

from ssmtheory import __version__
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF

PACKAGES = ("numpy", "scipy", "numba", "python-flint", "mpmath", "sympy", "matplotlib", "jinja2")


def provenance(parameters: dict, methods: dict[str, str]) -> dict:
    """Versions, parameters and methods of a report, as JSON-ready data."""
    found = {
        "ssmtheory": __version__,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "parameters": parameters,
        "methods": methods,
        "unit_roundoff": DOUBLE_UNIT_ROUNDOFF,
    }
    made = source_date()
    return found if made is None else found | {"date": made}


def source_date() -> str | None:
    """The date that SOURCE_DATE_EPOCH asks for, None when it is unset or not a number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdigit():
        return None
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
