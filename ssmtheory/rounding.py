"""Floating-point numbers that are proved to be the correctly rounded ones.

A ball rounds to a float when both of its ends do: every number in it then rounds alike.
"""

from fractions import Fraction

import flint
import numpy as np

from ssmtheory.errors import InputError

FORMATS = (np.float32, np.float64)


def check_format(dtype) -> type:
    """np.float32 or np.float64, from anything numpy takes for one; ``InputError`` otherwise."""
    kind = np.dtype(dtype).type
    if kind not in FORMATS:
        raise InputError(f"dtype must be float32 or float64, not {np.dtype(dtype)}.")
    return kind


def nearest_float(value: Fraction, dtype=np.float64):
    """The float of ``dtype`` nearest to a rational, ties to even, ±inf beyond the range."""
    if dtype is np.float64:
        try:
            return np.float64(value.numerator / value.denominator)  # int/int rounds correctly
        except OverflowError:
            return np.float64(np.inf if value > 0 else -np.inf)
    # Rounding twice can be wrong by one unit: choose among the neighbours exactly.
    with np.errstate(over="ignore"):
        start = dtype(nearest_float(value))
    if not np.isfinite(start):
        return start
    around = [np.nextafter(start, dtype(-np.inf)), start, np.nextafter(start, dtype(np.inf))]
    finite = [f for f in around if np.isfinite(f)]
    return min(finite, key=lambda f: (abs(Fraction(float(f)) - value), _is_odd(f)))


def rounded_ball(ball: flint.arb, dtype=np.float64):
    """The float that every number in the ball rounds to, or None when there are several."""
    if not ball.is_finite():
        return None
    if ball.is_zero():
        return dtype(0)
    # middle and radius are dyadic: the ends are taken exactly, whatever the working precision
    middle, radius = _exact(ball.mid()), _exact(ball.rad())
    low, high = (nearest_float(end, dtype) for end in (middle - radius, middle + radius))
    return low if low == high and np.signbit(low) == np.signbit(high) else None


def _exact(point: flint.arb) -> Fraction:
    mantissa, exponent = point.man_exp()
    mantissa, exponent = int(mantissa), int(exponent)
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def _is_odd(value) -> int:
    return int(value.view(np.uint32)) & 1
