"""A = V (diag(λ) − P Q*) V*: normal plus low rank, and the same without V (DPLR)."""

from dataclasses import dataclass, replace

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.systems.diagonal import Diagonal
from ssmtheory.systems.state_space import StateSpace, _outputs


@dataclass(frozen=True, eq=False)
class NPLR:
    """A = V (diag(lam) − P Q*) V*, V unitary; input V B, output C V*.

    Everything but V is in modal coordinates, so ``V=None`` is the DPLR system itself.

    Parameters
    ----------
    lam : (N,) eigenvalues of the normal part, imaginary parts descending.
    P, Q : (N, r).
    V : (N, N) unitary, or None.
    B : (N,) modal input V*B.
    C : (N,) or (p, N) modal output C V; None stands for C = V, "every state is an output"
        (C = I when V is None).
    """

    lam: np.ndarray
    P: np.ndarray
    Q: np.ndarray
    V: np.ndarray | None
    B: np.ndarray
    C: np.ndarray | None = None
    D: float | np.ndarray = 0.0
    dt: float | None = None

    def __post_init__(self):
        N = self.lam.size
        if self.P.shape != self.Q.shape or self.P.ndim != 2 or self.P.shape[0] != N:
            raise InputError(
                f"P and Q must both be ({N}, r), not {self.P.shape} and {self.Q.shape}."
            )
        if self.V is not None and self.V.shape != (N, N):
            raise InputError(f"V must be ({N}, {N}), not {self.V.shape}.")

    @property
    def order(self) -> int:
        return self.lam.size

    @property
    def rank(self) -> int:
        return self.P.shape[1]

    def modal(self) -> "NPLR":
        """The DPLR system: the same in the coordinates of V."""
        return replace(self, V=None, C=self._modal_output())

    def diagonal(self) -> Diagonal:
        """The diagonal restriction (S4D, S5, DSS): drop P Q*, and halve B as the theory says."""
        return Diagonal(self.lam, self.B / 2, self._modal_output(), self.D, self.dt)

    def dense(self) -> StateSpace:
        """A in the original coordinates (modal ones when V is None), complex in general."""
        inner = np.diag(self.lam) - self.P @ self.Q.conj().T
        if self.V is None:
            return StateSpace(inner, self.B, self.C, self.D, self.dt)
        A = self.V @ inner @ self.V.conj().T
        C = None if self.C is None else self.C @ self.V.conj().T
        return StateSpace(A, self.V @ self.B, C, self.D, self.dt)

    def residual(self, A: np.ndarray) -> float:
        """‖A − V(Λ − PQ*)V*‖_F / ‖A‖_F."""
        return float(np.linalg.norm(A - self.dense().A) / np.linalg.norm(A))

    def eigenvalues(self) -> np.ndarray:
        """LAPACK's eigenvalues of Λ − PQ*, uncertified."""
        return self.modal().dense().eigenvalues()

    def states(self, s) -> np.ndarray:
        """Modal x(s) = (s − Λ + PQ*)⁻¹ B by Woodbury, O(N r²) per point; V x when V is given."""
        s = np.asarray(s, dtype=complex)
        D = 1.0 / (s[..., None] - self.lam)
        small = np.eye(self.rank) + np.einsum("nr,...n,nk->...rk", self.Q.conj(), D, self.P)
        rhs = np.einsum("nr,...n->...r", self.Q.conj(), D * self.B)
        correction = np.linalg.solve(small, rhs[..., None])[..., 0]
        x = D * (self.B - np.einsum("nr,...r->...n", self.P, correction))
        return x if self.V is None else np.einsum("kn,...n->...k", self.V, x)

    def transfer(self, s) -> np.ndarray:
        """G(s) = C x(s) + D."""
        modal = self.modal()
        return _outputs(modal.states(s), modal.C, self.D)

    def kernel(self, t) -> np.ndarray:
        """K(t) through the dense matrix; structured kernels take this over where they exist."""
        return self.modal().dense().kernel(t)

    def resolvent_norm(self, z) -> np.ndarray:
        """‖(zI − A)⁻¹‖₂ by a dense SVD in modal coordinates."""
        return self.modal().dense().resolvent_norm(z)

    def _modal_output(self):
        return self.V if self.C is None else self.C

    def __repr__(self) -> str:
        kind = "DPLR" if self.V is None else "NPLR"
        return f"{kind}(order={self.order}, rank={self.rank})"
