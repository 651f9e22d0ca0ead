"""The record of a claim: what a paper states, where, and how to find out."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ssmtheory.claims.fact import EVIDENCE, Fact
from ssmtheory.errors import InputError

STATUSES = ("proved", "holds", "holds-with-caveat", "refuted", "inconclusive")


@dataclass(frozen=True)
class Run:
    """The circumstances of a check: quick or full range, and a seed that is the claim's own."""

    claim: str
    full: bool = False

    @property
    def rng(self) -> np.random.Generator:
        """A fresh generator, the same at every call and on every machine."""
        return np.random.default_rng(zlib.crc32(self.claim.encode()))

    def pick(self, quick, full):
        """``quick`` or ``full``, the ranges that the two kinds of run take."""
        return full if self.full else quick


@dataclass(frozen=True)
class Recorded:
    """A number on record: the fact of this name measures ``value`` ± ``tolerance``.

    Beating it is as much a change as missing it: the record is stale either way.
    """

    fact: str
    value: float
    tolerance: float


@dataclass(frozen=True)
class Variant:
    """The claim's own check run with other parameters, and what that would state."""

    statement: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Claim:
    """A checkable statement of a paper.

    id : unique, such as "X5" or "4D-3".
    paper, locator : bib key in references.bib and the place inside that work.
    statement : one sentence.
    scope : the hypothesis or range that the check covers, quick and full.
    check : ``check(run, **parameters)`` yields ``Fact``s, all of which the claim needs.
    parameters : the numbers of the statement, as keywords of ``check``.
    false_variant : other parameters, for which the same check must come out refuted.
    true_variant : the corrected statement, needed where the recorded status is "refuted".
    caveat : yields facts that hold and restrict the statement ("holds-with-caveat").
    recorded : status on record, one of ``STATUSES``; evidence : the weakest, of ``EVIDENCE``.
    expected : the numbers on record.
    families : those it concerns; ``ssmtheory report`` lists it for them.
    note : what was found; errata go here.
    seconds : time limits of the quick and the full check.
    """

    id: str
    paper: str
    locator: str
    statement: str
    scope: str
    check: Callable[..., Iterable[Fact]]
    false_variant: Variant
    recorded: str
    evidence: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    expected: tuple[Recorded, ...] = ()
    true_variant: Variant | None = None
    caveat: Callable[[Run], Iterable[Fact]] | None = None
    families: tuple[str, ...] = ()
    note: str = ""
    erratum: bool = False
    seconds: tuple[float, float] = (20.0, 300.0)

    def __post_init__(self):
        for value, known in ((self.recorded, STATUSES), (self.evidence, EVIDENCE)):
            if value not in known:
                raise InputError(f"{self.id}: {value!r} is not one of {', '.join(known)}.")
        if self.recorded == "refuted" and self.true_variant is None:
            raise InputError(f"{self.id}: a refuted claim needs the true variant beside it.")
        if (self.caveat is not None) != (self.recorded == "holds-with-caveat"):
            raise InputError(f"{self.id}: 'holds-with-caveat' and a caveat go together.")
