"""z ↦ log10 σ_min(zI − A) prepared once for a matrix; the points are shared among threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from ssmtheory.errors import ConvergenceError
from ssmtheory.limits import usable_cores

# Floating-point operations that are worth handing to a thread at a time.
_CHUNK_WORK = 2e7


@dataclass(frozen=True)
class SigmaMin:
    """z ↦ log10 σ_min(zI − A), prepared once for a matrix.

    method : the branch of ``select_pseudospectrum_method``.
    floor : σ below it is rounding noise at any z; 0 where the method is accurate at any depth.
    work : floating-point operations per point, roughly.
    evaluate : (m,) complex -> (m,) log10 σ_min, or that and the (m,) log10 of a floor of each
        point, where the error depends on z; safe to call from several threads.
    """

    method: str
    floor: float
    work: float
    evaluate: Callable[[np.ndarray], np.ndarray | tuple[np.ndarray, np.ndarray]]

    @property
    def chunk(self) -> int:
        """Points that a thread takes at a time."""
        return int(np.clip(_CHUNK_WORK / self.work, 1, 8192))

    def __call__(self, z: np.ndarray, progress=None) -> np.ndarray:
        """log10 σ_min at every z (any shape)."""
        return self.measure(z, progress)[0]

    def measure(self, z: np.ndarray, progress=None) -> tuple[np.ndarray, np.ndarray]:
        """log10 σ_min at every z (any shape), and the log10 of the floor there (−inf: none).

        ``progress(done, total)`` is called from the calling thread.
        """
        flat = np.ascontiguousarray(z, dtype=complex).ravel()
        out, floors = np.empty(flat.size), np.full(flat.size, float(log10(self.floor)))
        size = self.chunk
        starts = range(0, flat.size, size)

        def run(start: int) -> int:
            here = slice(start, start + size)
            found = self.evaluate(flat[here])
            if isinstance(found, tuple):
                found, floors[here] = found
            out[here] = found
            return out[here].size

        done = 0
        for count in _in_threads(run, starts):
            done += count
            if progress is not None:
                progress(done, flat.size)
        return out.reshape(np.shape(z)), floors.reshape(np.shape(z))


def settled(out: np.ndarray) -> np.ndarray:
    """``out`` itself; ``ConvergenceError`` where an iteration left NaN."""
    if np.isnan(out).any():
        raise ConvergenceError("σ_min did not settle at some points; move the window slightly.")
    return out


def log10(x):
    """log10 with log10(0) = −inf and no warning."""
    with np.errstate(divide="ignore"):
        return np.log10(x)


def _in_threads(run, starts):
    """Results of ``run(start)`` as they come; pending work is dropped when the caller stops."""
    if len(starts) == 1:
        yield run(starts[0])
        return
    executor = ThreadPoolExecutor(usable_cores())
    try:
        for future in as_completed([executor.submit(run, start) for start in starts]):
            yield future.result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
