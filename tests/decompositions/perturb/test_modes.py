"""Canonical gauge, conditions and residuals of dense eigendecompositions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb.modes import (
    Modes,
    canonical_gauge,
    check_residual,
    dense_modes,
)
from ssmtheory.errors import AccuracyError, StructureError

EPS = np.finfo(float).eps


def sample(seed, N=7):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((N, N)), rng.standard_normal(N)


@given(seed=st.integers(0, 10_000))
def test_the_gauge_does_not_depend_on_the_phases_it_starts_from(seed):
    A, B = sample(seed)
    first = dense_modes(A, B)
    turned = np.exp(2j * np.pi * np.random.default_rng(seed + 1).random(7))
    again = canonical_gauge(first.lam, first.V * turned, first.W / turned[:, None], B)
    tolerance = 64 * EPS * first.kappa
    assert np.abs(again.V - first.V).max() <= tolerance
    assert np.abs(again.B - first.B).max() <= tolerance * np.linalg.norm(first.W, 2)
    assert (first.B.real >= 0).all()
    assert (first.B.imag == 0).all()


@given(seed=st.integers(0, 10_000))
def test_modes_reproduce_matrix_and_input(seed):
    A, B = sample(seed)
    modes = dense_modes(A, B)
    tolerance = 64 * 7 * EPS * modes.kappa
    assert check_residual(modes, A) <= tolerance
    assert np.linalg.norm(modes.V @ modes.B - B) <= tolerance * np.linalg.norm(B)
    assert (np.diff(modes.lam.imag) <= 0).all()


def test_conditions_of_a_known_pair():
    """[[1, c], [0, 2]] has κ = √(1 + c²) for both eigenvalues."""
    modes = dense_modes(np.array([[1.0, 3.0], [0.0, 2.0]]))
    assert modes.eigenvalue_conditions == pytest.approx([np.sqrt(10)] * 2, rel=16 * EPS)


def test_an_unreached_mode_has_no_input_and_a_real_largest_entry():
    modes = dense_modes(np.diag([-1.0, -2.0]), np.array([1.0, 0.0]))
    unreached = int(np.argmin(np.abs(modes.B)))
    assert modes.B[unreached] == 0
    assert modes.V[:, unreached].max() == 1


def test_a_jordan_block_has_no_modes():
    with pytest.raises(StructureError, match="numerically singular"):
        dense_modes(np.array([[-1.0, 1.0], [0.0, -1.0]]))


def test_a_wrong_residual_is_an_error():
    A, _ = sample(3)
    modes = dense_modes(A)
    wrong = Modes(modes.lam + 1e-3, modes.V, modes.W, None)
    with pytest.raises(AccuracyError, match="residual"):
        check_residual(wrong, A)
