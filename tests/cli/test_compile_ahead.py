"""The second process starts only when there is something to compile."""

import subprocess
import sys

import pytest

from ssmtheory.cli import compile_ahead


@pytest.fixture
def started(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(compile_ahead, "_CACHE", tmp_path / "__pycache__")
    monkeypatch.setattr(compile_ahead.subprocess, "Popen", lambda args, **_: calls.append(args))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    return calls


def test_it_starts_without_a_cache(started):
    compile_ahead.start()
    assert len(started) == 1


def test_it_does_not_start_with_one(started, tmp_path):
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "chain_poles.newton-1.py311.nbi").write_text("")
    compile_ahead.start()
    assert started == []


def test_a_cache_elsewhere_is_left_alone(started, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/somewhere")
    compile_ahead.start()
    assert started == []


def test_the_work_is_code_that_runs():
    done = subprocess.run(
        [sys.executable, "-c", compile_ahead._WORK], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
