"""What the norms are of: a system with matrix-shaped B, C, D, its poles, and G at many points."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.analysis.time.kernel import kernel_system
from ssmtheory.errors import InputError
from ssmtheory.limits import dense_bytes, modest_threads, require_memory
from ssmtheory.systems import NPLR, Diagonal, StateSpace
from ssmtheory.systems.discretize_arguments import check_system, feedthrough, in_double, wide

_CHUNK = 1 << 19  # numbers that a chunk of states may hold
# Up to it a Schur form is affordable; unlike Woodbury's formula it has no trouble near Λ.
_DENSE_ORDER = 1024
_LEAST = 1e-140


@dataclass(frozen=True, eq=False)
class Plant:
    """G(s) = C (sI − A)⁻¹B + D with B (N, m), C (p, N), D (p, m).

    system : the representation, whole (no conjugate half).  real : G(s̄) = conj G(s).
    """

    system: StateSpace | NPLR | Diagonal
    B: np.ndarray
    C: np.ndarray
    D: np.ndarray
    label: str
    real: bool

    @property
    def order(self) -> int:
        return self.system.order

    @property
    def dt(self) -> float | None:
        return self.system.dt

    @property
    def is_diagonal(self) -> bool:
        return isinstance(self.system, Diagonal)

    @cached_property
    def matrix(self) -> np.ndarray:
        """A in the coordinates of B and C."""
        copies = dense_bytes(self.order, itemsize=16, copies=4)
        require_memory(copies, f"The dense matrix of {self.label}")
        with np.errstate(over="ignore", invalid="ignore"):
            A = self.system.dense().A
        if not self.is_diagonal and not np.abs(A).max(initial=0.0) < 1 / _LEAST:
            raise InputError(
                f"the entries of A in {self.label} are beyond {1 / _LEAST:.0e}; "
                "measure time in another unit."
            )
        return A

    @cached_property
    def schur(self) -> tuple[np.ndarray, np.ndarray | None]:
        """(T, U) with A = U T U*, T upper triangular; U = None where A is T already."""
        A = self.matrix
        if not np.tril(A, -1).any():
            return np.asfortranarray(A, dtype=complex), None
        if not np.triu(A, 1).any():
            # the reversed order makes a lower triangular matrix an upper one, without rounding
            return np.asfortranarray(A[::-1, ::-1], dtype=complex), np.eye(self.order)[:, ::-1]
        with modest_threads(self.order):
            T, U = spla.schur(A, output="complex", check_finite=False)
        return np.asfortranarray(T), U

    @property
    def is_triangular(self) -> bool:
        """The diagonal of A is its spectrum, exactly."""
        if self.is_diagonal:
            return True
        return not (np.tril(self.matrix, -1).any() and np.triu(self.matrix, 1).any())

    @cached_property
    def poles(self) -> np.ndarray:
        """The eigenvalues of A: exact for a triangular one, else LAPACK's."""
        return self.system.lam if self.is_diagonal else np.diag(self.schur[0]).copy()

    def sensitivity(self, s: complex) -> float:
        """‖A‖‖C R‖‖R B‖ for R = (sI − A)⁻¹; Σ |c_n||b_n|/|s − λ_n| for a diagonal A."""
        if self.is_diagonal:
            sizes = np.linalg.norm(self.C, axis=0) * np.linalg.norm(self.B, axis=1)
            return float((sizes / np.abs(s - self.system.lam)).sum())
        T, U = self.schur
        shifted = s * np.eye(self.order) - T
        B, C = (self.B, self.C) if U is None else (U.conj().T @ self.B, self.C @ U)
        right = spla.solve_triangular(shifted, B, check_finite=False)
        left = spla.solve_triangular(shifted, C.conj().T, trans="C", check_finite=False)
        return float(np.linalg.norm(T) * np.linalg.norm(left) * np.linalg.norm(right))

    @cached_property
    def transfer(self) -> Callable[[np.ndarray], np.ndarray]:
        """s (n,) → G(s) (n, p, m), prepared for many points."""
        if isinstance(self.system, StateSpace):
            return self._triangular_transfer()
        step = max(1, _CHUNK // self.order)
        one = self._diagonal_transfer if self.is_diagonal else self._woodbury_transfer

        def transfer(s: np.ndarray) -> np.ndarray:
            parts = [one(s[i : i + step]) for i in range(0, s.size, step)]
            return np.concatenate(parts) if parts else np.empty((0, *self.D.shape), complex)

        return transfer

    def _diagonal_transfer(self, s):
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = 1.0 / (s[:, None] - self.system.lam)
            if self.D.size == 1:
                return (gain @ (self.C[0] * self.B[:, 0]))[:, None, None] + self.D
            return np.matmul(self.C * gain[:, None, :], self.B) + self.D

    def _woodbury_transfer(self, s):
        states = NPLR.states(self.system, s)  # (n, N, m)
        return np.matmul(self.C, states) + self.D

    def _triangular_transfer(self):
        T, U = self.schur
        B = self.B if U is None else U.conj().T @ self.B
        C = self.C if U is None else self.C @ U
        B, C = np.asfortranarray(B, dtype=complex), C.astype(complex)
        diagonal, work = np.diag(T).copy(), np.asfortranarray(-T)
        index, (solve,) = np.diag_indices_from(work), spla.get_lapack_funcs(("trtrs",), (work, B))

        def transfer(s: np.ndarray) -> np.ndarray:
            out = np.empty((s.size, *self.D.shape), dtype=complex)
            for j, point in enumerate(s):
                work[index] = point - diagonal
                x, info = solve(work, B)
                out[j] = C @ x if info == 0 else np.inf
            return out + self.D

        return transfer


def as_plant(x, N=None, *, C=None, form: str = "dplr", rho=None) -> Plant:
    """The arguments of every norm: x, N as for every analysis; C, form and rho for a family.

    Raises ``InputError`` for a system without input, B, C and D whose shapes do not fit, and
    entries that are not finite.
    """
    if isinstance(x, Plant):
        return x
    subject = as_subject(x, N)
    system, real_kernel = kernel_system(subject, C=C, form=form, rho=rho)
    if getattr(system, "B", None) is None:
        raise InputError(f"{subject.label} has no input matrix B; give one to StateSpace(A, B).")
    check_system(system)
    return _plant(in_double(system), _label(subject, form, rho), real_kernel)


def in_range(plant: Plant) -> tuple[Plant, float]:
    """(the plant with B and C of moderate size, the power of two that its G was divided by).

    Itself, unless squares of B or C would leave the range of doubles.
    """
    sizes = [float(np.abs(part).max(initial=0.0)) for part in (plant.B, plant.C)]
    if all(size == 0.0 or _LEAST < size < 1 / _LEAST for size in sizes):
        return plant, 1.0
    b, c = (math.ldexp(1.0, math.frexp(size)[1] - 1) if size else 1.0 for size in sizes)
    B, C, D = plant.B / b, plant.C / c, plant.D / b / c
    return replace(plant, system=replace(plant.system, B=B, C=C, D=D), B=B, C=C, D=D), b * c


def difference(first: Plant, second: Plant) -> Plant:
    """G₁ − G₂ as one system of the joint order; diagonal when both are.

    Raises ``InputError`` when the two differ in inputs, outputs or time.
    """
    if first.D.shape != second.D.shape:
        raise InputError(
            f"the systems differ in (outputs, inputs): {first.D.shape} and {second.D.shape}."
        )
    if first.dt != second.dt:
        raise InputError(f"the systems differ in dt: {first.dt} and {second.dt}.")
    B = np.concatenate([first.B, second.B])
    C = np.concatenate([first.C, -second.C], axis=1)
    D = first.D - second.D
    if first.is_diagonal and second.is_diagonal:
        lam = np.concatenate([first.system.lam, second.system.lam])
        system = Diagonal(lam, B, C, D, first.dt)
    else:
        system = StateSpace(spla.block_diag(first.matrix, second.matrix), B, C, D, first.dt)
    label = f"{first.label} minus {second.label}"
    return Plant(system, B, C, D, label, first.real and second.real)


def _plant(system, label: str, real_kernel: bool) -> Plant:
    system = system.whole() if isinstance(system, Diagonal) else system
    system = system.modal() if isinstance(system, NPLR) else system
    if isinstance(system, NPLR) and system.order <= _DENSE_ORDER:
        system = system.dense()
    N = system.order
    B = np.asarray(system.B).reshape(N, -1)
    C = np.eye(N) if system.C is None else np.atleast_2d(np.asarray(system.C))
    D = wide(feedthrough(system))
    parts = [B, C, D, system.lam if isinstance(system, NPLR | Diagonal) else system.A]
    parts += [system.P, system.Q] if isinstance(system, NPLR) else []
    real = real_kernel or not any(np.iscomplexobj(part) for part in parts)
    if isinstance(system, NPLR):
        system = NPLR(system.lam, system.P, system.Q, None, B, C, D, system.dt)
    real = real or _conjugate_pairs(system, B, C, D)
    return _without_idle_states(Plant(system, B, C, D, label, real))


def _without_idle_states(plant: Plant) -> Plant:
    """Drop the states that no input reaches, or no output sees, for the zeros of A, B and C.

    G is the same without them, and their poles are not its.
    """
    system, B, C = plant.system, plant.B, plant.C
    if isinstance(system, NPLR):
        return plant
    reached, seen = B.any(axis=1), C.any(axis=0)
    if isinstance(system, StateSpace):
        links = system.A != 0
        reached, seen = _closure(reached, links), _closure(seen, links.T)
    kept = reached & seen
    if kept.all():
        return plant
    B, C = B[kept], C[:, kept]
    if isinstance(system, Diagonal):
        system = Diagonal(system.lam[kept], B, C, plant.D, plant.dt)
    else:
        system = StateSpace(system.A[np.ix_(kept, kept)], B, C, plant.D, plant.dt)
    return Plant(system, B, C, plant.D, plant.label, plant.real)


def _closure(reached: np.ndarray, links: np.ndarray) -> np.ndarray:
    """Every i that a chain links[i, j], links[j, k], … joins to a marked state."""
    while True:
        wider = reached | links[:, reached].any(axis=1)
        if (wider == reached).all():
            return wider
        reached = wider


def _conjugate_pairs(system, B, C, D) -> bool:
    """Diagonal modes λ, λ̄ with conjugate residues, first half against second (``whole``)."""
    if not isinstance(system, Diagonal) or system.order % 2 or np.iscomplexobj(D):
        return False
    h = system.order // 2
    pairs = ((system.lam, 0), (B, 0), (C, 1))
    return all(
        np.array_equal(np.take(x, range(h), k).conj(), np.take(x, range(h, 2 * h), k))
        for x, k in pairs
    )


def _label(subject: Subject, form: str, rho) -> str:
    if form == "dplr":
        return subject.label
    return f"{subject.label}, {form}" + (f" at rho = {rho}" if form == "rank-one" else "")
