"""Poles from balls to pairs of doubles: a point may be nearer to one than the next double is."""

import flint
import numpy as np


def pole_table(poles: list[flint.acb]) -> np.ndarray:
    """h, its rounding error, θ and its rounding error of poles −h + iθ, (4, N), |θ| ascending."""
    rows = [(*_pair(-z.real), *_pair(z.imag)) for z in poles]
    table = np.array(sorted(rows, key=lambda row: (abs(row[2]), row[0])), dtype=float)
    return np.ascontiguousarray(table.reshape(-1, 4).T)


def _pair(x: flint.arb) -> tuple[float, float]:
    high = float(x.mid())
    return high, float((x - flint.arb(high)).mid())
