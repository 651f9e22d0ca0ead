"""Run the command line in process."""

import json
from dataclasses import dataclass

import pytest

from ssmtheory.cli.main import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """run("eig", "legs", "-n", "4") -> Outcome, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> Outcome:
        capsys.readouterr()
        code = main([str(a) for a in args])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
