r"""‖e^{tA}‖₂ in logarithms: closed forms for LegS and LagT, scaling and squaring otherwise.

LegS.  In log-time the scaled Legendre memory is dilated, c_n ↦ x ∫₀¹ f(w) p_n(xw) dw with
x = e^{−t}, so that (e^{tA})_{nk} = x ∫₀¹ p_k(w) p_n(xw) dw.  By Gauss–Legendre quadrature with N
nodes w_q and weights ω_q, which is exact here,

    e^{tA} = x F(x) Q*,    F_nq = p_n(x w_q) √ω_q,    Q_kq = p_k(w_q) √ω_q orthogonal,

hence ‖e^{tA}‖ = x ‖F(x)‖ with ‖F(x)‖ ≥ 1: relative accuracy at every t.
LagT.  A = −½I − S/(I − S) with the shift S, and e^{tA} is the Toeplitz matrix of
e^{−t/2}(L_m(t) − L_{m−1}(t)).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.spectra.normal_spectrum import normal_spectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import CHAINS
from ssmtheory.errors import InputError
from ssmtheory.limits import dense_bytes, modest_threads, require_memory

_BABY_STEPS = 16


@dataclass(frozen=True)
class Semigroup:
    """t ↦ e^{tA} = E e^{s} with moderate E, prepared once for a matrix.

    method : "dilation" (LegS), "laguerre" (LagT), "normal", "expm".
    factors : t ↦ (E (N, N), s), t ≥ 0; None for a normal matrix.
    log_norm : t ↦ log ‖e^{tA}‖₂ (natural), −inf where it underflows.
    """

    method: str
    factors: Callable[[float], tuple[np.ndarray, float]] | None
    log_norm: Callable[[float], float]
    order: int

    def log_norms(self, t: np.ndarray) -> np.ndarray:
        """log ‖e^{tA}‖₂ at every t ≥ 0 (any shape); 0 at t = 0 up to rounding."""
        flat = np.asarray(t, dtype=float).ravel()
        with modest_threads(self.order):
            if self.method == "expm" and _is_uniform(flat):
                values = self._uniform(flat)
            else:
                values = np.array([self.log_norm(float(v)) for v in flat])
        return values.reshape(np.shape(t))

    def _uniform(self, t: np.ndarray) -> np.ndarray:
        """Common step h: e^{(16i + j)hA} as the product of e^{16ihA} (fresh) and e^{jhA}."""
        baby = [self.factors(float(v - t[0])) for v in t[:_BABY_STEPS]]
        out = np.empty(t.size)
        for start in range(0, t.size, _BABY_STEPS):
            giant, shift = self.factors(float(t[start]))
            for j in range(min(_BABY_STEPS, t.size - start)):
                E = giant if j == 0 else giant @ baby[j][0]
                out[start + j] = _log_norm(E, shift + (baby[j][1] if j else 0.0))
        return out


def semigroup(subject: Subject) -> Semigroup:
    """Prepare e^{tA} with the method that the structure of A allows."""
    allpass = None if subject.family is None else subject.family.allpass
    known = None if allpass else normal_spectrum(subject)
    if known is not None:
        abscissa = float(known[0].real.max())
        return Semigroup("normal", None, lambda t: abscissa * t + 0.0, subject.order)
    copies = dense_bytes(subject.order, itemsize=16, copies=8)
    require_memory(copies, f"The exponential of {subject.label}")
    if allpass == "legs":
        return _of_factors("dilation", lambda t: _legs(subject.order, t), subject.order)
    if allpass == "lagt":
        return _of_factors("laguerre", lambda t: _lagt(subject.order, t), subject.order)
    return _of_factors("expm", _dense(subject.matrix), subject.order)


def _of_factors(method: str, factors, N: int) -> Semigroup:
    return Semigroup(method, factors, lambda t: _log_norm(*factors(t)), N)


def _dense(A: np.ndarray):
    """e^{t(A − μI)} e^{μt}, μ the rightmost computed eigenvalue: neither over- nor underflow."""
    shift = float(np.linalg.eigvals(A).real.max())
    B = A - shift * np.eye(A.shape[0])

    def factors(t: float) -> tuple[np.ndarray, float]:
        with np.errstate(over="ignore", invalid="ignore"):
            return spla.expm(t * B), shift * t

    return factors


def _legs(N: int, t: float) -> tuple[np.ndarray, float]:
    w, rest, root, Q = _gauss(N)
    x, gone = math.exp(-t), -math.expm1(-t)
    return (_legendre(N, x * w, gone + x * rest) * root) @ Q.T, -t


def _lagt(N: int, t: float) -> tuple[np.ndarray, float]:
    functions = CHAINS["lagt"].basis(t, N)
    first = np.diff(functions, prepend=0.0)
    return spla.toeplitz(first, np.zeros(N)), 0.0


@lru_cache(maxsize=4)
def _gauss(N: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gauss–Legendre nodes w_q in (0, 1), 1 − w_q, √ω_q, and Q_kq = p_k(w_q) √ω_q.

    The nodes near 0 and near 1 are polished by Newton's method in their distance from the end,
    of which they then hold every digit: p_n changes by n² times that distance there.
    """
    k = np.arange(1.0, N)
    x = spla.eigvalsh_tridiagonal(np.zeros(N), k / np.sqrt(4 * k * k - 1))
    near = np.minimum(1 + x, 1 - x) / 2
    scaled = _legendre(N + 1, 1 - near, near)
    P, before = scaled[N] / math.sqrt(2 * N + 1), scaled[N - 1] / math.sqrt(2 * N - 1)
    slope = N * (before - (1 - 2 * near) * P) / (2 * near * (1 - near))  # −dP_N/d(near)
    near = near + P / slope
    w, rest = np.where(x < 0, near, 1 - near), np.where(x < 0, 1 - near, near)
    values = _legendre(N, w, rest)
    root = 1 / np.linalg.norm(values, axis=0)
    return w, rest, root, values * root


def _legendre(N: int, w: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """p_n(w) = √(2n+1) P_n(2w − 1), shape (N, w.size), from w and 1 − w to full precision.

    P_n − P_{n−1} = D_n with n D_n = (n−1) D_{n−1} − (2n−1) δ P_{n−1}, δ = 2 min(w, 1 − w).
    """
    sign, step = np.where(w < rest, -1.0, 1.0), 2 * np.minimum(w, rest)
    P, D, flip = np.ones((N, w.size)), np.zeros(w.size), np.ones(w.size)
    plain = P[0]
    for n in range(1, N):
        D = ((n - 1) * D - (2 * n - 1) * step * plain) / n
        plain = plain + D
        flip = flip * sign
        P[n] = flip * plain
    return P * np.sqrt(2.0 * np.arange(N) + 1)[:, None]


def _log_norm(E: np.ndarray, shift: float) -> float:
    if not np.isfinite(E).all():
        raise InputError("exp(tA) is out of the reach of double precision; choose a smaller t.")
    norm = float(np.linalg.norm(E, 2))
    return (math.log(norm) if norm > 0 else -math.inf) + shift


def _is_uniform(t: np.ndarray) -> bool:
    if t.size < 2 * _BABY_STEPS:
        return False
    step = np.diff(t)
    return bool(step[0] > 0 and np.abs(step - step[0]).max() <= 8 * np.finfo(float).eps * t.max())
