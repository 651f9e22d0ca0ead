"""What a representation is given as lists or other arrays becomes NumPy arrays."""

import numpy as np

from ssmtheory.errors import InputError


def take_arrays(system, *names: str) -> None:
    """Replace the named fields of a frozen dataclass by ``np.asarray`` of them; None stays.

    Raises ``InputError`` for what is no array, and for a number where a vector is needed.
    """
    for name in names:
        given = getattr(system, name)
        if given is None:
            continue
        try:
            found = np.asarray(given)
        except (TypeError, ValueError):  # rows of different lengths
            raise InputError(f"{name} must be an array; its rows differ in length.") from None
        if found.ndim == 0:
            raise InputError(f"{name} must be an array, not {given!r}; write [{given!r}].")
        object.__setattr__(system, name, found)
