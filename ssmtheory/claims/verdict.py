"""From facts to a verdict, and from verdict and record to agreement or difference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ssmtheory.claims.claim import Claim
from ssmtheory.claims.fact import EVIDENCE, Fact


@dataclass(frozen=True)
class ClaimResult:
    """What running a claim gave: the status, the facts behind it, and what differs.

    status : "proved", "holds", "holds-with-caveat", "refuted" or "inconclusive".
    deciding : the fact that decided: the counterexample, or the one with the least margin.
    differences : sentences, one for each difference from the record; empty when all agrees.
    """

    id: str
    status: str
    evidence: str
    facts: tuple[Fact, ...]
    caveats: tuple[Fact, ...]
    deciding: Fact | None
    differences: tuple[str, ...]
    seconds: float
    error: str = ""

    @property
    def agrees(self) -> bool:
        """Status, evidence and every number are those on record."""
        return not self.differences


def decide(facts: Sequence[Fact], caveats: Sequence[Fact] = ()) -> tuple[str, Fact | None]:
    """(status, deciding fact) of a statement that needs all of ``facts``.

    A single fact that fails refutes it; one that is open leaves it open.  It is proved when
    every fact is exact or certified, and restricted when all ``caveats`` hold.
    """
    for wanted, status in ((False, "refuted"), (None, "inconclusive")):
        found = [fact for fact in facts if fact.holds is wanted]
        if found:
            return status, min(found, key=_margin)
    if not facts:
        return "inconclusive", None
    least = min(facts, key=_margin)
    if caveats and all(fact.holds for fact in caveats):
        return "holds-with-caveat", least
    return ("holds" if weakest(facts) == "numerical" else "proved"), least


def weakest(facts: Sequence[Fact]) -> str:
    """The weakest evidence among the facts; "numerical" when there are none."""
    return EVIDENCE[max((EVIDENCE.index(fact.evidence) for fact in facts), default=-1)]


def result(claim: Claim, facts, caveats, seconds: float, error: str = "") -> ClaimResult:
    """The facts of a run judged, and compared with the record."""
    facts, caveats = tuple(facts), tuple(caveats)
    status, deciding = ("inconclusive", None) if error else decide(facts, caveats)
    evidence = weakest(facts + caveats)
    differences = tuple(_differences(claim, status, evidence, facts + caveats, error))
    return ClaimResult(
        claim.id, status, evidence, facts, caveats, deciding, differences, seconds, error
    )


def _differences(claim: Claim, status: str, evidence: str, facts, error: str):
    if error:
        yield error
    if status != claim.recorded:
        yield f"the status is {status}, on record {claim.recorded}"
    if error:
        return
    if evidence != claim.evidence:
        yield f"the evidence is {evidence}, on record {claim.evidence}"
    measured = {fact.name: fact.measured for fact in facts}
    for entry in claim.expected:
        if entry.fact not in measured:
            yield f"{entry.fact!r} is on record and was not measured"
        elif not abs(float(measured[entry.fact]) - entry.value) <= entry.tolerance:
            yield (
                f"{entry.fact} is {float(measured[entry.fact]):.10g}, on record "
                f"{entry.value:.10g} ± {entry.tolerance:.3g}: the record is stale"
            )


def _margin(fact: Fact) -> float:
    return -math.inf if math.isnan(fact.margin) else fact.margin
