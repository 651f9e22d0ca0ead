"""The methods of ``diagonalize``: each takes (subject, options) and returns a Diagonalization."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ssmtheory.analysis.diagonalization import Diagonalization
from ssmtheory.analysis.diagonalize_chain import chain_normal_part, chain_rank_one
from ssmtheory.analysis.diagonalize_dense import axis_norm, measured, subject_input
from ssmtheory.analysis.diagonalize_eig import eig
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb import low_rank
from ssmtheory.decompositions.perturb.bounds import numerical_abscissa
from ssmtheory.decompositions.perturb.ginibre import KINDS, ginibre, ginibre_modes
from ssmtheory.decompositions.perturb.modes import Modes, dense_modes
from ssmtheory.decompositions.perturb.ptd import Progress, optimise
from ssmtheory.decompositions.perturb.ptd_objective import LOSSES, Objective
from ssmtheory.decompositions.perturb.rank_one import check_rho
from ssmtheory.errors import InputError, StructureError, UnknownNameError
from ssmtheory.systems import NPLR

DEFAULT_RHO = 0.1  # above every critical ρ: the largest is 0.0718, at N = 2
DEFAULT_EPS = 0.01
DEFAULT_GAMMA = 20.0
PTD_STARTS = ("rank-one", "random")


@dataclass(frozen=True)
class Options:
    """The keywords of ``diagonalize``, with the defaults filled in where a method needs them."""

    rho: float | None = None
    eps: float | None = None
    rng: np.random.Generator | None = None
    draws: int = 1
    kind: str = "complex"
    gamma: float = DEFAULT_GAMMA
    loss: str = "kappa"
    start: str = "rank-one"
    steps: int = 1000
    drop_half: bool = False
    reject_unstable: bool = False
    vectors: bool = True
    digits: int = 15
    progress: Progress | None = None


def normal_part(subject: Subject, options: Options) -> Diagonalization:
    """Λ and V of A + PP*, input B/2 (``drop_half``: B)."""
    if _is_chain(subject):
        return chain_normal_part(subject, options.drop_half, options.vectors)
    form = _nplr(subject)
    B = form.B if options.drop_half else form.B / 2
    modes = Modes(form.lam, form.V, form.V.conj().T, B)
    P = form.V @ form.P
    return measured(
        subject,
        modes,
        _like(subject, P @ P.conj().T),
        method="normal-part",
        parameters={"drop_half": options.drop_half},
        theorem={},  # the general bounds presuppose an unchanged B
    )


def rank_one(subject: Subject, options: Options) -> Diagonalization:
    """A + τPP* with input B/(1+ρ): closed forms for the chains, dense at any other rank."""
    rho = check_rho(DEFAULT_RHO if options.rho is None else options.rho)
    if rho == 1:
        return normal_part(subject, options)
    if _is_chain(subject):
        return chain_rank_one(subject, rho, options.vectors)
    P, B = _like(subject, _original_P(subject)), subject_input(subject)
    modes = low_rank.low_rank_modes(subject.matrix, P, B, rho)
    u = low_rank.input_in_range(P, B)
    # ‖x_ρ − x‖ ≤ ρ/(1−ρ) ‖u‖ sup‖R(iω)P‖
    theorem = rho / (1 - rho) * float(np.linalg.norm(u)) * axis_norm(subject.matrix, P)
    return measured(
        subject,
        modes,
        low_rank.low_rank_perturbation(P, rho),
        method="rank-one",
        parameters={"rho": rho, "rank": P.shape[1]},
        theorem={"theorem": theorem},
    )


def random_perturbation(subject: Subject, options: Options) -> Diagonalization:
    """The best of ``draws`` Ginibre perturbations of relative 2-norm ``eps``."""
    eps = DEFAULT_EPS if options.eps is None else options.eps
    modes, E = ginibre_modes(
        subject.matrix,
        subject_input(subject),
        eps,
        options.rng,
        kind=_one_of("kind", options.kind, KINDS),
        draws=options.draws,
        reject_unstable=options.reject_unstable,
    )
    parameters = {"eps": eps, "kind": options.kind, "draws": options.draws}
    return measured(subject, modes, E, method="ginibre", parameters=parameters, keep_E=True)


def ptd(subject: Subject, options: Options) -> Diagonalization:
    """The optimised perturbation, from the rank-one one or a random one; B unchanged."""
    loss, A = _one_of("loss", options.loss, tuple(LOSSES)), subject.matrix
    if not (np.isreal(options.gamma) and options.gamma > 0):
        raise InputError(f"gamma must be positive (it weighs the size of E), not {options.gamma}.")
    if options.steps < 1:
        raise InputError(f"steps must be at least 1, not {options.steps}.")
    size = float(np.abs(A).max())
    if not 1e-100 < size < 1e100:
        raise InputError(
            f"the largest entry of the matrix is {size:.3g}; scale the matrix to about 1 first."
        )
    E0 = _start(subject, options)
    objective = Objective(A, loss, options.gamma, 0.0 if loss == "published" else _margin(A, E0))
    found = optimise(objective, E0, steps=options.steps, progress=options.progress)
    modes = dense_modes(A + found.E, subject_input(subject))
    parameters = {
        "loss": loss,
        "gamma": options.gamma,
        "kind": options.kind,
        "start": options.start,
        "value": found.loss,
        "evaluations": found.evaluations,
        "settled": found.settled,
    }
    return measured(subject, modes, found.E, method="ptd", parameters=parameters, keep_E=True)


METHODS: dict[str, Callable[[Subject, Options], Diagonalization]] = {
    "eig": eig,
    "normal-part": normal_part,
    "rank-one": rank_one,
    "ginibre": random_perturbation,
    "ptd": ptd,
}


def _start(subject: Subject, options: Options) -> np.ndarray:
    """E₀: τPP* at ρ = 0.1 (or ``rho``), or a Ginibre matrix of relative norm ``eps`` (0.1)."""
    kind, start = _one_of("kind", options.kind, KINDS), _one_of("start", options.start, PTD_STARTS)
    A = subject.matrix
    if start == "random" or not has_low_rank(subject):
        eps = 0.1 if options.eps is None else options.eps
        if not eps > 0:
            raise InputError(f"eps must be positive (relative norm of the start), not {eps}.")
        return ginibre(A.shape[0], eps * float(np.linalg.norm(A, 2)), options.rng, kind)
    rho = check_rho(DEFAULT_RHO if options.rho is None else options.rho)
    E0 = low_rank.low_rank_perturbation(_like(subject, _original_P(subject)), rho)
    return E0.astype(complex) if kind == "complex" or np.iscomplexobj(A) else E0


def _margin(A: np.ndarray, start: np.ndarray) -> float:
    """How far left of the axis the barrier begins: the dissipation −(numerical abscissa) of A.

    Where A has none (LegT): half the margin of the start; where the start is unstable too, a
    thousandth of ‖A‖ (both tuned).
    """
    dissipation = -numerical_abscissa(A)
    if dissipation > 0:
        return dissipation
    margin = -float(np.linalg.eigvals(A + start).real.max())
    return margin / 2 if margin > 0 else 1e-3 * float(np.linalg.norm(A, 2))


def has_low_rank(subject: Subject) -> bool:
    """A = (normal) − PP* is known, from the family or because an NPLR was given."""
    if isinstance(subject.given, NPLR):
        return subject.given.V is not None and np.array_equal(subject.given.P, subject.given.Q)
    return subject.family is not None and subject.family.nplr_rank is not None


def _nplr(subject: Subject) -> NPLR:
    if not has_low_rank(subject):
        raise StructureError(
            f"{subject.label} has no normal-plus-low-rank form; legs, lagt, legt and fout have "
            'one, and for any matrix there are the methods "ginibre" and "ptd".'
        )
    return subject.given if subject.given is not None else subject.family.nplr(subject.N)


def _original_P(subject: Subject) -> np.ndarray:
    form = _nplr(subject)
    return form.V @ form.P


def _like(subject: Subject, M: np.ndarray) -> np.ndarray:
    """Real where A is: V P is real up to rounding then."""
    return M.real if subject.is_real else M


def _is_chain(subject: Subject) -> bool:
    return subject.family is not None and subject.family.allpass is not None


def _one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise UnknownNameError(f"{what} must be one of {', '.join(known)}, not {value!r}.")
    return value
