"""The benchmark runs on a small case and its numbers hang together."""

import pytest

from experiments import bench_pseudospectrum as bench


def test_result_is_consistent_and_prints_as_text_and_json(monkeypatch, prints):
    monkeypatch.setattr(bench, "REPEATS", 1)
    monkeypatch.setattr(bench, "SCALING", {"legs": (8, 16)})
    monkeypatch.setattr(bench, "SCALING_GRID", {"legs": 10})
    cases = (("legs", 16), ("grcar", 12), ("nplr", 40))
    result = bench.run(bench.Params(cases=cases, grid=20, sample=2))
    legs, grcar, nplr = result.cases
    assert legs.ratio == pytest.approx(legs.svd_point_s * 400 / legs.grid_s)
    assert legs.depth < -8
    assert [c.method for c in (legs, grcar, nplr)] == ["allpass", "svd", "nplr"]
    assert prints(bench, result, "ratio")["cases"][0]["N"] == 16
