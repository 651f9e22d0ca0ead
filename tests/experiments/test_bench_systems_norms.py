"""The benchmark of the norms runs, and its ways agree with each other."""

import pytest

from experiments import bench_systems_norms as bench


def test_a_small_run():
    result = bench.run(bench.Params(order=8, repeats=1))
    # 2/π from above as N grows
    assert 0.6366 < result.value < 0.65
    assert result.closed_s > 0
    assert "closed form" in bench.report(result)
    if result.peer:
        # AB13DD stops at a relative change of 1e-9
        assert result.pair_value == pytest.approx(result.value, rel=1e-9)
        assert result.complex_difference < 1e-9


def test_without_the_peer(monkeypatch):
    monkeypatch.setattr(bench, "_peer", lambda: None)
    result = bench.run(bench.Params(order=4, repeats=1))
    assert result.closed_ratio is None
    assert "not installed" in bench.report(result)
