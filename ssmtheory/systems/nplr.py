"""A = V (diag(λ) − P Q*) V*: normal plus low rank, and the same without V (DPLR)."""

from dataclasses import dataclass, replace

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.systems.arrays import take_arrays
from ssmtheory.systems.convert import Convertible
from ssmtheory.systems.diagonal import Diagonal
from ssmtheory.systems.state_space import StateSpace, _outputs


@dataclass(frozen=True, eq=False)
class NPLR(Convertible):
    """A = V (diag(lam) − P Q*) V*, V unitary; input V B, output C V*.

    Everything but V is in modal coordinates, so ``V=None`` is the DPLR system itself.

    Parameters
    ----------
    lam : (N,) eigenvalues of the normal part, imaginary parts descending.
    P, Q : (N, r).
    V : (N, N) unitary, or None.
    B : (N,) or (N, m) modal input V*B.
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
        take_arrays(self, "lam", "P", "Q", "V", "B", "C")
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
        """Modal x(s) = (s − Λ + PQ*)⁻¹ B by Woodbury, O(N r²) per point; V x when V is given.

        Shape ``s.shape + B.shape``, also for several inputs.
        """
        s = np.asarray(s, dtype=complex)
        flat = s.reshape(-1)
        out = np.empty((flat.size, self.order, self.B.size // self.order), dtype=complex)
        # at an eigenvalue of the normal part Woodbury's formula divides by zero
        hit = (flat[:, None] == self.lam).any(axis=1)
        out[~hit] = self._woodbury(flat[~hit])
        if hit.any():
            dense = self.modal().dense()
            out[hit] = [_solve(z, dense.A, dense.B.reshape(self.order, -1)) for z in flat[hit]]
        out = out if self.V is None else self.V @ out
        return out.reshape(s.shape + self.B.shape)

    def _woodbury(self, s: np.ndarray) -> np.ndarray:
        gain = 1.0 / (s[:, None] - self.lam)
        columns = self.B.reshape(self.order, -1)
        adjoint = self.Q.conj().T * gain[:, None, :]
        correction = np.linalg.solve(np.eye(self.rank) + adjoint @ self.P, adjoint @ columns)
        return gain[..., None] * (columns - self.P @ correction)

    def transfer(self, s) -> np.ndarray:
        """G(s) = C x(s) + D."""
        modal = self.modal()
        return _outputs(modal.states(s), modal.C, self.D, self.B.ndim)

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


def _solve(z: complex, A: np.ndarray, B: np.ndarray) -> np.ndarray:
    return np.linalg.solve(z * np.eye(A.shape[0]) - A, B)
