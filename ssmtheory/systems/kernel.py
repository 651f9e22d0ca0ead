"""K_k = C Ā^k B̄, k = 0 … L−1: the convolution kernel of a discretised system, y = K * u + D u.

``select_kernel_method`` is the decision tree; the algorithms live in ``kernel_diagonal``,
``kernel_dplr`` and ``kernel_dense``, and ``kernel_balls`` is their referee.
"""

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.limits import modest_threads
from ssmtheory.systems.diagonal import Diagonal
from ssmtheory.systems.discretize import check_length, check_step, check_system, discretize
from ssmtheory.systems.discretize_arguments import in_double, precision_of
from ssmtheory.systems.discretize_rules import GBT, LogTimeZOH, Rule, as_rule
from ssmtheory.systems.kernel_dense import Power, channel_kernels, is_near, krylov_kernel
from ssmtheory.systems.kernel_diagonal import diagonal_kernel
from ssmtheory.systems.kernel_dplr import conjugate_pairs, dense_modal, dplr_kernel
from ssmtheory.systems.nplr import NPLR
from ssmtheory.systems.state_space import StateSpace

# Below this length the transform and the squarings of the generating function cost more than
# the states themselves; tuned.
_SHORT = 64


def system_kernel(system, dt, length: int, method: str | Rule = "zoh") -> np.ndarray:
    """K_k = C Ā^k B̄, k < L, time on the last axis.

    Parameters
    ----------
    system : StateSpace, Diagonal or NPLR.
    dt : the step Δ > 0, or one per channel, (H,): then C (N,) or (H, N) gives a row to each
        channel and B is (N,).  None for a system that is discrete already.
    length : L ≥ 1.
    method : a rule of ``discretize``.

    Returns
    -------
    (L,) for vectors B and C; (p, L) for C (p, N); (m, L) for B (N, m); (p, m, L) for both;
    p = N, the states (V x of an NPLR), for C = None; (H, L) for a vector dt.  The result of a
    ``Diagonal`` with ``half`` is 2 Re (its states, for C = None, are complex); that of an NPLR
    is real where it is closed under conjugation.  D is not in it.  Single precision in, single
    precision out.

    Raises ``InputError`` for Δ ≤ 0, L < 1, shapes that do not fit, non-finite entries and
    kernels beyond the range of doubles; ``UnknownNameError`` for another rule.
    """
    length, rule = check_length(length), as_rule(method)
    if isinstance(rule, LogTimeZOH):
        raise InputError("log-time-zoh changes from step to step and has no kernel.")
    step = check_steps(system, dt)
    engine = _ENGINES[select_kernel_method(system, rule, length)]
    found = engine(system, step, length, rule)
    if _is_single(system):
        found = found.astype(np.complex64 if np.iscomplexobj(found) else np.float32, copy=False)
    return found


def select_kernel_method(system, method: str | Rule, length: int) -> str:
    """Which algorithm ``system_kernel`` uses.

    - "vandermonde": a ``Diagonal``.
    - "generating": an NPLR with an output C of at most N/2 rows, under GBT(α) with α ≥ ½ (for
      a smaller α, Ā may be unstable), from length 64 on.
    - "krylov": everything else, in the coordinates of ``dense()``.
    """
    if isinstance(system, Diagonal):
        return "vandermonde"
    rule = as_rule(method)
    if not isinstance(system, NPLR) or system.C is None or system.dt is not None:
        return "krylov"
    damped = isinstance(rule, GBT) and rule.alpha >= 0.5
    few = system.C.ndim == 1 or 2 * system.C.shape[0] <= system.order
    return "generating" if damped and few and length >= _SHORT else "krylov"


def _vandermonde(system: Diagonal, dt, length: int, rule: Rule) -> np.ndarray:
    B, C = system.B, system.C
    if np.ndim(dt):
        C = channel_rows(system, dt)
        return diagonal_kernel(system.lam, B, C, dt, length, rule, half=system.half)
    if C is None:  # every mode is a channel with one mode
        columns = np.moveaxis(B[..., None], 0, -2)  # (N, 1) or (m, N, 1)
        found = diagonal_kernel(
            system.lam[:, None], columns, np.ones((), B.dtype)[None], dt, length, rule
        )
        return found if B.ndim == 1 else np.moveaxis(found, 0, 1)
    rows = C if B.ndim == 1 else C[..., None, :]
    return diagonal_kernel(system.lam, B.T, rows, dt, length, rule, half=system.half)


def _krylov(system, dt, length: int, rule: Rule) -> np.ndarray:
    dense = _modal_dense(system) if isinstance(system, NPLR) else in_double(system)
    if np.ndim(dt):
        C = channel_rows(dense, dt)

        return channel_kernels(lambda h: _step(dense, dt[h], rule), dense.B, C, length)
    with modest_threads(dense.order):
        power, B = _step(dense, dt, rule)
        kernel = krylov_kernel(power, *_matrices(B, dense.C), length)
    return _squeeze(kernel, dense.B, dense.C)


def _step(dense: StateSpace, dt, rule: Rule) -> tuple[Power, np.ndarray]:
    """(Ā, B̄), Ā by its distance from the identity where that is small."""
    found = dense if dt is None else discretize(dense, dt, rule)
    E = found.A - np.eye(dense.order)
    if not is_near(E):
        return Power(found.A, False), found.B
    return Power(E if dt is None else rule.increment(dense.A, dt), True), found.B


def _modal_dense(system: NPLR) -> StateSpace:
    """Λ − PQ* with the modal B and C, turned into real arrays where modes are conjugate."""
    modal = system.modal()
    C = np.eye(system.order) if modal.C is None else modal.C
    parts = [np.asarray(x, dtype=complex) for x in (modal.lam, modal.P, modal.Q, modal.B)]
    partner = conjugate_pairs(*parts, np.atleast_2d(np.asarray(C, dtype=complex)))
    A, turn, _ = dense_modal(*parts[:3], partner)
    if turn is None:
        return StateSpace(A, parts[3], C, dt=system.dt)
    return StateSpace(A, (turn @ parts[3]).real, (C @ turn.conj().T).real, dt=system.dt)


def _generating(system: NPLR, dt, length: int, rule: GBT) -> np.ndarray:
    modal = (system.lam, system.P, system.Q)
    if np.ndim(dt):
        C = channel_rows(system, dt)
        return dplr_kernel(*modal, system.B[:, None], C, dt, rule.alpha, length)
    columns, rows = _matrices(system.B, system.C)
    with modest_threads(system.order):
        found = dplr_kernel(*modal, columns, rows, dt, rule.alpha, length)
    return _squeeze(found, system.B, system.C)


_ENGINES = {"vandermonde": _vandermonde, "krylov": _krylov, "generating": _generating}


def check_steps(system, dt):
    """dt as a float, a vector or None; ``InputError`` for what is wrong with it or the system."""
    if not isinstance(system, StateSpace | NPLR | Diagonal):
        raise InputError(f"only a StateSpace, Diagonal or NPLR has a kernel, not {type(system)}.")
    if system.B is None:
        raise InputError("this system has no input matrix B; give one to StateSpace(A, B).")
    check_system(system)
    if system.dt is not None:
        if dt is not None and not (np.ndim(dt) == 0 and float(dt) == system.dt):
            raise InputError(
                f"the system is discrete already, with dt = {system.dt}; pass dt=None."
            )
        return None
    if dt is None:
        raise InputError("a continuous system needs a step: give dt > 0.")
    step = check_step(dt)
    if step.ndim > 1:
        raise InputError(f"dt must be one number or a vector, not of shape {step.shape}.")
    return step if step.ndim else float(step)


def channel_rows(system, dt) -> np.ndarray:
    """C as one row per entry of dt."""
    H = dt.shape[0]
    if system.C is None or system.B.ndim != 1:
        raise InputError(
            f"one step per channel needs an output C of shape ({H}, {system.order}) and a vector B."
        )
    C = np.atleast_2d(system.C)
    if C.shape[0] not in (1, H):
        raise InputError(f"dt has {H} channels and C has {C.shape[0]} rows; they must agree.")
    return np.broadcast_to(C, (H, system.order))


def _matrices(B, C):
    return B.reshape(B.shape[0], -1), None if C is None else np.atleast_2d(C)


def _squeeze(found: np.ndarray, B, C) -> np.ndarray:
    """(p, m, L) without the axes that B and C do not have."""
    found = found[:, 0] if B.ndim == 1 else found
    return found[0] if C is not None and C.ndim == 1 else found


def _is_single(system) -> bool:
    names = ("A", "lam", "P", "Q", "B", "C")
    parts = [getattr(system, name, None) for name in names]
    return precision_of(*parts) is np.float32
