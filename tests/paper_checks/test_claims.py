"""Every claim: its record is whole, its false variant is refuted, the ledger is current."""

import importlib
import inspect
import json
from pathlib import Path

import pytest

from ssmtheory.claims import ledger
from ssmtheory.claims.catalog import papers, select
from ssmtheory.claims.runner import run_claim, run_variant
from ssmtheory.families import families
from ssmtheory.references import bibliography

ROOT = Path(__file__).resolve().parents[2]
CLAIMS = select()
STORED = json.loads((ROOT / "paper_checks" / "verdicts.json").read_text(encoding="utf-8"))
EACH = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)


@EACH
def test_the_verdict_is_the_one_on_record(claim):
    assert run_claim(claim).differences == ()


@EACH
def test_the_false_variant_is_refuted(claim):
    assert run_variant(claim, claim.false_variant) == "refuted"


@pytest.mark.parametrize(
    "claim", [c for c in CLAIMS if c.true_variant is not None], ids=lambda claim: claim.id
)
def test_the_corrected_statement_holds(claim):
    assert run_variant(claim, claim.true_variant) in ("proved", "holds")


@EACH
def test_the_record_is_whole(claim):
    assert claim.paper in bibliography()
    assert claim.locator
    assert claim.statement.rstrip().endswith(".")
    assert claim.scope
    assert set(claim.families) <= set(families())
    assert claim.note or not claim.erratum
    accepted = set(list(inspect.signature(claim.check).parameters)[1:])
    for variant in (claim.false_variant, claim.true_variant):
        if variant is not None:
            assert variant.parameters
            assert set(variant.parameters) <= accepted
            assert variant.statement


def test_ids_are_unique():
    ids = [claim.id for claim in CLAIMS]
    assert len(set(ids)) == len(ids)


def test_every_module_has_its_place_in_the_order():
    assert tuple(papers()) == importlib.import_module("ssmtheory.paper_checks").PAPERS


def test_there_are_enough():
    assert len(CLAIMS) >= 90
    assert len({claim.paper for claim in CLAIMS}) >= 12


def test_the_ledger_is_current():
    assert set(STORED["claims"]) == {claim.id for claim in CLAIMS}
    for claim in CLAIMS:
        row = STORED["claims"][claim.id]
        assert (row["status"], row["evidence"]) == (claim.recorded, claim.evidence)
    written = (ROOT / "LEDGER.md").read_text(encoding="utf-8")
    assert written == ledger.render(papers(), STORED)
