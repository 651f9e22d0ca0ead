"""sup_t |K_form(t) − K(t)|: samples finer than the fastest mode, then the highest refined.

Between samples a step h apart a function exceeds them by at most h² sup|f''|/8 at its top, so
that every local maximum that could be the highest one is known.
"""

import math

import numpy as np

from ssmtheory.analysis.convergence.chain import ChainError
from ssmtheory.systems import Diagonal
from ssmtheory.systems.kernel import system_kernel

_TURN = 0.3  # radians of the fastest mode between samples; tuned
_WORK = 1 << 30  # modes × samples, some seconds
_SAMPLES = 1 << 22
_CANDIDATES = 24
_ROUNDS, _FINER = 3, 16


def chain_supremum(error: ChainError) -> tuple[float, float, str, float]:
    """(sup_{t ≥ 0} |E(t)|, t, status, relative tolerance) for LegS and LagT.

    "converged" where a bound of E beyond the last sample and one of E'' between samples leave
    no higher maximum outside the tolerance; else "lower bound".
    """
    error.require_digits(error.noise, float(np.abs(error.difference(np.zeros(1)))[0]))
    step = _TURN / float(np.abs(error.poles).max())
    most = int(min(_SAMPLES, max(_WORK // error.poles.size, 1 << 12)))
    start = abs(float(error.difference(np.zeros(1))[0]))
    horizon = _horizon(error.envelope, start, most * step)
    count = min(most, math.ceil(horizon / step) + 2)
    values = np.abs(_sampled(error, step, count))
    gap = error.curvature() * step**2 / 8
    best, at, whole = _refined(error, values, step, gap)
    covered = whole and error.envelope((count - 1) * step) <= best
    gap /= _FINER ** (2 * _ROUNDS)
    tolerance = min((gap + error.noise) / best, 1.0)
    return best, at, "converged" if covered else "lower bound", tolerance


def sampled_supremum(first, second, step: float, count: int) -> tuple[float, float]:
    """(max_j |K₁ − K₂|(jh), t) of two representations with one output each: a lower bound."""
    gap = system_kernel(first, step, count, "dirac") - system_kernel(second, step, count, "dirac")
    top = int(np.argmax(np.abs(gap)))
    return float(np.abs(gap[top])), top * step


def _sampled(error: ChainError, step: float, count: int) -> np.ndarray:
    modes = Diagonal(error.poles, error.residues, error.weights.astype(complex))
    return system_kernel(modes, step, count, "dirac").real - error.original(np.arange(count) * step)


def _horizon(envelope, height: float, most: float) -> float:
    """The least t (to 1 %) from which the envelope is below ``height``; ``most`` if none is."""
    if envelope(most) > height:
        return most
    low, high = 0.0, most
    while high - low > 0.01 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if envelope(middle) > height else (low, middle)
    return high


def _refined(error, values: np.ndarray, step: float, gap: float) -> tuple[float, float, bool]:
    """(maximum, t, whether every sampled maximum within ``gap`` of the highest was refined)."""
    padded = np.concatenate([[-np.inf], values, [-np.inf]])
    peaks = np.flatnonzero((values >= padded[:-2]) & (values >= padded[2:]))
    peaks = peaks[np.argsort(values[peaks])[::-1]]
    rivals = np.count_nonzero(values[peaks] >= values[peaks[0]] - gap)
    centre, best, at = step * peaks[:_CANDIDATES], values[peaks[0]], step * peaks[0]
    for _ in range(_ROUNDS):
        points = centre[:, None] + step * np.linspace(-1.0, 1.0, 2 * _FINER + 1)
        heights = np.abs(error.difference(np.abs(points).ravel())).reshape(points.shape)
        tops = heights.argmax(axis=1)
        rows = np.arange(centre.size)
        centre, step = np.abs(points[rows, tops]), step / _FINER
        j = int(heights[rows, tops].argmax())
        if heights[j, tops[j]] > best:
            best, at = heights[j, tops[j]], centre[j]
    return float(best), float(at), rivals <= _CANDIDATES
