"""Every family in its three arithmetics: exact, balls and float64 are one matrix."""

import flint
import mpmath
import numpy as np
import pytest
import sympy

from ssmtheory.errors import InputError
from ssmtheory.precision import working_precision
from ssmtheory.systems import Diagonal, StateSpace


def _as_arrays(system):
    return (system.lam if isinstance(system, Diagonal) else system.A), system.B


@pytest.mark.parametrize("N", [2, 6, 24])
def test_float_entries_are_within_a_few_ulps_of_the_balls(fam, N, assert_float_matches_balls):
    assert_float_matches_balls(_as_arrays(fam.system(N)), fam.balls(N, 160))


def test_order_one(fam, assert_float_matches_balls):
    if fam.even:
        with pytest.raises(InputError, match="even"):
            fam.system(1)
        return
    assert_float_matches_balls(_as_arrays(fam.system(1)), fam.balls(1, 160))


def test_balls_are_tight(fam):
    A, B = fam.balls(12, 200)
    for matrix in (A, B):
        # a handful of roundings, or (s4d-legs) a digamma of a root ball: 20 bits for both
        assert all(_relative_radius(x) < 2.0**-180 for x in matrix.entries())


def test_symbolic_entries_lie_in_the_balls(fam, to_mpmath):
    N = 6
    A, B = fam.exact(N)
    balls = fam.balls(N, 200)
    with mpmath.workdps(50):
        for symbolic, ball in ((A, balls[0]), (B, balls[1])):
            assert symbolic.shape == (ball.nrows(), ball.ncols())
            difference = [
                abs(mpmath.mpmathify(sympy.N(x, 50)) - y)
                for x, y in zip(symbolic, to_mpmath(ball), strict=True)
            ]
            scale = max(abs(x) for x in to_mpmath(ball))
            assert max(difference) <= mpmath.mpf(10) ** -47 * scale  # 50 digits, less 3


def test_exact_entries_are_exact_numbers(fam):
    A, B = fam.exact(4)
    assert not any(entry.has(sympy.Float) for matrix in (A, B) for entry in matrix)


def test_core_and_float_agree_in_shape_with_the_facts(fam):
    N = 8
    system = fam.system(N)
    assert system.order == fam.order(N)
    assert isinstance(system, Diagonal if fam.diagonal else StateSpace)
    if fam.triangular:
        assert np.array_equal(system.A, np.tril(system.A))
    elif not fam.diagonal:
        assert not np.array_equal(system.A, np.tril(system.A))
    if fam.half:
        assert system.half
        assert fam.order(N) == N // 2


def test_modes_are_the_eigenvalues(fam):
    """In their order where A is diagonal; else det(A − λI) contains 0 for each of them."""
    assert fam.modes is not None or not fam.diagonal
    if fam.modes is None:
        return
    with working_precision(256):
        A, modes = flint.acb_mat(fam.balls(8, 256)[0]), fam.modes(8)
        assert len(modes) == A.nrows() == fam.order(8)
        if fam.diagonal:
            assert all(mode.overlaps(A[n, n]) for n, mode in enumerate(modes))
            return
        product = flint.acb_poly.from_roots(modes)
        polynomial = A.charpoly()
        assert all(product[n].overlaps(polynomial[n]) for n in range(len(modes) + 1))
        assert max(float(abs(c).rad()) for c in product.coeffs()) < 1e-60


def test_single_precision_is_the_rounded_double(fam):
    double, single = _as_arrays(fam.system(6)), _as_arrays(fam.system(6, np.float32))
    assert {x.dtype for x in single} <= {np.dtype(np.float32), np.dtype(np.complex64)}
    for a, b in zip(double, single, strict=True):
        assert np.array_equal(a.astype(b.dtype), b)


def _relative_radius(ball) -> float:
    with working_precision(256):  # abs() rounds to the working precision
        size = flint.arb(abs(ball)).abs_upper()
        radius = size - flint.arb(abs(ball)).abs_lower()
        return 0.0 if size == 0 else float(radius / size)
