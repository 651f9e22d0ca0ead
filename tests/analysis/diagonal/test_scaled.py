"""Powers of two: results at A·2^k are scalings of those at A, to the bit, at any k."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.analysis.diagonal.diagonalize import diagonalize, reflect_unstable
from ssmtheory.analysis.diagonal.scaled import exponent, ldexp, scaled
from ssmtheory.analysis.subject import as_subject
from ssmtheory.families import family
from ssmtheory.systems import Diagonal, StateSpace

A = np.round(np.random.default_rng(3).standard_normal((6, 6)), 2) - 4 * np.eye(6)
B = np.array([1.0, -2.0, 0.5, 0.25, 3.0, 1.0])
METHODS = [
    {"method": "eig"},
    {"method": "ginibre", "eps": 0.01},
    {"method": "ptd", "steps": 15},
    {"method": "ptd", "steps": 15, "kind": "real"},
]
SAME = ("V", "first_output", "kappa", "E_relative", "backward_error", "status")


@pytest.mark.parametrize("options", METHODS, ids=lambda o: "-".join(map(str, o.values())))
@pytest.mark.parametrize("k", [990, -990, 51])
def test_results_scale_with_the_matrix(options, k):
    plain = diagonalize(StateSpace(A, B), **options)
    far = diagonalize(StateSpace(np.ldexp(A, k), B), **options)
    for name in SAME:
        assert np.array_equal(getattr(far, name), getattr(plain, name)), name
    for name, power in {"lam": k, "E": k, "B": 0, "E_norm": k, "omega_worst": k}.items():
        assert np.array_equal(getattr(far, name), ldexp(getattr(plain, name), power)), name
    for name in ("state_error", "transfer_error", "states_sup", "bound"):
        before = getattr(plain, name)
        assert getattr(far, name) == (None if before is None else ldexp(before, -k)), name


@pytest.mark.parametrize("scale", [1e300, 1e-300, 1e-308])
@pytest.mark.parametrize("method", ["eig", "ginibre", "ptd"])
def test_extreme_matrices_have_finite_residuals(scale, method):
    found = diagonalize(scale * np.array([[-1.0, 0.5], [0.0, -0.25]]), method=method)
    assert found.backward_error <= 64 * 2 * np.finfo(float).eps * found.kappa
    assert np.abs(found.lam.real).max() == pytest.approx(scale, rel=0.2)


def test_the_input_has_a_scale_of_its_own():
    near, far = (diagonalize(StateSpace(A, b), method="eig") for b in (B, np.ldexp(B, 900)))
    assert np.array_equal(far.B, ldexp(near.B, 900))
    assert far.states_sup == ldexp(near.states_sup, 900)


def test_parts_of_a_representation_scale_together():
    form = family("legt").nplr(4)
    far = replace(form, lam=form.lam * 2.0**800, P=form.P * 2.0**400, Q=form.Q * 2.0**400)
    near, found = (diagonalize(x, rho=0.3) for x in (form, far))
    assert np.array_equal(found.lam, near.lam * 2.0**800)
    modes = Diagonal(np.array([-1.0, -3.0]) * 2.0**900, np.ones(2))
    assert np.array_equal(diagonalize(modes, method="eig").lam, modes.lam)


def test_balls_are_scaled_exactly():
    far, near = (diagonalize(np.ldexp(A, k), method="eig", digits=30) for k in (990, 0))
    quotients = [x / y for x, y in zip(far.balls.lam, near.balls.lam, strict=True)]
    assert all(q.contains(2**990) for q in quotients)


def test_reflection_scales_too():
    M = A + 4 * np.eye(6)
    near, far = (
        reflect_unstable(diagonalize(m, method="ginibre", allow_unstable=True))
        for m in (M, np.ldexp(M, 980))
    )
    assert np.array_equal(far.lam, ldexp(near.lam, 980))
    assert far.E_norm == ldexp(near.E_norm, 980)


def test_families_are_left_as_they_are():
    subject = as_subject("legs", 8)
    assert scaled(subject) == (subject, (0, 0))


def test_an_underflow_among_moderate_entries_leaves_the_matrix_alone():
    subject = as_subject(np.array([[-3.0, 5e-324], [0.0, -5.0]]))
    assert scaled(subject) == (subject, (0, 0))


@given(value=st.floats(1e-280, 1e280), power=st.integers(-50, 50))
def test_the_exponent_brackets_the_largest_entry(value, power):
    M = np.array([[value, 0.0], [-value / 3, 1j * value / 2]])
    k = exponent(M)
    assert 1 <= ldexp(value, -k) < 2
    assert exponent(ldexp(M, power)) == k + power
