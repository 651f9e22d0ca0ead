"""The benchmark runs on a small case and its numbers hang together."""

import importlib.util
import json
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "experiments" / "bench_pseudospectrum.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_pseudospectrum", FILE)
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_result_is_consistent_and_prints_as_text_and_json(bench, monkeypatch, capsys):
    monkeypatch.setattr(bench, "REPEATS", 1)
    monkeypatch.setattr(bench, "SCALING", (8, 16))
    result = bench.run(bench.Params(sizes=(16,), grid=20, sample=2))
    (size,) = result.sizes
    assert size.ratio == pytest.approx(size.svd_point_s * 400 / size.grid_s)
    assert size.depth < -8
    monkeypatch.setattr(bench, "run", lambda params: result)
    bench.main(["--json"])
    assert json.loads(capsys.readouterr().out)["sizes"][0]["N"] == 16
    bench.main([])
    assert "ratio" in capsys.readouterr().out
