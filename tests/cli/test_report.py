"""``ssmtheory report``: what it writes, and that it writes nothing when it cannot."""

import json
import os

import numpy as np
import pytest


def test_it_writes_the_page_the_data_and_the_figures(run, tmp_path):
    done = run("report", "legs", "-n", 8, "--grid", 20, "--out", "here")
    assert done.code == 0
    assert done.out.strip().endswith("report.html")
    names = {str(p.relative_to(tmp_path / "here")) for p in (tmp_path / "here").rglob("*.*")}
    assert {"report.html", "report.json", "figures/pseudospectrum.pdf"} <= names
    assert "figures/pseudospectrum.png" in names
    data = json.loads((tmp_path / "here" / "report.json").read_text())
    assert data["schema"] == "ssmtheory/report/1"


def test_json_on_stdout_is_the_file(run, tmp_path):
    data = run("report", "legt", "-n", 4, "--grid", 10, "--json").json
    (folder,) = tmp_path.iterdir()
    assert folder.name == "ssmtheory-report-legt-4"
    assert data == json.loads((folder / "report.json").read_text())


def test_a_matrix_file(run, tmp_path, rng):
    np.save(tmp_path / "A.npy", rng.standard_normal((6, 6)))
    done = run("report", "--matrix", "A.npy", "--grid", 10)
    assert done.code == 0
    assert (tmp_path / "ssmtheory-report-matrix-6" / "report.html").exists()


def test_the_rank_one_form(run, tmp_path):
    done = run("report", "legs", "-n", 6, "--rho", "0.1", "--grid", 10, "--json")
    assert done.code == 0
    assert done.json["rho"] == "1/10"
    (folder,) = tmp_path.iterdir()
    assert folder.name == "ssmtheory-report-rank-one-legs-1-10-6"
    page = (folder / "report.html").read_text()
    assert "HiPPO and its rank-one form at ρ = 0.1" in page
    assert "this one: rank-one, ρ = 0.1" in page


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["chebs", "-n", "4", "--rho", "0.1"], "legs, lagt, legt, fout have one"),
        (["legs", "-n", "4", "--rho", "1.5"], "rho must lie in (0, 1]"),
        (["legs", "-n", "4", "--rho", "x"], "rho must be a number"),
    ],
)
def test_a_rank_one_form_that_does_not_exist(run, tmp_path, args, words):
    done = run("report", *args)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_a_folder(run, tmp_path):
    (tmp_path / "file").write_text("here already")
    done = run("report", "legs", "-n", 4, "--out", "file")
    assert done.code == 74
    assert done.err.count("\n") == 1
    assert (tmp_path / "file").read_text() == "here already"


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission(run, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    assert run("report", "legs", "-n", 4, "--out", "closed/inside").code == 74
    assert list((tmp_path / "closed").iterdir()) == []


def test_a_device_is_not_a_folder(run):
    assert run("report", "legs", "-n", 4, "--out", "/dev/null/x").code == 74
