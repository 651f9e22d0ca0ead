r"""sup_ω of an error on the imaginary axis: sampled where it can peak, then refined.

A diagonal form differs from its original at spikes of width |Re λ| over positions of order
N²: a blind grid misses them.  Samples are taken at every pole's Im λ and a few widths around
it, between neighbouring poles, and on a logarithmic grid; each of the highest local maxima
is then refined by golden-section search.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.linalg as spla

REFINED = 32  # local maxima taken further
_GOLDEN = (np.sqrt(5) - 1) / 2
_STEPS = 40  # 0.618^40 = 4e-9 of a bracket; the maximum itself is of second order in that
_WIDTHS = np.array([0.25, 0.5, 1.0, 2.0, 4.0])
_POINTS = 1 << 19  # numbers a chunk of states may hold

States = Callable[[np.ndarray], np.ndarray]


class ResponseError(NamedTuple):
    """sup_ω ‖x_pert(iω) − x(iω)‖ and sup_ω |x_pert,0 − x_0|, with the ω they are attained at."""

    state: float
    transfer: float
    omega_state: float
    omega_transfer: float


def supremum_on_axis(
    f: Callable[[np.ndarray], np.ndarray], poles, *, two_sided: bool = False
) -> tuple[float, float]:
    """(sup_ω f(ω), ω) for f ≥ 0 that varies on the scale of ``poles`` (N,), vectorised in ω.

    Real systems have f(−ω) = f(ω), so ω > 0 suffices; ``two_sided`` searches both signs.
    """
    omega = frequency_candidates(poles, two_sided=two_sided)
    values = f(omega)
    padded = np.concatenate([[-np.inf], values, [-np.inf]])
    peaks = np.flatnonzero((values >= padded[:-2]) & (values >= padded[2:]))
    peaks = peaks[np.argsort(values[peaks])[-REFINED:]]
    left, right = omega[np.maximum(peaks - 1, 0)], omega[np.minimum(peaks + 1, omega.size - 1)]
    refined, at = _golden_section(f, left, right)
    everything = np.concatenate([values, refined])
    best = int(np.argmax(everything))
    return float(everything[best]), float(np.concatenate([omega, at])[best])


def frequency_candidates(poles, *, two_sided: bool = False) -> np.ndarray:
    """Ascending ω: every Im λ, a few widths |Re λ| around, midpoints, and a log grid."""
    poles = np.asarray(poles, dtype=complex)
    if not two_sided:
        poles = poles[poles.imag >= 0] if (poles.imag >= 0).any() else poles
    scale = max(float(np.abs(poles).max()), np.finfo(float).tiny)
    small = max(float(np.abs(poles).min()), 1e-6 * scale)
    spikes, widths = poles.imag, np.abs(poles.real)
    near = spikes[:, None] + widths[:, None] * np.concatenate([-_WIDTHS, [0.0], _WIDTHS])
    middles = (lambda s: (s[1:] + s[:-1]) / 2)(np.unique(spikes))
    positive = np.geomspace(1e-4 * small, 1e3 * scale, 400)
    omega = np.concatenate([near.ravel(), middles, positive])
    if two_sided:
        return np.unique(np.concatenate([omega, -positive]))
    return np.unique(np.abs(omega[np.abs(omega) > 0]))


def response_error(
    reference: States, perturbed: States, poles, *, two_sided: bool = False
) -> ResponseError:
    """Both suprema, for two functions ω (n,) → states (n, N)."""

    def difference(omega: np.ndarray) -> np.ndarray:
        return perturbed(omega) - reference(omega)

    size = np.asarray(poles).size
    state = supremum_on_axis(
        _chunked(lambda w: np.linalg.norm(difference(w), axis=1), size), poles, two_sided=two_sided
    )
    first = supremum_on_axis(
        _chunked(lambda w: np.abs(difference(w)[:, 0]), size), poles, two_sided=two_sided
    )
    return ResponseError(state[0], first[0], state[1], first[1])


def modal_states(lam: np.ndarray, V: np.ndarray, B: np.ndarray) -> States:
    """ω ↦ V (iω − Λ)⁻¹ B, the system a user of the diagonal form runs; modes with B = 0 drop."""
    kept = B != 0
    lam, V, B = lam[kept], V[:, kept], B[kept]
    return lambda omega: (B / (1j * omega[:, None] - lam)) @ V.T


def schur_states(A: np.ndarray, B: np.ndarray) -> States:
    """ω ↦ (iω − A)⁻¹ B from one Schur form, backward stable at every ω."""
    T, U = spla.schur(A, output="complex")
    rhs, diagonal, work = U.conj().T @ B, np.diag(T).copy(), -T
    index = np.diag_indices_from(work)
    solve = spla.get_lapack_funcs("trtrs", (work, rhs))

    def states(omega: np.ndarray) -> np.ndarray:
        rows = np.empty((omega.size, rhs.size), dtype=complex)
        for row, w in zip(rows, omega, strict=True):
            work[index] = 1j * w - diagonal
            row[:] = solve(work, rhs)[0]
        return rows @ U.T

    return states


def _chunked(f, size: int):
    step = max(1, _POINTS // size)
    return lambda w: np.concatenate([f(w[i : i + step]) for i in range(0, w.size, step)])


def _golden_section(f, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The maxima of f in the brackets [left, right] (m,), all of them at once."""
    inner, outer = right - _GOLDEN * (right - left), left + _GOLDEN * (right - left)
    low, high = f(inner), f(outer)
    for _ in range(_STEPS):
        up = low < high
        left, right = np.where(up, inner, left), np.where(up, right, outer)
        fresh = np.where(up, left + _GOLDEN * (right - left), right - _GOLDEN * (right - left))
        value = f(fresh)
        inner, outer = np.where(up, outer, fresh), np.where(up, fresh, inner)
        low, high = np.where(up, high, value), np.where(up, value, low)
    better = low > high
    return np.where(better, low, high), np.where(better, inner, outer)
