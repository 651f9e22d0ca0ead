"""The report's data contract: keys, numbers as the analysis gave them, same bytes twice."""

import json

import numpy as np
import pytest

from ssmtheory.analysis.lapack import compare_lapack
from ssmtheory.analysis.pseudospectra import pseudospectrum
from ssmtheory.analysis.spectrum import spectrum
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, StructureError
from ssmtheory.reports.export import json_text
from ssmtheory.reports.model import SCHEMA, build_report
from ssmtheory.systems import StateSpace

KEYS = {
    "schema",
    "diagonal_forms",
    "subject",
    "verdict",
    "spectrum",
    "conditioning",
    "nonnormality",
    "lapack",
    "pseudospectrum",
    "resolvent",
    "comparison",
    "omitted",
    "sources",
    "provenance",
}


def test_the_keys_of_the_schema(report):
    data = report.to_json()
    assert data["schema"] == SCHEMA == "ssmtheory/report/1"
    assert set(data) == KEYS
    assert data["omitted"] == {}


def test_numbers_are_those_of_the_analysis(report):
    data = json.loads(json_text(report.to_json()))
    lam = spectrum("legs", 8)
    assert data["spectrum"] == lam.to_json()
    assert data["lapack"] == compare_lapack(as_subject("legs", 8), lam).to_json()
    plane = pseudospectrum("legs", 8, grid=20)
    stored = np.array(data["pseudospectrum"]["log10_sigma"])
    assert np.abs(stored - plane.log10_sigma).max() <= 0.5000001e-6  # six decimals are kept
    assert data["pseudospectrum"]["x"] == plane.x.tolist()
    assert [s["topic"] for s in data["verdict"]] == [s.topic for s in report.verdict]


def test_what_is_left_out_says_why(matrix_report):
    data = matrix_report.to_json()
    assert data["comparison"] is None
    assert "no diagonal restriction" in data["omitted"]["comparison"]
    assert data["subject"]["family"] is None
    assert data["sources"] == ["arb", "trefethen-embree"]


def test_two_runs_give_the_same_data(report):
    again = build_report(as_subject("legs", 8), grid=20)
    assert json_text(again.to_json()) == json_text(report.to_json())


def test_strict_json_also_for_infinities(build):
    for x in (np.zeros((2, 2)), np.array([[0.0, 1.0], [-1.0, 0.0]])):
        text = json_text(build(x).to_json())
        assert not {"NaN", "Infinity"} & set(text.replace(",", " ").split())
    assert json.loads(text)["resolvent"]["peak"][1] == "inf"


def test_discrete_time_is_refused():
    system = StateSpace(np.array([[0.5]]), np.ones(1), dt=1.0)
    with pytest.raises(StructureError, match="continuous time"):
        build_report(as_subject(system))


def test_progress_is_passed_on():
    calls = []
    build_report(as_subject("legs", 4), grid=10, progress=lambda *a: calls.append(a))
    assert calls[-1][0] == calls[-1][1] > 0


@pytest.mark.parametrize("scale", [1e200, 1e-200])
def test_entries_at_the_ends_of_the_range_are_refused(scale):
    with pytest.raises(InputError, match="scale the matrix"):
        build_report(as_subject(np.array([[1.0, 2.0], [0.0, 3.0]]) * scale))
