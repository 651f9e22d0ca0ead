"""The files of a report: all there, the same bytes twice, nothing where nothing can be."""

import json

import pytest

from ssmtheory.errors import OutputFileError
from ssmtheory.reports import export, files
from ssmtheory.reports.export import json_text, write_report

NAMES = {
    "spectrum",
    "condition-numbers",
    "pseudospectrum",
    "resolvent",
    "resolvent-surface",
    "transient",
    "pseudomodes",
    "transfer",
    "kernels",
}


@pytest.fixture(scope="module")
def written(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return folder, write_report(report, folder)


@pytest.fixture
def drawn_before(pictures, monkeypatch):
    """The figures of an earlier run."""
    monkeypatch.setattr(export, "gallery", lambda _, processes=1: pictures)


def test_the_files(written):
    folder, paths = written
    expected = {"report.html", "report.json"}
    expected |= {f"figures/{name}.{kind}" for name in NAMES for kind in ("pdf", "png")}
    assert {p.relative_to(folder).as_posix() for p in paths} == expected
    assert {p for p in folder.rglob("*") if p.is_file()} == set(paths)
    assert paths[0].name == "report.html"


def test_figures_are_what_they_say(written):
    for path in written[1]:
        head = path.read_bytes()[:4]
        assert head == {".pdf": b"%PDF", ".png": b"\x89PNG"}.get(path.suffix, head)


def test_pdf_fonts_are_truetype(written):
    for path in written[1]:
        if path.suffix == ".pdf":
            data = path.read_bytes()
            assert b"/Type3" not in data
            assert b"/FontFile2" in data  # an embedded TrueType program
            assert b"CreationDate" not in data


def test_two_runs_give_the_same_bytes(written, report, tmp_path, drawn_before):
    folder, paths = written
    write_report(report, tmp_path)
    for path in paths:
        assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes(), path.name


def test_json_round_trip(written, report):
    text = (written[0] / "report.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json_text(report.to_json()))


def test_nan_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_text({"x": float("nan")})


def test_a_full_disk_leaves_no_part_of_a_file(report, tmp_path, monkeypatch, drawn_before):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", refuse)
    with pytest.raises(OutputFileError):
        write_report(report, tmp_path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
