"""Claims in the report: the records that name the family, cautions first."""

import json

from ssmtheory.analysis.subject import as_subject
from ssmtheory.claims.catalog import concerning
from ssmtheory.reports.claim_rows import claim_json, claim_rows
from ssmtheory.reports.model import build_report


def test_cautions_come_first():
    claims = concerning("legs")
    rows = claim_rows(claims)
    assert sorted(row["id"] for row in rows) == sorted(claim.id for claim in claims)
    calm = [row["recorded"] in ("proved", "holds") for row in rows]
    assert calm == sorted(calm)
    json.dumps([claim_json(claim) for claim in claims])


def test_a_report_lists_the_claims_of_its_family_alone():
    report = build_report(as_subject("legs", 4), grid=10)
    page = report.to_json()
    assert [row["id"] for row in page["claims"]] == [claim.id for claim in concerning("legs")]
    assert set(report.sources) >= {claim.paper for claim in concerning("legs")}
    form = build_report(as_subject("legs", 4), grid=10, rho="1/2")
    assert form.claims == ()
    assert form.to_json()["claims"] == []
