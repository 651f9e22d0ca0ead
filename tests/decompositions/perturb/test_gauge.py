"""Whatever phases the eigenvectors come with, the canonical gauge gives the same numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb.gauge import canonical_diagonal, canonical_nplr
from ssmtheory.decompositions.perturb.low_rank import low_rank_modes
from ssmtheory.decompositions.perturb.modes import canonical_gauge, dense_modes
from ssmtheory.decompositions.perturb.rank_one import rank_one
from ssmtheory.families import family
from ssmtheory.systems import NPLR, Diagonal

EPS = np.finfo(float).eps
SEEDS = st.integers(0, 10_000)
FORMS = st.sampled_from([("legs", 8), ("lagt", 9), ("legt", 6), ("fout", 8)])
S = np.array([0.5j, 3.0 + 1j, 40j])


def phases(seed, N):
    return np.exp(2j * np.pi * np.random.default_rng(seed).random(N))


def diagonal(name, N):
    """The rank-one form, gauged as ``diagonalize`` does."""
    if name in ("legs", "lagt"):
        form = rank_one(name, N, 0.3)
        return Diagonal(form.lam, form.B.astype(complex), form.vectors())
    A, B = family(name).arrays(N)
    form = family(name).nplr(N)
    modes = low_rank_modes(A, (form.V @ form.P).real, B, 0.3)
    return Diagonal(modes.lam, modes.B, modes.V)


def same(found, wanted):
    """Equal to a few units in the last place of the larger part."""
    return bool((np.abs(found - wanted) <= 8 * EPS * np.abs(wanted)).all())


@given(form=FORMS, seed=SEEDS)
def test_a_diagonal_export_does_not_see_the_phases_of_V(form, seed):
    system = diagonal(*form)
    turn, shuffle = phases(seed, form[1]), np.random.default_rng(seed).permutation(form[1])
    turned = Diagonal(
        system.lam[shuffle], (system.B / turn)[shuffle], (system.C * turn)[:, shuffle]
    )
    plain, found = canonical_diagonal(system), canonical_diagonal(turned)
    assert found.lam.tobytes() == plain.lam.tobytes()
    assert same(found.B, plain.B)
    assert same(found.C, plain.C)
    assert (found.B.imag == 0).all()
    assert not same(turned.C, plain.C)  # the phases had been turned
    # in single precision, where exports are written, equal to the bit but for a rare tie
    single = [np.asarray(x.B, dtype=np.complex64) for x in (plain, found)]
    assert np.count_nonzero(single[0] != single[1]) <= 1


@given(form=FORMS, seed=SEEDS)
def test_an_nplr_export_does_not_see_the_phases_of_V(form, seed):
    name, N = form
    plain, turn = family(name).nplr(N), phases(seed, N)
    turned = NPLR(
        plain.lam,
        plain.P / turn[:, None],
        plain.Q / turn[:, None],
        plain.V * turn,
        plain.B / turn,
    )
    found, wanted = canonical_nplr(turned), canonical_nplr(plain)
    assert found.lam.tobytes() == plain.lam.tobytes()
    for part in ("P", "Q", "V", "B"):
        gap = np.abs(getattr(found, part) - getattr(wanted, part))
        assert (gap <= 8 * EPS * np.abs(getattr(wanted, part))).all(), part
    assert found.residual(plain.dense().A) <= 64 * N * EPS


@pytest.mark.parametrize(("name", "N"), [("legs", 8), ("legs", 9), ("lagt", 9), ("legt", 7)])
def test_families_are_in_the_canonical_gauge_already(name, N):
    form = family(name).nplr(N)
    found = canonical_nplr(form)
    for part in ("lam", "P", "V", "B"):
        gap = np.abs(getattr(found, part) - getattr(form, part))
        assert gap.max() <= 8 * N * EPS * np.abs(getattr(form, part)).max(), part


@given(form=FORMS, seed=SEEDS)
def test_the_transfer_function_is_unchanged(form, seed):
    system = diagonal(*form)
    turn, C = phases(seed, form[1]), np.random.default_rng(seed).standard_normal(form[1])
    turned = Diagonal(system.lam, system.B / turn, C @ (system.C * turn))
    found = canonical_diagonal(turned)
    scale = (np.abs(found.C * found.B) / np.abs(S[:, None] - found.lam)).sum(axis=1)
    assert (np.abs(found.transfer(S) - turned.transfer(S)) <= 64 * EPS * scale).all()


@given(seed=SEEDS)
def test_a_mode_without_input_takes_its_phase_from_the_output(seed):
    turn = phases(seed, 2)
    system = Diagonal(np.array([1j, -1j]) - 1, np.array([1.0, 0.0]) / turn, np.eye(2) * turn)
    found = canonical_diagonal(system)
    assert np.abs(found.C - np.eye(2)).max() <= 4 * EPS
    assert np.abs(found.B - [1, 0]).max() <= 4 * EPS
    assert found.B[1] == 0


@given(seed=SEEDS)
def test_equal_entries_do_not_make_the_phase_a_matter_of_chance(seed):
    """(1, i)/√2 without input: the first of the two entries of equal size is real."""
    V = np.array([[1, 1], [1j, -1j]]) / np.sqrt(2) * phases(seed, 2)
    V = V * (1 + 4 * EPS * np.random.default_rng(seed).standard_normal((2, 2)))
    found = canonical_gauge(np.array([1j, -1j]), V, np.linalg.inv(V))
    assert (np.abs(found.V[0].imag) <= 8 * EPS).all()
    assert (found.V[0].real > 0).all()


def test_states_of_a_system_without_output_stay_modal():
    found = canonical_diagonal(Diagonal(np.array([-1.0, -2.0]), np.array([1j, -1.0])))
    assert np.array_equal(found.B, [1, 1])
    assert np.abs(found.C * found.B - np.diag([1j, -1])).max() <= 2 * EPS


def test_a_dplr_without_vectors_uses_what_it_has():
    plain = family("legs").nplr(6).modal()
    turn = phases(5, 6)
    turned = NPLR(plain.lam, plain.P * turn[:, None], plain.Q * turn[:, None], None, plain.B * turn)
    assert np.abs(canonical_nplr(turned).B - plain.B).max() <= 8 * EPS * np.abs(plain.B).max()


def test_dense_modes_are_gauged():
    modes = dense_modes(family("legt").arrays(6)[0], family("legt").arrays(6)[1])
    found = canonical_diagonal(Diagonal(modes.lam, modes.B, modes.V))
    assert same(found.B, modes.B)
    assert same(found.C, modes.V)
