"""Scaling by powers of two: matrices of any magnitude, and points far outside them."""

import math

import numpy as np

from ssmtheory.analysis.sigma.engine import log10
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF, rounding_floor

# Where |z| exceeds ‖A‖ by this factor σ_min = |z| to more digits than a double holds.
_FAR = 1e100


def power_of_two_scale(A: np.ndarray) -> float:
    """The power of two next above the largest |entry|; 1 for a zero matrix."""
    largest = max(np.abs(A.real).max(), np.abs(A.imag).max())
    return math.ldexp(1.0, math.frexp(largest)[1] - 1) if largest > 0 else 1.0


def scaled(A: np.ndarray) -> tuple[np.ndarray, float, float]:
    """(A/scale, scale, rounding floor of A): entries of order 1 cannot overflow."""
    scale = power_of_two_scale(A)
    A = A / scale
    return A, scale, rounding_floor(A.shape[0], np.linalg.norm(A, 2)) * scale


def rescaled(evaluate, scale: float):
    """Undo the scaling, and take |z| for σ_min where z is out of all proportion to A.

    ``evaluate`` returns log10 σ_min, or that and the log10 of a floor of each point.
    """

    def evaluate_scaled(z):
        far = np.abs(z) / _FAR > scale
        found = evaluate(np.ascontiguousarray(np.where(far, 0.0, z) / scale))
        values, floors = found if isinstance(found, tuple) else (found, None)
        distance = log10(np.abs(z))
        values = np.where(far, distance, values + math.log10(scale))
        if floors is None:
            return values
        rounding = distance + math.log10(DOUBLE_UNIT_ROUNDOFF)
        return values, np.where(far, rounding, floors + math.log10(scale))

    return evaluate_scaled
