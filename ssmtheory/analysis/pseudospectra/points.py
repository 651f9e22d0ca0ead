"""σ_min at single points, as JSON-ready rows."""

import numpy as np

from ssmtheory.analysis.rank_one import rank_one_subject
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.sigma.engine import log10
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError


def sigma_at(
    subject: Subject,
    points: list[complex],
    *,
    rho=None,
    precision: str = "double",
    certify: bool = False,
) -> list[dict]:
    """One row {"z", "log10_sigma_min", "method", "floor", "trusted"} per point.

    ``log10_sigma_min`` is a number, or the text "-inf" at an eigenvalue; ``trusted`` is
    False where σ_min lies below the rounding floor of the point.  ``certify`` adds
    "log10_bounds", two numbers (or "-inf") between which log10 σ_min is proved to lie, for the
    rank-one form with ``rho`` too: its entries are exact in ρ.
    """
    if not np.isfinite(points).all():
        raise InputError("the points must be finite numbers.")
    engine = sigma_min(subject, rho=rho, precision=precision)
    values, floors = engine.measure(np.array(points, dtype=complex))
    exact = rank_one_subject(subject, rho) if certify else None
    rows = []
    for z, value, floor in zip(points, values, floors, strict=True):
        row = {
            "z": [z.real, z.imag],
            "log10_sigma_min": _number(value),
            "method": engine.method,
            "floor": engine.floor if floor == float(log10(engine.floor)) else float(10.0**floor),
            "trusted": bool(value >= floor),
        }
        rows.append(row | (_bounds(exact, z) if certify else {}))
    return rows


def _bounds(subject: Subject, z: complex) -> dict:
    from ssmtheory.analysis.sigma.brackets import bracket

    found = bracket(subject, z)
    return {"log10_bounds": [_number(found.lo), _number(found.hi)]}


def _number(log10: float) -> float | str:
    return float(log10) if np.isfinite(float(log10)) else "-inf"
