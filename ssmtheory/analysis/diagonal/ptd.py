r"""``ptd``: an optimised perturbation, every iterate of which is stable.

The optimisation starts from τPP* or a random E₀.  Where A + E₀ is not clearly stable the start
is E₀ − σI, with σ = max Re λ + m: the same eigenvectors, and poles left of −m.  From there on a
logarithmic barrier keeps them left of the axis.  The published loss has neither.
"""

import numpy as np

from ssmtheory.analysis.diagonal.certified import dense_form
from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.options import DEFAULT_RHO, DEFAULT_START_EPS, Options
from ssmtheory.analysis.diagonal.structure import has_low_rank, low_rank_term
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb import low_rank
from ssmtheory.decompositions.perturb.arguments import check_count, check_positive
from ssmtheory.decompositions.perturb.bounds import numerical_abscissa
from ssmtheory.decompositions.perturb.ginibre import KINDS, ginibre
from ssmtheory.decompositions.perturb.ptd import optimise
from ssmtheory.decompositions.perturb.ptd_objective import LOSSES, Objective
from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families.rank_one import exact_rho

STARTS = ("rank-one", "random")


def ptd(subject: Subject, options: Options) -> Diagonalization:
    """The optimised perturbation; B unchanged.

    ``parameters`` record the start that was used and the shift σ that made it stable (0: none).
    """
    loss, A = one_of("loss", options.loss, tuple(LOSSES)), subject.matrix
    gamma = check_positive("gamma", options.gamma, "the weight of the size of E")
    steps = check_count("steps", options.steps)
    _require_scale(A, loss)
    start, E0 = _start(subject, options)
    margin, shift = 0.0, 0.0
    if loss == "kappa":
        margin, shift = _stable_start(A, E0)
        E0 = E0 - shift * np.eye(A.shape[0]) if shift else E0
    objective = Objective(A, loss, gamma, margin)
    found = optimise(objective, E0, steps=steps, progress=options.progress)
    parameters = {
        "loss": loss,
        "gamma": gamma,
        "kind": options.kind,
        "start": start,
        "shift": shift,
        "value": found.loss,
        "evaluations": found.evaluations,
        "settled": found.settled,
    }
    return dense_form(subject, found.E, options, method="ptd", parameters=parameters)


def one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    """Return ``value``, or raise ``UnknownNameError`` with the names there are."""
    if not isinstance(value, str) or value not in known:
        raise UnknownNameError(f"{what} must be one of {', '.join(known)}, not {value!r}.")
    return value


def _start(subject: Subject, options: Options) -> tuple[str, np.ndarray]:
    """E₀: τPP* at ρ = 0.1 (or ``rho``), or a Ginibre matrix of relative norm ``eps`` (0.1)."""
    kind, A = one_of("kind", options.kind, KINDS), subject.matrix
    default = "rank-one" if has_low_rank(subject) else "random"
    start = one_of("start", options.start or default, STARTS)
    if start == "random":
        eps = DEFAULT_START_EPS if options.eps is None else options.eps
        eps = check_positive("eps", eps, "relative norm of the start")
        return start, ginibre(A.shape[0], eps * float(np.linalg.norm(A, 2)), options.rng, kind)
    rho = float(exact_rho(DEFAULT_RHO if options.rho is None else options.rho))
    E0 = low_rank.low_rank_perturbation(low_rank_term(subject), rho)
    return start, E0.astype(complex) if kind == "complex" or np.iscomplexobj(A) else E0


def _stable_start(A: np.ndarray, start: np.ndarray) -> tuple[float, float]:
    """(m, σ): the barrier begins at Re λ = −m, and A + E₀ − σI has its poles left of −m/2.

    m is the dissipation −(numerical abscissa) of A.  Where A has none (LegT): half the margin
    of the start; where the start is unstable too, a thousandth of ‖A‖ (both tuned).
    """
    rightmost = float(np.linalg.eigvals(A + start).real.max())
    margin = -numerical_abscissa(A)
    if not margin > 0:
        margin = -rightmost / 2 if rightmost < 0 else 1e-3 * float(np.linalg.norm(A, 2))
    return margin, rightmost + margin if rightmost > -margin / 2 else 0.0


def _require_scale(A: np.ndarray, loss: str) -> None:
    size = float(np.abs(A).max())
    if size == 0:
        raise InputError("the matrix is zero and diagonal already; there is nothing to optimise.")
    # κ² + γ‖E‖_F and the step of Adam are in units of the matrix
    if loss == "published" and not 1e-100 < size < 1e100:
        raise InputError(
            f"the largest entry of the matrix is {size:.3g} and the published loss depends on "
            "the scale; scale the matrix to about 1 first."
        )
