"""A rectangular grid of z, filled block by block so that it can be stopped and resumed.

The blocks depend on the grid and the method alone, never on where a run was stopped: a
resumed run evaluates the same blocks and gives the same bytes as one that was not.
"""

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass

import numpy as np

from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError
from ssmtheory.limits import require_memory

# A block is a whole number of the engine's chunks, enough of them for all threads.
_CHUNKS = 16


@dataclass(eq=False)
class GridStore:
    """The values of a grid as they come in; ``identity`` says of which grid.

    log10_sigma, log10_floor : (m,), meaningful where ``done``.
    """

    identity: dict = field(default_factory=dict)
    log10_sigma: np.ndarray = field(default_factory=lambda: np.empty(0))
    log10_floor: np.ndarray = field(default_factory=lambda: np.empty(0))
    done: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=bool))

    def open(self, identity: dict, size: int) -> None:
        """Take the grid's identity, or refuse it when another one is stored."""
        if not self.identity:
            self.identity = identity
            self.log10_sigma, self.log10_floor = np.zeros(size), np.zeros(size)
            self.done = np.zeros(size, dtype=bool)
        differs = [key for key in identity if self.identity.get(key) != identity[key]]
        if differs or self.done.size != size:
            raise InputError(
                f"the saved part is of another grid ({', '.join(differs) or 'size'} differs); "
                "give the options it was made with, or start afresh."
            )


@dataclass(frozen=True, eq=False)
class Grid:
    """The points x[j] + i y[i]; with ``mirrored`` only those with y ≥ 0 are evaluated.

    x : (nx,), y : (ny,), symmetric to the last bit when ``mirrored``.
    """

    x: np.ndarray
    y: np.ndarray
    mirrored: bool

    @classmethod
    def of(cls, window, shape: tuple[int, int], *, real: bool) -> "Grid":
        """The grid of ``shape`` (nx, ny) over ``window``; mirrored where A is real and it can."""
        x0, x1, y0, y1 = window
        x, y = np.linspace(x0, x1, shape[0]), np.linspace(y0, y1, shape[1])
        mirrored = real and y0 == -y1
        return cls(x, (y - y[::-1]) / 2 if mirrored else y, mirrored)

    @property
    def rows(self) -> np.ndarray:
        """The y that are evaluated."""
        return self.y[self.y.size // 2 :] if self.mirrored else self.y

    def points(self) -> np.ndarray:
        """(rows, nx) complex."""
        return self.x[None, :] + 1j * self.rows[:, None]

    def whole(self, values: np.ndarray) -> np.ndarray:
        """(rows, nx) values unfolded to (ny, nx)."""
        if not self.mirrored:
            return values
        return np.concatenate([values[::-1][: self.y.size // 2], values])


class Filling:
    """Evaluates chosen points of a grid into a store, in blocks, and reports progress."""

    def __init__(self, engine: SigmaMin, grid: Grid, store: GridStore, progress=None):
        self.engine, self.grid, self.store, self.progress = engine, grid, store, progress
        self.z = grid.points().ravel()
        self.block = _CHUNKS * engine.chunk

    def fill(self, wanted: np.ndarray, *, before: int = 0, total: int | None = None) -> None:
        """Evaluate the points with the indices ``wanted`` that the store has not got yet.

        ``before`` of ``total`` points are settled already, for the progress report.
        """
        total = wanted.size if total is None else total
        for start in range(0, wanted.size, self.block):
            block = wanted[start : start + self.block]
            if self.store.done[block].all():
                self.report(before + start + block.size, total)
                continue
            found = self.engine.measure(self.z[block], self._within(before + start, total))
            self.store.log10_sigma[block], self.store.log10_floor[block] = found
            self.store.done[block] = True

    def report(self, done: int, total: int) -> None:
        """Tell the caller's progress callback, if there is one."""
        if self.progress is not None:
            self.progress(done, total)

    def _within(self, before: int, total: int):
        if self.progress is None:
            return None
        return lambda done, _: self.progress(before + done, total)


def check_grid(grid) -> tuple[int, int]:
    """(nx, ny) from a whole number ≥ 2 or a pair of them; refuses what would not fit."""
    pair = (grid, grid) if np.ndim(grid) == 0 else tuple(grid)
    if len(pair) != 2 or any(
        isinstance(n, bool) or not hasattr(n, "__index__") or n < 2 for n in pair
    ):
        raise InputError(f"grid must be a whole number ≥ 2, or a pair of them, not {grid!r}.")
    nx, ny = (int(n) for n in pair)
    what = f"A pseudospectrum grid of {nx} x {ny}"
    require_memory(128 * nx * ny, what, advice="a coarser grid")
    return nx, ny


def subject_key(subject: Subject) -> str:
    """A name for the matrix: a family with its size, or the digest of its entries."""
    if subject.family is not None:
        return f"{subject.label} at N = {subject.N}"
    digest = hashlib.sha256(type(subject.given).__name__.encode())
    for name, value in _arrays(subject.given):
        digest.update(f"{name} {value.dtype.str} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    return f"{subject.label} {digest.hexdigest()}"


def _arrays(given):
    if not is_dataclass(given):
        return
    for entry in fields(given):
        value = getattr(given, entry.name)
        if isinstance(value, np.ndarray):
            yield entry.name, value
