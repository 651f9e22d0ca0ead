"""LegS: the lowest pass of σ_min between neighbouring eigenvalues on the real axis.

For Re z < −½, σ = (α + c)|T(c + iy)| with α = −Re z − ½ and c = √(α² − σ²).  Each factor
((h_k − c)² + y²)/((h_k + c)² + y²) of |T|² increases with |y|, and (α − c)/(α + c) decreases
in c, so that the largest root c of (α − c)/(α + c) = |T(c + iy)|² decreases and σ increases
with |y|.  Hence σ_min ≥ σ_min(x) on the vertical line through a real x: the components of Λ_ε
about −(j+1) and −(j+2) meet exactly at ε = max σ_min on the interval between the two.
"""

import math

import numpy as np

from ssmtheory.analysis.sigma.allpass import prepare
from ssmtheory.analysis.subject import Subject

_GOLDEN = (math.sqrt(5) - 1) / 2
# A maximum is flat: half the digits of its place leave all digits of its value.
_STEPS = 42


def lowest_pass(subject: Subject) -> tuple[float, float]:
    """(log10 of the lowest maximum of σ_min between neighbours, the real point where it is)."""
    sigma = prepare(subject)
    left = -np.arange(2.0, subject.order + 1)
    right = left + 1
    inner = [right - _GOLDEN, left + _GOLDEN]
    values = [sigma(point + 0j) for point in inner]
    for _ in range(_STEPS):
        rises = values[0] < values[1]  # the maximum lies right of inner[0]
        left, right = np.where(rises, inner[0], left), np.where(rises, right, inner[1])
        width = (right - left) * _GOLDEN
        fresh = np.where(rises, left + width, right - width)
        found = sigma(fresh + 0j)
        inner = [np.where(rises, inner[1], fresh), np.where(rises, fresh, inner[0])]
        values = [np.where(rises, values[1], found), np.where(rises, found, values[0])]
    peaks = np.maximum(*values)
    k = int(np.argmin(peaks))
    return float(peaks[k]), float(inner[int(values[1][k] > values[0][k])][k])
