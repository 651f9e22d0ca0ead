"""Facts: a measured quantity against what is stated of it, with the error bound it relies on.

Every constructor decides in three values: a statement ``holds`` (True), fails (False), or the
error of the measurement is larger than its distance from the boundary (None).
"""

import math
from dataclasses import dataclass

import numpy as np

from ssmtheory.errors import InputError

# From the strongest to the weakest; a verdict has the weakest evidence of its facts.
EVIDENCE = ("symbolic", "certified", "numerical")


@dataclass(frozen=True)
class Fact:
    """One quantity measured: whether what is stated of it holds, by what margin, on what basis.

    name : what was measured, its parameters included.
    measured : the number, or the exact object as text.
    stated : what the claim says of it, as text ("= 0.5", "≤ 2").
    holds : True, False, or None when the error leaves it open.
    margin : distance inside (+) or outside (−) of the boundary of what is stated, the error
        already taken off; inf for exact agreement.
    basis : the error bound, in words.
    evidence : one of ``EVIDENCE``.
    """

    name: str
    measured: float | str
    stated: str
    holds: bool | None
    margin: float
    basis: str
    evidence: str

    def __post_init__(self):
        if self.holds is not None:  # NumPy's False is not Python's, and a verdict asks which
            object.__setattr__(self, "holds", bool(self.holds))


def exactly(name: str, measured, stated, *, basis: str = "exact arithmetic") -> Fact:
    """measured = stated, both exact (integers, rationals, sympy or flint objects)."""
    if any(isinstance(x, float | complex | np.inexact) for x in (measured, stated)):
        raise InputError(f"{name}: exactly() compares exact objects; use close() for floats.")
    holds = bool(measured == stated)
    text = _number(measured) if isinstance(measured, int) else str(measured)
    return Fact(name, text, f"= {stated}", holds, math.inf if holds else 0.0, basis, "symbolic")


def close(
    name: str, measured: float, stated: float, *, error: float, basis: str, within: float = 0.0
) -> Fact:
    """|measured − stated| ≤ within, where measured is known to ``error``.

    With ``within`` = 0 the statement is equality, and holds when it cannot be told from it.
    """
    measured, stated, error = _finite(name, measured, stated, error)
    gap = abs(measured - stated)
    if within == 0.0:
        holds, margin = gap <= error, error - gap
    else:
        holds, margin = _side(within - gap, error)
    tail = f" ± {within:.3g}" if within else ""
    return Fact(name, measured, f"= {stated:.10g}{tail}", holds, margin, basis, "numerical")


def at_most(name: str, measured: float, bound: float, *, error: float, basis: str) -> Fact:
    """measured ≤ bound, where measured is known to ``error``."""
    measured, bound, error = _finite(name, measured, bound, error)
    holds, margin = _side(bound - measured, error)
    return Fact(name, measured, f"≤ {bound:.10g}", holds, margin, basis, "numerical")


def at_least(name: str, measured: float, bound: float, *, error: float, basis: str) -> Fact:
    """measured ≥ bound, where measured is known to ``error``."""
    measured, bound, error = _finite(name, measured, bound, error)
    holds, margin = _side(measured - bound, error)
    return Fact(name, measured, f"≥ {bound:.10g}", holds, margin, basis, "numerical")


def identity(name: str, left, right, *, bound: float, basis: str) -> Fact:
    """left = right as arrays: max |left − right| ≤ bound, the rounding error of computing both.

    ``bound`` is absolute and must be derived (constant × u × size of the terms), not chosen.
    """
    left, right = np.asarray(left), np.asarray(right)
    if left.shape != right.shape:
        raise InputError(f"{name}: the sides have shapes {left.shape} and {right.shape}.")
    residual = float(np.abs(left - right).max(initial=0.0))
    holds = residual <= bound  # False for NaN
    return Fact(name, residual, f"≤ {bound:.3g}", holds, bound - residual, basis, "numerical")


def _side(gap: float, error: float) -> tuple[bool | None, float]:
    """Three-valued sign of a gap known to ``error``, and how far it is from undecided."""
    if gap >= error:
        return True, gap - error
    return (False, gap + error) if gap < -error else (None, gap - error)


def _finite(name: str, *numbers: float) -> tuple[float, ...]:
    found = tuple(float(x) for x in numbers)
    if any(math.isnan(x) for x in found) or not 0 <= found[-1] < math.inf:
        raise InputError(f"{name}: needs numbers and an error bound, not {found}.")
    return found


def _number(value: int) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:8]}…({len(text)} digits)"
