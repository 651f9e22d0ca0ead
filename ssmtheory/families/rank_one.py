r"""The rank-one form A_ρ of a family as a family of its own, exact like the others.

For A = −cI + S − PPᵀ with S skew, PPᵀ = −(A + Aᵀ)/2 − cI, so with τ = 2ρ/(1+ρ)

    A_ρ = A + τPPᵀ = (A − ρAᵀ − 2ρcI)/(1 + ρ),      B_ρ = B/(1 + ρ)          [ptd, §4]

in any arithmetic, for a P of any rank.  ρ = 1 is the diagonal restriction with B/2.
"""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

import flint
import numpy as np

from ssmtheory.errors import InputError, StructureError
from ssmtheory.families.base import Family

# c, the decay of the normal part, of the families that are normal plus low rank.
DECAY = {"legs": Fraction(1, 2), "lagt": Fraction(0), "legt": Fraction(0), "fout": Fraction(0)}


LEAST_RHO = 1e-300


def exact_rho(rho) -> Fraction:
    """ρ as a fraction, exactly as given (text, float, …), 1e−300 ≤ ρ ≤ 1, or ``InputError``."""
    exact = _fraction(rho)
    if not 0 < exact <= 1:
        raise _outside(rho)
    if float(exact) < LEAST_RHO:
        raise _too_small(rho)
    return exact


def _fraction(rho) -> Fraction:
    try:
        if isinstance(rho, bool | np.bool_):
            raise TypeError
        if isinstance(rho, str) and "/" not in rho:
            rho = Decimal(rho.strip())
        if not isinstance(rho, Decimal):
            ratio = rho.as_integer_ratio() if isinstance(rho, np.floating) else (rho,)
            return Fraction(*ratio)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError, InvalidOperation):
        raise _no_number(rho) from None
    return _short_decimal(rho)


def _short_decimal(rho: Decimal) -> Fraction:
    """The fraction; the exponent is judged first, since 1e-999999999 has a billion digits."""
    if not rho.is_finite():
        raise _no_number(rho)
    if rho and rho.adjusted() > 0:
        raise _outside(rho)
    if rho and rho.adjusted() < -301:
        raise _too_small(rho)
    return Fraction(rho)


def _no_number(rho) -> InputError:
    return InputError(f"rho must be a number in (0, 1], not {str(rho)!r:.60}.")


def _outside(rho) -> InputError:
    return InputError(f"rho must lie in (0, 1], not {rho!s:.40}: 0 is the family itself.")


def _too_small(rho) -> InputError:
    return InputError(
        f"rho must be {LEAST_RHO:g} or more, not {rho!s:.40}; 0 is the family itself."
    )


def rank_one_family(family: Family, rho) -> Family:
    """A_ρ, B_ρ of LegS, LagT, LegT or FouT; ρ exactly as given.

    Raises ``InputError`` for ρ outside (0, 1], ``StructureError`` for other families.
    """
    exact = exact_rho(rho)
    if family.name not in DECAY:
        raise StructureError(f"{family.name} has no rank-one form; {', '.join(DECAY)} have one.")
    c = DECAY[family.name]
    return Family(
        name=f"rank-one {family.name}",
        title=f"{family.title}, rank-one form",
        source=family.source,
        window=family.window,
        formula=f"(A - rho A^T - 2 rho c I)/(1 + rho), B/(1 + rho), c = {c}; {family.formula}",
        notes=("rho = 0 is the family itself, rho = 1 its diagonal restriction with B/2.",),
        even=family.even,
        horizon=family.horizon,
        parameters={"rho": exact},
        arrays=lambda N: _float(*family.arrays(N), float(exact), float(c)),
        ball_arrays=lambda N: _balls(family, N, exact, c),
        symbolic=lambda N: _symbolic(family, N, exact, c),
    )


def _float(A: np.ndarray, B: np.ndarray, rho: float, c: float) -> tuple[np.ndarray, np.ndarray]:
    return (A - rho * A.T - 2 * rho * c * np.eye(B.size)) / (1 + rho), B / (1 + rho)


def _balls(family: Family, N: int, rho: Fraction, c: Fraction) -> tuple:
    A, B = family.balls(N, flint.ctx.prec)
    share, shift = (flint.arb(flint.fmpq(q.numerator, q.denominator)) for q in (rho, 2 * rho * c))
    identity = flint.arb_mat([[shift * (n == k) for k in range(N)] for n in range(N)])
    scale = 1 / (1 + share)
    return (A - A.transpose() * share - identity) * scale, B * scale


def _symbolic(family: Family, N: int, rho: Fraction, c: Fraction) -> tuple:
    import sympy

    A, B = family.exact(N)
    share, shift = (sympy.Rational(q.numerator, q.denominator) for q in (rho, 2 * rho * c))
    return (A - share * A.T - shift * sympy.eye(N)) / (1 + share), B / (1 + share)
