"""The rank-one form in three arithmetics against A + τPPᵀ from the low-rank factors."""

from decimal import Decimal
from fractions import Fraction

import flint
import numpy as np
import pytest

from ssmtheory.errors import InputError, StructureError
from ssmtheory.families import family
from ssmtheory.families.rank_one import DECAY, exact_rho, rank_one_family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
NAMES = pytest.mark.parametrize("name", list(DECAY))


@NAMES
@pytest.mark.parametrize("rho", ["1/10", "0.5", "1"])
@pytest.mark.parametrize("N", [2, 8])
def test_the_matrix_is_that_of_the_factors(name, rho, N):
    """P from the certified modes: V times V*P."""
    form, share = rank_one_family(family(name), rho), float(Fraction(rho))
    modes = family(name).nplr(N)
    P = modes.V @ modes.P
    original = family(name).system(N)
    exact = original.A + 2 * share / (1 + share) * (P @ P.conj().T).real
    found = form.system(N)
    assert np.linalg.norm(found.A - exact) <= 16 * N * EPS * np.linalg.norm(original.A)
    assert np.array_equal(found.B, original.B / (1 + share))


@NAMES
def test_the_three_arithmetics_agree(name):
    form, N = rank_one_family(family(name), "0.3"), 4
    A, B = form.exact(N)
    floats = form.system(N)
    balls, column = form.balls(N, 200)
    with working_precision(200):
        for n in range(N):
            assert flint.arb(str(B[n].evalf(55))).overlaps(column[n, 0] + flint.arb(0, 1e-50))
            assert abs(floats.B[n] - float(column[n, 0])) <= 4 * EPS * abs(floats.B[n])
            for k in range(N):
                text = flint.arb(str(A[n, k].evalf(55)))
                assert text.overlaps(balls[n, k] + flint.arb(0, 1e-50))
                assert abs(floats.A[n, k] - float(balls[n, k])) <= 8 * EPS * np.abs(floats.A).max()


@NAMES
def test_at_one_it_is_the_normal_part(name):
    A = rank_one_family(family(name), 1).system(6).A
    skew = A + float(DECAY[name]) * np.eye(6)
    assert np.array_equal(skew, -skew.T)


def test_rho_is_taken_exactly():
    assert exact_rho("0.1") == Fraction(1, 10)
    assert exact_rho(0.1) == Fraction(0.1) != Fraction(1, 10)
    assert rank_one_family(family("legs"), "0.1").parameters == {"rho": Fraction(1, 10)}


@pytest.mark.parametrize("rho", [0, -0.1, "1.01", float("nan"), float("inf"), "x", None, 1j, [0.1]])
def test_rho_outside_its_range_is_refused(rho):
    with pytest.raises(InputError, match="rho must"):
        rank_one_family(family("legs"), rho)


def test_other_families_are_refused():
    with pytest.raises(StructureError, match="legs, lagt, legt, fout have one"):
        rank_one_family(family("lmu"), 0.1)


@pytest.mark.parametrize("rho", ["1e-999999999", "1e-99999999", "1e-301", "0." + "0" * 9999 + "1"])
def test_an_exponent_beyond_doubles_is_refused_before_its_digits_are_formed(rho):
    """10^999999999 would take minutes and 400 MB."""
    with pytest.raises(InputError, match="rho must be 1e-300 or more"):
        exact_rho(rho)


def test_large_exponents_are_refused_too():
    with pytest.raises(InputError, match=r"rho must lie in \(0, 1\]"):
        exact_rho("1e999999999")


def test_numbers_of_every_kind_are_taken_exactly():
    assert exact_rho("1e-300") == Fraction(1, 10**300)
    assert exact_rho(1e-300) == Fraction(1e-300)
    assert exact_rho(" 0.25 ") == exact_rho(Decimal("0.25")) == exact_rho("1/4") == Fraction(1, 4)
    assert exact_rho(np.float32(0.1)) == Fraction(float(np.float32(0.1)))
    with pytest.raises(InputError, match="must be a number"):
        exact_rho(True)
