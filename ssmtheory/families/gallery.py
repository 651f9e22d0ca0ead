"""The gallery: classical non-normal matrices by name, with the windows they are shown in.

``find("grcar").matrix(100)``.  They are matrices, not systems: no input, no measure.  Names,
default sizes, windows and levels are those of EigTool's dense demonstrations.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.limits import check_order, dense_bytes, require_memory
from ssmtheory.references import Source
from ssmtheory.systems import StateSpace

Window = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class GalleryMatrix:
    """A dense matrix for every N, and how it is usually shown.

    Attributes
    ----------
    name, title, formula : what it is.
    build : N ↦ float64 or complex128 array.
    default : the N to take when none is given.
    smallest, only : N is at least ``smallest``, or must be ``only``.
    less : the order is N − ``less`` (boundary conditions of collocation).
    windows : (x0, x1, y0, y1) by N; the key 0 stands for any N.
    level_ranges : (first, last, step) of log10 ε by N.
    discrete : its powers are what matters: the circle, not the axis, is its boundary.
    """

    name: str
    title: str
    formula: str
    build: Callable[[int], np.ndarray]
    default: int
    smallest: int = 2
    only: int | None = None
    less: int = 0
    discrete: bool = False
    windows: dict[int, Window] = field(default_factory=dict)
    level_ranges: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        stem = self.name.partition("-")[0]
        return Source("eigtool", f"{stem}_demo")

    def check(self, N: int | None) -> int:
        """N, or the default for None; ``InputError`` for an N that this matrix does not take."""
        N = check_order(self.default if N is None else N)
        if self.only is not None and N != self.only:
            raise InputError(f"{self.name} exists for N = {self.only} only, not {N}.")
        if N < self.smallest:
            raise InputError(f"{self.name} needs N of at least {self.smallest}, not {N}.")
        return N

    def matrix(self, N: int | None = None) -> np.ndarray:
        """A as float64 or complex128, of order N − ``less``."""
        N = self.check(N)
        require_memory(dense_bytes(N, itemsize=16, copies=6), f"{self.name} at N = {N}")
        return self.build(N)

    def system(self, N: int | None = None) -> StateSpace:
        """x' = A x as a ``StateSpace`` without input."""
        return StateSpace(self.matrix(N))

    def window(self, N: int) -> Window | None:
        """The customary window at this N, None where there is none."""
        return self.windows.get(N, self.windows.get(0))

    def levels(self, N: int) -> np.ndarray | None:
        """The customary log10 ε at this N, ascending; None where there are none."""
        if N not in self.level_ranges:
            return None
        first, last, step = self.level_ranges[N]
        return first + step * np.arange(round((last - first) / step) + 1.0)

    def __repr__(self) -> str:
        return f"GalleryMatrix({self.name!r}, default N={self.default})"


def names() -> tuple[str, ...]:
    """The names ``find`` accepts, alphabetically."""
    return tuple(_entries())


def find(name: str) -> GalleryMatrix | None:
    """The gallery matrix of this name (any case, "_" for "-"), None when there is none."""
    return _entries().get(str(name).strip().lower().replace("_", "-"))


def described() -> list[dict]:
    """One JSON-ready row of facts per matrix."""
    return [
        {
            "name": entry.name,
            "title": entry.title,
            "formula": entry.formula,
            "default_n": entry.default,
            "only_n": entry.only,
            "order": f"N − {entry.less}" if entry.less else "N",
            "discrete": entry.discrete,
            "source": {"key": entry.source.key, "locator": entry.source.locator},
            "notes": list(entry.notes),
        }
        for entry in _entries().values()
    ]


def _entries() -> dict[str, GalleryMatrix]:
    from ssmtheory.families.gallery_entries import ENTRIES

    return ENTRIES
