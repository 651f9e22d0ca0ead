"""LegS, LagT, their rank-one forms, and FouT: the scalar recurrence of their all-pass chain.

A + τPPᵀ, τ = 2ρ/(1+ρ), has the all-pass (T + ρ)/(1 + ρT), again a chain, with its own poles:
all O(N) per point and accurate at any depth.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import flint
import numpy as np

from ssmtheory.analysis.sigma.engine import SigmaMin, log10, settled
from ssmtheory.analysis.sigma.pole_table import pole_table
from ssmtheory.analysis.sigma.scaling import rescaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import CHAINS as CLOSED_FORMS
from ssmtheory.closed_forms import fout_spectrum
from ssmtheory.closed_forms.chain import check_rho
from ssmtheory.closed_forms.chain_discs import mirrored_poles_balls
from ssmtheory.errors import ConvergenceError
from ssmtheory.limits import require_memory
from ssmtheory.precision import working_precision

# shift and poles of the all-pass chain T(s) = Π (s − h_k)/(s + h_k), s = z + shift.
CHAINS: dict[str, tuple[float, Callable[[int], np.ndarray]]] = {
    "legs": (0.5, lambda N: np.arange(N) + 0.5),
    "lagt": (0.0, lambda N: np.full(N, 0.5)),
}
# Two doubles hold a pole to 106 bits.
POLE_BITS = 120
# Nothing is lost of poles that differ from a half integer by 1e-300 and are known to 106 bits.
EXACT_BITS = 4096
# Nearer to one of the chain's own poles, which are doubles, a pole needs bits for the distance.
NEAR = 2.0**-60


def applies(subject: Subject) -> bool:
    """The family is one all-pass chain, orthogonally similar to it."""
    return subject.family is not None and subject.family.allpass in CHAINS


def fout_applies(subject: Subject) -> bool:
    """FouT: the chain of the states that its input reaches, and one idle state."""
    return subject.family is not None and subject.family.name == "fout"


def prepare(subject: Subject, rho: Fraction | float = 0.0) -> SigmaMin:
    """σ_min of A + τPPᵀ, τ = 2ρ/(1+ρ), 0 ≤ ρ ≤ 1; ρ = 0 is A itself, ρ = 1 its normal part.

    Floor 0.  Raises ``InputError`` for another ρ, ``ConvergenceError`` at a critical ρ of LegS.
    """
    # the poles, what they are made from, and one copy in flight
    require_memory(96 * subject.order, f"The pseudospectrum of {subject.label}, N = {subject.N},")
    chain, N = subject.family.allpass, subject.order
    shift, poles = CHAINS[chain]
    if check_rho(rho) == 1:
        return _normal(shift, chain, N)
    if rho == 0:
        table = np.zeros((4, N))
        table[0] = poles(N)
    else:
        table = rank_one_table(chain, N, rho)
    return SigmaMin("allpass", 0.0, 150.0 * N, _chain(table, shift))


def prepare_fout(subject: Subject) -> SigmaMin:
    """σ_min of FouT: the smaller of |z|, the idle state's, and that of the reached chain; floor 0.

    K − PP* with K skew is a chain whatever K is; its poles are the zeros of 1 + 2φ_N.
    """
    chain = _chain(fout_table(subject.order), 0.0)

    def evaluate(z):
        return np.minimum(chain(z), log10(np.abs(z)))

    return SigmaMin("allpass", 0.0, 150.0 * subject.order, evaluate)


@lru_cache(maxsize=8)
def rank_one_table(chain: str, N: int, rho: Fraction | float) -> np.ndarray:
    """The poles of A + τPPᵀ, shifted to s, as a pole table (4, N); read-only.  0 < ρ < 1."""
    exact = flint.fmpq(*Fraction(rho).as_integer_ratio())
    with working_precision(EXACT_BITS):
        if chain == "lagt":  # in closed form
            return _read_only(CLOSED_FORMS[chain].rank_one_poles_balls(N, exact))
        shift, poles = CHAINS[chain]
        found = _separate_poles(chain, N, exact)
        if found and not _near(found, shift, poles(N)):
            return _read_only([z + flint.arb(shift) for z in found])
        starts = -(CLOSED_FORMS[chain].rank_one_poles(N, float(rho)) + shift)
        h = [flint.arb(float(k)) for k in poles(N)]
        with working_precision(POLE_BITS):
            upper = mirrored_poles_balls(h, exact, starts)
        lower = [w.conjugate() for w in upper if w.imag != 0]
        return _read_only([-w for w in (*upper, *lower)])


def _separate_poles(chain: str, N: int, rho: flint.fmpq) -> list[flint.acb]:
    """The certified poles in z in O(N), or none where they could not be told apart."""
    try:
        with working_precision(POLE_BITS):
            return CLOSED_FORMS[chain].rank_one_poles_balls(N, rho)
    except ConvergenceError:
        return []


def _near(found: list[flint.acb], shift: float, h: np.ndarray) -> bool:
    """A pole may have fewer bits than POLE_BITS of its distance from one of the chain's own."""
    real = np.array([float((z + flint.arb(shift)).real) for z in found if z.imag.is_zero()])
    return bool((np.abs(real[:, None] + h) < NEAR).any()) or not all(
        abs(z.imag) > NEAR for z in found if not z.imag.is_zero()
    )


@lru_cache(maxsize=8)
def fout_table(N: int) -> np.ndarray:
    """The N − 1 eigenvalues of FouT that its input reaches as a pole table; read-only."""
    from ssmtheory.families import family

    starts = np.linalg.eigvals(family("fout").system(N).A)
    with working_precision(POLE_BITS):
        return _read_only(fout_spectrum.certified_poles(starts, N)[:-1])


def _read_only(poles: list[flint.acb]) -> np.ndarray:
    table = pole_table(poles)
    table.setflags(write=False)
    return table


def _chain(table: np.ndarray, shift: float):
    from ssmtheory.kernels.allpass import log10_sigma_min

    def evaluate(z):
        out = np.empty(z.size)
        log10_sigma_min(z.real + shift, np.ascontiguousarray(z.imag), table, out)
        return settled(out)

    return rescaled(evaluate, 1.0)


def _normal(shift: float, chain: str, N: int) -> SigmaMin:
    """The distance to −shift ± iω_m, each ω_m to 106 bits: relative accuracy at any distance."""
    with working_precision(POLE_BITS):
        upper = CLOSED_FORMS[chain].normal_part_frequencies_balls(N)
        omega = [*upper, *([flint.arb(0)] * (N % 2)), *(-w for w in upper)]
        table = pole_table([flint.acb(0, w) for w in omega])

    def evaluate(z):
        nearest = np.full(z.size, np.inf)
        for block in np.array_split(table, math.ceil(N / 256), axis=1):
            height = (z.imag[:, None] - block[2]) - block[3]
            np.minimum(nearest, np.hypot(z.real[:, None] + shift, height).min(axis=1), out=nearest)
        return log10(nearest)

    return SigmaMin("normal", 0.0, 20.0 * N, evaluate)
