"""The comparison of the other tests sees one entry of A or B that is wrong by 1e−10."""

import numpy as np
import pytest

N = 12
WRONG = 1e-10


def _positions(shape, seed: int) -> list[tuple[int, ...]]:
    """First, last and middle of the diagonal, both far corners, and three at random."""
    last = tuple(size - 1 for size in shape)
    middle = tuple(size // 2 for size in shape)
    corners = [(0, last[-1]), (last[0], 0)] if len(shape) == 2 else []
    rng = np.random.default_rng(seed)
    random = [tuple(int(rng.integers(size)) for size in shape) for _ in range(3)]
    return [tuple(0 for _ in shape), middle, last, *corners, *random]


def _spoil(values: np.ndarray, position: tuple[int, ...], part: complex) -> np.ndarray:
    """One entry times 1 + 1e−10 (in one of its parts), or 1e−10 of the largest for a zero."""
    wrong = values.copy()
    entry = wrong[position].real if part == 1 else wrong[position].imag
    wrong[position] += part * WRONG * (entry if entry != 0 else np.abs(values).max())
    return wrong


@pytest.mark.parametrize("which", [0, 1], ids=["A", "B"])
def test_one_wrong_entry_is_seen(fam, which, assert_float_matches_balls):
    system, balls = list(fam.arrays(N)), fam.balls(N, 160)
    assert_float_matches_balls(system, balls)
    parts = (1, 1j) if np.iscomplexobj(system[which]) else (1,)
    for position in _positions(system[which].shape, seed=7):
        for part in parts:
            spoilt = list(system)
            spoilt[which] = _spoil(system[which], position, part)
            with pytest.raises(AssertionError):
                assert_float_matches_balls(spoilt, balls)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_entry_that_is_not_finite_is_seen(fam, value, assert_float_matches_balls):
    A, B = fam.arrays(N)
    A[(-1,) * A.ndim] = value
    with pytest.raises(AssertionError):
        assert_float_matches_balls((A, B), fam.balls(N, 160))
