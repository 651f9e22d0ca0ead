"""The ledger and the JSON of a run."""

import json

from ssmtheory.claims import exactly
from ssmtheory.claims.ledger import as_json, render, verdicts
from ssmtheory.claims.runner import run_claim


def test_a_run_as_json(make, numerical):
    claims = [make(), numerical]
    found = as_json(claims, [run_claim(entry) for entry in claims], full=False)
    assert found["schema"] == "ssmtheory/verify/1"
    keys = {"id", "paper", "locator", "statement", "expected", "status", "recorded", "measured"}
    for row in found["claims"]:
        assert keys | {"seconds"} <= set(row)
    json.dumps(found, allow_nan=False)


def test_the_ledger_lists_errata_verdicts_and_notes(make, numerical):
    claims = (
        make(note="It prints | 5.", erratum=True),
        make(
            id="T3",
            note="Only for whole n.",
            recorded="holds-with-caveat",
            caveat=lambda run: [exactly("whole | n", 1, 1)],
        ),
        numerical,
    )
    stored = verdicts([run_claim(entry) for entry in claims], "2026-01-02", "1.2", full=True)
    text = render({"hippo": claims}, json.loads(json.dumps(stored)))
    assert "3 claims from 1 works: 1 holds, 1 holds-with-caveat, 1 proved." in text
    assert "- **T1** (hippo, Theorem 2): It prints | 5." in text
    assert "- T3: Only for whole n." in text
    assert "2026-01-02" in text
    rows = [line for line in text.splitlines() if line.startswith("| T")]
    assert len(rows) == 3
    assert all(row.replace(r"\|", "").count("|") == 6 for row in rows)
