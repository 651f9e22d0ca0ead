"""The report's data contract: keys, numbers as the analysis gave them, same bytes twice."""

import json

import numpy as np
import pytest

from ssmtheory.analysis.pseudospectra.pseudospectrum import pseudospectrum
from ssmtheory.analysis.spectra.lapack import compare_lapack
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, StructureError
from ssmtheory.reports.export import json_text
from ssmtheory.reports.model import SCHEMA, build_report
from ssmtheory.systems import StateSpace

KEYS = {
    "schema",
    "diagonal_forms",
    "rho",
    "subject",
    "verdict",
    "spectrum",
    "conditioning",
    "nonnormality",
    "lapack",
    "pseudospectrum",
    "resolvent",
    "dynamics",
    "comparison",
    "claims",
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


@pytest.fixture(scope="module")
def rank_one_report():
    return build_report(as_subject("legs", 8), rho="0.1", grid=20)


def test_the_rank_one_form_is_the_subject(rank_one_report):
    """Its eigenvalues are those of the form, its comparison is with the family."""
    data = json.loads(json_text(rank_one_report.to_json()))
    assert set(data) == KEYS
    assert data["rho"] == data["subject"]["parameters"]["rho"] == "1/10"
    assert (
        data["spectrum"]["eigenvalues"] == spectrum("legs", 8, rho="0.1").to_json()["eigenvalues"]
    )
    assert data["spectrum"]["family"] == data["subject"]["label"] == "rank-one legs(1/10)"
    A, E = legs_and_perturbation(8, 0.1)
    assert np.linalg.norm(rank_one_report.subject.matrix - A - E) <= 1e-15 * np.linalg.norm(A)
    first = data["diagonal_forms"][0]
    assert first["parameters"] == {"rho": 0.1}
    assert [f["parameters"].get("rho") for f in data["diagonal_forms"]].count(0.1) == 1


def test_the_rank_one_form_stands_beside_its_family(rank_one_report):
    found = rank_one_report.comparison
    assert (found.rho, found.form) == (0.1, "rank-one form at ρ = 0.1")
    A, E = legs_and_perturbation(8, 0.1)
    B = np.sqrt(2 * np.arange(8) + 1.0)
    for w, hippo, form in list(zip(found.omega, found.hippo, found.diagonal, strict=True))[::97]:
        R = 1j * w * np.eye(8)
        assert abs(np.linalg.solve(R - A, B)[0] - hippo) <= 1e-12 * abs(hippo)
        assert abs(np.linalg.solve(R - A - E, B / 1.1)[0] - form) <= 1e-12 * abs(form)
    said = {s.topic: s.text for s in rank_one_report.verdict}
    assert "rank-one form at ρ = 0.1" in said["restriction"]


@pytest.mark.parametrize("name", ["lagt", "legt", "fout"])
@pytest.mark.parametrize("rho", ["0.3", "1"])
def test_every_family_with_a_rank_one_form_has_its_report(name, rho):
    found = build_report(as_subject(name, 6), rho=rho, grid=10)
    assert found.spectrum.status in ("certified", "exact")
    assert found.comparison.rho == float(rho)
    assert np.isfinite(found.comparison.diagonal).all()


def test_rank_one_reports_of_what_has_no_such_form():
    with pytest.raises(StructureError, match="legs, lagt, legt, fout"):
        build_report(as_subject("chebs", 4), rho="0.1")
    with pytest.raises(StructureError, match="legs, lagt, legt, fout, not a matrix"):
        build_report(as_subject(np.eye(2)), rho="0.1")
    for rho in ("0", "-1", "1.5", "x", "nan", "inf"):
        with pytest.raises(InputError, match="rho must"):
            build_report(as_subject("legs", 4), rho=rho)


def legs_and_perturbation(N: int, rho: float) -> tuple[np.ndarray, np.ndarray]:
    """A and τPPᵀ with P = B/√2."""
    system = as_subject("legs", N).representation
    return system.A, rho / (1 + rho) * np.outer(system.B, system.B)


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
