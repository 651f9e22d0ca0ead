"""Provenance names versions and parameters, and neither machine nor moment."""

import json
import os
import platform

from ssmtheory.reports import provenance as module
from ssmtheory.reports.provenance import provenance, source_date


def test_it_names_what_it_was_made_with(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    found = provenance({"n": 8}, {"spectrum": "algebra"})
    assert found["parameters"] == {"n": 8}
    assert found["packages"]["numpy"]
    assert "date" not in found


def test_it_names_no_machine_and_no_path():
    text = json.dumps(provenance({}, {}))
    assert os.getcwd() not in text
    assert platform.node() not in text or len(platform.node()) < 4


def test_a_date_only_when_asked(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert source_date() == "1970-01-02T00:00:00Z"
    assert provenance({}, {})["date"] == source_date()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert source_date() is None


def test_a_package_that_is_absent(monkeypatch):
    monkeypatch.setattr(module, "PACKAGES", ("no-such-package-anywhere",))
    assert provenance({}, {})["packages"] == {"no-such-package-anywhere": None}
