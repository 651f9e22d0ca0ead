"""The claims that concern a family, as the report shows them: the verdict on record."""

from ssmtheory.claims.claim import Claim

_TONES = {"proved": "good", "holds": "good", "refuted": "bad"}


def claim_json(claim: Claim) -> dict:
    """The record of a claim, without its check."""
    return {
        "id": claim.id,
        "paper": claim.paper,
        "locator": claim.locator,
        "statement": claim.statement,
        "scope": claim.scope,
        "recorded": claim.recorded,
        "evidence": claim.evidence,
        "note": claim.note,
    }


def claim_rows(claims: tuple[Claim, ...]) -> list[dict]:
    """Rows for the page: those that need a word of caution first, then in the given order."""
    rank = {"refuted": 0, "holds-with-caveat": 1, "inconclusive": 2}
    ordered = sorted(claims, key=lambda claim: rank.get(claim.recorded, 3))
    return [claim_json(claim) | {"tone": _TONES.get(claim.recorded, "")} for claim in ordered]
