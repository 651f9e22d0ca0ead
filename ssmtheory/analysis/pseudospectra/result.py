"""What a pseudospectrum is: log10 σ_min on a grid, with what is known about each value."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from ssmtheory.analysis.pseudospectra.levels import automatic_levels


@dataclass(frozen=True, eq=False)
class Pseudospectrum:
    """log10 σ_min(zI − A) at z = x[j] + i y[i].

    x : (nx,), y : (ny,), log10_sigma : (ny, nx); −inf at an eigenvalue.
    floor : the largest σ below which a value is rounding noise (0: none is).
    varying_floor : (ny, nx) log10 of the floor of each point, None where all have ``floor``.
    chosen_levels : the log10 ε asked for, or customary for this matrix; None for automatic.
    contained_level : Λ_ε is proved to lie inside the window for ε = 10^contained_level; None
        when no ε is.  ``closed``: automatic levels stop there.
    evaluated : (ny, nx) mask of the values computed, None for all; the others are on the right
        side of every chosen level, and interpolated.
    eigenvalues : (order,) complex, to be drawn with it; None when nobody asked for them.
        ``eigenvalue_status``: exact, certified or uncertified.
    boundary : (k,) complex, of the numerical range, to be drawn with it, or None.
    """

    x: np.ndarray = field(repr=False)
    y: np.ndarray = field(repr=False)
    log10_sigma: np.ndarray = field(repr=False)
    floor: float
    method: str
    label: str
    order: int
    varying_floor: np.ndarray | None = field(default=None, repr=False)
    chosen_levels: np.ndarray | None = field(default=None, repr=False)
    contained_level: float | None = None
    closed: bool = False
    evaluated: np.ndarray | None = field(default=None, repr=False)
    eigenvalues: np.ndarray | None = field(default=None, repr=False)
    eigenvalue_status: str | None = None
    boundary: np.ndarray | None = field(default=None, repr=False)
    N: int | None = None
    rho: str | None = None
    precision: str = "double"
    provenance: dict | None = field(default=None, repr=False)

    @property
    def window(self) -> tuple[float, float, float, float]:
        """(x0, x1, y0, y1)."""
        return float(self.x[0]), float(self.x[-1]), float(self.y[0]), float(self.y[-1])

    @property
    def log10_floor(self) -> np.ndarray:
        """(ny, nx) log10 of the floor; −inf where the value is accurate at any depth."""
        if self.varying_floor is not None:
            return self.varying_floor
        level = np.log10(self.floor) if self.floor > 0 else -np.inf
        return np.full(self.log10_sigma.shape, level)

    @property
    def trusted(self) -> np.ndarray:
        """(ny, nx) mask: σ_min is not below the rounding floor of its point."""
        return self.log10_sigma >= self.log10_floor

    @property
    def evaluated_fraction(self) -> float:
        """Share of the grid's points at which σ_min was computed (mirrored ones count)."""
        return 1.0 if self.evaluated is None else float(self.evaluated.mean())

    def levels(self) -> np.ndarray:
        """The chosen log10 levels, else 6–12 evenly spaced ones that suit the trusted values.

        With ``closed`` they end at the contained level, unless that hides most of the range:
        every contour drawn is then a whole one.
        """
        if self.chosen_levels is not None:
            return self.chosen_levels
        shown = self.log10_sigma[self.trusted & np.isfinite(self.log10_sigma)]
        if self.closed and self.contained_level is not None and shown.size:
            low, high = np.percentile(shown, 0.5), shown.max()
            if self.contained_level >= (low + high) / 2:
                shown = np.minimum(shown, self.contained_level)
        return automatic_levels(shown)

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
            "evaluated_fraction": self.evaluated_fraction,
            "levels": self.levels().tolist(),
            "contained_level": self.contained_level,
            "rho": self.rho,
            "precision": self.precision,
        }
        return out | self._arrays() if arrays else out

    def _arrays(self) -> dict:
        out = {"x": self.x.tolist(), "y": self.y.tolist()}
        out["log10_sigma"] = _rows(self.log10_sigma)
        if self.varying_floor is not None:
            out["log10_floor"] = _rows(self.varying_floor)
        if self.evaluated is not None:
            out["evaluated"] = self.evaluated.tolist()
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


def _rows(values: np.ndarray) -> list:
    return np.where(np.isfinite(values), values, None).tolist()
