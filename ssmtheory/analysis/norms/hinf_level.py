"""Where σ_max(G) can equal a level γ on the imaginary axis: eigenvalues of a Hamiltonian matrix.

A discrete system is turned into a continuous one first: z = e^{iφ}(1 + s)/(1 − s) maps the axis
to the unit circle.  Coefficients are complex anyway, so φ is free to keep −e^{iφ}, where the
map is singular, away from the poles.
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.norms.plant import Plant
from ssmtheory.limits import modest_threads


@dataclass(frozen=True, eq=False)
class LevelSet:
    """Continuous-time A, B, C, D whose axis is the boundary of the plant; angle φ, or None.

    ``A`` is the plant's own matrix in continuous time.  B and C are scaled to equal norms.
    """

    A: np.ndarray
    B: np.ndarray
    C: np.ndarray
    D: np.ndarray
    angle: float | None

    def crossings(self, level: float) -> np.ndarray:
        """Every ω (angle θ in discrete time) at which σ_max(G) may equal ``level``, among others.

        They are the imaginary parts of the imaginary eigenvalues of

            [[Â, B R⁻¹B*], [−C*S⁻¹C, −Â*]],  Â = A + B R⁻¹D*C,  R = γ²I − D*D,  S = I − DD*/γ².

        Those of all are returned: rounding moves a double one off the axis, and a point too
        many does no harm where each is tested.  ``level`` must exceed σ_max(D).
        Source: [boyd-balakrishnan1990], [bruinsma-steinbuch1990].
        """
        N = self.A.shape[0]
        H = np.empty((2 * N, 2 * N), dtype=complex)
        B, C, D = self.B / math.sqrt(level), self.C / math.sqrt(level), self.D / level
        right, left = np.eye(B.shape[1]) - D.conj().T @ D, np.eye(C.shape[0]) - D @ D.conj().T
        H[:N, N:] = B @ np.linalg.solve(right, B.conj().T)
        H[N:, :N] = -C.conj().T @ np.linalg.solve(left, C)
        H[:N, :N] = self.A + B @ np.linalg.solve(right, D.conj().T @ C)
        H[N:, N:] = -H[:N, :N].conj().T
        if not (np.iscomplexobj(self.A) or np.iscomplexobj(self.B) or np.iscomplexobj(self.C)):
            H = H.real.copy() if not np.iscomplexobj(self.D) else H
        with modest_threads(2 * N):
            omega = spla.eigvals(H, overwrite_a=True, check_finite=False).imag
        return omega if self.angle is None else self.angle + 2 * np.arctan(omega)


def level_set(plant: Plant) -> LevelSet:
    """The Hamiltonian matrices of the plant; O(N³) once for a discrete one."""
    if plant.dt is None:
        return _balanced(plant.matrix, plant.B, plant.C, plant.D, None)
    angle = _freest_angle(plant.poles) + math.pi
    turn = np.exp(-1j * angle)
    eye = np.eye(plant.order)
    A = turn * plant.matrix
    lu = spla.lu_factor(eye + A, check_finite=False)
    inverse_B = spla.lu_solve(lu, plant.B.astype(complex))
    C = turn * plant.C
    D = plant.D - C @ inverse_B
    A, C = spla.lu_solve(lu, A - eye), spla.lu_solve(lu, C.T, trans=1).T
    return _balanced(A, math.sqrt(2) * inverse_B, math.sqrt(2) * C, D, angle)


def _balanced(A, B, C, D, angle) -> LevelSet:
    b, c = np.linalg.norm(B), np.linalg.norm(C)
    share = math.sqrt(c / b) if b > 0 and c > 0 else 1.0
    return LevelSet(A, B * share, C / share, D, angle)


def _freest_angle(poles: np.ndarray) -> float:
    """Of 64 points of the unit circle, the argument of the one farthest from the poles."""
    angles = 2 * np.pi * np.arange(64) / 64 + 0.5 / 64
    gap = np.abs(np.exp(1j * angles)[:, None] - poles).min(axis=1, initial=np.inf)
    return float(angles[np.argmax(gap)])
