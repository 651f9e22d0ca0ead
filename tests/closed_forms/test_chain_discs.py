"""Poles of rank-one forms against FLINT's roots of the same polynomial."""

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms import legs
from ssmtheory.closed_forms.chain_discs import mirrored_poles_balls
from ssmtheory.errors import ConvergenceError
from ssmtheory.precision import working_precision


def half_integers(N):
    return [flint.arb(2 * k + 1) / 2 for k in range(N)]


def starts(N, rho):
    return -(legs.rank_one_poles(N, rho) + 0.5)


@pytest.mark.parametrize(("N", "rho"), [(1, 0.25), (5, 0.5), (8, 2.0**-4), (9, 2.0**-40)])
def test_agrees_with_general_root_isolation(N, rho):
    plus, minus = flint.fmpq_poly([1]), flint.fmpq_poly([1])
    for k in range(N):
        minus *= flint.fmpq_poly([-flint.fmpq(2 * k + 1, 2), 1])
        plus *= flint.fmpq_poly([flint.fmpq(2 * k + 1, 2), 1])
    p = (minus + flint.fmpq(*rho.as_integer_ratio()) * plus).numer()
    with working_precision(150):
        roots = [root for root, _ in p.complex_roots() if not root.imag < 0]
        found = mirrored_poles_balls(half_integers(N), rho, starts(N, rho))
        assert len(found) == len(roots)
        assert all(any(w.overlaps(root) for root in roots) for w in found)
        assert all(w.rel_accuracy_bits() >= 140 for w in found)


def test_a_pole_is_known_relative_to_its_distance_from_the_chain():
    """ρ = 1e-200: w − ½ = −ρ·w₊ Π(½+h)/Π(½−h) to first order; the ball resolves it."""
    rho, N = 1e-200, 4
    with working_precision(100):
        nearest = mirrored_poles_balls(half_integers(N), rho, starts(N, rho))
        w = min(nearest, key=lambda v: float(abs(v - flint.arb("0.5"))))
    with working_precision(2000):
        gap = w.real - flint.arb("0.5")
        factors = [(flint.arb("0.5") + k) / (flint.arb("0.5") - k) for k in half_integers(N)[1:]]
        first = -flint.arb(rho) * np.prod(factors)
        assert abs(gap / first - 1) < flint.arb(2) ** -90


def test_coinciding_poles_are_refused():
    critical = float(legs.critical_rho(2)[0])
    interval = flint.arb(critical, 1e-9)
    with pytest.raises(ConvergenceError, match="coincide"), working_precision(80):
        mirrored_poles_balls(half_integers(2), interval, starts(2, critical * (1 + 1e-6)))
