r"""How far the forms of LegS and LagT are from the original: closed forms, no matrix.

    G_ρ − G = −ρ T_N G_ρ,   G_ρ = G/(1 + ρT_N)

for every output C (ρ = 1: the diagonal restriction).  |T_N(iω)| is ω/√(ω² + N²) for LegS and 1
for LagT, so that the error peaks where G_ρ does: at the frequencies of its poles, which are
known to the last bit.
"""

import math
from collections.abc import Callable

import numpy as np

from ssmtheory.analysis.norms.h2 import plant_h2
from ssmtheory.analysis.norms.hinf import plant_hinf
from ssmtheory.analysis.norms.plant import Plant, as_plant, difference
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.analysis.time.kernel import check_output
from ssmtheory.closed_forms import CHAINS
from ssmtheory.closed_forms.chain import form_rho
from ssmtheory.errors import InputError, StructureError
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF

_CLIMBED = 3  # local maxima taken to their tops
_SCAN, _STEPS, _SHRINK = 17, 5, 0.1  # points of the scan, refinements, of the width each time
_GRID = 32


def hinf_form_distance(x, N=None, *, C=None, form: str = "diagonal", rho=None) -> Scalar:
    """sup_ω ‖G_form(iω) − G(iω)‖ of a HiPPO system and its diagonal or rank-one form.

    Parameters
    ----------
    x, N : family with a normal-plus-low-rank form.
    C : (N,), or None for all states.
    form, rho : "diagonal", or "rank-one" with ρ in (0, 1].

    LegS and LagT in closed form: O(1) per frequency for C a multiple of e₀ and for all states,
    else O(N); every pole's peak is sampled and the highest are refined ("lower bound").  For
    the others the dense difference, with a check of globality.  LagT's diagonal restriction
    has its poles on the axis: inf, with one of them.
    Raises ``StructureError`` without such a form, ``InputError`` for the shape of C.
    """
    subject, strength, C = _form_subject(x, N, C, form, rho)
    name, tail = "H-infinity distance", {"label": f"{subject.label}, {form} form"}
    tail["parameters"] = {} if rho is None else {"rho": float(rho)}
    kind = subject.family.allpass
    if kind not in CHAINS:
        return plant_hinf(_dense_difference(subject, C, form, rho), name)
    poles = _poles(kind, subject.N, strength)
    if kind == "lagt" and strength == 1:
        why = "the poles of the diagonal restriction lie on the imaginary axis"
        return Scalar(name, math.inf, complex(poles[0]), "poles", "exact", 0.0, why, **tail)
    error = _error_gain(kind, subject.N, C, strength)
    value, at = _highest(error, poles, real=not np.iscomplexobj(C))
    # ω is rounded, which moves it by u|ω| along a peak of the width of its pole
    shift = DOUBLE_UNIT_ROUNDOFF * abs(at) / float(np.abs(poles.real).min())
    tolerance = min(1e2 * DOUBLE_UNIT_ROUNDOFF + 4 * shift**2, 1.0)
    why = "every pole's peak sampled, the highest refined"
    return Scalar(name, value, at, "closed form", "lower bound", tolerance, why, **tail)


def l2_form_distance(x, N=None, *, C=None, form: str = "diagonal", rho=None) -> Scalar:
    """(∫₀^∞ |K_form(t) − K(t)|² dt)^{1/2}, arguments as for ``hinf_form_distance``.

    Through a factor of the joint Gramian, O(N³); inf for LagT's diagonal restriction, whose
    kernel does not decay.
    """
    subject, _, C = _form_subject(x, N, C, form, rho)
    return plant_h2(_dense_difference(subject, C, form, rho), "L2 distance")


def _dense_difference(subject: Subject, C, form: str, rho) -> Plant:
    return difference(as_plant(subject, C=C, form=form, rho=rho), as_plant(subject, C=C))


def _form_subject(x, N, C, form, rho) -> tuple[Subject, float, np.ndarray | None]:
    subject, strength = as_subject(x, N), float(form_rho(form, rho))
    if strength == 0:
        raise InputError("choose the form diagonal or rank-one; dplr is the original itself.")
    if subject.family is None or subject.family.nplr_rank is None:
        raise StructureError(f"{subject.label} has no normal-plus-low-rank form to compare with.")
    return subject, strength, check_output(C, subject.order, rows=False)


def _poles(kind: str, N: int, rho: float) -> np.ndarray:
    """The poles of the form: −½ ± iω_m (LegS) or ±iω_m (LagT) for ρ = 1; both signs of Im."""
    if rho < 1:
        return CHAINS[kind].rank_one_poles(N, rho)
    omega = np.append(CHAINS[kind].normal_part_frequencies(N), np.zeros(N % 2))
    upper = (0.0 if kind == "lagt" else -0.5) + 1j * omega
    return np.concatenate([upper, upper.conj()])


def _error_gain(kind: str, N: int, C, rho: float) -> Callable[[np.ndarray], np.ndarray]:
    """ω ↦ ρ|T_N(iω)|·‖G_ρ(iω)‖."""
    chain = CHAINS[kind]
    half = 1.0 if kind == "legs" else 0.5

    def turned(omega):
        T = np.abs(omega) / np.hypot(omega, N) if kind == "legs" else 1.0
        return rho * T / np.abs(chain.one_plus_rho_allpass(1j * omega, N, rho))

    if C is None:  # ‖x(iω)‖ in closed form
        root = (lambda w: N / np.hypot(w, N)) if kind == "legs" else None
        root = root or (lambda w: math.sqrt(N) / np.hypot(w, 0.5))
        return lambda omega: root(omega) * turned(omega)
    if not C[1:].any():
        first = abs(C[0])
        return lambda omega: first / np.hypot(omega, half) * turned(omega)
    return lambda omega: np.abs(chain.transfer(1j * omega, N, C)) * turned(omega)


def _highest(f, poles: np.ndarray, *, real: bool) -> tuple[float, float]:
    """(sup f, ω): samples at Im λ and on a logarithmic grid, the best of them refined."""
    if real:
        poles = poles[poles.imag >= 0]
    widths = np.maximum(np.abs(poles.real), 1e-12 * np.abs(poles))
    reach = float(np.abs(poles).max())
    low = 1e-3 * min(1.0, float(np.abs(poles).min()))
    grid = np.exp(np.linspace(math.log(low), math.log(10 * reach), _GRID))
    grid = grid if real else np.concatenate([-grid, grid])
    spread = np.concatenate([2 * widths, 0.4 * np.abs(grid) + np.finfo(float).tiny])
    omega = np.concatenate([poles.imag, grid])
    values = f(omega)
    best = np.argsort(values)[-_CLIMBED:]
    return _refined(f, omega[best], spread[best], real)


def _refined(f, centre: np.ndarray, spread: np.ndarray, real: bool) -> tuple[float, float]:
    """The highest of f about each centre (K,): a scan, then tops of parabolas, K at once.

    What follows the scan is arithmetic on a few numbers, where plain floats beat arrays.
    """
    points = (centre[:, None] + spread[:, None] * np.linspace(-1.0, 1.0, _SCAN)).ravel()
    steps = (spread * (2.0 / (_SCAN - 1))).tolist()
    best = (-math.inf, 0.0)
    for _ in range(_STEPS):
        points = np.abs(points) if real else points
        values, places = f(points).tolist(), points.tolist()
        count, following = len(places) // len(steps), []
        for k, h in enumerate(steps):
            rows = range(k * count, (k + 1) * count)
            top = max(rows, key=values.__getitem__)
            best = max(best, (values[top], places[top]))
            inner = min(max(top, rows[1]), rows[-2])
            move, settled = _vertex(*values[inner - 1 : inner + 2])
            # a top at the end of its points moves on at the same width
            settled = settled and inner == top
            steps[k] = h = _SHRINK * h if settled else h
            at = places[top] + (move * h / _SHRINK if settled else 0.0)
            following += [at - h, at, at + h]
        points = np.array(following)
    return best


def _vertex(low: float, middle: float, high: float) -> tuple[float, bool]:
    """Where the parabola through three equidistant values has its top, in steps; if it has one."""
    bend = 2 * middle - low - high
    return (0.5 * (high - low) / bend, True) if bend > 0 else (0.0, False)
