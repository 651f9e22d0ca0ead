r"""The diagonal forms of LegS and LagT in balls: λ, the modal input and κ_l of every mode, O(N).

ρ < 1:  B_l = ‖x(λ_l)‖/|L_l|,  ‖x(λ_l)‖ = √((1−ρ²)/(2a_l))/ρ,  κ_l = (1−ρ²)/(2ρ a_l|L_l|),
        a = −Re w, w = λ + ½ (LegS) or λ (LagT), L = T'/T
ρ = 1:  the normal part with B/2,  B_l = p̃_l/√2,  κ_l = 1.
"""

from dataclasses import dataclass
from fractions import Fraction

import flint

from ssmtheory.decompositions.perturb.rank_one import CHAINS, SHIFT
from ssmtheory.decompositions.perturb.rank_one_balls import RUNGS, poles_balls, slope_ball
from ssmtheory.errors import ConvergenceError
from ssmtheory.precision import bits_for_digits, is_accurate, working_precision


@dataclass(frozen=True, eq=False)
class ChainForm:
    """lam (N acb, imaginary parts descending), shifted = w, B (N arb > 0), slope (none at ρ = 1).

    ``digits`` of each λ (relative to |λ|), B and κ are proved.
    """

    chain: str
    lam: list[flint.acb]
    shifted: list[flint.acb]
    B: list[flint.arb]
    slope: list[flint.acb]
    kappas: list[flint.arb]
    digits: int

    @property
    def stable(self) -> bool:
        """Every real part is proved to be negative."""
        return all(z.real < 0 for z in self.lam)


def chain_form_balls(chain: str, N: int, rho: Fraction | float, digits: int = 15) -> ChainForm:
    """The form at 0 < ρ ≤ 1, ρ exactly as given.

    Raises ``ConvergenceError`` where two poles are too close to isolate (ρ critical).
    """
    wanted = digits
    for _ in range(RUNGS):
        found = _normal(chain, N, wanted) if rho == 1 else _perturbed(chain, N, rho, wanted)
        if all(is_accurate(v, digits) for v in (*found.lam, *found.B, *found.kappas)):
            return found
        wanted *= 2
    raise ConvergenceError(f"the modes at rho = {rho} were not certified; move rho by a percent.")


def _perturbed(chain: str, N: int, rho, digits: int) -> ChainForm:
    lam, exact = poles_balls(chain, N, rho, digits), Fraction(rho)
    lower = sum(1 for z in lam if z.imag < 0)
    with working_precision(bits_for_digits(digits) + 32):
        r = flint.arb(flint.fmpq(exact.numerator, exact.denominator))
        kept = (1 - r) * (1 + r)
        shifted = [z + flint.arb(SHIFT[chain]) for z in lam]
        w = shifted[: N - lower]
        slope = [slope_ball(chain, z, N) for z in w]
        B = [(kept / (-2 * z.real)).sqrt() / (r * abs(L)) for z, L in zip(w, slope, strict=True)]
        kappas = [kept / (-2 * r * z.real * abs(L)) for z, L in zip(w, slope, strict=True)]
        slope += [L.conjugate() for L in reversed(slope[:lower])]
    return ChainForm(chain, lam, shifted, _both(B, lower), slope, _both(kappas, lower), digits)


def _normal(chain: str, N: int, digits: int) -> ChainForm:
    with working_precision(bits_for_digits(digits) + 32):
        omega = CHAINS[chain].normal_part_frequencies_balls(N) + [flint.arb(0)] * (N % 2)
        p = CHAINS[chain].canonical_input_balls(omega, N)
        lam = [flint.acb(-flint.arb(SHIFT[chain]), w) for w in omega]
        lam += [z.conjugate() for z in reversed(lam[: N // 2])]
        shifted = [z + flint.arb(SHIFT[chain]) for z in lam]
        B = _both([q / flint.arb(2).sqrt() for q in p], N // 2)
    return ChainForm(chain, lam, shifted, B, [], [flint.arb(1)] * N, digits)


def _both(upper: list, lower: int) -> list:
    """Those of the first ``lower`` modes again, for their conjugates at the end."""
    return upper + upper[:lower][::-1]
