"""Brackets of σ_min against brute force, exact 2 × 2 cases and false values."""

import math
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest

from ssmtheory.analysis.sigma.brackets import WIDTH, bracket
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, StructureError
from ssmtheory.systems import NPLR, Diagonal
from ssmtheory.systems.pencil import Pencil

LOG_WIDTH = math.log10(1 + WIDTH)


@pytest.mark.parametrize("fam", ["legs", "lagt", "legt"])
@pytest.mark.parametrize("N", [2, 8, 32])
def test_holds_the_reference_and_no_false_value(reference, fam, N):
    for point, text in reference[fam][N]["resolvent_norm2"].items():
        z = complex(*map(float, point.split(",")))
        # σ_min is 1-Lipschitz, and the double is not the decimal of the reference
        shift = float(sum(abs(Fraction(d) - Fraction(float(d))) for d in point.split(",")))
        with mpmath.workdps(40):
            true = -mpmath.log10(mpmath.mpf(text))
            slack = mpmath.log10(1 + shift * mpmath.mpf(text))
        found = bracket(fam, z, N)
        assert found.lo - slack <= true <= found.hi + slack
        assert found.hi - found.lo <= LOG_WIDTH + 10 * math.ulp(found.lo)
        for false in (true + 1e-11 + 2 * slack, true - 1e-11 - 2 * slack):
            assert false not in found


@pytest.mark.parametrize("t", [1.0, 1e-8, 1e-60, 1e-150])
@pytest.mark.parametrize("c", [1.0, 1e9])
def test_two_by_two(t, c):
    """σ_min of [[t, −c], [0, t]] from the exact characteristic polynomial of M*M."""
    found = bracket(np.array([[0.0, c], [0.0, 0.0]]), t)
    T, C = Fraction(t), Fraction(c)
    trace, det = 2 * T**2 + C**2, T**4
    with mpmath.workdps(80):
        lo, hi = (Fraction(*_ratio(mpmath.power(10, x))) for x in (found.lo, found.hi))
    # σ² is the smaller root of x² − trace·x + det; both ends lie left of the larger one
    for end, sign in ((lo, 1), (hi, -1)):
        assert sign * (end**4 - trace * end**2 + det) >= 0
        assert end**2 < trace / 2
    assert hi / lo - 1 <= 2 * Fraction(WIDTH) + Fraction(math.ulp(found.lo)) * 20


def _ratio(x):
    mantissa, exponent = int(x.man), int(x.exp)
    return mantissa * 2 ** max(exponent, 0), 2 ** max(-exponent, 0)


def test_deep_below_every_floating_point_format():
    """An N × N Jordan block: σ_min ≈ |z|^N (1 − |z|²) to the order |z|^(2N)."""
    z, N = 1e-3, 64
    with mpmath.workdps(60):
        t = mpmath.mpf(z)
        # (zI − J)⁻¹ is Toeplitz with t^−1 … t^−N: its norm is t^−N/(1 − t²) to 1e-300
        expected = mpmath.log10(t**N * (1 - t**2))
    found = bracket(np.eye(N, k=1), z)
    assert found.lo < -190
    assert expected in found


@pytest.mark.parametrize(
    ("x", "z", "N"),
    [
        ("legs", -3.0, 8),  # triangular
        ("fout", 0.0, 8),  # a state without a row
        (np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 2.0, 0.0]]), 0.0, None),
        (np.array([[1.0, 2.0], [3.0, 6.0]]), 7.0, None),
        (np.array([[1.0, 1j], [1j, -1.0]]), 0.0, None),  # nilpotent, complex
    ],
)
def test_an_exact_eigenvalue_is_proved(x, z, N):
    found = bracket(x, z, N)
    assert found.is_eigenvalue
    assert found.lo == found.hi == found.value == -math.inf
    assert "proved" in str(found)


def test_singular_to_the_last_bit_is_said_to_be_just_that():
    """Λ − PQ* = −[[1, 1], [1, 1]] is singular, which is not decided exactly for such a form."""
    ones = np.ones((2, 1))
    form = NPLR(np.zeros(2), ones, ones, None, np.ones(2))
    found = bracket(form, 0.0, last_bits=512)
    assert found.lo == -math.inf
    assert -math.inf < found.hi < -120
    assert not found.is_eigenvalue
    assert "512 bits" in str(found)


def test_beside_an_eigenvalue_of_the_form_the_bounds_meet():
    ones = np.ones((2, 1))
    form = NPLR(np.zeros(2), ones, ones, None, np.ones(2))
    found = bracket(form, 1e-30)  # A is normal: the distance to 0
    with mpmath.workdps(40):
        assert mpmath.log10(mpmath.mpf(1e-30)) in found
    assert found.hi - found.lo <= LOG_WIDTH + 10 * math.ulp(30)


@pytest.mark.parametrize("exponent", [-990, 990])
def test_any_scale_and_far_outside(rng, exponent):
    A = rng.standard_normal((6, 6))
    plain, z = bracket(A, 0.3 + 0.1j), (0.3 + 0.1j) * 2.0**exponent
    scaled = bracket(np.ldexp(A, exponent), z)
    shift = exponent * math.log10(2)
    assert plain.lo + shift == pytest.approx(scaled.lo, abs=4 * math.ulp(shift) + LOG_WIDTH)
    assert bracket(A, 1e308).value == pytest.approx(308, abs=4 * math.ulp(308.0))


def test_a_diagonal_form_is_the_distance_to_its_modes(rng):
    lam = rng.standard_normal(5) + 1j * rng.standard_normal(5)
    found = bracket(Diagonal(lam, np.ones(5)), 0.25)
    expected = math.log10(np.abs(0.25 - lam).min())
    assert found.value == pytest.approx(expected, abs=LOG_WIDTH + 8 * 2.0**-52)


def test_what_is_refused():
    with pytest.raises(InputError, match="finite"):
        bracket("legs", complex(math.nan, 0), 4)
    with pytest.raises(StructureError, match="pencil"):
        bracket(as_subject(Pencil(np.eye(2), np.diag([1.0, 0.0]))), 1.0)


def test_the_working_precision_is_restored():
    before = flint.ctx.prec
    bracket("legs", -1.5, 4)
    assert flint.ctx.prec == before
