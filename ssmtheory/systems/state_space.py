"""x' = A x + B u, y = C x + D u with a dense A."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.linalg as spla

from ssmtheory.errors import InputError
from ssmtheory.systems.arrays import take_arrays
from ssmtheory.systems.convert import Convertible


@dataclass(frozen=True, eq=False)
class StateSpace(Convertible):
    """x' = A x + B u, y = C x + D u (``dt`` set: x_{k+1} = A x_k + B u_k).

    Parameters
    ----------
    A : (N, N) real or complex.
    B : (N,) or (N, m).  None when only the matrix is known.
    C : (N,) or (p, N).  None stands for C = I, "every state is an output".
    D : scalar or (p, m).
    dt : None for continuous time, else the step.
    """

    A: np.ndarray
    B: np.ndarray | None = None
    C: np.ndarray | None = None
    D: float | np.ndarray = 0.0
    dt: float | None = None

    def __post_init__(self):
        take_arrays(self, "A", "B", "C")
        if self.A.ndim != 2 or self.A.shape[0] != self.A.shape[1]:
            raise InputError(f"A must be square, not of shape {self.A.shape}.")
        if self.B is not None and self.B.shape[0] != self.order:
            raise InputError(f"B has {self.B.shape[0]} rows and A has {self.order}.")
        if self.C is not None and self.C.shape[-1] != self.order:
            raise InputError(f"C has {self.C.shape[-1]} columns and A has {self.order}.")

    @property
    def order(self) -> int:
        return self.A.shape[0]

    def dense(self) -> "StateSpace":
        return self

    def eigenvalues(self) -> np.ndarray:
        """LAPACK's eigenvalues, uncertified: for HiPPO matrices use ``ssmtheory.spectrum``."""
        return spla.eigvals(self.A)

    @cached_property
    def _schur(self) -> tuple[np.ndarray, np.ndarray]:
        return spla.schur(self.A, output="complex")

    def states(self, s) -> np.ndarray:
        """x(s) = (sI − A)⁻¹ B, shape ``s.shape + B.shape``; one Schur form serves all s."""
        s = np.asarray(s, dtype=complex)
        T, U = self._schur
        rhs = U.conj().T @ _require_input(self.B)
        eye = np.eye(self.order)
        solved = [U @ spla.solve_triangular(z * eye - T, rhs) for z in s.ravel()]
        return np.reshape(solved, s.shape + rhs.shape)

    def transfer(self, s) -> np.ndarray:
        """G(s) = C (sI − A)⁻¹ B + D; the states themselves when C is None."""
        return _outputs(self.states(s), self.C, self.D, self.B.ndim)

    def kernel(self, t) -> np.ndarray:
        """K(t) = C e^{tA} B on an ascending grid; one ``expm`` per distinct step of t."""
        t = np.asarray(t, dtype=float)
        state, now, out, steps = _require_input(self.B), 0.0, [], {}
        for then in t:
            step = round(then - now, 14)
            if step < 0:
                raise InputError("t must be ascending and not negative.")
            if step not in steps:
                steps[step] = spla.expm(step * self.A)
            state, now = steps[step] @ state, then
            out.append(state)
        return _outputs(np.reshape(out, t.shape + state.shape), self.C, 0.0, self.B.ndim)

    def resolvent_norm(self, z) -> np.ndarray:
        """‖(zI − A)⁻¹‖₂ by a dense SVD; meaningful only above the rounding floor."""
        z = np.asarray(z, dtype=complex)
        eye = np.eye(self.order)
        smallest = [np.linalg.svd(w * eye - self.A, compute_uv=False)[-1] for w in z.ravel()]
        with np.errstate(divide="ignore"):
            return 1.0 / np.reshape(smallest, z.shape)

    def __repr__(self) -> str:
        time = "continuous" if self.dt is None else f"dt={self.dt}"
        return f"StateSpace(order={self.order}, {self.A.dtype}, {time})"


def _require_input(B):
    if B is None:
        raise InputError("this system has no input matrix B; give one to StateSpace(A, B).")
    return B


def _outputs(states: np.ndarray, C, D, inputs: int) -> np.ndarray:
    """C x + D for states (..., N) (``inputs`` = 1, the dimensions of B) or (..., N, m) (2)."""
    if C is None:
        return states
    C = np.asarray(C)
    if C.ndim == 1:
        return np.tensordot(states, C, axes=(-inputs, 0)) + D
    return (C @ states if inputs == 2 else states @ C.T) + D
