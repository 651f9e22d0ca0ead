"""The benchmark runs on a small case and its numbers hang together."""

import pytest

from experiments import bench_spectrum as bench


def test_result_is_consistent_and_prints_as_text_and_json(monkeypatch, prints):
    monkeypatch.setattr(bench, "REPEATS", 1)
    result = bench.run(bench.Params(order=32, large=200, certified=20, sample=4))
    assert result.ratio == pytest.approx(result.eigh_s / result.closed_s)
    assert result.closed_error < 2e-15
    assert result.large_error < 2e-15
    assert result.certified_digits >= 30
    assert 1e-17 < result.eigh_error < 1e-9
    assert prints(bench, result, "ratio")["params"]["order"] == 32


def test_the_measured_error_is_the_error():
    """Frequencies that are off by 1e-9 at one sampled m are reported as such."""
    found = bench.legs.normal_part_frequencies(40)
    found[-1] *= 1 + 1e-9
    assert bench._error(found, 40, 5) == pytest.approx(1e-9, rel=1e-5)
