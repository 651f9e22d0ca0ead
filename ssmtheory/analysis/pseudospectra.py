"""Pseudospectra: Λ_ε(A) = {z : σ_min(zI − A) < ε}, as log10 σ_min on a grid or at points."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from ssmtheory.analysis.pseudospectrum_levels import automatic_levels
from ssmtheory.analysis.pseudospectrum_window import automatic_window, check_window
from ssmtheory.analysis.sigma.choice import (
    has_real_matrix,
    sigma_min,
)
from ssmtheory.analysis.sigma.choice import (
    select_pseudospectrum_method as select_pseudospectrum_method,
)
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError
from ssmtheory.limits import require_memory


@dataclass(frozen=True, eq=False)
class Pseudospectrum:
    """log10 σ_min(zI − A) at z = x[j] + i y[i].

    x : (nx,), y : (ny,), log10_sigma : (ny, nx); −inf at an eigenvalue.
    floor : absolute σ below which the values are rounding noise (0: none are).
    """

    x: np.ndarray = field(repr=False)
    y: np.ndarray = field(repr=False)
    log10_sigma: np.ndarray = field(repr=False)
    floor: float
    method: str
    label: str
    order: int

    @property
    def window(self) -> tuple[float, float, float, float]:
        """(x0, x1, y0, y1)."""
        return float(self.x[0]), float(self.x[-1]), float(self.y[0]), float(self.y[-1])

    @property
    def trusted(self) -> np.ndarray:
        """(ny, nx) mask: σ_min is not below the rounding floor."""
        if self.floor == 0.0:
            return np.ones(self.log10_sigma.shape, dtype=bool)
        return self.log10_sigma >= np.log10(self.floor)

    def levels(self) -> np.ndarray:
        """6–12 evenly spaced log10 levels that suit the trusted values shown."""
        return automatic_levels(self.log10_sigma[self.trusted])

    def to_json(self, *, arrays: bool = False) -> dict:
        """Window, grid, method, floor, range and levels; x, y and log10_sigma with ``arrays``."""
        finite = self.log10_sigma[np.isfinite(self.log10_sigma)]
        out = {
            "label": self.label,
            "order": self.order,
            "method": self.method,
            "floor": self.floor,
            "window": list(self.window),
            "grid": [self.x.size, self.y.size],
            "log10_sigma_min": float(finite.min()) if finite.size else None,
            "log10_sigma_max": float(finite.max()) if finite.size else None,
            "trusted_fraction": float(self.trusted.mean()),
            "levels": self.levels().tolist(),
        }
        if arrays:
            finite_or_none = np.where(np.isfinite(self.log10_sigma), self.log10_sigma, None)
            out |= {"x": self.x.tolist(), "y": self.y.tolist()}
            out["log10_sigma"] = finite_or_none.tolist()
        return out

    def _repr_html_(self) -> str:
        rows = {key: value for key, value in self.to_json().items() if key != "levels"}
        cells = "".join(
            f"<tr><th>{escape(key)}</th><td>{escape(str(value))}</td></tr>"
            for key, value in rows.items()
        )
        return f"<table><caption>Pseudospectrum</caption>{cells}</table>"

    def __repr__(self) -> str:
        return (
            f"Pseudospectrum({self.label}, order={self.order}, "
            f"grid={self.x.size}x{self.y.size}, method={self.method!r}, floor={self.floor:.3g})"
        )


def pseudospectrum(
    x, N: int | None = None, *, grid=200, window=None, progress=None
) -> Pseudospectrum:
    """log10 σ_min(zI − A) on a rectangular grid.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation, or square array.
    grid : points per axis, or (nx, ny).
    window : (x0, x1, y0, y1); None chooses one that shows the spectrum and the contours
        around it.
    progress : callable(done, total), called from this thread, or None.

    Raises ``InputError`` for a window or grid that cannot be, ``MemoryLimitError`` for a
    grid that would not fit.

    For a real A and a window symmetric about the real axis only y ≥ 0 is computed.
    Source: [trefethen-embree, chapter 2 (definitions), chapter 39 (computation)].
    """
    subject = as_subject(x, N)
    nx, ny = _check_grid(grid)
    x0, x1, y0, y1 = automatic_window(subject) if window is None else check_window(window)
    re, im = np.linspace(x0, x1, nx), np.linspace(y0, y1, ny)
    engine = sigma_min(subject)
    if y0 == -y1 and has_real_matrix(subject):
        im = (im - im[::-1]) / 2  # symmetric to the last bit
        upper = engine(_points(re, im[ny // 2 :]), progress)
        values = np.concatenate([upper[::-1][: ny // 2], upper])
    else:
        values = engine(_points(re, im), progress)
    return Pseudospectrum(re, im, values, engine.floor, engine.method, subject.label, subject.order)


def log10_sigma_min(x, N: int | None = None, z=None) -> np.ndarray:
    """log10 σ_min(zI − A) at z, of z's shape; −inf where z is an eigenvalue.

    Representable where σ_min itself underflows (LegS: σ_min falls to 10^(−0.77 N)).
    ``x`` and ``N`` as in ``pseudospectrum``; ``z`` a complex number or array.
    """
    points = _check_points(z)
    values = sigma_min(as_subject(x, N))(points)
    return values[()]


def resolvent_norm(x, N: int | None = None, z=None) -> np.ndarray:
    """‖(zI − A)⁻¹‖₂ = 1/σ_min(zI − A) at z, of z's shape; inf where it overflows.

    ``x`` and ``N`` as in ``pseudospectrum``; ``z`` a complex number or array.
    """
    with np.errstate(over="ignore"):
        return np.power(10.0, -log10_sigma_min(x, N, z))


def _points(re: np.ndarray, im: np.ndarray) -> np.ndarray:
    return re[None, :] + 1j * im[:, None]


def _check_points(z) -> np.ndarray:
    if z is None:
        raise InputError("give the point or points z at which to evaluate.")
    try:
        points = np.asarray(z, dtype=complex)
    except (TypeError, ValueError):
        raise InputError(f"z must be a complex number or an array of them, not {z!r}.") from None
    if not np.isfinite(points).all():
        raise InputError("z must be finite.")
    return points


def _check_grid(grid) -> tuple[int, int]:
    pair = (grid, grid) if np.ndim(grid) == 0 else tuple(grid)
    if len(pair) != 2 or any(
        isinstance(n, bool) or not hasattr(n, "__index__") or n < 2 for n in pair
    ):
        raise InputError(f"grid must be a whole number ≥ 2, or a pair of them, not {grid!r}.")
    nx, ny = (int(n) for n in pair)
    what = f"A pseudospectrum grid of {nx} x {ny}"
    require_memory(64 * nx * ny, what, advice="a coarser grid")
    return nx, ny
