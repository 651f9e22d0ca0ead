"""Parameters and sequences in the arithmetic a constructor needs."""

from numbers import Rational

import flint
import numpy as np

from ssmtheory.errors import InputError


def to_fmpq(value: Rational | flint.fmpq) -> flint.fmpq:
    """The same rational number in flint's arithmetic."""
    return flint.fmpq(int(value.numerator), int(value.denominator))


def require_above(name: str, value: Rational, bound: Rational | int, why: str) -> None:
    """Raise ``InputError`` unless value > bound; ``why`` completes "… must be above … "."""
    if not value > bound:
        raise InputError(f"{name} must be above {bound} {why}, not {value}.")


def rounded(balls: list[flint.arb]) -> np.ndarray:
    """Midpoints as float64, shape (len,); correctly rounded when the balls are tight."""
    return np.array([float(x) for x in balls])
