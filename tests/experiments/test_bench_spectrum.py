"""The benchmark runs on a small case and its numbers hang together."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "experiments" / "bench_spectrum.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_spectrum", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_result_is_consistent_and_prints_as_text_and_json(bench, monkeypatch, capsys):
    monkeypatch.setattr(bench, "REPEATS", 1)
    result = bench.run(bench.Params(order=32, large=200, certified=20, sample=4))
    assert result.ratio == pytest.approx(result.eigh_s / result.closed_s)
    assert result.closed_error < 2e-15
    assert result.large_error < 2e-15
    assert result.certified_digits >= 30
    assert 1e-17 < result.eigh_error < 1e-9
    monkeypatch.setattr(bench, "run", lambda params: result)
    bench.main(["--json"])
    assert json.loads(capsys.readouterr().out)["params"]["order"] == 32
    bench.main([])
    assert "ratio" in capsys.readouterr().out


def test_the_measured_error_is_the_error(bench):
    """Frequencies that are off by 1e-9 at one sampled m are reported as such."""
    found = bench.legs.normal_part_frequencies(40)
    found[-1] *= 1 + 1e-9
    assert bench._error(found, 40, 5) == pytest.approx(1e-9, rel=1e-5)
