"""How log10 σ_min(zI − A) is evaluated at many z: structure decides, threads share the points."""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.errors import ConvergenceError
from ssmtheory.limits import dense_bytes, require_memory
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF, rounding_floor

# Up to this order one batched SVD is faster than a Schur form and Lanczos (measured).
SVD_ORDER = 48
# Where |z| exceeds ‖A‖ by this factor σ_min = |z| to more digits than a double holds.
_FAR = 1e100
# Floating-point operations that are worth handing to a thread at a time.
_CHUNK_WORK = 2e7

# shift and poles of the all-pass chain T(s) = Π (s − h_k)/(s + h_k), s = z + shift.
_CHAINS: dict[str, tuple[float, Callable[[int], np.ndarray]]] = {
    "legs": (0.5, lambda N: np.arange(N) + 0.5),
    "lagt": (0.0, lambda N: np.full(N, 0.5)),
}


@dataclass(frozen=True)
class SigmaMin:
    """z ↦ log10 σ_min(zI − A), prepared once for a matrix.

    method : the branch of ``select_pseudospectrum_method``.
    floor : σ below it is rounding noise; 0 where the method is accurate at any depth.
    work : floating-point operations per point, roughly.
    evaluate : (m,) complex -> (m,) float64; safe to call from several threads.
    """

    method: str
    floor: float
    work: float
    evaluate: Callable[[np.ndarray], np.ndarray]

    def __call__(self, z: np.ndarray, progress=None) -> np.ndarray:
        """log10 σ_min at every z (any shape), the points shared among threads.

        ``progress(done, total)`` is called from the calling thread.
        """
        flat = np.ascontiguousarray(z, dtype=complex).ravel()
        out = np.empty(flat.size)
        size = int(np.clip(_CHUNK_WORK / self.work, 8, 8192))
        starts = range(0, flat.size, size)

        def run(start: int) -> int:
            part = flat[start : start + size]
            out[start : start + size] = self.evaluate(part)
            return part.size

        done = 0
        for count in _in_threads(run, starts):
            done += count
            if progress is not None:
                progress(done, flat.size)
        return out.reshape(np.shape(z))


def select_pseudospectrum_method(x, N: int | None = None) -> str:
    """Name of the algorithm that σ_min(zI − A) is computed with.

    ==================  =====================================================  ============
    ``"allpass"``       LegS, LagT: scalar recurrence, O(N), any depth         floor 0
    ``"normal"``        diagonal, Hermitian, or a multiple of I plus           floor 0 if
                        skew-Hermitian: distance to the spectrum               diagonal
    ``"svd"``           other matrices up to order 48: batched SVD             10·N·u·‖A‖
    ``"schur-lanczos"`` larger ones: Schur form (none needed if triangular),   10·N·u·‖A‖
                        then inverse Lanczos with triangular solves
    ==================  =====================================================  ============
    """
    subject = as_subject(x, N)
    if subject.family is not None and subject.family.allpass in _CHAINS:
        return "allpass"
    if subject.is_diagonal or _is_diagonal(subject.matrix) or _normal_kind(subject.matrix):
        return "normal"
    return "svd" if subject.order <= SVD_ORDER else "schur-lanczos"


def sigma_min(x, N: int | None = None) -> SigmaMin:
    """Prepare σ_min(zI − A) with the method that ``select_pseudospectrum_method`` names."""
    subject = as_subject(x, N)
    method = select_pseudospectrum_method(subject)
    build = {"allpass": _allpass, "normal": _normal, "svd": _svd, "schur-lanczos": _schur}
    return build[method](subject)


def has_real_matrix(subject: Subject) -> bool:
    """A is real, so that σ_min(z̄I − A) = σ_min(zI − A); builds no matrix it can do without."""
    if subject.family is not None and subject.family.allpass in _CHAINS:
        return True
    if subject.is_diagonal:
        return not np.iscomplexobj(subject.representation.lam)
    return subject.is_real


def power_of_two_scale(A: np.ndarray) -> float:
    """The power of two next above the largest |entry|; 1 for a zero matrix."""
    largest = max(np.abs(A.real).max(), np.abs(A.imag).max())
    return math.ldexp(1.0, math.frexp(largest)[1] - 1) if largest > 0 else 1.0


def _allpass(subject: Subject) -> SigmaMin:
    from ssmtheory.kernels.allpass import log10_sigma_min

    # the poles, what they are made from, and one copy in flight
    require_memory(24 * subject.order, f"The pseudospectrum of {subject.label}, N = {subject.N},")
    shift, poles = _CHAINS[subject.family.allpass]
    h = poles(subject.order)

    def evaluate(z):
        out = np.empty(z.size)
        log10_sigma_min(z.real + shift, np.ascontiguousarray(z.imag), h, out)
        return _settled(out)

    return SigmaMin("allpass", 0.0, 150.0 * h.size, evaluate)


def _normal(subject: Subject) -> SigmaMin:
    if subject.is_diagonal:
        lam, floor = subject.representation.lam, 0.0
    elif _is_diagonal(subject.matrix):
        lam, floor = np.diag(subject.matrix), 0.0
    else:
        lam, floor = _normal_spectrum(subject.matrix)

    def evaluate(z):
        nearest = np.full(z.size, np.inf)
        for block in np.array_split(lam, math.ceil(lam.size / 256)):
            np.minimum(nearest, np.abs(z[:, None] - block).min(axis=1), out=nearest)
        return _log10(nearest)

    return SigmaMin("normal", floor, 10.0 * lam.size, evaluate)


def _svd(subject: Subject) -> SigmaMin:
    A, scale, floor = _scaled(subject.matrix)
    eye = np.eye(A.shape[0])

    def evaluate(z):
        shifted = (z / scale)[:, None, None] * eye - A
        return _log10(np.linalg.svd(shifted, compute_uv=False)[:, -1])

    work = 20.0 * A.shape[0] ** 3 + 1000.0
    return SigmaMin("svd", floor, work, _rescaled(evaluate, scale))


def _schur(subject: Subject) -> SigmaMin:
    from ssmtheory.kernels.triangular_lanczos import log10_sigma_min

    n = subject.order
    require_memory(dense_bytes(n, itemsize=16, copies=6), f"The Schur form at N = {n}")
    A, scale, floor = _scaled(subject.matrix)
    U = _triangular_factor(A)
    Ut = np.ascontiguousarray(U.T)
    # A fixed start: generic, so that no singular vector is orthogonal to it, and repeatable.
    start = np.random.default_rng(n).standard_normal(n) + 0j
    start /= np.linalg.norm(start)

    def evaluate(z):
        out = np.empty(z.size)
        log10_sigma_min(U, Ut, np.ascontiguousarray(z / scale), start, 3 * n, out)
        for j in np.flatnonzero(np.isnan(out)):
            shifted = (z[j] / scale) * np.eye(n) - U
            out[j] = _log10(np.linalg.svd(shifted, compute_uv=False)[-1])
        return out

    return SigmaMin("schur-lanczos", floor, 100.0 * n**2, _rescaled(evaluate, scale))


def _triangular_factor(A: np.ndarray) -> np.ndarray:
    """An upper triangular matrix with the singular values of zI − A for every z, C-ordered."""
    if not np.tril(A, -1).any():
        U = A
    elif not np.triu(A, 1).any():
        U = A[::-1, ::-1]
    else:
        U = spla.schur(A, output="complex")[0]
    return np.ascontiguousarray(U, dtype=complex)


def _scaled(A: np.ndarray) -> tuple[np.ndarray, float, float]:
    """(A/scale, scale, rounding floor of A): entries of order 1 cannot overflow."""
    scale = power_of_two_scale(A)
    A = A / scale
    return A, scale, rounding_floor(A.shape[0], np.linalg.norm(A, 2)) * scale


def _rescaled(evaluate, scale: float):
    """Undo the scaling, and take |z| for σ_min where z is out of all proportion to A."""

    def evaluate_scaled(z):
        far = np.abs(z) / _FAR > scale
        inside = evaluate(np.where(far, 0.0, z)) + math.log10(scale)
        return np.where(far, _log10(np.abs(z)), inside)

    return evaluate_scaled


def _is_diagonal(A: np.ndarray) -> bool:
    return np.count_nonzero(A) == np.count_nonzero(np.diagonal(A))


def _normal_kind(A: np.ndarray) -> str:
    """ "hermitian", "skew" (cI + skew-Hermitian), or "" when neither, to N·u·max|A|."""
    A = A / power_of_two_scale(A)
    allowed = A.shape[0] * DOUBLE_UNIT_ROUNDOFF * np.abs(A).max()
    if np.abs(A - A.conj().T).max() <= allowed:
        return "hermitian"
    symmetric = (A + A.conj().T) / 2
    centred = symmetric - np.eye(A.shape[0]) * symmetric[0, 0]
    return "skew" if np.abs(centred).max() <= allowed else ""


def _normal_spectrum(A: np.ndarray) -> tuple[np.ndarray, float]:
    """Eigenvalues of a matrix that ``_normal_kind`` recognised, and their rounding floor."""
    A, scale, floor = _scaled(A)
    if _normal_kind(A) == "hermitian":
        return spla.eigvalsh((A + A.conj().T) / 2) * scale, floor
    skew = (A - A.conj().T) / 2
    return (1j * spla.eigvalsh(-1j * skew) + np.trace(A).real / A.shape[0]) * scale, floor


def _settled(out: np.ndarray) -> np.ndarray:
    if np.isnan(out).any():
        raise ConvergenceError("σ_min did not settle at some points; move the window slightly.")
    return out


def _log10(x):
    with np.errstate(divide="ignore"):
        return np.log10(x)


def _in_threads(run, starts):
    """Results of ``run(start)`` as they come; pending work is dropped when the caller stops."""
    if len(starts) == 1:
        yield run(starts[0])
        return
    executor = ThreadPoolExecutor(_workers())
    try:
        for future in as_completed([executor.submit(run, start) for start in starts]):
            yield future.result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _workers() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
