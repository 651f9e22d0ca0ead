"""Verdicts follow from facts, and differ from the record in both directions."""

import pytest

from ssmtheory.claims import Recorded, at_most, exactly
from ssmtheory.claims.verdict import decide, result, weakest

PROVED = exactly("p", 1, 1)
WRONG = exactly("w", 1, 2)
HOLDS = at_most("h", 1.0, 2.0, error=0.1, basis="given")
NEARER = at_most("n", 1.8, 2.0, error=0.1, basis="given")
OPEN = at_most("o", 1.95, 2.0, error=0.1, basis="given")
FAILS = at_most("f", 3.0, 2.0, error=0.1, basis="given")


@pytest.mark.parametrize(
    ("facts", "caveats", "status", "deciding"),
    [
        ([PROVED], [], "proved", PROVED),
        ([PROVED, HOLDS], [], "holds", HOLDS),
        ([HOLDS, NEARER], [], "holds", NEARER),
        ([HOLDS, OPEN], [], "inconclusive", OPEN),
        ([HOLDS, OPEN, FAILS], [], "refuted", FAILS),
        ([PROVED, WRONG], [], "refuted", WRONG),
        ([HOLDS], [PROVED], "holds-with-caveat", HOLDS),
        ([HOLDS], [PROVED, FAILS], "holds", HOLDS),
        ([HOLDS], [OPEN], "holds", HOLDS),
        ([], [], "inconclusive", None),
    ],
)
def test_the_facts_decide(facts, caveats, status, deciding):
    assert decide(facts, caveats) == (status, deciding)


def test_evidence_is_that_of_the_weakest_fact():
    assert weakest([PROVED]) == "symbolic"
    assert weakest([PROVED, HOLDS]) == "numerical"
    assert weakest([]) == "numerical"


def test_agreement_with_the_record(make):
    assert result(make(), [PROVED], [], 0.1).agrees
    worse = result(make(), [HOLDS], [], 0.1)
    assert worse.differences == (
        "the status is holds, on record proved",
        "the evidence is numerical, on record symbolic",
    )
    better = result(make(recorded="holds", evidence="numerical"), [PROVED], [], 0.1)
    assert len(better.differences) == 2


@pytest.mark.parametrize(("value", "stale"), [(0.9, True), (0.99, False), (1.1, True)])
def test_a_number_is_stale_when_missed_or_beaten(make, value, stale):
    claim = make(recorded="holds", evidence="numerical", expected=(Recorded("h", value, 0.05),))
    found = result(claim, [HOLDS], [], 0.1)
    assert ("stale" in " ".join(found.differences)) is stale


def test_a_number_on_record_must_be_measured(make):
    claim = make(expected=(Recorded("gone", 1.0, 0.1),))
    assert "not measured" in result(claim, [PROVED], [], 0.1).differences[0]


def test_an_error_leaves_a_claim_open(make):
    found = result(make(), [PROVED], [], 0.1, "ConvergenceError: it stopped")
    assert found.status == "inconclusive"
    assert found.differences[0] == "ConvergenceError: it stopped"
