r"""Poles of a rank-one form M + τPP*, τ = 2ρ/(1+ρ), to any precision, from double starts.

With T(s) = Π_k (s − h_k)/(s + h_k) they are −w for the zeros w of T + ρ, hence of the polynomial
p = Π(w − h_k) + ρ Π(w + h_k), in the right half plane.  A disc about w of radius N|p/p'| holds
a zero; N disjoint discs hold one each.  Working with the zeros of T and not with its poles keeps
those apart from a pole of the chain that are as near to it as 10⁻³⁰⁰.
"""

import itertools

import flint

from ssmtheory.errors import ConvergenceError
from ssmtheory.precision import working_precision

MAX_STEPS = 60
MAX_EXTRA_BITS = 1 << 14


def mirrored_poles_balls(h: list[flint.arb], rho, starts) -> list[flint.acb]:
    """The zeros w of Π(w − h_k) + ρ Π(w + h_k), Im w ≥ 0, as disjoint balls, Im w descending.

    h : the N poles of the chain, exact.  rho : 0 < ρ < 1, float, ``fmpq`` or ``arb``.
    starts : approximations of all N, conjugates included; real ones stand for real zeros.
    Raises ``ConvergenceError`` where the discs are not disjoint (ρ near a critical value).
    """
    # a product of complex balls loses a bit per factor
    bits, extra = flint.ctx.prec, 64 + len(h)
    upper = sorted((complex(w) for w in starts if w.imag >= 0), key=lambda w: -w.imag)
    while extra <= MAX_EXTRA_BITS:
        with working_precision(bits + extra):
            exact = flint.arb(rho)
            found = [_disc(flint.acb(w), h, exact, bits) for w in upper]
        if all(w is not None for w in found) and _disjoint(found):
            count = sum(1 if w.imag.is_zero() else 2 for w in found)
            if count == len(h):
                return found
        extra *= 2
    raise ConvergenceError(f"Two poles at rho = {float(exact)!r} coincide; move rho by a percent.")


def _disc(w: flint.acb, h: list[flint.arb], rho: flint.arb, bits: int) -> flint.acb | None:
    goal = flint.arb(2) ** (-bits)
    previous = None
    for _ in range(MAX_STEPS):
        step = _newton_step(w, h, rho)
        if not step.is_finite():
            return None
        radius = (len(h) * abs(step)).abs_upper()
        if radius <= goal * abs(w) and radius <= goal * _distance(w, h):
            spread = flint.arb(0, radius)
            imag = w.imag if w.imag.is_zero() else w.imag + spread
            return flint.acb(w.real + spread, imag)
        size = step.abs_upper()
        if previous is not None and not size < 4 * previous:
            return None
        w, previous = (w - step).mid(), size
    return None


def _distance(w: flint.acb, h: list[flint.arb]) -> flint.arb:
    """To the chain's own nearest pole, however small: what the bits are relative to."""
    return min((abs(w - k) for k in h), key=float).abs_lower()


def _newton_step(w: flint.acb, h: list[flint.arb], rho: flint.arb) -> flint.acb:
    """p/p' = (T + ρ)/(T' + (T + ρ) Σ1/(w + h_k)); products alone, so that T = 0 is no exception."""
    T, slope, decay = flint.acb(1), flint.acb(0), flint.acb(0)
    for k in h:
        inverse = 1 / (w + k)
        factor = (w - k) * inverse
        slope = slope * factor + T * (2 * k * inverse * inverse)
        T *= factor
        decay += inverse
    return (T + rho) / (slope + (T + rho) * decay)


def _disjoint(upper: list[flint.acb]) -> bool:
    """No two discs, mirror images included, share a point."""
    off_axis = all(w.imag.is_zero() or w.imag > 0 for w in upper)
    return off_axis and not any(v.overlaps(w) for v, w in itertools.combinations(upper, 2))
