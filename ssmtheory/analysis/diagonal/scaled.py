r"""Scaling by powers of two: diagonalise A·2^−k with input B·2^−b, and scale back.

    λ, E ∝ 2^k,   B ∝ 2^b,   x = (s − A)⁻¹B ∝ 2^(b−k);   V, κ and every quotient stay.

A power of two rounds nothing, so entries near the ends of the range of doubles, whose squares
are beyond it, cost no digit, and the results at A and A·2^k are scalings of each other.
"""

from dataclasses import replace

import numpy as np

from ssmtheory.analysis.diagonal.balls import scaled_balls
from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError
from ssmtheory.systems import NPLR, Diagonal

Powers = tuple[int, int]
MODERATE = 400  # squares of entries below 2^400 are far inside the range of doubles


def scaled(subject: Subject) -> tuple[Subject, Powers]:
    """The subject with the largest entries of A (of the parts of an NPLR) and B near 1, and (k, b).

    The subject itself with (0, 0) for a family, and where an entry would underflow although
    the largest are moderate.  Raises ``InputError`` where they are not.
    """
    given = subject.given
    if given is None:
        return subject, (0, 0)
    k, b = exponent(_main(given)), exponent(given.B)
    if isinstance(given, NPLR):
        k = max(k, exponent(given.P) + exponent(given.Q))
        k -= k % 2  # half of it for each of P and Q
    change = {"B": None if given.B is None else ldexp(given.B, -b)}
    if isinstance(given, NPLR):
        change |= {"lam": ldexp(given.lam, -k)}
        change |= {"P": ldexp(given.P, -k // 2), "Q": ldexp(given.Q, -k // 2)}
    else:
        change |= {"lam" if isinstance(given, Diagonal) else "A": ldexp(_main(given), -k)}
    before = [getattr(given, name) for name in change]
    if not all(_exact(old, new) for old, new in zip(before, change.values(), strict=True)):
        return subject, _unscalable(k, b)
    return replace(subject, given=replace(given, **change)), (k, b)


def unscaled(found: Diagonalization, origin: Subject, powers: Powers) -> Diagonalization:
    """The result for ``origin`` from the one for its scaled twin."""
    k, b = powers
    if k == b == 0:
        return replace(found, origin=origin)
    by_k = ("lam", "E", "E_norm", "omega_worst", "resolution", "radii")
    powers_of = dict.fromkeys(by_k, k) | {"B": b, "B_radii": b}
    powers_of |= dict.fromkeys(("state_error", "transfer_error", "states_sup"), b - k)
    fields = {name: ldexp(getattr(found, name), power) for name, power in powers_of.items()}
    fields["bounds"] = {name: ldexp(value, b - k) for name, value in found.bounds.items()}
    fields["balls"] = None if found.balls is None else scaled_balls(found.balls, k, b)
    return replace(found, origin=origin, **fields)


def exponent(M: np.ndarray | None) -> int:
    """k with 2^k ≤ max |entry| < 2^(k+1), by real or imaginary part; 0 for None and zero."""
    if M is None or not M.size:
        return 0
    largest = float(np.abs(_real_view(M)).max())
    return int(np.frexp(largest)[1]) - 1 if largest > 0 and np.isfinite(largest) else 0


def ldexp(value, power: int):
    """value·2^power for a float, a real or complex array, or None; inf where it overflows."""
    if value is None:
        return None
    with np.errstate(over="ignore", under="ignore"):
        if np.ndim(value) == 0:
            return float(np.ldexp(float(value), power))
        out = np.ldexp(_real_view(value), power)
    return out.view(complex) if np.iscomplexobj(value) else out


def _unscalable(k: int, b: int) -> Powers:
    if max(abs(k), abs(b)) > MODERATE:
        raise InputError(
            "the entries differ by more than 290 orders of magnitude, and no scaling brings "
            "their squares into the range of doubles; change the units of the states first."
        )
    return 0, 0


def _main(given) -> np.ndarray:
    return given.lam if isinstance(given, Diagonal | NPLR) else given.A


def _real_view(M: np.ndarray) -> np.ndarray:
    if np.iscomplexobj(M):
        return np.ascontiguousarray(M, dtype=complex).view(float)
    return np.asarray(M, dtype=float)


def _exact(old: np.ndarray | None, new: np.ndarray | None) -> bool:
    if old is None:
        return True
    power = exponent(old) - exponent(new)
    return bool(np.array_equal(ldexp(new, power), old))
