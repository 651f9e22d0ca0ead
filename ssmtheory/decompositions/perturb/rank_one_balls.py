r"""The rank-one diagonal form of LegS and LagT in balls: certified poles and a certified κ₂(V).

κ₂(V)² is the quotient of the extreme eigenvalues of the Hermitian Cauchy matrix V*V.
"""

import itertools
from fractions import Fraction

import flint

from ssmtheory.closed_forms.chain import check_rho
from ssmtheory.decompositions.perturb.rank_one import CHAINS, SHIFT
from ssmtheory.errors import ConvergenceError
from ssmtheory.limits import ball_bytes, require_memory
from ssmtheory.precision import bits_for_digits, check_digits, is_accurate, working_precision

RUNGS = 6


def poles_balls(chain: str, N: int, rho: Fraction | float, digits: int = 15) -> list[flint.acb]:
    """The N roots of T(s) = −1/ρ, each certified to ``digits`` digits; ρ exactly as given.

    ``Fraction(1, 10)`` and the double 0.1 differ in the 17th digit, and so do their poles.
    """
    check_rho(rho, zero=False, one=False)
    exact = Fraction(rho)
    bits = bits_for_digits(check_digits(digits)) + 32
    for _ in range(RUNGS):
        with working_precision(bits):
            found = _attempt(chain, N, flint.fmpq(exact.numerator, exact.denominator))
        if found and _distinct(found) and all(is_accurate(ball, digits) for ball in found):
            return found
        bits *= 2
    raise ConvergenceError(f"the poles at rho = {rho} were not isolated; move rho by a percent.")


def kappa_balls(chain: str, N: int, rho: Fraction | float, digits: int = 15) -> flint.arb:
    """κ₂(V) as a ball, to ``digits`` digits.

    Raises ``ConvergenceError`` where the eigenvalues of V*V are not isolated (ρ critical).
    """
    bits = bits_for_digits(check_digits(digits)) + 64
    for _ in range(RUNGS):
        require_memory(ball_bytes(N, bits), "The Gram matrix in balls")
        poles = poles_balls(chain, N, rho, max(digits, int(bits / 3.4)))
        with working_precision(bits):
            kappa = _kappa([p + flint.arb(SHIFT[chain]) for p in poles])
        if kappa is not None and is_accurate(kappa, digits):
            return kappa
        bits *= 2
    raise ConvergenceError(f"κ at rho = {rho} could not be certified; move rho by a percent.")


def _distinct(poles: list[flint.acb]) -> bool:
    """Neighbours in the order of the imaginary parts share no point: N balls, N poles."""
    return not any(a.overlaps(b) for a, b in itertools.pairwise(poles))


def slope_ball(chain: str, w: flint.acb, N: int) -> flint.acb:
    """L = T'/T at w = s + ½ (LegS) or s (LagT), a ball; O(1).

    LegS: ψ(½+w) + ψ(½−w) − ψ(N+½−w) − ψ(N+½+w).  LagT: N/(w² − ¼).
    """
    half = flint.arb("0.5")
    if chain == "lagt":
        return N / ((w - half) * (w + half))
    low = (half + w).digamma() + (half - w).digamma()
    return low - (N + half - w).digamma() - (N + half + w).digamma()


def _attempt(chain: str, N: int, rho: flint.fmpq) -> list[flint.acb] | None:
    try:
        return CHAINS[chain].rank_one_poles_balls(N, rho)
    except ConvergenceError:
        return None


def _kappa(shifted: list[flint.acb]) -> flint.arb | None:
    """√(λ_max/λ_min) of −2√(a_l a_m)/(μ̄_l + μ_m); None if the eigenvalues are not isolated."""
    root = [(-mu.real).sqrt() for mu in shifted]
    rows = [
        [-2 * a * b / (mu.conjugate() + nu) for b, nu in zip(root, shifted, strict=True)]
        for a, mu in zip(root, shifted, strict=True)
    ]
    try:
        values = [v.real for v in flint.acb_mat(rows).eig()]
    except ValueError:
        return None
    values.sort(key=float)
    lowest, highest = values[0], values[-1]
    return (highest / lowest).sqrt() if lowest > 0 else None
