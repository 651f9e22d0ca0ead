r"""Lowest saddle of σ_min(A − zI) for a dense matrix: pairs of eigenvalues, then Newton.

With A − zI = Σ σ_k u_k v_k*, a_k = u_k*v and b_k = v_k*u for the last pair (u, v),

    dσ = −Re(a_n dz),
    d²σ = ½ Σ_{k<n} |a_k dz + b_k dz̄|²/(σ − σ_k) + ½ Σ_k |a_k dz − b_k dz̄|²/(σ + σ_k)

(second-order perturbation of [[0, A − zI], [(A − zI)*, 0]]).
The highest point of the straight path between two eigenvalues bounds a saddle from above.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U

_PAIRS = 48  # paths that are looked at, those with the lowest first-order estimate
_STARTS = 12  # Newton iterations, from the lowest paths
_STEPS = 40
_PATIENCE = 6  # steps of Newton's method without a better |u*v|
# |u*v| above which Newton's limit is no stationary point (rounding leaves u‖A‖/gap at most).
_STATIONARY = 1e-7
_CROSSING = 1e-6  # two singular values this near (relatively) are taken for a crossing


@dataclass(frozen=True, eq=False)
class Saddle:
    """σ_min(A − zI) = σ with unit u, v, (A − zI)v = σu, (A − zI)*u = σv, and |u*v|."""

    z: complex
    sigma: float
    u: np.ndarray
    v: np.ndarray
    method: str

    @property
    def orthogonality(self) -> float:
        """|u*v|, the reciprocal condition number of z as an eigenvalue of A − σuv*."""
        return float(abs(np.vdot(self.u, self.v)))


def lowest_saddle(A: np.ndarray, lam: np.ndarray, floor: float) -> Saddle:
    """The lowest stationary point found from the likeliest pairs; A of order-one entries.

    A path that stays below the rounding ``floor`` ends the search: nothing there is meaningful.
    """
    sigma = sigma_min(A)
    starts = _paths(A, lam, sigma)
    found: list[Saddle] = []
    if starts[0][2] <= floor:
        return _triplet(A, starts[0][0])
    for start, along, height in starts[:_STARTS]:
        if found and height > 64 * min(s.sigma for s in found):
            break  # paths far above the best saddle do not lead below it
        smooth = _newton(A, start, abs(along))
        if smooth is None or smooth.sigma > 2 * height:  # the sampled height is a little low
            best = min((s.sigma for s in found), default=math.inf)
            smooth = _crossing(A, start, along, sigma, best)
        found.append(smooth)
    usable = [s for s in found if s.orthogonality <= _STATIONARY]
    return min(usable, key=lambda s: s.sigma) if usable else _ridge(A, *starts[0][:2])


def _crossing(A, start: complex, along: complex, sigma: SigmaMin, best: float) -> Saddle:
    """The ridge where two singular values may meet, if it may pass below the best saddle."""
    if not _near_crossing(A, start):
        return _triplet(A, start)
    s, p = np.linspace(-0.6, 0.6, 25), np.linspace(-1, 1, 33)
    heights = 10.0 ** sigma(start + along * (s[:, None] + 1j * p))
    # the Lipschitz constant 1 bounds how far below the grid the pass can be
    if heights.max(axis=0).min() - abs(along) / 32 > best:
        return _triplet(A, start)
    return _ridge(A, start, along)


def _paths(A: np.ndarray, lam: np.ndarray, sigma: SigmaMin) -> list[tuple[complex, complex, float]]:
    """(highest point, half the vector between the eigenvalues, σ there), lowest paths first.

    Of the conjugate paths of a real A only those in the upper half-plane.
    """
    i, j = np.triu_indices(lam.size, 1)
    if not np.iscomplexobj(A):
        upper = (lam[i] + lam[j]).imag >= -1e-12 * np.abs(lam).max()
        i, j = i[upper], j[upper]
    kappa = _condition_numbers(A, lam)
    estimate = np.abs(lam[i] - lam[j]) / (kappa[i] + kappa[j])
    likely = np.argsort(estimate, kind="stable")[:_PAIRS]
    i, j = i[likely], j[likely]
    # points gather about the place where discs of radius κε would touch
    middle = kappa[i] / (kappa[i] + kappa[j])
    s = np.linspace(0.02, 0.98, 17)
    share = np.concatenate([np.tile(s, (i.size, 1)), middle[:, None]], axis=1)
    z = lam[i, None] + share * (lam[j] - lam[i])[:, None]
    heights = 10.0 ** sigma(z)
    top = np.argmax(heights, axis=1)
    rows = np.arange(i.size)
    order = np.argsort(heights[rows, top], kind="stable")
    return [
        (complex(z[r, top[r]]), complex(lam[j[r]] - lam[i[r]]) / 2, float(heights[r, top[r]]))
        for r in order
    ]


def _condition_numbers(A: np.ndarray, lam: np.ndarray) -> np.ndarray:
    """κ of LAPACK's eigenvectors nearest to each λ, at most 1/u: weights, no more."""
    import scipy.linalg as spla

    values, left, right = spla.eig(A, left=True, right=True)
    overlap = np.abs(np.einsum("nk,nk->k", left.conj(), right))
    nearest = np.argmin(np.abs(lam[:, None] - values[None, :]), axis=1)
    return 1.0 / np.maximum(overlap[nearest], U)


def _newton(A: np.ndarray, z: complex, reach: float) -> Saddle | None:
    """Newton's method for ∇σ = 0; None where it leaves the neighbourhood or stalls."""
    first, best, since = z, None, 0
    for _ in range(_STEPS):
        here, gradient, hessian = _second_order(A, z)
        since += 1
        if best is None or here.orthogonality < best.orthogonality:
            best, since = here, 0
        if since >= _PATIENCE or best.orthogonality <= 8 * U:
            break
        try:
            step = -np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            return None
        length = math.hypot(*step)
        if not math.isfinite(length):
            return None
        z += complex(*step) * min(1.0, 0.3 * reach / length if length else 1.0)
        if abs(z - first) > 2 * reach:
            return None
        if length <= 4 * U * max(abs(z), reach):
            break
    return best if best.orthogonality <= _STATIONARY else None


def _triplet(A: np.ndarray, z: complex) -> Saddle:
    """The last singular triplet at z, a saddle or not."""
    W, s, Vh = np.linalg.svd(A - z * np.eye(A.shape[0]))
    return Saddle(z, float(s[-1]), W[:, -1], Vh[-1].conj(), "path")


def _near_crossing(A: np.ndarray, z: complex) -> bool:
    """σ_{n−1} is less than four times σ_n: they may meet in the neighbourhood."""
    s = np.linalg.svd(A - z * np.eye(A.shape[0]), compute_uv=False)
    return bool(s[-2] < 4 * s[-1])


def _second_order(A: np.ndarray, z: complex) -> tuple[Saddle, np.ndarray, np.ndarray]:
    """The last singular triplet of A − zI, and σ's gradient (2,) and Hessian (2, 2) in (x, y)."""
    W, s, Vh = np.linalg.svd(A - z * np.eye(A.shape[0]))
    u, v, sigma = W[:, -1], Vh[-1].conj(), s[-1]
    a, b = W.conj().T @ v, Vh @ u
    gradient = np.array([-a[-1].real, a[-1].imag])
    with np.errstate(divide="ignore", invalid="ignore"):
        plus = np.where(np.arange(s.size) < s.size - 1, 0.5 / (sigma - s), 0.0)
        minus = 0.5 / (sigma + s)
    hessian = _form(a, b, plus) + _form(a, -b, minus)
    return Saddle(z, float(sigma), u, v, "newton"), gradient, hessian


def _form(a: np.ndarray, b: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The matrix of dz ↦ Σ weight |a dz + b dz̄|² in (dx, dy)."""
    x, y = a + b, 1j * (a - b)
    cross = float(np.sum(weight * (x.conj() * y).real))
    square = np.sum(weight * np.abs(x) ** 2), np.sum(weight * np.abs(y) ** 2)
    return np.array([[square[0], cross], [cross, square[1]]])


def _ridge(A: np.ndarray, start: complex, along: complex) -> Saddle:
    """The lowest point of the crest across the path, smooth or not: min over p of max over s.

    Two singular values may cross there; u and v are then combined from both pairs.
    """
    eye, limit = np.eye(A.shape[0]), {"xatol": 1e-11}

    def height(s: float, p: float) -> float:
        z = start + along * complex(s, p)
        return float(np.linalg.svd(A - z * eye, compute_uv=False)[-1])

    def crest(p: float) -> tuple[float, float]:
        top = minimize_scalar(
            lambda s: -height(s, p), bounds=(-0.6, 0.6), method="bounded", options=limit
        )
        return -float(top.fun), float(top.x)

    low = minimize_scalar(lambda p: crest(p)[0], bounds=(-1, 1), method="bounded", options=limit)
    z = start + along * complex(crest(float(low.x))[1], float(low.x))
    W, s, Vh = np.linalg.svd(A - z * eye)
    if s[-2] > s[-1] * (1 + _CROSSING):
        return Saddle(complex(z), float(s[-1]), W[:, -1], Vh[-1].conj(), "ridge")
    u, v = _orthogonal_pair(W[:, -2:], Vh[-2:].conj().T)
    return Saddle(complex(z), float(s[-2]), u, v, "ridge")


def _orthogonal_pair(W: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unit (Wx, Vx) with the least |x*(W*V)x| over a grid of x ∈ C², then polished."""
    M = W.conj().T @ V

    def value(parameters) -> float:
        t, phase = parameters
        x = np.array([math.cos(t), math.sin(t) * np.exp(1j * phase)])
        return abs(np.vdot(x, M @ x)) ** 2

    grid = [(t, f) for t in np.linspace(0, math.pi / 2, 17) for f in np.linspace(0, 6.28, 32)]
    limits = {"xatol": 1e-14, "fatol": 1e-30, "maxiter": 400}
    best = minimize(value, min(grid, key=value), method="Nelder-Mead", options=limits)
    t, phase = best.x
    x = np.array([math.cos(t), math.sin(t) * np.exp(1j * phase)])
    return W @ x, V @ x
