"""Dense matrices below the rounding floor of doubles: double-double arithmetic, and balls."""

import math
import threading
from collections.abc import Callable

import numpy as np

from ssmtheory.analysis.sigma.brackets import bracket
from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.sigma.exact import pairs
from ssmtheory.analysis.sigma.lanczos import lane_limit, start_vector
from ssmtheory.analysis.sigma.scaling import rescaled
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import dense_bytes, require_memory
from ssmtheory.precision import BALLS

# Roundings of double-double arithmetic are a few 2^−106.
UNIT = 2.0**-104
# Decades above the floor that are computed again.  Tuned: floors are found to be pessimistic by
# three decades or more, so that a decade above one a value has at least four digits.
MARGIN = 1.0


def applies(subject: Subject) -> bool:
    """Any square matrix; not a pencil zE − A."""
    return not subject.is_pencil


def prepare(subject: Subject) -> SigmaMin:
    """σ_min(zI − A) in double-double; floor 10·N·2^−104·‖A‖, 3e-29 ‖A‖ at N = 64.

    A float array is exact, a family is known to 106 bits.  One unitary reduction to Hessenberg
    form, O(N³), unless A or Aᵀ has it; then O(N²) per point and step of Lanczos.  Points at
    which Lanczos does not settle are computed in balls.
    """
    require_memory(dense_bytes(subject.order, itemsize=32, copies=6), "The double-double matrix")
    with BALLS:  # it may be called from a thread of an engine
        H, k = pairs(subject)
    middle = H[0] + 1j * H[2]
    H, n = hessenberg_form(H), H.shape[1]
    start, scale = start_vector(n), math.ldexp(1.0, k)

    def evaluate(z):
        from ssmtheory.kernels.hessenberg_sigma_dd import log10_sigma_min

        out = np.empty(z.size)
        log10_sigma_min(z, H, start, lane_limit(n), out)
        for j in np.flatnonzero(np.isnan(out)):
            out[j] = _ball_value(subject, complex(z[j]) * scale)[0] - log10(scale)
        return out

    least = 10.0 * n * UNIT * float(np.linalg.norm(middle, 2)) * scale
    return SigmaMin("double-double", least, 1000.0 * n**2, rescaled(evaluate, scale))


def hessenberg_form(A: np.ndarray) -> np.ndarray:
    """Upper Hessenberg planes with the singular values of zI − A at every z: A, Aᵀ or Q*AQ."""
    from ssmtheory.kernels.hessenberg_dd import hessenberg

    if not np.tril(A, -2).any():
        return A
    if not np.triu(A, 2).any():
        return np.ascontiguousarray(A.transpose(0, 2, 1))
    hessenberg(A)
    return A


def prepare_balls(subject: Subject) -> SigmaMin:
    """The middle of a proved bracket of relative width 1e-12, at any depth: O(N³) per point.

    Floor −inf; where zI − A is singular to the last precision tried, the value is −inf and
    the floor the upper end of the bracket.  One point at a time: the precision of balls is
    one for the process.
    """

    def evaluate(z):
        found = np.array([_ball_value(subject, complex(point)) for point in z]).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    # Products of balls are about a hundred times slower than those of doubles.
    return SigmaMin("balls", 0.0, 2000.0 * subject.order**3, evaluate)


def _ball_value(subject: Subject, z: complex) -> tuple[float, float]:
    """(log10 σ_min, log10 of the floor there)."""
    with BALLS:
        found = bracket(subject, z)
    settled = found.lo > -math.inf or found.is_eigenvalue
    return found.value, -math.inf if settled else found.hi


def escalated(
    base: SigmaMin,
    finers: list[Callable[[], SigmaMin]],
    margin: float = MARGIN,
    work: float = 0.0,
) -> SigmaMin:
    """``base``, and where its value is within ``margin`` decades of the floor, the next finer one.

    finers : functions that prepare an engine; each is called once, when first needed.  The
        floor of a point is that of the engine which gave its value.
    work : least operations per point, so that a chunk of points that all need a finer engine
        does not keep a thread for seconds: 8·N² for double-double.
    """
    prepared = [_Once(make) for make in finers]

    def evaluate(z):
        values, floors = _measured(base, z)
        for finer in prepared:
            low = values < floors + margin
            if not low.any():
                break
            values[low], floors[low] = _measured(finer(), z[low])
        return values, floors

    return SigmaMin(f"{base.method}+extended", 0.0, max(base.work, work), evaluate)


def _measured(engine: SigmaMin, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and floors in the calling thread, as arrays that may be written."""
    found = engine.evaluate(np.ascontiguousarray(z))
    if isinstance(found, tuple):
        return np.array(found[0]), np.array(found[1])
    return np.array(found), np.full(z.size, float(log10(engine.floor)))


class _Once:
    """A function without arguments that is called once, by whichever thread comes first."""

    def __init__(self, make: Callable[[], SigmaMin]):
        self.make, self.lock, self.made = make, threading.Lock(), None

    def __call__(self) -> SigmaMin:
        with self.lock:
            if self.made is None:
                self.made = self.make()
        return self.made
