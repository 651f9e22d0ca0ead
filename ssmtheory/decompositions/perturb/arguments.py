"""Numbers a caller gives: what is not one, or out of its range, is said before anything runs."""

import math
import numbers

import numpy as np

from ssmtheory.errors import InputError


def is_real_number(value) -> bool:
    """A single real number that is not a bool; a complex one, an array or text is not."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def check_positive(name: str, value, meaning: str) -> float:
    """Return a positive finite number as a float, or raise ``InputError``."""
    if not is_real_number(value) or not (0 < value and math.isfinite(value)):
        raise InputError(f"{name} must be a positive number ({meaning}), not {value!r}.")
    return float(value)


def check_count(name: str, value) -> int:
    """Return a whole number ≥ 1, or raise ``InputError``."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < 1:
        raise InputError(f"{name} must be at least 1 and whole, not {value!r}.")
    return int(value)
