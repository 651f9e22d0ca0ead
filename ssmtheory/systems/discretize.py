"""From continuous to discrete time, x' = A x + B u to x_{k+1} = Ā x_k + B̄ u_k, keeping structure.

StateSpace → StateSpace      LU or the matrix exponential
Diagonal   → Diagonal        mode by mode
NPLR       → NPLR            GBT(α): Woodbury, see ``nplr_gbt``
NPLR       → StateSpace      ZOH and Dirac: the exponential of an NPLR matrix is not NPLR
"""

from dataclasses import replace

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.limits import check_order, dense_bytes, require_memory
from ssmtheory.systems.diagonal import Diagonal
from ssmtheory.systems.discretize_rules import (
    GBT,
    RULES,
    ZOH,
    Dirac,
    DiscreteModes,
    LogTimeZOH,
    Rule,
    as_rule,
    phi1,
)
from ssmtheory.systems.nplr import NPLR
from ssmtheory.systems.state_space import StateSpace

__all__ = [
    "GBT",
    "RULES",
    "ZOH",
    "Dirac",
    "DiscreteModes",
    "LogTimeZOH",
    "Rule",
    "as_rule",
    "check_step",
    "discretize",
    "discretize_modes",
    "phi1",
]


def discretize(system, dt, method: str | Rule = "zoh"):
    """x_{k+1} = Ā x_k + B̄ u_k, y_k = C x_k + D u_k: the discrete twin, with its ``dt`` set.

    Parameters
    ----------
    system : StateSpace, Diagonal or NPLR in continuous time.
    dt : the step Δ > 0; the step number k ≥ 1 for ``LogTimeZOH``.
    method : "zoh", "bilinear", "euler", "backward", "dirac", or a rule such as ``GBT(0.7)``.

    C and D are kept, so y_k is the output at the *start* of step k, before u_k has acted.
    Single-precision systems are discretised in double and rounded once.

    Raises ``InputError`` for a step that is not positive and finite, a system that is discrete
    already, non-finite entries and a step at which the rule is singular; ``UnknownNameError``
    for another rule.  Source: [s4, Eq. (3)] for α = ½, [s4d, §2] for ZOH.
    """
    rule = as_rule(method)
    _require_continuous(system)
    step = rule.step(dt) if isinstance(rule, LogTimeZOH) else float(check_step(dt, scalar=True))
    rule = ZOH() if isinstance(rule, LogTimeZOH) else rule
    check_finite(system)
    if isinstance(system, Diagonal):
        modes = rule.modes(_wide(system.lam), step)
        B = _wide(system.B)
        gained = modes.gain * B if B.ndim == 1 else modes.gain[:, None] * B
        return _as_type(replace(system, lam=modes.lam, B=gained, dt=step), system.lam, system.B)
    if isinstance(system, NPLR) and isinstance(rule, GBT):
        return nplr_gbt(system, step, rule.alpha)
    if not isinstance(system, StateSpace | NPLR):
        raise InputError(f"only a StateSpace, Diagonal or NPLR has a step, not {type(system)}.")
    dense = system.dense()
    require_memory(dense_bytes(dense.order, itemsize=16, copies=8), "The discrete matrix")
    A, B = _wide(dense.A), dense.B
    A_bar, B_bar = rule.dense(A, _wide(np.zeros(dense.order) if B is None else B), step)
    found = replace(dense, A=A_bar, B=None if B is None else B_bar, dt=step)
    return _as_type(found, dense.A, dense.A if B is None else B)


def discretize_modes(lam, dt, method: str | Rule = "zoh") -> DiscreteModes:
    """λ̄ and B̄/B for modes lam (…, M) and one step per channel dt (…,): both (…, M).

    ZOH: λ̄ = e^{Δλ}, B̄/B = Δφ₁(Δλ); right for λ = 0 and for tiny λ.  Single precision in,
    single precision out.  Raises as ``discretize`` does.
    """
    rule, lam, dt = as_rule(method), np.asarray(lam), check_step(dt)
    if isinstance(rule, LogTimeZOH):
        raise InputError("log-time-zoh changes from step to step; use discretize(system, k, rule).")
    if not np.isfinite(lam).all():
        raise InputError("lam has NaN or infinite entries; remove them first.")
    found, kind = rule.modes(_wide(lam), dt), np.result_type(lam, np.float32)
    return DiscreteModes(*(part.astype(np.result_type(kind, _kind(part))) for part in found))


def nplr_gbt(system: NPLR, dt: float, alpha: float) -> NPLR:
    """Ā = Λ̄ − P̄Q̄*, with E = 1 − αΔΛ and S = I + αΔ Q*E⁻¹P:

        Λ̄ = (1 + (1−α)ΔΛ)/E,  P̄ = Δ E⁻¹P S⁻¹,  Q̄* = Q*E⁻¹,  B̄ = Δ E⁻¹(B − αΔ P S⁻¹Q*E⁻¹B).

    O(N r²).  Raises ``InputError`` when E or S is singular.  Source: [s4, Appendix C.2].
    """
    lam, P, Q, B = (_wide(part) for part in (system.lam, system.P, system.Q, system.B))
    modes = GBT(alpha).modes(lam, dt)
    solve = (modes.gain / dt)[:, None]
    adjoint = Q.conj().T * solve.T
    small = np.eye(system.rank) + alpha * dt * adjoint @ P
    try:
        P_bar = dt * np.linalg.solve(small.T, (solve * P).T).T
    except np.linalg.LinAlgError:
        raise InputError("I − αΔA is singular: the rule has no step; change dt.") from None
    columns = B.reshape(B.shape[0], -1)
    B_bar = dt * solve * columns - alpha * dt * P_bar @ (adjoint @ columns)
    found = replace(
        system, lam=modes.lam, P=P_bar, Q=adjoint.conj().T, B=B_bar.reshape(B.shape), dt=dt
    )
    return _as_type(found, system.lam, system.B)


def check_step(dt, *, scalar: bool = False) -> np.ndarray:
    """dt as float64; ``InputError`` unless positive, finite and real (and one number)."""
    try:
        step = np.asarray(dt, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"dt must be a real number, not {dt!r}.") from None
    if np.iscomplexobj(dt) or not (np.isfinite(step).all() and (step > 0).all()):
        raise InputError(f"dt must be positive and finite, not {dt}.")
    if scalar and step.ndim:
        raise InputError(f"dt must be one number here, not an array of shape {step.shape}.")
    return step


def check_length(length) -> int:
    """L as an int; ``InputError`` unless it is a whole number ≥ 1."""
    return check_order(length, what="length")


def check_finite(system) -> None:
    """``InputError`` naming the first array of the system with NaN or infinite entries."""
    for name in ("A", "lam", "P", "Q", "V", "B", "C"):
        part = getattr(system, name, None)
        if part is not None and not np.isfinite(part).all():
            raise InputError(f"{name} has NaN or infinite entries; remove them first.")


def _require_continuous(system) -> None:
    if getattr(system, "dt", None) is not None:
        raise InputError(f"the system is discrete already, with dt = {system.dt}.")


def _wide(x) -> np.ndarray:
    x = np.asarray(x)
    return x.astype(np.result_type(x.dtype, np.float64), copy=False)


def _kind(x: np.ndarray):
    return np.complex64 if np.iscomplexobj(x) else np.float32


def _as_type(found, *given):
    """``found`` rounded to the precision of ``given``."""
    kind = np.result_type(np.float32, *given)
    names = [n for n in ("A", "lam", "P", "Q", "B") if getattr(found, n, None) is not None]
    parts = {n: getattr(found, n) for n in names}
    return replace(
        found, **{n: x.astype(np.result_type(kind, _kind(x)), copy=False) for n, x in parts.items()}
    )
