"""LegT: the lossless two-port of its window's ends, O(N) per point, accurate at any depth."""

from functools import lru_cache

import numpy as np

from ssmtheory.analysis.sigma.engine import SigmaMin, settled
from ssmtheory.analysis.sigma.pole_table import pole_table
from ssmtheory.analysis.sigma.scaling import rescaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import legt_poles
from ssmtheory.precision import working_precision

# Two doubles hold a pole to 106 bits.
POLE_BITS = 120
# Above it the certified poles, O(N³) in all, take longer than a grid by inverse iteration.
MAX_ORDER = 512


def applies(subject: Subject) -> bool:
    """LegT itself, up to order 512."""
    return subject.family is not None and subject.family.name == "legt" and subject.N <= MAX_ORDER


def prepare(subject: Subject) -> SigmaMin:
    """σ_min through the scattering matrix of LegT; floor 0."""
    from ssmtheory.kernels.legt_sigma import log10_sigma_min

    poles, zeros = tables(subject.order)

    def evaluate(z):
        out = np.empty(z.size)
        log10_sigma_min(z.real.copy(), z.imag.copy(), poles, zeros, out)
        return settled(out)

    return SigmaMin("lossless", 0.0, 400.0 * subject.order, rescaled(evaluate, 1.0))


@lru_cache(maxsize=8)
def tables(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of LegT and zeros of n(−s) as pole tables, (4, N) and (4, N−1); read-only."""
    with working_precision(POLE_BITS):
        poles, zeros = pole_table(legt_poles.poles_balls(N)), pole_table(legt_poles.zeros_balls(N))
    for table in (poles, zeros):
        table.setflags(write=False)
    return poles, zeros
