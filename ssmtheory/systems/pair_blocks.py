"""A = D + p qᵀ, D of 2×2 blocks on the diagonal: FouT (p = −2b, q = b), and FouD (p = 0)."""

from dataclasses import dataclass

import numpy as np

from ssmtheory.errors import InputError

_EPS = np.finfo(float).eps


@dataclass(frozen=True, eq=False)
class PairBlocks:
    """A = D + p qᵀ; blocks : (N/2, 2, 2), the diagonal blocks of D; p, q : (N,); all real."""

    blocks: np.ndarray
    p: np.ndarray
    q: np.ndarray

    @property
    def order(self) -> int:
        return self.p.size

    def dense(self) -> np.ndarray:
        """The (N, N) matrix."""
        A = np.outer(self.p, self.q)
        pair = 2 * np.arange(self.order // 2)
        for i in (0, 1):
            for j in (0, 1):
                A[pair + i, pair + j] += self.blocks[:, i, j]
        return A

    def gbt(self, dt: float, alpha: float, b) -> tuple["PairBlocks", np.ndarray]:
        """(Ā, B̄) of GBT(α), Ā = D̄ + p̄ q̄ᵀ, with E = I − αΔD and S = 1 − αΔ qᵀE⁻¹p:

            D̄ = E⁻¹(I + (1−α)ΔD), p̄ = Δ E⁻¹p/S, q̄ = E⁻ᵀq, B̄ = Δ E⁻¹b + αΔ p̄ (qᵀE⁻¹b).

        Raises ``InputError`` where E or S is singular.  Source: [s4, Appendix C.2].
        """
        eye = np.eye(2)
        E = eye - alpha * dt * self.blocks
        p, q, b = (np.asarray(x).reshape(-1, 2, 1) for x in (self.p, self.q, b))
        try:
            D = np.linalg.solve(E, eye + (1 - alpha) * dt * self.blocks)
            p, b = np.linalg.solve(E, p), np.linalg.solve(E, b)
            q = np.linalg.solve(E.transpose(0, 2, 1), q).ravel()
        except np.linalg.LinAlgError:
            raise InputError("I − αΔA is singular: the rule has no step; change dt.") from None
        p, b = p.ravel(), b.ravel()
        schur = 1.0 - alpha * dt * float(self.q @ p)
        if schur == 0.0:
            raise InputError("I − αΔA is singular: the rule has no step; change dt.")
        p = dt * p / schur
        return PairBlocks(D, p, q), dt * b + alpha * dt * p * float(self.q @ b)


def pair_blocks(A: np.ndarray) -> PairBlocks | None:
    """The form of a real matrix of even order, or None where A has it not.

    p and q are read off one column and one row outside the blocks, which takes three blocks at
    least; each entry outside them has to agree to 8 units in the last place.
    """
    N = A.shape[0]
    if np.iscomplexobj(A) or N == 0 or N % 2:
        return None
    pair = np.arange(N) // 2
    outside = np.where(pair[:, None] != pair, A, 0.0)
    found = _outer_factors(outside, pair) if outside.any() else (np.zeros(N), np.zeros(N))
    if found is None:
        return None
    p, q = found
    product = np.outer(p, q)
    if (np.abs(product - A) > 8 * _EPS * np.abs(A))[pair[:, None] != pair].any():
        return None
    blocks = (A - product).reshape(N // 2, 2, N // 2, 2)[np.arange(N // 2), :, np.arange(N // 2)]
    return PairBlocks(np.ascontiguousarray(blocks), p, q)


def _outer_factors(outside, pair):
    """(p, q) with p qᵀ equal to ``outside`` where that is not a block; None without a third block.

    The column and the row of the largest entry leave out their own blocks; these come from
    another row and column that cross there.
    """
    i, j = np.unravel_index(np.abs(outside).argmax(), outside.shape)
    p, q = outside[:, j] / outside[i, j], outside[i].copy()
    third = (pair != pair[i]) & (pair != pair[j])
    m, n = np.where(third, np.abs(p), -1.0).argmax(), np.where(third, np.abs(q), -1.0).argmax()
    if not third.any() or p[m] == 0.0 or q[n] == 0.0:
        return None
    p[pair == pair[j]] = outside[pair == pair[j], n] / q[n]
    q[pair == pair[i]] = outside[m, pair == pair[i]] / p[m]
    return p, q
