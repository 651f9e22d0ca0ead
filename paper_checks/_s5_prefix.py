"""The tree of a parallel prefix over any associative operator, with its work and depth counted."""

from dataclasses import dataclass


@dataclass
class Prefix:
    """``values``[k] = x_k ∘ … ∘ x_0 in ``work`` operations, the longest chain of them ``depth``."""

    values: list
    work: int
    depth: int


def prefix(elements, operator) -> Prefix:
    """All prefixes by an up-sweep over distances 1, 2, 4, … and a down-sweep between them.

    operator : (later, earlier) ↦ their composition.
    """
    values, ready, work = list(elements), [0] * len(elements), 0

    def join(earlier: int, later: int) -> None:
        nonlocal work
        values[later] = operator(values[later], values[earlier])
        ready[later] = max(ready[later], ready[earlier]) + 1
        work += 1

    length, distance = len(values), 1
    while distance < length:
        for k in range(2 * distance - 1, length, 2 * distance):
            join(k - distance, k)
        distance *= 2
    while distance > 1:
        distance //= 2
        for k in range(3 * distance - 1, length, 2 * distance):
            join(k - distance, k)
    return Prefix(values, work, max(ready))
