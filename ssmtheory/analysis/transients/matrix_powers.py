"""‖A^k‖₂ in logarithms: products with a common factor taken out, none repeated."""

import math
from collections.abc import Iterator

import numpy as np

from ssmtheory.analysis.sigma.scaling import power_of_two_scale
from ssmtheory.analysis.spectra.normal_spectrum import normal_spectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError
from ssmtheory.limits import modest_threads


def log_power_norms(subject: Subject, k) -> np.ndarray:
    """log ‖A^k‖₂ (natural) at whole k ≥ 0 of any shape and order; −inf for a zero power."""
    steps = check_steps(k)
    flat = np.unique(steps)
    with modest_threads(subject.order):
        found = dict(zip(flat.tolist(), _ascending(subject, flat.tolist()), strict=True))
    values = [found[int(step)] for step in steps.ravel()]
    return np.array(values, dtype=float).reshape(steps.shape)


def successive_norms(subject: Subject) -> Iterator[float]:
    """log ‖A^k‖₂ for k = 1, 2, 3, …, a product each."""
    P, A, shift, scale = None, *_prepared(subject)
    while True:
        P = A if P is None else P @ A
        shift += scale
        P, extra = _balanced(P)
        shift += extra
        yield _log(P) + shift


def check_steps(k) -> np.ndarray:
    """``k`` as an array of whole numbers ≥ 0."""
    steps = np.asarray(k)
    if steps.size == 0 or steps.dtype.kind not in "iu" or steps.min() < 0:
        raise InputError(f"the steps k must be whole numbers ≥ 0, not {k!r}.")
    return steps.astype(np.int64)


def _ascending(subject: Subject, steps: list[int]) -> Iterator[float]:
    known = normal_spectrum(subject)
    if known is not None:
        radius = float(np.abs(known[0]).max())
        log = math.log(radius) if radius > 0 else -math.inf
        yield from (step * log if step else 0.0 for step in steps)
        return
    A, _, scale = _prepared(subject)
    P, shift, at, binary = np.eye(A.shape[0]), 0.0, 0, {1: (A, scale)}
    for step in steps:
        for power in _bits(step - at):
            factor, extra = _binary_power(binary, power)
            P, more = _balanced(P @ factor)
            shift += extra + more
        at = step
        yield _log(P) + shift


def _prepared(subject: Subject) -> tuple[np.ndarray, float, float]:
    """(A/scale, 0, log scale)."""
    scale = power_of_two_scale(subject.matrix)
    return subject.matrix / scale, 0.0, math.log(scale)


def _binary_power(known: dict, power: int) -> tuple[np.ndarray, float]:
    if power not in known:
        half, shift = _binary_power(known, power // 2)
        square, extra = _balanced(half @ half)
        known[power] = square, 2 * shift + extra
    return known[power]


def _bits(number: int) -> list[int]:
    return [1 << i for i in range(number.bit_length()) if number >> i & 1]


def _balanced(P: np.ndarray) -> tuple[np.ndarray, float]:
    """P over a power of two that makes its entries of order one, and its logarithm."""
    scale = power_of_two_scale(P)
    return (P, 0.0) if scale == 1.0 else (P / scale, math.log(scale))


def _log(P: np.ndarray) -> float:
    norm = float(np.linalg.norm(P, 2))
    return math.log(norm) if norm > 0 else -math.inf
