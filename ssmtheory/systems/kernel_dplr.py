r"""Kernels of A = Λ − P Q* under GBT(α), α ≥ ½, in O((N + L) log L + N L) per channel.

The truncated generating function K̂(z) = Σ_{k<L} K_k z^k is C̃ (I − zĀ)⁻¹ B̄ with
C̃ = C (I − z^L Ā^L), and z^L is one number when z runs over L equidistant points of a circle.
With u = 1 − z and w = Δ(α + (1−α)z), (I − zĀ)⁻¹B̄ = Δ (uI − wA)⁻¹ B, and by Woodbury

    K̂ = Δ [S(C̃, B) − w S(C̃, P) (I + w S(Q*, P))⁻¹ S(Q*, B)],  S(c, b) = Σ_n c_n b_n/(u − wλ_n).

(At α = ½ and z = −1, the node at which the usual form is 0/0, w = 0 and K̂ = (Δ/2) C̃ B.)

The circle has radius r < 1 with r^L = ½: undoing it amplifies errors by 2 at most, while
poles of Ā on the unit circle are kept ln 2/L away and I − r^L Ā^L is always well conditioned.
Nodes are formed in double precision, u without cancellation, whatever the precision of the
system.  Source: [s4, Theorem 3 and Algorithm 1], on a damped circle.
"""

import numpy as np
import scipy.fft

from ssmtheory.kernels.cauchy import cauchy_pair_sums, cauchy_sums
from ssmtheory.limits import require_memory
from ssmtheory.systems.channel_threads import for_each

_DAMPING = np.log(2.0)
_SYMMETRY = 64 * np.finfo(float).eps  # of each array's largest entry; tuned


def dplr_kernel(lam, P, Q, B, C, dt, alpha: float, length: int) -> np.ndarray:
    """K (p, m, L) of C (p, N), B (N, m); or, for dt of shape (H,), K (H, L) of C (H, N), B (N, 1).

    ``alpha`` None: Λ, P, Q, B are discrete already (and dt is None).  The kernel is real where
    Λ, P, Q, B and C are closed under conjugation (n ↔ N−1−n), else complex.
    """
    nodes = length // 2 + 1
    rank, count = P.shape[1], C.shape[0] * B.shape[1]
    require_memory(
        16 * (nodes * (rank + C.shape[0]) * (rank + B.shape[1]) + 2 * count * length),
        f"A kernel of length {length}",
        advice="a shorter length or fewer outputs",
    )
    system = tuple(np.asarray(x, dtype=complex) for x in (lam, P, Q, B, C))
    partner = conjugate_pairs(*system)
    symmetric = partner is not None
    circle = _circle(length, length // 2 + 1 if symmetric else length)
    dense = dense_modal(*system[:3], partner)
    if np.ndim(dt) == 0:
        return _outputs(*system, dt, alpha, circle, dense)
    H = len(dt)
    out = np.empty((H, length), dtype=float if symmetric else complex)
    lam, P, Q, B, C = system

    def one(h: int) -> None:
        out[h] = _outputs(lam, P, Q, B, C[h : h + 1], float(dt[h]), alpha, circle, dense)[0, 0]

    for_each(one, range(H))
    return out


def _outputs(lam, P, Q, B, C, dt, alpha, circle, dense) -> np.ndarray:
    (A, turn, partner), length = dense, circle[2].size
    symmetric = partner is not None
    u, z, undamp = circle
    w, gain = (z, 1.0) if alpha is None else (dt * (alpha + (1.0 - alpha) * z), dt)
    u = np.ones_like(z) if alpha is None else u
    tilde = _truncated_output(C, A, turn, dt, alpha, length)
    rows = np.concatenate([tilde, Q.conj().T])
    columns = np.concatenate([B, P], axis=1)
    weights = (rows[:, None, :] * columns.T[None, :, :]).reshape(-1, lam.size)
    sums = np.empty((weights.shape[0], u.size), dtype=complex)
    if symmetric:
        first = np.flatnonzero(np.arange(lam.size) <= partner)
        weights = weights[:, first] * np.where(partner[first] == first, 0.5, 1.0)
        cauchy_pair_sums(lam[first], weights, u, w, sums)
    else:
        cauchy_sums(lam, weights, u, w, sums)
    sums = sums.reshape(rows.shape[0], columns.shape[1], u.size)
    spectrum = gain * _woodbury(sums, w, C.shape[0], B.shape[1])
    inverse = scipy.fft.irfft if symmetric else scipy.fft.ifft
    return inverse(spectrum, length) * undamp


def _circle(length: int, count: int):
    """(1 − z, z) at z_j = r e^{−2πij/L}, j < count, and r^{−k}, k < L."""
    angle = np.pi * np.arange(count) / length
    sine, turn = np.sin(angle), np.exp(-1j * angle)
    radius = np.exp(-_DAMPING / length)
    # 1 − r e^{−2iθ} = (1 − r) + r·2i sin θ e^{−iθ}, without cancellation
    u = -np.expm1(-_DAMPING / length) + (2j * radius) * (sine * turn)
    return u, radius * (turn * turn), np.exp(np.arange(length) * (_DAMPING / length))


def _woodbury(sums, w, p: int, m: int) -> np.ndarray:
    """S_CB − w S_CP (I + w S_QP)⁻¹ S_QB at every node: (p, m, nodes)."""
    rank = sums.shape[0] - p
    direct, left, right = sums[:p, :m], sums[:p, m:], sums[p:, :m]
    small = w * sums[p:, m:]
    if rank == 1:
        return direct - w * left * right / (1.0 + small[0, 0])
    small = np.moveaxis(small, -1, 0) + np.eye(rank)
    solved = np.linalg.solve(small, np.moveaxis(right, -1, 0))
    return direct - w * np.einsum("prj,jrm->pmj", left, solved)


def _truncated_output(C, A, turn, dt, alpha, length: int) -> np.ndarray:
    """C̃ = C (I − r^L Ā^L) = ½ C (I − E), Ā^L = I + E, by squaring in the form E ← 2E + E².

    Ā − I keeps its relative accuracy for small Δ, where Ā itself has lost it.
    """
    eye = np.eye(A.shape[0])
    C = C if turn is None else C @ turn.conj().T
    E = A - eye if alpha is None else np.linalg.solve(eye - alpha * dt * A, dt * A)
    power = E
    for bit in bin(length)[3:]:
        power = 2.0 * power + power @ power
        if bit == "1":
            power = power + E + power @ E
    found = 0.5 * (C - C @ power)
    return found if turn is None else found @ turn


def dense_modal(lam, P, Q, partner):
    """(A, None, None) with A = Λ − PQ*; or (U A U*, U, partner), real, for conjugate modes."""
    A = np.diag(lam) - P @ Q.conj().T
    if partner is None:
        return A, None, None
    turn = _real_basis(partner)
    return (turn @ A @ turn.conj().T).real, turn, partner


def conjugate_pairs(lam, P, Q, B, C):
    """Index (N,) of every mode's conjugate, itself for a real mode; None when one has none.

    A pair is n, N−1−n in every array (C (p, N) along its columns), to 64 units of rounding.
    """
    index = np.arange(lam.size)
    partner = np.where(lam.imag == 0, index, index[::-1])
    if not np.array_equal(partner[partner], index):
        return None
    close = [
        np.abs(x[partner] - x.conj()).max(initial=0.0) <= _SYMMETRY * np.abs(x).max(initial=0.0)
        for x in (lam, P, Q, B, C.T)
    ]
    return partner if all(close) else None


def _real_basis(partner: np.ndarray) -> np.ndarray:
    """Unitary U with U A U* real for every A that is closed under the conjugation of modes."""
    U = np.zeros((partner.size, partner.size), dtype=complex)
    half = np.sqrt(0.5)
    for n, m in enumerate(partner):
        if n == m:
            U[n, n] = 1.0
        elif n < m:
            U[n, n], U[n, m] = half, half
            U[m, n], U[m, m] = -1j * half, 1j * half
    return U
