"""NPLR forms: residual, gauge, zero modes, odd orders, and refusal of what is not NPLR."""

import numpy as np
import pytest

from ssmtheory.decompositions import normal_plus_low_rank, nplr_from_modes
from ssmtheory.errors import AccuracyError, StructureError
from ssmtheory.families import family

EPS = np.finfo(float).eps
CASES = [(name, N) for name in ("legs", "lagt", "legt") for N in (1, 2, 3, 8, 65)]
CASES += [("fout", N) for N in (2, 4, 8, 64)]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def case(request):
    name, N = request.param
    fam = family(name)
    return fam, fam.system(N), fam.nplr(N)


def test_it_reproduces_the_family(case):
    _, system, form = case
    N = system.order
    dense = form.dense()
    assert np.linalg.norm(dense.A - system.A) <= 16 * N * EPS * np.linalg.norm(system.A)
    assert np.linalg.norm(dense.B - system.B) <= 16 * N * EPS * np.linalg.norm(system.B)
    assert np.linalg.norm(form.V.conj().T @ form.V - np.eye(N)) <= 16 * N * EPS


def test_the_rank_is_the_fact(case):
    fam, _, form = case
    assert form.rank == fam.nplr_rank
    assert np.array_equal(form.P, form.Q)


def test_the_gauge_is_canonical(case):
    _, _, form = case
    scale = np.abs(form.P).max()
    for row in form.P:
        big = row[np.abs(row) > 1e-8 * scale]
        if big.size:
            assert big[0].real > 0
            assert abs(big[0].imag) <= 1e-12 * scale
    assert np.all(np.diff(form.lam.imag) <= 1e-12 * max(1.0, np.abs(form.lam).max()))


def test_modes_come_in_conjugate_pairs(case):
    """Odd orders and the double zero of FouT included."""
    _, _, form = case
    assert np.array_equal(form.lam.imag, -form.lam.imag[::-1])
    zeros = np.flatnonzero(form.lam.imag == 0)
    assert zeros.size % 2 == form.order % 2
    assert not np.any(form.V[:, zeros].imag)


def test_zero_modes_are_counted():
    assert (family("legt").nplr(9).lam == 0).sum() == 1
    assert (family("legt").nplr(8).lam == 0).sum() == 0
    assert (family("fout").nplr(8).lam == 0).sum() == 2


@pytest.mark.parametrize("name", ["legs", "lagt", "fout"])
@pytest.mark.parametrize("N", [4, 10, 64])
def test_closed_form_and_eigensolver_agree(name, N):
    fam = family(name)
    system, closed = fam.system(N), fam.nplr(N)
    P = np.sqrt(0.5) * system.B if name != "fout" else system.B / np.sqrt(2)
    dense = normal_plus_low_rank(system.A, system.B, P[:, None])
    scale = np.abs(closed.lam).max()
    assert np.abs(dense.lam - closed.lam).max() <= 16 * N * EPS * scale
    simple = np.abs(closed.P[:, 0]) > 1e-8
    gap = np.min(np.abs(np.diff(np.unique(closed.lam.imag))))
    assert np.abs(dense.P - closed.P)[simple].max() <= 64 * N * EPS * scale / gap


def test_a_matrix_that_is_not_normal_plus_low_rank_is_refused(rng):
    A = rng.standard_normal((6, 6))
    with pytest.raises(StructureError, match="skew"):
        normal_plus_low_rank(A, np.ones(6), np.zeros((6, 1)))


def test_a_wrong_mode_is_caught():
    fam = family("legs")
    form, system = fam.nplr(8), fam.system(8)
    lam = form.lam.copy()
    lam[3] *= 1 + 1e-10
    with pytest.raises(AccuracyError, match="residual") as error:
        nplr_from_modes(system.A, system.B, lam, form.P, form.V)
    assert error.value.measured > error.value.allowed


def test_a_basis_that_is_not_unitary_is_caught():
    fam = family("legs")
    form, system = fam.nplr(8), fam.system(8)
    skewed = form.V * (1 + 1e-9 * np.arange(8))
    with pytest.raises(AccuracyError):
        nplr_from_modes(system.A, system.B, form.lam, form.P, skewed)


def test_families_without_the_form_say_which_have_it():
    with pytest.raises(StructureError, match="legs, lagt, legt and fout"):
        family("chebs").nplr(4)
