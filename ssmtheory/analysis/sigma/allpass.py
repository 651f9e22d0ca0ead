"""LegS and LagT: the scalar recurrence of their all-pass chain, O(N), accurate at any depth."""

from collections.abc import Callable

import numpy as np

from ssmtheory.analysis.sigma.engine import SigmaMin, settled
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import require_memory

# shift and poles of the all-pass chain T(s) = Π (s − h_k)/(s + h_k), s = z + shift.
CHAINS: dict[str, tuple[float, Callable[[int], np.ndarray]]] = {
    "legs": (0.5, lambda N: np.arange(N) + 0.5),
    "lagt": (0.0, lambda N: np.full(N, 0.5)),
}


def applies(subject: Subject) -> bool:
    """The family is one all-pass chain, orthogonally similar to it."""
    return subject.family is not None and subject.family.allpass in CHAINS


def prepare(subject: Subject) -> SigmaMin:
    """σ_min of the chain at s = z + shift; floor 0."""
    from ssmtheory.kernels.allpass import log10_sigma_min

    # the poles, what they are made from, and one copy in flight
    require_memory(24 * subject.order, f"The pseudospectrum of {subject.label}, N = {subject.N},")
    shift, poles = CHAINS[subject.family.allpass]
    h = poles(subject.order)

    def evaluate(z):
        out = np.empty(z.size)
        log10_sigma_min(z.real + shift, np.ascontiguousarray(z.imag), h, out)
        return settled(out)

    return SigmaMin("allpass", 0.0, 150.0 * h.size, evaluate)
