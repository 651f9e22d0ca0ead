"""K_k = C Ā^k B̄, k < L, for a dense Ā by Krylov doubling.

[B̄, ĀB̄, …, Ā^{2m−1}B̄] = [X, Ā^m X]: log2 products and squarings give any number of states.
With an output, √L states and √L rows C Ā^{iM} meet in one product.

Powers near the identity are kept as E = Ā^m − I, squared by E ← 2E + E²: for small Δ the matrix
Ā itself has lost the digits of ΔA.  Once ‖E‖ > ½ the power itself is squared, so that what
decays does so to relative accuracy.
"""

from typing import NamedTuple

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.limits import require_memory
from ssmtheory.systems.channel_threads import for_each

_ADVICE = "a shorter length or fewer outputs"
_NEAR = 0.5  # ‖E‖₁ up to which a power is kept as I + E


class Power(NamedTuple):
    """A power of Ā: ``matrix``, or I + ``matrix`` with ``increment``."""

    matrix: np.ndarray
    increment: bool

    def __matmul__(self, X: np.ndarray) -> np.ndarray:
        return X + self.matrix @ X if self.increment else self.matrix @ X

    def squared(self) -> "Power":
        M = self.matrix
        if not self.increment:
            return Power(M @ M, False)
        E = 2.0 * M + M @ M
        return Power(E, True) if is_near(E) else Power(np.eye(E.shape[0]) + E, False)

    def transposed(self) -> "Power":
        return Power(self.matrix.T, self.increment)


def is_near(E: np.ndarray) -> bool:
    """I + E is to be kept as E."""
    return bool(np.linalg.norm(E, 1) <= _NEAR)


def krylov_kernel(step: Power, B, C, length: int) -> np.ndarray:
    """C Ā^k B, k < L, time last: shape (p, m, L) for C (p, N), B (N, m); (N, m, L) for C = None.

    For a contraction Ā, given with a relative error of u in Ā − I, the error is of the order of
    (8 log2 L + ‖ΔA‖L) √N u ‖C‖‖B‖ at worst.  Raises ``InputError`` when an entry leaves the
    range of doubles.
    """
    N, m = B.shape
    outputs = N if C is None else C.shape[0]
    kind = np.result_type(step.matrix, B, B if C is None else C)
    require_memory(
        2 * kind.itemsize * outputs * m * length, f"A kernel of length {length}", advice=_ADVICE
    )
    width = length if C is None else 1 << ((length - 1).bit_length() // 2)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        states, power = krylov_states(step, B, width)
        if C is None:
            found = states.transpose(0, 2, 1)
        else:
            left, _ = krylov_states(power.transposed(), C.T, -(-length // width))
            found = _meet(left, states)[..., :length]
    if not np.isfinite(found).all():
        raise InputError(
            "the kernel grows beyond the range of floating-point numbers; choose a shorter length."
        )
    return found


def krylov_states(step: Power, B, count: int) -> tuple[np.ndarray, Power]:
    """[Ā^k B, k < count] of shape (N, count, m), and Ā^{2^⌈log2 count⌉}."""
    N, m = B.shape
    states = np.empty((N, count, m), dtype=np.result_type(step.matrix, B))
    states[:, 0] = B
    have, power = 1, step
    while have < count:
        more = min(have, count - have)
        known = states[:, :more].reshape(N, -1)
        states[:, have : have + more] = (power @ known).reshape(N, more, m)
        have, power = 2 * have, power.squared()
    return states, power


def _meet(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Σ_n left[n, i, p] right[n, j, m] as (p, m, i·M + j)."""
    N, rows, p = left.shape
    _, width, m = right.shape
    product = left.reshape(N, -1).T @ right.reshape(N, -1)
    return product.reshape(rows, p, width, m).transpose(1, 3, 0, 2).reshape(p, m, rows * width)


def channel_kernels(matrices, B, C, length: int) -> np.ndarray:
    """One kernel per channel, (H, L): rows of C against (Ā, B̄) = ``matrices(h)``, Ā a ``Power``."""
    H = C.shape[0]
    out = [None] * H

    def one(h: int) -> None:
        step, B_bar = matrices(h)
        out[h] = krylov_kernel(step, B_bar.reshape(-1, 1), C[h : h + 1], length)[0, 0]

    for_each(one, range(H))
    return np.stack(out) if H else np.zeros((0, length), dtype=np.result_type(B, C))
