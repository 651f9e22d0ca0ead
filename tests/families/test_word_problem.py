"""512 letters by reflections, against the group table and exact integer matrices."""

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.families.reflection_groups import permutation_group, rotation_group
from ssmtheory.families.word_problem import track
from ssmtheory.systems.householder_chunks import chunkwise

STEPS = 512
GROUPS = {
    "permutations of 3": lambda: permutation_group(3),
    "permutations of 5": lambda: permutation_group(5),
    "rotations S4": lambda: rotation_group("S4"),
    "rotations A5": lambda: rotation_group("A5"),
}


@pytest.fixture(params=GROUPS.values(), ids=GROUPS)
def group(request):
    return request.param()


@pytest.fixture
def letters(group, rng):
    return rng.integers(group.order, size=STEPS)


# A unit key is off its length by at most 2u and u = eps/2, a reflection by 4 such errors and
# the rounding of its application; drift adds up, in the worst case linearly.
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_drift_grows_at_most_linearly_and_every_letter_is_right(group, letters, dtype):
    run = track(group, letters, dtype)
    unit = np.finfo(dtype).eps
    assert (run.drift <= 8 * group.steps * unit * np.arange(1, STEPS + 1)).all()
    assert (run.decoded == run.exact).all()
    assert run.state.dtype == dtype


def test_exact_elements_are_products_of_exact_matrices(group, letters):
    run, product = track(group, letters[:100]), 0
    parts = group.doubled.astype(object)  # Python integers: nothing overflows
    a, b = parts[0]
    for g, exact in zip(letters, run.exact, strict=False):
        c, d = parts[g]
        a, b = c.dot(a) + d.dot(b), c.dot(b) + d.dot(a) + d.dot(b)
        a, b = a // 2, b // 2
        assert (a == parts[exact][0]).all()
        assert (b == parts[exact][1]).all()
        product += 1
    assert product == 100


def test_chunks_track_as_well(group, letters):
    keys, betas = group.keys
    k, beta = keys[letters], betas[letters]
    N = k.shape[-1]
    state = np.eye(N)
    run = chunkwise(np.zeros((STEPS, N)), k, np.zeros((*k.shape[:2], N)), beta, state=state)
    exact = group.matrices[track(group, letters).exact[-1]]
    assert np.abs(run.state - exact).max() <= 8 * group.steps * STEPS * np.finfo(float).eps


def test_rates_of_at_most_one_lose_the_word(group, letters):
    """β halved: the same letters project instead of reflecting, and the state dies."""
    keys, betas = group.keys
    N = keys.shape[-1]
    none = np.zeros((STEPS, keys.shape[1], N))
    run = chunkwise(np.zeros((STEPS, N)), keys[letters], none, betas[letters] / 2, state=np.eye(N))
    assert np.abs(run.state - run.state.mean()).max() < 1e-12


@pytest.mark.parametrize("letters", [[], [0.5], [[0, 1]], [-1], [60], ["a"]])
def test_letters_must_be_elements(letters):
    with pytest.raises(InputError, match="letters must"):
        track(rotation_group("A5"), letters)
