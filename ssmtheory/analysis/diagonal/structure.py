"""What is known of the structure of a subject: its low-rank term, and whether it is a chain."""

import numpy as np

from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import StructureError
from ssmtheory.systems import NPLR


def is_chain(subject: Subject) -> bool:
    """One of the all-pass chains, LegS and LagT, with closed forms for everything."""
    return subject.family is not None and subject.family.allpass is not None


def has_low_rank(subject: Subject) -> bool:
    """A = (normal) − PP* is known, from the family or because an NPLR was given."""
    if isinstance(subject.given, NPLR):
        return subject.given.V is not None and np.array_equal(subject.given.P, subject.given.Q)
    return subject.family is not None and subject.family.nplr_rank is not None


def has_dissipative_low_rank(subject: Subject) -> bool:
    """The same with no pole of the normal part right of the axis: rank-one moves none there."""
    given = subject.given
    return has_low_rank(subject) and (given is None or given.lam.real.max() <= 0)


def normal_plus_low_rank(subject: Subject) -> NPLR:
    """A = V(Λ − PP*)V*; ``StructureError`` without one."""
    if not has_low_rank(subject):
        raise StructureError(
            f"{subject.label} has no normal-plus-low-rank form; legs, lagt, legt and fout have "
            'one, and for any matrix there are the methods "ginibre" and "ptd".'
        )
    return subject.given if subject.given is not None else subject.family.nplr(subject.N)


def low_rank_term(subject: Subject) -> np.ndarray:
    """P (N, r) in the coordinates of A, real where A is: V P is real up to rounding then."""
    form = normal_plus_low_rank(subject)
    return like(subject, form.V @ form.P)


def like(subject: Subject, M: np.ndarray) -> np.ndarray:
    """Real where A is."""
    return M.real if subject.is_real else M


def perturbing_methods(subject: Subject) -> str:
    """The methods that perturb this subject, for an advice."""
    names = '"ptd" or "ginibre"'
    return f'method="rank-one", {names}' if has_low_rank(subject) else f"method={names}"
