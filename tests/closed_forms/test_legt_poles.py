"""Zeros of LegT's Padé approximant against FLINT, Vieta, and the approximant itself."""

import itertools

import flint
import pytest

from ssmtheory.closed_forms import legt, legt_poles
from ssmtheory.precision import working_precision


@pytest.mark.parametrize("N", [1, 2, 3, 8, 21])
def test_agrees_with_general_root_isolation(N):
    with working_precision(150):
        for found, p in (
            (legt_poles.poles_balls(N), legt.characteristic_polynomial(N)),
            (legt_poles.zeros_balls(N), legt_poles.numerator(N)),
        ):
            roots = [root for root, _ in p.complex_roots()]
            assert len(found) == len(roots)
            assert all(any(z.overlaps(root) for root in roots) for z in found)
            assert all(z.rel_accuracy_bits() >= 140 for z in found)


@pytest.mark.parametrize("N", [1, 2, 5, 9])
def test_numerator_makes_the_pade_approximant(N):
    """q(s)e^{−s} − n(s) = O(s^{2N}), and q(s)q(−s) − n(s)n(−s) is s^{2N} up to sign: lossless."""
    q, n = legt.characteristic_polynomial(N), legt_poles.numerator(N)
    minus = flint.fmpz_poly([0, -1])
    n_plus = n(minus)
    assert q * q(minus) - n * n_plus == (-1) ** N * flint.fmpz_poly([0] * (2 * N) + [1])
    flint.ctx.cap, before = 2 * N, flint.ctx.cap
    try:
        series = flint.fmpq_series(q) * flint.fmpq_series([0, -1]).exp()
        assert [series[j] for j in range(2 * N)] == [
            flint.fmpq(n_plus[j]) if j < N else 0 for j in range(2 * N)
        ]
    finally:
        flint.ctx.cap = before


@pytest.mark.parametrize("N", [33, 96])
def test_sum_and_product_of_the_poles_are_trace_and_determinant(N):
    with working_precision(120):
        poles = legt_poles.poles_balls(N)
        assert sum(poles, flint.acb(0)).contains(-(N**2))
        product = flint.acb(1)
        for z in poles:
            product *= -z
        assert product.overlaps(flint.acb(legt.characteristic_polynomial(N)[0]))
        assert product.rel_accuracy_bits() > 60  # of 120, a fraction of a bit per factor lost


def test_mirror_images_are_exact_and_the_odd_pole_is_real():
    with working_precision(80):
        poles = legt_poles.poles_balls(15)
        assert poles[7].imag.is_zero()
        assert poles[7].real < 0
        for upper, lower in zip(poles[:7], reversed(poles[8:]), strict=True):
            assert upper.imag > 0
            assert (upper - lower.conjugate()).mid() == 0


@pytest.mark.parametrize("bits", [53, 1000])
def test_as_many_bits_as_asked_for(bits):
    with working_precision(bits):
        assert all(z.rel_accuracy_bits() >= bits - 2 for z in legt_poles.poles_balls(12))


@pytest.mark.parametrize("N", [4, 40])
def test_starting_points_are_a_fraction_of_the_spacing_away(N):
    with working_precision(60):
        poles = [complex(z) for z in legt_poles.poles_balls(N) if z.imag >= 0]
    starts = legt_poles.starting_points(N, N, -1)[::-1]
    spacing = min(abs(z - w) for z, w in itertools.pairwise(poles))
    assert max(abs(z - w) for z, w in zip(poles, starts, strict=True)) < 0.1 * spacing
