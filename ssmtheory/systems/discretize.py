"""From continuous to discrete time, x' = A x + B u to x_k = Ā x_{k−1} + B̄ u_k, keeping structure.

StateSpace → StateSpace      LU or the matrix exponential
Diagonal   → Diagonal        mode by mode
NPLR       → NPLR            GBT(α): Woodbury, see ``nplr_gbt``
NPLR       → StateSpace      ZOH and Dirac: the exponential of an NPLR matrix is not NPLR
"""

from dataclasses import replace

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.limits import dense_bytes, require_memory
from ssmtheory.systems.diagonal import Diagonal
from ssmtheory.systems.discretize_arguments import (
    check_finite,
    check_length,
    check_step,
    check_system,
    precision_of,
    wide,
)
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
    "check_finite",
    "check_length",
    "check_step",
    "check_system",
    "discretize",
    "discretize_modes",
    "phi1",
]


def discretize(system, dt, method: str | Rule = "zoh"):
    """x_k = Ā x_{k−1} + B̄ u_k, y_k = C x_k + D u_k: the discrete twin, with its ``dt`` set.

    Parameters
    ----------
    system : StateSpace, Diagonal or NPLR in continuous time.
    dt : the step Δ > 0; the step number k ≥ 1 for ``LogTimeZOH``.
    method : "zoh", "bilinear", "euler", "backward", "dirac", or a rule such as ``GBT(0.7)``.

    C and D are kept.  y_k is taken after u_k has acted, at the end of step k, as ``st.simulate``
    and ``st.kernel`` have it: y = K * u + D u, K_k = C Ā^k B̄.  (scipy and python-control take
    y_k = C x_k + D u_k before: their response to the same arrays is K * u one step later, + D u.)
    Single-precision systems are discretised in double and rounded once.

    Raises ``InputError`` for a step that is not positive and finite, a system that is discrete
    already, shapes that do not fit, non-finite entries, a step at which the rule is singular or
    that leaves the range of the type; ``UnknownNameError`` for another rule.
    Source: [s4, Eq. (3)] for α = ½, [s4d, §2] for ZOH.
    """
    rule = as_rule(method)
    if not isinstance(system, StateSpace | NPLR | Diagonal):
        raise InputError(f"only a StateSpace, Diagonal or NPLR has a step, not {type(system)}.")
    if system.dt is not None:
        raise InputError(f"the system is discrete already, with dt = {system.dt}.")
    step = rule.step(dt) if isinstance(rule, LogTimeZOH) else float(check_step(dt, scalar=True))
    rule = ZOH() if isinstance(rule, LogTimeZOH) else rule
    check_system(system)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        found = _discrete(system, step, rule)
    names = ("A", "lam", "P", "Q", "B")
    _require_range([getattr(found, name, None) for name in names], step)
    return found


def _discrete(system, step: float, rule: Rule):
    if isinstance(system, Diagonal):
        modes = rule.modes(wide(system.lam), step)
        B = wide(system.B)
        gained = modes.gain * B if B.ndim == 1 else modes.gain[:, None] * B
        return _as_type(replace(system, lam=modes.lam, B=gained, dt=step), system.lam, system.B)
    if isinstance(system, NPLR) and isinstance(rule, GBT):
        return nplr_gbt(system, step, rule.alpha)
    dense = system.dense()
    require_memory(dense_bytes(dense.order, itemsize=16, copies=8), "The discrete matrix")
    A, B = wide(dense.A), dense.B
    B_wide = wide(np.zeros(dense.order) if B is None else B)
    _require_range([step * A, step * B_wide], step)
    A_bar, B_bar = rule.dense(A, B_wide, step)
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
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        found, kind = rule.modes(wide(lam), dt), precision_of(lam)
        return DiscreteModes(*(part.astype(np.result_type(kind, _kind(part))) for part in found))


def nplr_gbt(system: NPLR, dt: float, alpha: float) -> NPLR:
    """Ā = Λ̄ − P̄Q̄*, with E = 1 − αΔΛ and S = I + αΔ Q*E⁻¹P:

        Λ̄ = (1 + (1−α)ΔΛ)/E,  P̄ = Δ E⁻¹P S⁻¹,  Q̄* = Q*E⁻¹,  B̄ = Δ E⁻¹(B − αΔ P S⁻¹Q*E⁻¹B).

    O(N r²).  Raises ``InputError`` when E or S is singular.  Source: [s4, Appendix C.2].
    """
    lam, P, Q, B = (wide(part) for part in (system.lam, system.P, system.Q, system.B))
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


def _require_range(parts, step: float) -> None:
    if not all(np.isfinite(part).all() for part in parts if part is not None):
        raise InputError(
            f"a step of {step:g} takes the system beyond the range of its floating-point numbers; "
            "choose a smaller dt."
        )


def _kind(x: np.ndarray):
    return np.complex64 if np.iscomplexobj(x) else np.float32


def _as_type(found, *given):
    """``found`` rounded to the precision of ``given``."""
    kind = precision_of(*given)
    names = [n for n in ("A", "lam", "P", "Q", "B") if getattr(found, n, None) is not None]
    parts = {n: getattr(found, n) for n in names}
    return replace(
        found, **{n: x.astype(np.result_type(kind, _kind(x)), copy=False) for n, x in parts.items()}
    )
