"""Normal plus low rank of any rank r: a secular equation, O(N r²) per trial of σ.

    A = V (Λ − P Q*) V*  ⇒  σ_min(zI − A) = σ_min((zI − Λ) + P Q*).

Each point comes with an estimate of its error.  Where that exceeds ACCURACY it is computed
again from M⁻¹, M = I + Q*(zI − Λ)⁻¹P, in closed form, in double-double or in balls.
"""

import math
from collections.abc import Callable

import numpy as np

from ssmtheory.analysis.sigma import nplr_balls
from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.sigma.nplr_form import ScaledForm, scaled_form
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import require_memory
from ssmtheory.precision import rounding_floor
from ssmtheory.systems import NPLR

InverseCapacitance = Callable[[np.ndarray], np.ndarray]

# Estimated relative error above which a point is computed again.
ACCURACY = 1e-13
# N/r² from which the small matrices cost less than dense work (measured).
ORDER_PER_SQUARE = 8
# Up to this order one batched SVD of a family's matrix is as fast (measured).
SMALL_ORDER = 32
# Decades beyond the norm of the form at which σ_min = |z| to more digits than a double holds.
_FAR = 100.0
_UNIT = 2.0**-52


def applies(subject: Subject) -> bool:
    """A normal-plus-low-rank form is given, or the family has one, of a rank that pays."""
    if isinstance(subject.given, NPLR):
        return pays(subject.order, subject.given.rank)
    family = subject.family
    if family is None or family.normal_plus_low_rank is None or family.nplr_rank is None:
        return False
    return subject.order > SMALL_ORDER and pays(subject.order, family.nplr_rank)


def pays(N: int, r: int) -> bool:
    """Matrices of order 3r + 1 are small enough beside N."""
    return N >= ORDER_PER_SQUARE * r * r


def prepare(subject: Subject, inverse_capacitance: InverseCapacitance | None = None) -> SigmaMin:
    """The engine of a form that is given (exact by definition) or of a family's form.

    A family's form is a rounded one, floor 10·N·u·‖A‖, unless M⁻¹ is given in closed form.
    """
    if isinstance(subject.given, NPLR):
        return prepare_form(subject.given, inverse_capacitance)
    form = subject.family.nplr(subject.N)
    return prepare_form(form, inverse_capacitance, exact=inverse_capacitance is not None)


def prepare_form(
    form: NPLR, inverse_capacitance: InverseCapacitance | None = None, *, exact: bool = True
) -> SigmaMin:
    """σ_min(zI − Λ + PQ*), V left out.

    inverse_capacitance : z (m,) ↦ (m, r, r), M⁻¹ to full relative accuracy, for z and the
        columns of ``form`` as they are.  None: found in double-double, then in balls.
    exact : floor 0, and every point is computed to ACCURACY; else the form is a rounded
        one, and points below its floor are not computed in balls.
    """
    N, r = form.order, form.rank
    require_memory(16 * N * (20 + 12 * r * r), f"The pseudospectrum of an NPLR form, N = {N},")
    scaled = scaled_form(form)
    floor = 0.0 if exact else rounding_floor(N, scaled.norm_bound())
    # what is below the floor needs no second look
    least = -np.inf if exact or inverse_capacitance else math.log10(floor)
    balls = exact and inverse_capacitance is None
    shift = scaled.exponent * math.log10(2.0)

    def evaluate(z):
        distance = log10(np.abs(z))
        far = distance - shift > _FAR
        near = np.where(far, 0.0, z)
        w = np.ldexp(near.real, -scaled.exponent) + 1j * np.ldexp(near.imag, -scaled.exponent)
        values, errors = _measure(scaled, w, near, inverse_capacitance, least, balls)
        values = np.where(far, distance, values + shift)
        lost = ~far & (errors > 10 * ACCURACY)
        with np.errstate(invalid="ignore"):
            floors = np.where(lost, values + log10(10 * errors), -np.inf)
        return values, np.maximum(floors, log10(floor) + shift)

    return SigmaMin("nplr", math.ldexp(floor, scaled.exponent), 60.0 * N * (2 + r * r), evaluate)


def _measure(form: ScaledForm, w, z, inverse_capacitance, least: float, balls: bool):
    """log10 σ_min at w of the scaled form, and estimated relative errors; no NaN."""
    from ssmtheory.kernels.nplr_secular import log10_sigma_min

    values, errors = np.empty(w.size), np.empty(w.size)
    p, q = form.columns
    rows = (p, q, np.abs(p), np.abs(q), form.grams, form.cross)
    log10_sigma_min(w, form.lam, *rows, values, errors)
    again = np.flatnonzero(~(errors <= ACCURACY) & ~(values < least))
    if again.size:
        if inverse_capacitance is not None:
            inverse, accuracy = _closed_form(form, inverse_capacitance, z[again])
        else:
            inverse, accuracy = _in_double_double(form, w[again])
        second, their = _from_inverse(form, w[again], inverse, accuracy)
        better = their < errors[again]
        values[again[better]], errors[again[better]] = second[better], their[better]
    if balls:
        for j in np.flatnonzero(~(errors <= ACCURACY)):
            values[j], errors[j] = _in_balls(form, complex(w[j]), float(values[j])), 0.0
    return _without_nan(form, w, values, errors)


def _closed_form(form: ScaledForm, inverse_capacitance, z):
    """M⁻¹ of the scaled columns, as accurate as products of doubles are."""
    balance = np.exp2(form.column[None, :] - form.column[:, None])
    return inverse_capacitance(z) * balance, np.full(z.size, _UNIT)


def _in_double_double(form: ScaledForm, w):
    from ssmtheory.kernels.nplr_capacitance_dd import inverse_capacitance

    inverse, accuracy = np.empty((w.size, form.rank, form.rank), complex), np.empty(w.size)
    inverse_capacitance(w, form.lam, *form.columns, inverse, accuracy)
    return inverse, accuracy


def _from_inverse(form: ScaledForm, w, inverse, accuracy):
    from ssmtheory.kernels.nplr_capacitance import log10_sigma_min

    values, errors = np.empty(w.size), np.empty(w.size)
    inverse = np.ascontiguousarray(inverse, dtype=complex)
    log10_sigma_min(w, form.lam, form.grams, form.cross, inverse, accuracy, values, errors)
    return values, errors


def _in_balls(form: ScaledForm, w: complex, guess: float) -> float:
    """From M⁻¹ in balls where that settles it, else by counting singular values."""
    inverse = nplr_balls.inverse_capacitance(w, form.lam, form.P, form.Q)
    if inverse is not None:
        found, error = _from_inverse(form, np.array([w]), inverse[None], np.full(1, _UNIT))
        if error[0] <= ACCURACY:
            return float(found[0])
    start = 10.0**guess if math.isfinite(guess) else math.nan
    return nplr_balls.log10_sigma_min(w, form.lam, form.P, form.Q, start)


def _without_nan(form: ScaledForm, w, values, errors):
    """Where every estimate failed the point is at rounding level of the terms, and says so."""
    failed = np.isnan(values)
    if failed.any():
        level = np.abs(w[failed]) + form.norm_bound()
        values[failed], errors[failed] = log10(_UNIT * level), 1.0
    return values, errors
