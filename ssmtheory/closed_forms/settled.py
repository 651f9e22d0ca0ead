r"""Balls as accurate as the working precision says, where a plain evaluation loses bits.

A complex ball is a rectangle, and multiplying by a number turns it: each factor of a chain can
widen the enclosure by √2, so N factors cost N/2 bits.  Two remedies: a result that is not
accurate is computed again with more bits inside, and long products are kept as modulus and
angle (``chain_balls``), which widen by one rounding per factor.
"""

from collections.abc import Callable

import flint

from ssmtheory.precision import working_precision

# A few roundings of the last operations; what a settled result may lack of the working precision.
SLACK_BITS = 4


def guard_bits(N: int) -> int:
    """Bits that N roundings of a sum of size N, and the squarings of an N-th power, cost."""
    return 3 * N.bit_length() + 16


def settled(compute: Callable[[], list], N: int, cap: int | None = None) -> list:
    """The balls of ``compute()``, relative radius at most 2^(4 − working precision) each.

    ``compute`` is run with more bits inside, twice as many extra ones each time, at most
    ``cap`` (2N + 4 × the working precision unless given).  Balls stay wider where the input
    is no better known (more bits do not narrow them), and where the value is 0 or cancels
    beyond ``cap`` bits: the radius shows it.
    """
    bits, extra, widest = flint.ctx.prec, guard_bits(N), None
    cap = 2 * N + 4 * bits if cap is None else cap
    while True:
        with working_precision(bits + extra):
            found = compute()
            width = _width(found)
        accurate = all(v.is_exact() or v.rel_accuracy_bits() >= bits for v in found)
        known = widest is not None and widest.is_finite() and not 2 * width < widest
        if accurate or known or extra >= cap:
            return [+v for v in found]  # rounded to the precision of the caller
        widest, extra = width, min(2 * extra, cap)


def _width(balls: list) -> flint.arb:
    """The largest radius; infinite where a ball is not finite."""
    widest = flint.arb(0)
    for v in balls:
        if not v.is_finite():
            return flint.arb("inf")
        radii = (v.real.rad(), v.imag.rad()) if isinstance(v, flint.acb) else (v.rad(),)
        widest = max(widest, *radii)
    return widest
