"""Every part is a script beside it, run as a process, its document passed on."""

import json
import subprocess
from pathlib import Path

import pytest

from experiments import bench_systems as bench


def test_the_parts_are_the_scripts_beside_it():
    beside = Path(bench.__file__).parent.glob("bench_systems_*.py")
    assert {path.stem.removeprefix("bench_systems_") for path in beside} == set(bench.PARTS)


def test_each_part_is_run_and_its_document_kept(monkeypatch):
    def fake(command, **options):
        return subprocess.CompletedProcess(command, 0, json.dumps({"script": command[1]}), "")

    monkeypatch.setattr(bench.subprocess, "run", fake)
    result = bench.run(bench.Params(("scan", "norms")))
    assert list(result.parts) == ["scan", "norms"]
    assert result.parts["scan"]["script"].endswith("bench_systems_scan.py")


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        bench.main(["--parts", "kernels,nosuch"])
    assert "nosuch" in capsys.readouterr().err
