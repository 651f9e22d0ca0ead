r"""Certified poles of the LegS rank-one form.

Complex ones: interval Newton on the continuous logarithm in the upper half plane,

    log T = iπN + ln Γ(½+w) − ln Γ(½−w) + ln Γ(N+½−w) − ln Γ(N+½+w) = log ρ + iπ(2m+1),

whose branch says which root it is.  Real ones: a sign change of T + ρ.
"""

import math

import flint
import numpy as np

from ssmtheory.closed_forms.chain import LEGS, check_rho
from ssmtheory.closed_forms.chain_balls import BallChain, real_ball
from ssmtheory.closed_forms.legs_rank_one import rank_one_poles
from ssmtheory.errors import ConvergenceError
from ssmtheory.precision import working_precision

MAX_STEPS = 12


def rank_one_poles_balls(N: int, rho) -> list[flint.acb]:
    """The N eigenvalues of A + τPPᵀ as certified balls, in the order of ``rank_one_poles``.

    ``rho`` is a float, a fraction or a real ball; each ball of the result holds exactly one
    pole for every ρ in it.  Raises ``ConvergenceError`` where that could not be proved at the
    working precision (raise it, or move ρ away from ``critical_rho(N)``).
    """
    bits = flint.ctx.prec
    with working_precision(bits + 4 * N.bit_length() + 40):
        exact = real_ball(check_rho(rho, zero=False))
        starts = rank_one_poles(N, float(exact))
        upper = [z for z in starts if z.imag > 0]
        lines = _lines(upper, N)
        complex_ones = [
            _complex_root(z, m, exact, N, bits) for z, m in zip(upper, lines, strict=True)
        ]
        real_ones = [_real_root(z.real, exact, N, bits) for z in starts if z.imag == 0]
        return complex_ones + real_ones + [z.conjugate() for z in reversed(complex_ones)]


def _lines(upper: list[complex], N: int) -> list[int]:
    """m of each pole, from the argument of the logarithm at its mirror image."""
    lines = []
    for z in upper:
        w = flint.acb(-z.real - 0.5, z.imag)
        lines.append(round((float(_logarithm(w, N).imag) / math.pi - 1) / 2))
    return lines


def _logarithm(w: flint.acb, N: int) -> flint.acb:
    half = flint.arb("0.5")
    low = (half + w).lgamma() - (half - w).lgamma()
    return (
        flint.acb(0, flint.arb.pi() * N) + low + (N + half - w).lgamma() - (N + half + w).lgamma()
    )


def _slope(w: flint.acb, N: int) -> flint.acb:
    half = flint.arb("0.5")
    low = (half + w).digamma() + (half - w).digamma()
    return low - (N + half - w).digamma() - (N + half + w).digamma()


def _complex_root(z: complex, m: int, rho: flint.arb, N: int, bits: int) -> flint.acb:
    target = flint.acb(rho.log(), flint.arb.pi() * (2 * m + 1))
    w = flint.acb(-z.real - 0.5, z.imag)
    size = float(abs(w))
    # the slope varies over a length of order N at the fast poles, |w| ~ N²
    box = _box(w, size * max(1e-13, 1e-9 * min(1.0, N / size)))
    for _ in range(MAX_STEPS):
        middle = flint.acb(box.real.mid(), box.imag.mid())
        new = middle - (_logarithm(middle, N) - target) / _slope(box, N)
        if not box.contains(new):
            break
        if abs(new).rel_accuracy_bits() >= bits or _diameter(new) > 0.5 * _diameter(box):
            return flint.acb(-new.real - flint.arb("0.5"), new.imag)
        box = new
    raise ConvergenceError(f"Pole {m} at N = {N} was not certified; raise the precision.")


def _real_root(s: float, rho: flint.arb, N: int, bits: int) -> flint.acb:
    chain = BallChain(LEGS)

    def sign(x: flint.arb) -> int:
        value = (1 + rho * chain.allpass(x, N)).real
        return 1 if value > 0 else -1 if value < 0 else 0

    width = flint.arb(float(np.spacing(abs(s)))) * 64
    low, high = flint.arb(s) - width, flint.arb(s) + width
    left, right = sign(low), sign(high)
    if left * right != -1:
        raise ConvergenceError(f"The real pole near {s} at N = {N} was not certified.")
    while (high - low) > abs(high) * flint.arb(2) ** (-bits):
        middle = ((low + high) / 2).mid()
        found = sign(middle)
        if found == 0:  # the root itself, or too close to tell: try beside it
            middle = (low + (high - low) * flint.arb("0.3125")).mid()
            found = sign(middle)
        if found == 0:
            break
        low, high = (middle, high) if found == left else (low, middle)
    return flint.acb(low.union(high))


def _box(w: flint.acb, radius: float) -> flint.acb:
    return flint.acb(flint.arb(w.real.mid(), radius), flint.arb(w.imag.mid(), radius))


def _diameter(box: flint.acb) -> float:
    return float(box.real.rad() + box.imag.rad())
