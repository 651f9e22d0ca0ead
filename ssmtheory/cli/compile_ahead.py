"""Compile the chain kernels in a second process while the first run of a report is busy.

The first report after an installation compiles for ten seconds and more, on one core: the
compiler holds a lock per process.  What the second process has compiled by the time it is
needed is read from the cache; what it has not is compiled as usual.
"""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import ssmtheory

_CACHE = Path(ssmtheory.__file__).parent / "kernels" / "__pycache__"
_WORK = (
    "import numpy as np; from ssmtheory.closed_forms import legs;"
    "legs.normal_part_frequencies(8); legs.basis([0.5], 4); legs.solve(1j, np.eye(4), 4);"
    "legs.critical_rho(8); legs.rank_one_poles(8, 0.1);"
    "legs.one_plus_rho_allpass([1j, 2j], 8, 0.1)"
)
_STARTED: list[subprocess.Popen] = []  # nobody waits for them; kept so that they end in peace


def start() -> None:
    """Start the second process, unless the kernels are cached or the cache is elsewhere."""
    if "NUMBA_CACHE_DIR" in os.environ or any(_CACHE.glob("chain_poles.*.nbi")):
        return
    if not os.access(_CACHE.parent, os.W_OK):
        return
    quiet = subprocess.DEVNULL
    with contextlib.suppress(OSError):
        command = [sys.executable, "-c", _WORK]
        _STARTED.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))
