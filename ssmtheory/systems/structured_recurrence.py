"""Which O(N) recurrence a real continuous system has under GBT(α), found from its matrix."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from ssmtheory.systems import recurrence, recurrence_lti
from ssmtheory.systems.checkerboard import checkerboard
from ssmtheory.systems.discretize_rules import GBT, Rule
from ssmtheory.systems.pair_blocks import pair_blocks
from ssmtheory.systems.semiseparable import semiseparable
from ssmtheory.systems.state_space import StateSpace


class StructuredRecurrence(NamedTuple):
    """``run(dt, u, x0, C, keep, threads)`` gives a ``Trace``; all its arrays are real."""

    algorithm: str
    run: Callable


def structured_recurrence(system: StateSpace, rule: Rule) -> StructuredRecurrence | None:
    """The recurrence, or None: complex, discrete or without input, several inputs, not GBT.

    "semiseparable": A is a diagonal plus rank-one triangles, or every second subdiagonal of one.
    "blocks": A is 2×2 blocks plus rank one.
    """
    if not isinstance(rule, GBT) or system.dt is not None or system.B is None:
        return None
    if system.B.ndim != 1 or np.iscomplexobj(system.A) or np.iscomplexobj(system.B):
        return None
    b = np.asarray(system.B, dtype=float)
    form = semiseparable(system.A)
    if form is not None:
        action = _triangular if form.has_unit_factor else _lti(recurrence_lti.two_sided)
        return StructuredRecurrence("semiseparable", partial(action, form, b, rule.alpha))
    for name, find, action in (
        ("semiseparable", checkerboard, recurrence_lti.checkerboard),
        ("blocks", pair_blocks, recurrence_lti.pair_blocks),
    ):
        form = find(system.A)
        if form is not None:
            return StructuredRecurrence(name, partial(_lti(action), form, b, rule.alpha))
    return None


def _triangular(form, b, alpha, dt, u, x0, C, keep, threads):
    steps = np.full(u.shape[1], float(dt))
    f, g = (1 - alpha) * steps, alpha * steps
    return recurrence.triangular(form, b, C, f, g, u, x0, keep=keep, threads=threads)


def _lti(action):
    def run(form, b, alpha, dt, u, x0, C, keep, threads):
        return action(form, b, C, alpha, dt, u, x0, keep=keep, threads=threads)

    return run
