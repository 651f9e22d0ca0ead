r"""What makes the closed-form diagonal forms of LegS and LagT certified.

Every float64 λ and B lies within a proved radius of the exact one, every exact pole is proved
to lie left of the axis, and κ₂(V)² = λ_max(V*V) λ_max(WW*) is enclosed: both are Cauchy
matrices of the certified poles.
"""

from fractions import Fraction

import flint
import numpy as np

from ssmtheory.analysis.diagonal.balls import BallModes
from ssmtheory.decompositions.perturb import gram
from ssmtheory.decompositions.perturb.chain_form_balls import ChainForm, chain_form_balls
from ssmtheory.decompositions.perturb.enclosure import UNIT, largest_eigenvalue_enclosure
from ssmtheory.decompositions.perturb.rank_one import GRAM_LIMIT
from ssmtheory.errors import AccuracyError, ConvergenceError
from ssmtheory.precision import bits_for_digits, working_precision

DOUBLE_DIGITS = 15
CHEAP = 256  # order up to which the proof takes less than a tenth of a second


def certificate(chain: str, N: int, rho: Fraction, lam, B, *, scale: float, digits: int) -> dict:
    """The fields of a ``Diagonalization`` that are proved, for float64 λ (N,) and B/scale (N,).

    ρ counts exactly.

    Empty where the proof does not succeed: poles too close to isolate, or on the axis.
    """
    try:
        form = chain_form_balls(chain, N, rho, digits)
        if not form.stable and not (rho == 1 and chain == "lagt"):
            return {}
        found = {"kappa_bounds": _kappa(form, N, rho)}
    except (AccuracyError, ConvergenceError):
        return {}
    with working_precision(bits_for_digits(digits) + 32):
        modal = [flint.arb(scale) * b for b in form.B]
        found["radii"] = distances(form.lam, lam)
        found["B_radii"] = distances(modal, B)
    if digits > DOUBLE_DIGITS:
        B_balls = [flint.acb(b) for b in modal]
        found["balls"] = BallModes(form.lam, None, None, B_balls, digits, form.digits, None)
    return found | {"status": "certified"}


def distances(balls: list, floats: np.ndarray) -> np.ndarray:
    """Proved bounds of |exact − float|, (N,)."""
    pairs = zip(balls, floats.tolist(), strict=True)
    return np.array([_upper(abs(flint.acb(ball) - flint.acb(value))) for ball, value in pairs])


def _ball(rho: Fraction | float) -> flint.arb:
    exact = Fraction(rho)
    return flint.arb(flint.fmpq(exact.numerator, exact.denominator))


def _upper(ball: flint.arb) -> float:
    """A double ≥ every number in the ball."""
    bound = ball.abs_upper()
    return 0.0 if bound.is_zero() else float(np.nextafter(float(bound), np.inf))


def _kappa(form: ChainForm, N: int, rho: Fraction) -> tuple[float, float]:
    if rho == 1:
        return 1.0, 1.0
    if form.chain == "lagt":
        with working_precision(128):
            ball = _ball(rho) ** flint.arb(flint.fmpq(1 - N, N))
        return _outwards(ball, ball)
    if N > GRAM_LIMIT:
        square = sum((k * k for k in form.kappas), flint.arb(0))
        largest = max(form.kappas, key=lambda k: float(k.mid()))
        return _outwards(largest, (N * square).sqrt())
    return _gram_enclosure(form, rho)


def _gram_enclosure(form: ChainForm, rho: Fraction) -> tuple[float, float]:
    """√(λ_max(V*V) λ_max(WW*)) from doubles whose distance to the exact ones is known."""
    g = _signed_conditions(form, rho)
    signed = np.array([complex(z) for z in g])
    with working_precision(bits_for_digits(form.digits) + 32):
        shifted, change = _rounded_shifted(form)
        left = distances(g, signed) / np.abs(signed)
    right_gram = gram.right_gram(shifted)
    left_gram = np.outer(signed, signed.conj()) * right_gram.conj()
    low, high = 1.0, 1.0
    for H, relative in ((right_gram, change), (left_gram, change + left[:, None] + left)):
        error = float(np.linalg.norm(H * (1.01 * relative + 32 * UNIT)))  # first order, and 1 %
        below, above = largest_eigenvalue_enclosure(H, error)
        low, high = low * below, high * above
    return float(np.sqrt(low) * (1 - 8 * UNIT)), float(np.sqrt(high) * (1 + 8 * UNIT))


def _rounded_shifted(form: ChainForm) -> tuple[np.ndarray, np.ndarray]:
    """w as doubles (N,), and the relative changes (N, N) of −2√(a_l a_m)/(w̄_l + w_m) by that.

    On the diagonal the imaginary parts cancel whatever their rounding.
    """
    w = form.shifted
    shifted = np.array([complex(z) for z in w])
    whole = distances(w, shifted)
    damping = distances([z.real for z in w], shifted.real) / -shifted.real
    change = (whole[:, None] + whole) / np.abs(shifted.conj()[:, None] + shifted)
    np.fill_diagonal(change, damping)
    return shifted, change + (damping[:, None] + damping) / 2


def _signed_conditions(form: ChainForm, rho: Fraction) -> list[flint.acb]:
    """g_l = (1−ρ²)/(2ρ a_l L_l) as balls; |g_l| = κ_l."""
    with working_precision(bits_for_digits(form.digits) + 32):
        r = _ball(rho)
        kept = (1 - r) * (1 + r)
        return [kept / (-2 * r * w.real * L) for w, L in zip(form.shifted, form.slope, strict=True)]


def _outwards(low: flint.arb, high: flint.arb) -> tuple[float, float]:
    below = np.nextafter(float(low.abs_lower()), 0.0)
    return float(below), _upper(high)
