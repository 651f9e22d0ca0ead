"""Verdicts on claims as a rich table."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from ssmtheory.claims.claim import Claim
from ssmtheory.claims.fact import Fact
from ssmtheory.claims.verdict import ClaimResult

_COLOURS = {
    "proved": "green",
    "holds": "green",
    "holds-with-caveat": "yellow",
    "refuted": "red",
    "inconclusive": "magenta",
}


def verdict_table(claims: Sequence[Claim], results: Sequence[ClaimResult]) -> Table:
    """One row per claim: verdict, measured against what is stated, margin, seconds."""
    out = Table(box=box.SIMPLE_HEAD, title=_title(results))
    for name in ("claim", "locator", "verdict", "evidence", "measured", "stated", "margin"):
        out.add_column(name, overflow="fold")
    out.add_column("s", justify="right")
    for claim, found in zip(claims, results, strict=True):
        fact = found.deciding
        colour = _COLOURS[found.status]
        out.add_row(
            claim.id,
            f"\\[{claim.paper}] {claim.locator}",
            f"[{colour}]{found.status}[/]" + ("" if found.agrees else " [bold red]≠ record[/]"),
            found.evidence,
            *(("", "", "") if fact is None else (_measured(fact), fact.stated, _margin(fact))),
            f"{found.seconds:.1f}",
        )
    return out


def difference_lines(results: Sequence[ClaimResult]) -> list[str]:
    """A line for each difference from the record."""
    return [f"{found.id}: {said}" for found in results for said in found.differences]


def _title(results: Sequence[ClaimResult]) -> str:
    wrong = sum(not found.agrees for found in results)
    said = "all as on record" if not wrong else f"{wrong} differ from their record"
    return f"{len(results)} claims checked, {said}"


def _measured(fact: Fact) -> str:
    value = fact.measured if isinstance(fact.measured, str) else f"{fact.measured:.6g}"
    return f"{fact.name}: {value}"


def _margin(fact: Fact) -> str:
    return "exact" if fact.margin == float("inf") else f"{fact.margin:.2g}"
