"""The benchmark runs on a small case and its numbers hang together."""

import pytest

from experiments import bench_systems_recurrence as bench


def test_result_is_consistent_and_prints_as_text_and_json(monkeypatch, prints):
    monkeypatch.setattr(bench, "REPEATS", 1)
    params = bench.Params(
        order=8, steps=50, channels=3, batched_steps=10, peer_steps=20, product=16
    )
    result = bench.run(params)
    assert result.ratio == pytest.approx(result.single_per_s / result.peer_per_s)
    assert 0 < result.single_bound_per_s < result.batched_bound_per_s
    assert result.difference < 1e-13  # 20 steps of condition at most 1 + 8²
    assert prints(bench, result, "ratio")["params"]["order"] == 8
