"""The benchmark runs on a small case, and skips the peers that are not installed."""

import numpy as np
import pytest

from experiments import bench_systems_kernels as bench


def test_result_is_consistent_and_prints_as_text_and_json(monkeypatch, prints):
    monkeypatch.setattr(bench, "REPEATS", 1)
    result = bench.run(bench.Params(channels=3, dplr_channels=2, order=8, length=128))
    for table in (result.s4d, result.dplr):
        rows = {row.name: row for row in table}
        assert rows["ssmtheory"].error <= 1e-13
        for row in table:
            assert row.skipped or row.seconds > 0
    assert result.ratio("s4d", "ssmtheory") == pytest.approx(1.0)
    names = [row["name"] for row in prints(bench, result, "ratio")["s4d"]]
    assert names == [
        "ssmtheory",
        "ssmtheory float32",
        "jax",
        "jax complex64",
        "torch",
        "torch complex64",
    ]


def test_a_missing_peer_is_skipped_with_its_reason():
    exact = bench.kernel_balls(bench.family("s4d-lin").system(2), 0.1, 4)
    rows = bench._timings({"peer": "it is not installed"}, exact, 0)
    assert rows == (bench.Timing("peer", skipped="it is not installed"),)


def test_the_measured_error_is_the_error(monkeypatch):
    monkeypatch.setattr(bench, "REPEATS", 1)
    system = bench.replace(bench.family("s4d-lin").system(4), C=np.ones((1, 2)))
    exact = bench._reference(system, np.array([0.1]), 8, "zoh", 1)
    wrong = exact.values + 1e-9 * np.abs(exact.values).max()
    (row,) = bench._timings({"peer": lambda: wrong}, exact, 1)
    assert row.error == pytest.approx(1e-9, rel=1e-4)
