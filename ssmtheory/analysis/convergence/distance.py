"""One distance between a system and one of its forms, in one of four senses."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ssmtheory.analysis.convergence.chain import ChainError
from ssmtheory.analysis.convergence.sup import chain_supremum, sampled_supremum
from ssmtheory.analysis.diagonal.diagonalize import diagonalize
from ssmtheory.analysis.norms.forms import hinf_form_distance
from ssmtheory.analysis.norms.h2 import plant_h2
from ssmtheory.analysis.norms.hinf import plant_hinf
from ssmtheory.analysis.norms.plant import Plant, as_plant, difference
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.subject import Subject
from ssmtheory.analysis.time.kernel import kernel_system
from ssmtheory.errors import InputError
from ssmtheory.systems import Diagonal, StateSpace

QUANTITIES = ("sup", "l2", "weak", "hinf")
NAMES = {
    "sup": "supremum of the kernel difference",
    "l2": "L2 distance",
    "weak": "L2 distance of the outputs",
    "hinf": "H-infinity distance",
}
_STEPS = 1 << 16  # samples of a kernel without closed form
_TURN = 0.3


@dataclass(frozen=True)
class Comparison:
    """A system with the output e_k and its form: "diagonal", "rank-one" (ρ) or "ptd" (options)."""

    subject: Subject
    form: str
    rho: float | None
    state: int
    decay: float
    options: tuple[tuple[str, object], ...] = ()

    def distance(self, quantity: str) -> Scalar:
        """The ``Scalar`` of one of ``QUANTITIES``; ``at`` is the t or ω of a supremum."""
        return getattr(self, f"_{quantity}")()

    @cached_property
    def chain(self) -> ChainError | None:
        """The closed forms, where they hold."""
        kind, N = self.subject.family.allpass, self.subject.N
        if self.form == "ptd" or kind is None or self.state > N - 2:
            return None
        return ChainError(kind, N, self.state, 1.0 if self.form == "diagonal" else float(self.rho))

    @cached_property
    def output(self) -> np.ndarray:
        if not 0 <= self.state < self.subject.order:
            raise InputError(f"there is no state {self.state} at N = {self.subject.N}.")
        return np.eye(1, self.subject.order, self.state)[0]

    @cached_property
    def systems(self) -> tuple:
        """(original, form) as representations with one output."""
        original, _ = kernel_system(self.subject, C=self.output)
        if self.form != "ptd":
            form, _ = kernel_system(self.subject, C=self.output, form=self.form, rho=self.rho)
            return original, form
        found = diagonalize(self.subject, method="ptd", **dict(self.options))
        return original, Diagonal(found.lam, found.B, found.V[self.state])

    @cached_property
    def plant(self) -> Plant:
        """Form minus original."""
        original = as_plant(self.subject, C=self.output)
        if self.form == "ptd":
            return difference(as_plant(self.systems[1]), original)
        return difference(
            as_plant(self.subject, C=self.output, form=self.form, rho=self.rho), original
        )

    def _l2(self) -> Scalar:
        if self.chain is None:
            return plant_h2(self.plant, NAMES["l2"])
        return self._from_residues("l2", self.chain.energy())

    def _weak(self) -> Scalar:
        if self.chain is None:
            return plant_h2(as_plant(_filtered(self.plant, self.decay)), NAMES["weak"])
        return self._from_residues("weak", self.chain.output_energy(self.decay))

    def _hinf(self) -> Scalar:
        if self.chain is None:
            return plant_hinf(self.plant, NAMES["hinf"])
        arguments = {"C": self.output, "form": self.form, "rho": self.rho}
        return hinf_form_distance(self.subject, **arguments)

    def _sup(self) -> Scalar:
        name, tail = NAMES["sup"], {"label": self.subject.label}
        if self.chain is not None:
            value, at, status, tolerance = chain_supremum(self.chain)
            why = "bounds of the tail and between samples" if status == "converged" else ""
            return Scalar(name, value, at, "modes, sampled", status, tolerance, why, **tail)
        original, form = self.systems
        poles = np.concatenate([original.dense().eigenvalues(), form.dense().eigenvalues()])
        step = _TURN / float(np.abs(poles).max())
        horizon = 2 * self.subject.family.horizon
        count = int(min(_STEPS, np.ceil(horizon / step) + 1))
        value, at = sampled_supremum(form, original, step, count)
        why = f"sampled to t = {count * step:.3g}"
        return Scalar(name, value, at, "sampled", "lower bound", 1e-8, why, **tail)

    def _from_residues(self, quantity: str, found: tuple[float, float]) -> Scalar:
        name, value, error = NAMES[quantity], *found
        status = "exact" if self.chain.on_axis else "converged"
        return Scalar(name, value, None, "residues", status, error, label=self.subject.label)


def _filtered(plant: Plant, decay: float) -> StateSpace:
    """G(s)/(s + a): the response to e^{−at} as an impulse response."""
    N = plant.order
    A = np.zeros((N + 1, N + 1), dtype=plant.matrix.dtype)
    A[:N, :N], A[:N, N:], A[N, N] = plant.matrix, plant.B, -decay
    C = np.concatenate([plant.C, np.zeros((plant.C.shape[0], 1))], axis=1)
    return StateSpace(A, np.eye(1, N + 1, N)[0], C)
