"""SGConv's kernels: torch's interpolation, and the definition sample by sample, as oracles."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.systems.multiscale import MultiScale, draw_scales, scale_count, scale_lengths

EPS = np.finfo(float).eps
DATA = Path(__file__).parents[1] / "data" / "multiscale.json"
EVERY = [(mode, rule) for mode in ("cat", "sum") for rule in ("linear", "nearest")]


@pytest.mark.parametrize(("mode", "rule"), EVERY)
def test_kernels_are_those_of_torch(mode, rule):
    """The parameters are integers and α = ½: all but the norm is exact."""
    data = json.loads(DATA.read_text())
    found = MultiScale(np.array(data["values"]), data["alpha"], mode, rule).kernel()
    expected = np.array(data[f"{mode}-{rule}"])
    assert np.abs(found - expected).max() <= 4 * EPS


@pytest.mark.parametrize(("mode", "rule"), EVERY)
@pytest.mark.parametrize(("S", "d"), [(1, 1), (1, 4), (2, 3), (5, 2), (4, 1)])
def test_every_sample_is_the_definition(rng, mode, rule, S, d):
    w = rng.integers(-9, 10, (S, d))
    found = MultiScale(w, 0.5, mode, rule).stretched()
    expected = _by_definition(w.tolist(), mode, rule)
    assert found.size == len(expected) == d * 2 ** (S - 1)
    assert [Fraction(x) for x in found] == expected


def _by_definition(w, mode, rule):
    """Exact rationals, one sample at a time."""
    S, d = len(w), len(w[0])
    total = [Fraction(0)] * (d * 2 ** (S - 1))
    start = 0
    for i, row in enumerate(w):
        factor = 2**i if mode == "sum" else 2 ** max(i - 1, 0)
        for j in range(d * factor):
            total[start + j] += Fraction(1, 2**i) * _sample(row, j, factor, rule)
        start += 0 if mode == "sum" else d * factor
    return total


def _sample(row, j, factor, rule):
    if rule == "nearest":
        return Fraction(row[j // factor])
    at = min(max(Fraction(2 * j + 1, 2 * factor) - Fraction(1, 2), 0), len(row) - 1)
    left = int(at)
    right = min(left + 1, len(row) - 1)
    return (1 - (at - left)) * row[left] + (at - left) * row[right]


@pytest.mark.parametrize("d", [1, 3, 64])
def test_scales_reach_the_length_and_no_more_than_needed(d):
    for L in [*range(1, 300), 2**14, 2**14 + 1, 64 * 2**30, 64 * 2**30 + 1]:
        S = scale_count(L, d)
        assert d << (S - 1) >= L
        assert S == 1 or d << (S - 2) < L
        lengths = scale_lengths(S, d)
        assert sum(lengths) == d << (S - 1) == max(scale_lengths(S, d, "sum"))


def test_parameters_grow_with_the_logarithm_of_the_length(rng):
    assert draw_scales(rng, 16384).shape == (9, 64)
    assert draw_scales(rng, 2**20, 64, 3).shape == (3, 15, 64)
    assert draw_scales(rng, 5, 2, (2, 3)).shape == (2, 3, 3, 2)
    same = [draw_scales(np.random.default_rng(7), 1000, 8) for _ in range(2)]
    assert np.array_equal(*same)


def test_envelope_falls_like_one_over_t():
    """d/2 < t K(t) ≤ d for t ≥ d, with equality at the start of each scale."""
    d, S = 8, 12
    K = MultiScale(np.ones((S, d)), 0.5).stretched()
    t = np.arange(d, K.size)
    product = (t + 1) * K[d:]
    assert (product > d / 2).all()
    assert (product <= d).all()
    ends = np.array([d * 2**i - 1 for i in range(S)])
    assert np.array_equal(K[ends] * (ends + 1), np.full(S, float(d)))


def test_a_steeper_weight_has_another_envelope():
    """α = ¼ gives t² K(t) = const: the check of the envelope above is not empty."""
    d, S = 8, 9
    K = MultiScale(np.ones((S, d)), 0.25).stretched()
    ends = np.array([d * 2**i - 1 for i in range(S)])
    assert np.array_equal(K[ends] * (ends + 1.0) ** 2, np.full(S, float(d * d)))


@pytest.mark.parametrize(("mode", "rule"), EVERY)
def test_norm_is_one_over_the_whole_length(rng, mode, rule):
    scales = MultiScale(draw_scales(rng, 500, 16, 4), mode=mode, interpolation=rule)
    whole = scales.kernel()
    assert np.abs(np.linalg.norm(whole, axis=-1) - 1).max() <= 32 * EPS
    cut, long = scales.kernel(100), scales.kernel(600)
    assert np.array_equal(cut, whole[..., :100])
    assert (np.linalg.norm(cut, axis=-1) < 1).all()
    assert np.array_equal(long[..., :512], whole)
    assert not long[..., 512:].any()


def test_frozen_norm_is_kept_when_parameters_move(rng):
    w = draw_scales(rng, 64, 8, 2)
    first = MultiScale(w)
    moved = MultiScale(3 * w).kernel(norm=first.norm())
    assert np.abs(moved - 3 * first.kernel()).max() <= 8 * EPS


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: MultiScale(np.ones(3)), InputError),
        (lambda: MultiScale(np.ones((0, 3))), InputError),
        (lambda: MultiScale(np.ones((2, 3)) * 1j), InputError),
        (lambda: MultiScale([["a", "b"]]), InputError),
        (lambda: MultiScale(np.full((2, 3), np.nan)), InputError),
        (lambda: MultiScale(np.ones((2, 3)), alpha=0.0), InputError),
        (lambda: MultiScale(np.ones((2, 3)), mode="stack"), UnknownNameError),
        (lambda: MultiScale(np.ones((2, 3)), interpolation="cubic"), UnknownNameError),
        (lambda: MultiScale(np.zeros((2, 3))).kernel(), InputError),
        (lambda: MultiScale(np.ones((2, 3))).kernel(0), InputError),
        (lambda: MultiScale(np.ones((60, 1))).stretched(), InputError),
        (lambda: scale_count(0, 4), InputError),
        (lambda: scale_count(10, 2.5), InputError),
        (lambda: scale_lengths(3, 4, "stack"), UnknownNameError),
    ],
)
def test_bad_input_is_refused(make, error):
    with pytest.raises(error):
        make()
