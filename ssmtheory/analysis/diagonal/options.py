"""The keywords of ``diagonalize``, and which method each of them belongs to."""

import numbers
from dataclasses import dataclass, fields
from fractions import Fraction

import numpy as np

from ssmtheory.decompositions.perturb.ptd import Progress
from ssmtheory.errors import InputError

DEFAULT_RHO = Fraction(1, 10)  # above every critical ρ: the largest is 0.0718, at N = 2
DEFAULT_EPS = 0.01
DEFAULT_START_EPS = 0.1
DEFAULT_GAMMA = 20.0

# ``rng``, ``vectors`` and ``certify`` belong to all: a seed does no harm to a method that
# draws nothing, and the other two are about the result
OWNERS = {
    "rho": ("rank-one", "ptd"),
    "eps": ("ginibre", "ptd"),
    "kind": ("ginibre", "ptd"),
    "draws": ("ginibre",),
    "reject_unstable": ("ginibre",),
    "gamma": ("ptd",),
    "loss": ("ptd",),
    "start": ("ptd",),
    "steps": ("ptd",),
    "progress": ("ptd",),
    "drop_half": ("normal-part",),
    "digits": ("eig", "rank-one", "normal-part"),
}


@dataclass(frozen=True)
class Options:
    """The keywords, with the defaults filled in where a method needs them."""

    rho: float | Fraction | str | None = None
    eps: float | None = None
    rng: np.random.Generator | None = None
    draws: int = 1
    kind: str = "complex"
    gamma: float = DEFAULT_GAMMA
    loss: str = "kappa"
    start: str | None = None
    steps: int = 1000
    drop_half: bool = False
    reject_unstable: bool = False
    vectors: bool = True
    certify: bool | None = None
    digits: int = 15
    progress: Progress | None = None


def read_options(method: str, rng, given: dict) -> Options:
    """``Options`` of what was given; ``InputError`` for a keyword of no or another method."""
    known = [field.name for field in fields(Options)]
    unknown = ", ".join(sorted(set(given) - set(known)))
    if unknown:
        raise InputError(
            f"diagonalize has no option {unknown}; it has method, allow_unstable, "
            f"{', '.join(known)}."
        )
    for name, owners in OWNERS.items():
        if given.get(name) is not None and method not in owners:
            raise InputError(f"{name} belongs to {' and '.join(owners)}, not to {method!r}.")
    _check_kinds(**given)
    return Options(rng=_generator(rng), **{k: v for k, v in given.items() if v is not None})


def _check_kinds(*, digits=None, progress=None, **_) -> None:
    if digits is not None and not isinstance(digits, numbers.Integral):
        raise InputError(f"digits must be a whole number from 1 to 10000, not {digits!r}.")
    if progress is not None and not callable(progress):
        raise InputError(f"progress must be called as progress(step, steps); {progress!r} cannot.")


def _generator(rng) -> np.random.Generator:
    try:
        return np.random.default_rng(0 if rng is None else rng)
    except (TypeError, ValueError):
        raise InputError(f"rng must be a Generator or a seed ≥ 0, not {rng!r}.") from None
