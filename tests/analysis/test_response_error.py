"""sup over ω: against closed forms, and against a brute fine grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.analysis.response_error import (
    modal_states,
    response_error,
    schur_states,
    supremum_on_axis,
)
from ssmtheory.families import family

EPS = np.finfo(float).eps


@given(
    position=st.floats(1e-2, 1e6),
    width=st.floats(1e-6, 10.0),
    height=st.floats(0.01, 100.0),
)
def test_the_height_of_a_spike_is_found_to_rounding(position, width, height):
    """|h a/(iω − λ)| with λ = −a + iω₀ has the supremum h."""
    lam = -width + 1j * position
    value, at = supremum_on_axis(lambda w: np.abs(height * width / (1j * w - lam)), [lam])
    # ω₀ itself is rounded: |ω − ω₀|/a ≤ ε ω₀/a
    assert value == pytest.approx(height, rel=8 * EPS + (EPS * position / width) ** 2)
    assert abs(at - position) <= width * 1e-3


@pytest.mark.parametrize("two_sided", [False, True])
def test_negative_frequencies_are_searched_when_asked(two_sided):
    value, at = supremum_on_axis(
        lambda w: np.abs(1 / (1j * w - (-0.1 - 5j))), [-0.1 - 5j], two_sided=two_sided
    )
    assert (at == pytest.approx(-5, abs=1e-6)) == two_sided
    assert (value == pytest.approx(10, rel=1e-12)) == two_sided


@given(seed=st.integers(0, 10_000))
def test_no_point_of_a_fine_grid_exceeds_the_supremum(seed):
    rng = np.random.default_rng(seed)
    lam = -rng.uniform(0.05, 2, 6) + 1j * rng.uniform(-30, 30, 6)
    residues = rng.standard_normal(6) + 1j * rng.standard_normal(6)

    def f(omega):
        return np.abs((residues / (1j * omega[:, None] - lam)).sum(axis=1))

    value, at = supremum_on_axis(f, lam, two_sided=True)
    grid = f(np.linspace(-60, 60, 40_001))
    assert grid.max() <= value * (1 + 64 * EPS)
    # and it is attained
    assert f(np.array([at]))[0] == pytest.approx(value, rel=64 * EPS)


def test_schur_states_solve_the_shifted_systems(rng):
    A, B = rng.standard_normal((6, 6)), rng.standard_normal(6)
    omega = np.array([-3.0, 0.2, 11.0])
    direct = [np.linalg.solve(1j * w * np.eye(6) - A, B) for w in omega]
    assert np.abs(schur_states(A, B)(omega) - direct).max() <= 1e3 * EPS * np.abs(direct).max()


def test_modes_without_input_drop_out_even_on_the_axis():
    lam, V = np.array([0j, -1 + 0j]), np.eye(2)
    states = modal_states(lam, V, np.array([0.0, 1.0]))(np.array([0.0]))
    assert np.array_equal(states, [[0, 1]])


def test_two_forms_of_one_system_have_no_error_between_them():
    form = family("legs").nplr(8)
    A = form.V * form.lam @ form.V.conj().T
    B = (form.V @ form.B).real
    found = response_error(schur_states(A, B), modal_states(form.lam, form.V, form.B), form.lam)
    assert found.state <= 1e3 * EPS * np.linalg.norm(A, 2) * np.linalg.norm(B) / 0.5
    assert found.transfer <= found.state
