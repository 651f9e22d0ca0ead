"""What is drawn on a grid beside its contours: eigenvalues and the numerical range."""

import numpy as np

from ssmtheory.analysis.level_sets.numerical_range import numerical_range
from ssmtheory.analysis.rank_one import rank_one_subject
from ssmtheory.analysis.spectra.eigenvalues_to_draw import eigenvalues_to_draw
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import CHAINS
from ssmtheory.errors import SSMTheoryError

# Orders up to which the boundary takes a fraction of a second: 64 directions in O(N) each for
# a chain, half as many extreme eigenvectors of a dense matrix else.
_LARGEST_CHAIN = 10_000
_LARGEST_DENSE = 200


def drawings(subject: Subject, rho=None) -> dict:
    """The fields of a ``Pseudospectrum`` that are only drawn; none that cost more than the grid.

    "eigenvalues", "eigenvalue_status", "boundary".  Empty for a pencil or a rectangular matrix,
    which has neither; no boundary where it would take long.
    """
    try:
        values, status = eigenvalues_to_draw(subject, rho)
        found = {"eigenvalues": np.asarray(values, dtype=complex), "eigenvalue_status": status}
        return found | _boundary(rank_one_subject(subject, rho))
    except SSMTheoryError:
        return {}  # the grid is what was asked for


def _boundary(subject: Subject) -> dict:
    family = subject.family
    chain = family is not None and family.allpass in CHAINS
    if subject.order > (_LARGEST_CHAIN if chain else _LARGEST_DENSE) and not subject.is_diagonal:
        return {}
    return {"boundary": numerical_range(subject).boundary}
