r"""PTD: the perturbation E that minimises a loss of the eigenvectors of A + E, plus γ‖E‖_F.

L-BFGS on the smooth loss (``kappa``), Adam on the published one, whose largest and smallest
singular values meet at the minimum.  The objectives are in ``ptd_objective``.  Where one is
infinite (beyond its barrier) or V is singular, the line search sees a wall and steps back.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from ssmtheory.decompositions.perturb.ptd_objective import LOSSES, Objective
from ssmtheory.errors import ConvergenceError, InputError
from ssmtheory.limits import modest_threads

Progress = Callable[[int, int], None]
# The height of the wall over the lowest value so far (tuned).  Interpolation between the two
# must still give a step of a useful length, which it would not for a huge value.
_WALL = 4.0


class Optimised(NamedTuple):
    """E (N, N), the loss there, how many evaluations it took, and whether it settled."""

    E: np.ndarray
    loss: float
    evaluations: int
    settled: bool


def optimise(
    objective: Objective, E0: np.ndarray, *, steps: int = 1000, progress: Progress | None = None
) -> Optimised:
    """Minimise ``objective`` from E0 (N, N); a real E0 keeps E real.

    ``progress(step, steps)`` is called after each step.  Deterministic.
    Raises ``ConvergenceError`` when no point better than the start was found.
    """
    if objective.loss not in LOSSES:
        raise InputError(f"loss must be one of {', '.join(LOSSES)}, not {objective.loss!r}.")
    method = lbfgs if objective.loss == "kappa" else adam
    with modest_threads(E0.shape[0]):
        start = _guarded(objective, E0)[0]
        found = method(objective, E0, steps, progress or (lambda step, steps: None))
    if not found.loss < start:
        raise ConvergenceError(
            "the optimisation did not improve on its start; start elsewhere or change gamma."
        )
    return found


def lbfgs(objective: Objective, E0: np.ndarray, steps: int, progress: Progress) -> Optimised:
    """scipy's L-BFGS-B on the entries of E in units of ‖A‖_F/N, so that a unit step is small.

    Returns the best point, which is one of finite value.
    """
    unit = np.linalg.norm(objective.A) / E0.shape[0]
    best, lowest, count = E0, np.inf, 0

    def value_and_gradient(x: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal best, lowest
        E = _unpack(x, E0) * unit
        value, G = _guarded(objective, E)
        if not np.isfinite(value):
            wall = _WALL * lowest if np.isfinite(lowest) else np.finfo(float).max
            return wall, np.zeros(x.size)
        if value < lowest:
            best, lowest = E, value
        return value, _pack(G, E0) * unit

    def report(_x: np.ndarray) -> None:
        nonlocal count
        count += 1
        progress(count, steps)

    options = {"maxiter": steps, "maxfun": 2 * steps, "maxcor": 20, "ftol": 1e-10, "gtol": 1e-8}
    done = minimize(
        value_and_gradient,
        _pack(E0, E0) / unit,
        jac=True,
        method="L-BFGS-B",
        callback=report,
        options=options,
    )
    return Optimised(best, float(lowest), int(done.nfev), done.status == 0)


def adam(
    objective: Objective, E0: np.ndarray, steps: int, progress: Progress, rate: float = 0.3
) -> Optimised:
    """Adam with the step size falling by 2 % every 100 steps, as published [ptd]; best point."""
    E, mean, square = E0.copy(), np.zeros_like(E0), np.zeros(E0.shape)
    best, lowest = E0, np.inf
    for step in range(1, steps + 1):
        value, G = _guarded(objective, E)
        if value < lowest:
            best, lowest = E.copy(), value
        G = G if np.iscomplexobj(E0) else G.real
        mean = 0.9 * mean + 0.1 * G
        square = 0.999 * square + 0.001 * np.abs(G) ** 2
        direction = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        E = E - rate * 0.98 ** (step // 100) * direction
        progress(step, steps)
    return Optimised(best, lowest, steps, False)


def _guarded(objective: Objective, E: np.ndarray) -> tuple[float, np.ndarray]:
    """(f, G), or (∞, 0) where f is not finite or LAPACK finds the eigenvectors singular."""
    try:
        with np.errstate(all="ignore"):
            value, G = objective(E)
    except np.linalg.LinAlgError:
        return np.inf, np.zeros_like(E)
    if not (np.isfinite(value) and np.isfinite(G).all()):
        return np.inf, np.zeros_like(E)
    return value, G


def _pack(M: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Real coordinates of M: its entries, or real and imaginary parts where E is complex."""
    if np.iscomplexobj(like):
        return np.concatenate([M.real.ravel(), M.imag.ravel()])
    return np.real(M).ravel()


def _unpack(x: np.ndarray, like: np.ndarray) -> np.ndarray:
    if np.iscomplexobj(like):
        return (x[: like.size] + 1j * x[like.size :]).reshape(like.shape)
    return x.reshape(like.shape)
