"""The rank-one form A + τPP*, τ = 2ρ/(1+ρ), of what an analysis is about."""

from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.errors import StructureError
from ssmtheory.families.rank_one import DECAY, rank_one_family


def rank_one_subject(subject: Subject, rho) -> Subject:
    """A_ρ = A + τPP*, B/(1+ρ) of a family's subject as a subject of its own, exact like it.

    rho : 0 < ρ ≤ 1, exactly as given (text, fraction, float); None or 0: the subject itself.

    Raises ``StructureError`` for anything else than legs, lagt, legt or fout, ``InputError``
    for another ρ.  Source: [ptd, §4].
    """
    if rho is None or rho == 0:
        return subject
    if subject.family is None:
        raise StructureError(f"rho needs one of the families {', '.join(DECAY)}, not a matrix.")
    return as_subject(rank_one_family(subject.family, rho), subject.N)
