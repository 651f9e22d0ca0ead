"""σ_min at single points, as JSON-ready rows."""

import numpy as np

from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError


def sigma_at(subject: Subject, points: list[complex]) -> list[dict]:
    """One row {"z", "log10_sigma_min", "method", "floor"} per point.

    ``log10_sigma_min`` is a number, or the text "-inf" at an eigenvalue; ``trusted`` is
    False where σ_min lies below the rounding floor.
    """
    if not np.isfinite(points).all():
        raise InputError("the points must be finite numbers.")
    engine = sigma_min(subject)
    rows = []
    for z, value in zip(points, engine(np.array(points, dtype=complex)), strict=True):
        above = engine.floor == 0.0 or bool(value >= np.log10(engine.floor))
        rows.append(
            {
                "z": [z.real, z.imag],
                "log10_sigma_min": float(value) if np.isfinite(value) else "-inf",
                "method": engine.method,
                "floor": engine.floor,
                "trusted": above,
            }
        )
    return rows
