"""Pseudospectra: Λ_ε(A) = {z : σ_min(zI − A) < ε}, as log10 σ_min on a grid or at points."""

import numpy as np

from ssmtheory.analysis.pseudospectra.adaptive import fill_adaptively
from ssmtheory.analysis.pseudospectra.contained import contained_level, eigenvalue_estimates
from ssmtheory.analysis.pseudospectra.grid import (
    Filling,
    Grid,
    GridStore,
    check_grid,
    subject_key,
)
from ssmtheory.analysis.pseudospectra.levels import check_levels
from ssmtheory.analysis.pseudospectra.result import Pseudospectrum as Pseudospectrum
from ssmtheory.analysis.pseudospectra.window import (
    automatic_window,
    check_window,
    containing_window,
    open_window,
)
from ssmtheory.analysis.sigma.choice import (
    has_real_matrix,
    sigma_min,
)
from ssmtheory.analysis.sigma.choice import (
    select_pseudospectrum_method as select_pseudospectrum_method,
)
from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.subject import Subject, as_subject, gallery_entry
from ssmtheory.errors import InputError

# Dense eigenvalues for the proof alone are not worth their time above this order.
_LARGEST_PROVED = 1024
# Above it the look around an automatic window would take seconds.
_LARGEST_OPENED = 400
_SAMPLES = 64


def pseudospectrum(
    x,
    N: int | None = None,
    *,
    grid=200,
    window=None,
    levels=None,
    rho=None,
    precision: str = "double",
    adaptive: bool = False,
    progress=None,
    store: GridStore | None = None,
) -> Pseudospectrum:
    """log10 σ_min(zI − A) on a rectangular grid.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, name of a gallery matrix (N may be left
        out), representation, or square array.
    grid : points per axis, or (nx, ny).
    window : (x0, x1, y0, y1); None chooses the customary one of a gallery matrix, else with
        ``levels`` one that Λ_ε of the largest level is proved to lie inside, else one that
        shows the spectrum and the contours around it.
    levels : log10 ε of the contours; None for the customary or for automatic ones.
    rho : the rank-one form A + τPPᵀ, τ = 2ρ/(1+ρ), of LegS or LagT instead.
    precision : "double"; "auto" computes what lies below the rounding floor in double-double,
        "balls" what lies below the floor of that in balls.
    adaptive : compute only the points near which a contour of ``levels`` can pass, and fill
        in the others between the right levels; exact for the contours, not for the values.
    progress : callable(done, total), called from this thread, or None.
    store : receives the values as they come, and gives those it has: see ``GridStore``.

    Raises ``InputError`` for a window, grid or levels that cannot be, ``MemoryLimitError`` for
    a grid that would not fit.

    For a real A and a window symmetric about the real axis only y ≥ 0 is computed.
    Source: [trefethen-embree, chapter 2 (definitions), chapter 39 (computation)].
    """
    subject, shape, levels = as_subject(x, N), check_grid(grid), check_levels(levels)
    window = None if window is None else check_window(window)
    engine = sigma_min(subject, rho=rho, precision=precision)
    estimates = _estimates(subject, rho, window)
    frame, levels, closed, proved = _frame(subject, engine, window, levels, estimates)
    plane = Grid.of(frame, shape, real=has_real_matrix(subject))
    filling = Filling(engine, plane, store if store is not None else GridStore(), progress)
    asked = {"rho": None if rho is None else str(rho), "precision": precision}
    identity = asked | {
        "matrix": subject_key(subject),
        "method": engine.method,
        "window": list(frame),
        "grid": list(shape),
        "levels": levels.tolist() if adaptive and levels is not None else None,
        "adaptive": bool(adaptive),
    }
    filling.store.open(identity, filling.z.size)
    if adaptive:
        *found, levels = fill_adaptively(filling, levels, _slope(subject))
    else:
        found = _fill(filling)
    sigma, floors, evaluated = map(plane.whole, found)
    return Pseudospectrum(
        plane.x,
        plane.y,
        sigma,
        _largest_floor(engine, floors),
        engine.method,
        subject.label,
        subject.order,
        varying_floor=floors if (floors != floors.flat[0]).any() else None,
        chosen_levels=levels,
        contained_level=_larger(
            proved, _contained(engine, plane, sigma, floors, adaptive, estimates)
        ),
        closed=closed,
        evaluated=evaluated if adaptive else None,
        N=subject.N,
        **asked,
    )


def log10_sigma_min(
    x, N: int | None = None, z=None, *, rho=None, precision: str = "double"
) -> np.ndarray:
    """log10 σ_min(zI − A) at z, of z's shape; −inf where z is an eigenvalue.

    Representable where σ_min itself underflows (LegS: σ_min falls to 10^(−0.77 N)).
    ``x``, ``N``, ``rho`` and ``precision`` as in ``pseudospectrum``; ``z`` a complex number or
    array.
    """
    points = _check_points(z)
    values = sigma_min(x, N, rho=rho, precision=precision)(points)
    return values[()]


def resolvent_norm(
    x, N: int | None = None, z=None, *, rho=None, precision: str = "double"
) -> np.ndarray:
    """‖(zI − A)⁻¹‖₂ = 1/σ_min(zI − A) at z, of z's shape; inf where it overflows.

    ``x``, ``N``, ``rho`` and ``precision`` as in ``pseudospectrum``; ``z`` a complex number or
    array.
    """
    with np.errstate(over="ignore"):
        return np.power(10.0, -log10_sigma_min(x, N, z, rho=rho, precision=precision))


def _estimates(subject: Subject, rho, window):
    """Eigenvalues and their backward error; None where they mean or cost something else."""
    if subject.is_pencil:
        return None
    if window is not None and not _is_chain(subject) and subject.order > _LARGEST_PROVED:
        return None
    return eigenvalue_estimates(subject, rho)


def _is_chain(subject: Subject) -> bool:
    return subject.family is not None and subject.family.allpass is not None


def _frame(subject: Subject, engine: SigmaMin, window, levels, estimates):
    """(window, levels, whether the window is the automatic one, level proved inside or None)."""
    if window is not None:
        return window, levels, False, None
    entry = gallery_entry(subject)
    if entry is not None:
        levels = entry.levels(subject.N) if levels is None else levels
        if (customary := entry.window(subject.N)) is not None:
            return check_window(customary), levels, False, None
    if levels is not None and estimates is not None:
        frame, proved = containing_window(subject, engine, float(levels[-1]), estimates)
        return frame, levels, False, proved
    frame = automatic_window(subject, None if estimates is None else estimates[0])
    if estimates is not None and not _is_chain(subject) and subject.order <= _LARGEST_OPENED:
        frame = open_window(subject, engine, frame)
    return frame, levels, levels is None, None


def _slope(subject: Subject) -> float:
    """|σ_min(z) − σ_min(w)| ≤ slope·|z − w|."""
    return float(np.linalg.norm(subject.given.E, 2)) * (1 + 1e-9) if subject.is_pencil else 1.0


def _fill(filling: Filling):
    """Every point: (log10 σ, log10 floor, evaluated), each (rows, nx)."""
    filling.fill(np.arange(filling.z.size))
    shape = filling.grid.rows.size, filling.grid.x.size
    store = filling.store
    known = store.done.reshape(shape)
    return store.log10_sigma.reshape(shape), store.log10_floor.reshape(shape), known


def _contained(engine: SigmaMin, plane: Grid, sigma, floors, adaptive: bool, estimates):
    if estimates is None:
        return None
    if adaptive:  # the values on the edge need not be computed ones
        x, y = (np.linspace(side[0], side[-1], _SAMPLES) for side in (plane.x, plane.y))
        return contained_level(engine, x, y, None, estimates)
    return contained_level(engine, plane.x, plane.y, (sigma, floors), estimates)


def _larger(one: float | None, other: float | None) -> float | None:
    return max((level for level in (one, other) if level is not None), default=None)


def _largest_floor(engine: SigmaMin, floors: np.ndarray) -> float:
    largest = float(floors.max())
    return engine.floor if largest == float(log10(engine.floor)) else 10.0**largest


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
