r"""A-priori bounds of the state error sup_ω ‖x_pert(iω) − x(iω)‖, and of the eigenvalues.

For A with numerical abscissa −c < 0 (LegS: c = ½), ‖E‖ = ε < c and B unchanged,

    x_E − x = R_E E x   ⇒   ‖x_E − x‖ ≤ ε/(c − ε) · sup‖x‖,

free of N.  The published one has the factor 2 ln N + 4 [ptd, Theorem 3] and is of first
order in ε.  A bound at or above sup‖x‖ says no more than G_pert = 0 would: it is vacuous.
"""

import math
from fractions import Fraction

import numpy as np

from ssmtheory.errors import InputError


def rank_one_state_bound(chain: str, rho: Fraction | float, N: int) -> float:
    """LegS: ρ/(2(1−ρ)).  LagT: ρ/(1−ρ) · sup‖x(iω)‖ with ‖x(iω)‖ = √N/|iω+½| ≤ 2√N.

    In both ‖x_ρ − x‖ = ‖x‖ |ρT/(1+ρT)|, and on the axis ‖x‖|T| ≤ ½ for LegS.
    """
    if rho == 1:
        return math.inf
    growth = float(rho / (1 - rho))
    return growth / 2 if chain == "legs" else 2 * math.sqrt(N) * growth


def dissipative_bound(abscissa: float, E_norm: float, sup_states: float) -> float:
    """ε/(c − ε) sup‖x‖ with c = −(numerical abscissa); inf when ε ≥ c."""
    c = -abscissa
    return E_norm / (c - E_norm) * sup_states if c > E_norm else math.inf


def published_bound(N: int, E_norm: float, B_norm: float) -> float:
    """(2 ln N + 4) ε ‖B‖: LegS, first order in ε, for ‖C‖ = 1 [ptd, Theorem 3]."""
    return (2 * math.log(N) + 4) * E_norm * B_norm


def bauer_fike_radius(kappa: float, E_norm: float) -> float:
    """κ(V_E) ‖E‖: every eigenvalue of A is this close to one of A + E [trefethen-embree, §3]."""
    return kappa * E_norm


def numerical_abscissa(A: np.ndarray) -> float:
    """max of the spectrum of (A + A*)/2."""
    if not np.isfinite(A).all():
        raise InputError("the matrix has NaN or infinite entries; remove them first.")
    return float(np.linalg.eigvalsh((A + A.conj().T) / 2)[-1])
