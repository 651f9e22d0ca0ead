r"""What PTD minimises, and its gradient through the eigendecomposition.

With A + E = VΛW, W = V⁻¹, the perturbation theory of simple eigenvalues gives, up to the
gauge, dλ_j = (W dE V)_jj, dV = VX, dW = −XW, X_ij = (W dE V)_ij/(λ_j − λ_i) (i ≠ j).  Hence
with P = ∂f/∂V̄, Q = ∂f/∂W̄, ℓ = ∂f/∂λ̄ (real-linear, df = Re tr P*dV + …)

    df = Re tr(G* dE),   G = (V Y W)*,   Y_ji = (P*V − WQ*)_ji/(λ_j − λ_i),  Y_jj = ℓ̄_j.

Losses:  "kappa"      (1/N) Σ κ_j + γ ‖E‖_F/‖A‖_F, smooth; Σκ_j = min over scalings of κ_F(V);
         "published"  κ₂(V)² + γ ‖E‖_F with unit columns [ptd, §4].
Both may add the barrier Σ 2(t_j − 1 − ln t_j) over t_j = −Re λ_j/m < 1: nothing left of −m,
infinite on the imaginary axis and right of it.
"""

from dataclasses import dataclass

import numpy as np
import scipy.linalg as spla


@dataclass(frozen=True, eq=False)
class Objective:
    """f(E) and ∂f/∂E for a fixed A (N, N).

    loss : "kappa" or "published".  gamma : weight of ‖E‖_F.  margin : m > 0, or 0 for no
    barrier; with one, f = ∞ where A + E is not stable.
    """

    A: np.ndarray
    loss: str
    gamma: float
    margin: float

    def __call__(self, E: np.ndarray) -> tuple[float, np.ndarray]:
        """(f, G) with df = Re tr(G* dE); E and G are (N, N), G complex."""
        lam, V = spla.eig(self.A + E, check_finite=False)
        W = np.linalg.inv(V)
        value, P, Q = LOSSES[self.loss](V, W)
        penalty, ell = self._stability(lam)
        size, slope = self._size(E)
        return value + penalty + size, _pull_back(lam, V, W, P, Q, ell) + slope

    def _stability(self, lam: np.ndarray) -> tuple[float, np.ndarray]:
        if not self.margin:
            return 0.0, np.zeros(lam.size)
        t = np.minimum(1.0, -lam.real / self.margin)
        if t.min() <= 0:
            return np.inf, np.zeros(lam.size)
        return 2 * float(np.sum(t - 1 - np.log(t))), 2 * (1 / t - 1) / self.margin

    def _size(self, E: np.ndarray) -> tuple[float, np.ndarray]:
        weight = self.gamma
        if self.loss == "kappa":
            weight = weight / np.linalg.norm(self.A)
        norm = np.linalg.norm(E)
        return weight * norm, weight * E / max(norm, np.finfo(float).tiny)


def mean_condition(V: np.ndarray, W: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """(1/N) Σ ‖v_j‖‖w_j‖ with its derivatives P (columns) and Q (rows)."""
    right, left = np.linalg.norm(V, axis=0), np.linalg.norm(W, axis=1)
    N = right.size
    P = V * (left / right / N)
    Q = W * (right / left / N)[:, None]
    return float(right @ left) / N, P, Q


def squared_condition(V: np.ndarray, W: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """κ₂(V)² for columns scaled to one: derivative through the extreme singular vectors.

    Not differentiable where the largest or the smallest singular value is multiple.
    """
    norms = np.linalg.norm(V, axis=0)
    U, sigma, Xh = np.linalg.svd(V / norms)
    square = (sigma[0] / sigma[-1]) ** 2
    first = np.outer(U[:, 0], Xh[0]) / sigma[0]
    last = np.outer(U[:, -1], Xh[-1]) / sigma[-1]
    G = 2 * square * (first - last)
    unit = V / norms
    along = np.real(np.sum(unit.conj() * G, axis=0))
    return float(square), (G - unit * along) / norms, np.zeros_like(W)


LOSSES = {"kappa": mean_condition, "published": squared_condition}


def _pull_back(lam, V, W, P, Q, ell) -> np.ndarray:
    """G = (V Y W)* from the derivatives in V, W and λ."""
    gaps = lam[:, None] - lam[None, :]
    np.fill_diagonal(gaps, 1.0)
    Y = (P.conj().T @ V - W @ Q.conj().T) / gaps
    np.fill_diagonal(Y, np.conj(ell))
    return (V @ Y @ W).conj().T
