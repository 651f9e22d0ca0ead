"""``ssmtheory verify``."""

from dataclasses import replace

import pytest

from ssmtheory.claims import Recorded, catalog


def test_verdicts_of_one_claim(run):
    done = run("verify", "X6")
    assert done.code == 0
    assert "proved" in done.out
    row = run("verify", "X6", "--json").json["claims"][0]
    assert (row["id"], row["status"], row["recorded"]) == ("X6", "proved", "proved")
    assert row["measured"][0]["holds"] is True
    assert row["seconds"] >= 0


def test_a_difference_from_the_record_is_exit_1(run, monkeypatch):
    claim = catalog.claim("X6")
    stale = replace(claim, expected=(Recorded(claim.expected[0].fact, 0.5, 1e-3),))
    monkeypatch.setattr(catalog, "papers", lambda package=None: {"identities": (stale,)})
    done = run("verify")
    assert done.code == 1
    assert "record is stale" in done.err
    assert "≠ record" in done.out
    assert run("verify", "--json").json["claims"][0]["agrees"] is False


@pytest.mark.parametrize("args", [["nonsense"], ["X6", "--jobs", "0"]])
def test_bad_input(run, args):
    assert run("verify", *args).code == 2
