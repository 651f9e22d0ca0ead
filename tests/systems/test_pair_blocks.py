"""The form is found where it is there, and only there; its discrete twin is the dense one."""

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.systems import StateSpace
from ssmtheory.systems.discretize import discretize
from ssmtheory.systems.discretize_rules import GBT
from ssmtheory.systems.pair_blocks import PairBlocks, pair_blocks

EPS = np.finfo(float).eps


def random_form(rng, N):
    return PairBlocks(rng.standard_normal((N // 2, 2, 2)), *rng.standard_normal((2, N)))


@pytest.mark.parametrize("N", [6, 8, 30])
def test_form_is_the_matrix(rng, N):
    for A in (*(family(x).arrays(N)[0] for x in ("fout", "foud")), random_form(rng, N).dense()):
        assert np.abs(pair_blocks(A).dense() - A).max() <= 8 * EPS * np.abs(A).max()


def test_other_matrices_have_none(rng):
    assert pair_blocks(rng.standard_normal((6, 6))) is None
    assert pair_blocks(family("legs").arrays(16)[0]) is None
    A = family("fout").arrays(6)[0]
    assert pair_blocks(A + 0j) is None
    assert pair_blocks(A[:5, :5]) is None
    assert pair_blocks(family("fout").arrays(4)[0]) is None  # two blocks do not show p and q
    A[4, 0] *= 1 + 1e-14
    assert pair_blocks(A) is None


@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.5, 1.0])
def test_discrete_twin_is_the_dense_one(rng, alpha):
    form, b, dt = random_form(rng, 8), rng.standard_normal(8), 0.01
    step, drive = form.gbt(dt, alpha, b)
    dense = discretize(StateSpace(form.dense(), b), dt, GBT(alpha))
    # ‖(I − αΔA)⁻¹‖ ≤ 2, because Δ‖A‖ < ½
    assert dt * np.linalg.norm(form.dense()) < 0.5
    assert np.abs(step.dense() - dense.A).max() <= 100 * 8 * EPS
    assert np.abs(drive - dense.B).max() <= 100 * 8 * EPS * np.abs(b).max()


def test_a_step_that_does_not_exist_is_refused():
    blocks, zero = np.array([np.eye(2)] * 3), np.zeros(6)
    with pytest.raises(InputError, match="singular"):
        PairBlocks(blocks, zero, zero).gbt(1.0, 1.0, zero)
    unit = np.eye(6)[0]
    with pytest.raises(InputError, match="singular"):
        PairBlocks(0 * blocks, unit, unit).gbt(1.0, 1.0, zero)
