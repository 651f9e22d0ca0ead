"""What every experiment owes: its result as JSON and as text."""

import json

import pytest


@pytest.fixture
def prints(monkeypatch, capsys):
    """prints(module, result, word) -> the document of ``--json``; ``word`` is in the text."""

    def check(module, result, word: str) -> dict:
        monkeypatch.setattr(module, "run", lambda params: result)
        module.main(["--json"])
        data = json.loads(capsys.readouterr().out)
        module.main([])
        assert word in capsys.readouterr().out
        return data

    return check
