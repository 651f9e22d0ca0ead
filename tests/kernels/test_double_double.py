"""Double-double arithmetic against exact rationals."""

from fractions import Fraction

import numpy as np
import pytest

from ssmtheory.kernels import double_double as dd

U2 = Fraction(1, 2**104)  # a few units of the 106-bit format


def exact(high, low=0.0):
    return Fraction(high) + Fraction(low)


def pairs(rng, count):
    """Random normalised pairs over forty binary orders of magnitude, both signs."""
    h = rng.standard_normal(count) * 2.0 ** rng.integers(-20, 20, count)
    return [
        (float(x), float(np.spacing(x) * y))
        for x, y in zip(h, rng.uniform(-0.5, 0.5, count), strict=True)
    ]


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div"])
def test_real_operations(name, rng):
    op = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
    }[name]
    for a, b in zip(pairs(rng, 200), pairs(rng, 200), strict=True):
        want = op(exact(*a), exact(*b))
        got = exact(*getattr(dd, name)(*a, *b))
        scale = abs(exact(*a)) + abs(exact(*b)) if name in ("add", "sub") else abs(want)
        assert abs(got - want) <= 4 * U2 * scale


def test_products_and_sums_of_doubles_are_exact(rng):
    for a, b in zip(rng.standard_normal(100), rng.standard_normal(100) * 1e6, strict=True):
        a, b = float(a), float(b)
        assert exact(*dd.two_sum(a, b)) == exact(a) + exact(b)
        assert exact(*dd.two_product(a, b)) == exact(a) * exact(b)


def test_square_root(rng):
    for a in pairs(rng, 100):
        a = a if a[0] > 0 else (-a[0], -a[1])
        root = exact(*dd.sqrt(*a))
        assert abs(root * root - exact(*a)) <= 8 * U2 * exact(*a)
    assert dd.sqrt(0.0, 0.0) == (0.0, 0.0)


def test_complex_quotient_undoes_the_product(rng):
    for x, y, u, v in zip(*(pairs(rng, 50) for _ in range(4)), strict=True):
        a, b = (*x, *y), (*u, *v)
        re, im = (exact(*part) for part in (dd.c_mul(a, b)[:2], dd.c_mul(a, b)[2:]))
        ar, ai, br, bi = exact(*x), exact(*y), exact(*u), exact(*v)
        size2 = (ar**2 + ai**2) * (br**2 + bi**2)
        assert (re - (ar * br - ai * bi)) ** 2 + (im - (ar * bi + ai * br)) ** 2 <= (
            8 * U2
        ) ** 2 * size2
        back = dd.c_div(dd.c_mul(a, b), b)
        error2 = (exact(*back[:2]) - ar) ** 2 + (exact(*back[2:]) - ai) ** 2
        assert error2 <= (32 * U2) ** 2 * (ar**2 + ai**2)
