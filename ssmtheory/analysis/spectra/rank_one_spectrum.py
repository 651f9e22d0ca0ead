"""Certified eigenvalues of A + τPPᵀ, τ = 2ρ/(1+ρ), for LegS and LagT.

They are the roots of T_N(s) = −1/ρ, and with a = −Re w, w = s + ½ (LegS) or s (LagT),

    κ = (1 − ρ²)/(2 ρ a |T'/T|),      T'/T = Σ_k 2h_k/(w² − h_k²),

since the unit eigenvectors x(λ) and their duals have Cauchy Gram matrices.
"""

from fractions import Fraction

import flint

from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb.rank_one import SHIFT
from ssmtheory.decompositions.perturb.rank_one_balls import poles_balls, slope_ball
from ssmtheory.errors import InputError, StructureError
from ssmtheory.families.rank_one import exact_rho
from ssmtheory.precision import bits_for_digits, is_accurate, working_precision

Row = tuple[flint.acb, str, flint.arb | None]


def rank_one_rows(subject: Subject, rho, digits: int) -> list[Row]:
    """(ball, "certified", κ) for each of the N poles; ρ exactly as given (a string, Fraction …).

    Raises ``InputError`` for ρ outside (0, 1), ``StructureError`` for other systems.
    """
    exact = _below_one(rho)
    chain = None if subject.family is None else subject.family.allpass
    if chain is None:
        raise StructureError("here rho goes with legs and lagt alone; leave it out.")
    wanted = digits
    while True:
        poles = poles_balls(chain, subject.N, exact, wanted)
        with working_precision(bits_for_digits(wanted) + 32):
            rows = [(z, "certified", _kappa(chain, subject.N, z, exact)) for z in poles]
        if all(is_accurate(kappa, min(digits, 8)) for _, _, kappa in rows):
            return rows
        wanted *= 2


def _below_one(rho) -> Fraction:
    exact = exact_rho(rho)
    if exact == 1:
        raise InputError(f"rho must lie in (0, 1), not {rho}; rho = 1 is --part normal.")
    return exact


def _kappa(chain: str, N: int, pole: flint.acb, rho: Fraction) -> flint.arb:
    w, r = pole + flint.arb(SHIFT[chain]), flint.arb(flint.fmpq(rho.numerator, rho.denominator))
    return (1 - r * r) / (2 * r * -w.real * abs(slope_ball(chain, w, N)))
