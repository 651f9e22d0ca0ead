"""The benchmark runs on a small case and its numbers hang together."""

import pytest

from experiments import bench_pseudospectrum as bench


def test_result_is_consistent_and_prints_as_text_and_json(monkeypatch, prints):
    monkeypatch.setattr(bench, "REPEATS", 1)
    monkeypatch.setattr(bench, "SCALING", (8, 16))
    result = bench.run(bench.Params(sizes=(16,), grid=20, sample=2))
    (size,) = result.sizes
    assert size.ratio == pytest.approx(size.svd_point_s * 400 / size.grid_s)
    assert size.depth < -8
    assert prints(bench, result, "ratio")["sizes"][0]["N"] == 16
