"""Curves of ‖e^{tA}‖ and ‖A^k‖ and the bounds around them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ssmtheory.analysis.transients.transient import transient
from ssmtheory.errors import InputError

EPS = np.finfo(float).eps
QUIZ = np.array([[-1.0, 5], [0, -2]])


def test_two_by_two_has_a_formula():
    """e^{tA} = [[e^{−t}, 5(e^{−t} − e^{−2t})], [0, e^{−2t}]]."""
    t = np.linspace(0, 3, 40)
    found = transient(QUIZ, t)
    for value, s in zip(found.norm, t, strict=True):
        a, d = math.exp(-s), math.exp(-2 * s)
        assert value == pytest.approx(np.linalg.norm([[a, 5 * (a - d)], [0, d]], 2), rel=200 * EPS)


@given(arrays(float, (4, 4), elements=st.floats(-2, 2, width=32)))
def test_the_exponential_lies_between_its_bounds(A):
    found = transient(A, np.array([0, 0.1, 1.0, 3.0]))
    slack = 1e3 * EPS * (1 + 3 * np.linalg.norm(A)) * np.exp(3 * np.linalg.norm(A, 2))
    assert (found.log10_norm >= found.log10_lower - slack).all()
    assert (found.log10_norm <= found.log10_upper + slack).all()


@given(arrays(float, (3, 3), elements=st.integers(-3, 3).map(float)))
def test_powers_lie_between_their_bounds(A):
    found = transient(A, np.arange(8), discrete=True)
    assert (found.log10_norm <= found.log10_upper + 1e3 * EPS).all()
    assert (found.log10_norm >= found.log10_lower - 1e3 * EPS).all()


def test_the_norm_is_the_two_norm_and_starts_at_one(rng):
    """Peers start the curve at a hard-coded 1, or at ‖I‖_F = √N."""
    found = transient(rng.standard_normal((5, 5)), [0.0, 0.5])
    assert found.norm[0] == pytest.approx(1.0, rel=16 * EPS)
    powers = transient(rng.standard_normal((5, 5)), [0, 1], discrete=True)
    assert powers.norm[0] == 1.0


def test_families_of_contractions():
    for name in ("legs", "lagt"):
        found = transient(name, np.array([0, 0.5, 3.0]), 64)
        assert (found.log10_norm <= found.log10_upper + 64 * 8 * EPS).all()
        assert (found.log10_norm >= found.log10_lower - 64 * 8 * EPS).all()
    assert transient("lagt", 1.0, 256).norm == pytest.approx(1.0, abs=256 * 8 * EPS)


def test_shapes_json_and_repr():
    found = transient(QUIZ, [[0.0, 1.0]])
    assert found.norm.shape == (1, 2)
    out = transient(np.eye(2, k=1), [1, 2], discrete=True).to_json()
    assert out["log10_norm"] == [0.0, None]
    assert "largest" in repr(found)
    assert "Transient" in found._repr_html_()


@pytest.mark.parametrize("t", [-1.0, math.nan, [], "soon"])
def test_times_that_cannot_be(t):
    with pytest.raises(InputError):
        transient(QUIZ, t)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_extreme_scales(scale):
    plain, found = transient(QUIZ, 0.5), transient(QUIZ * scale, 0.5 / scale)
    assert found.norm == pytest.approx(plain.norm, rel=64 * EPS)


def test_times_out_of_all_proportion_are_refused():
    with pytest.raises(InputError, match="smaller t"):
        transient(1e300 * np.array([[1.0, 2, 3], [-4, 1, 2], [3, 5, 1]]), 0.5)
