"""The rules of ``discretize`` in ball arithmetic, for exact floating-point inputs."""

import flint

from ssmtheory.errors import InputError
from ssmtheory.systems.discretize_rules import GBT, ZOH, Dirac, LogTimeZOH, Rule


def modes_balls(rule: Rule, lam: list[flint.acb], dt: flint.arb) -> tuple[list, list]:
    """λ̄ and B̄/B of every mode, at the working precision."""
    pairs = [_mode(rule, dt * x, dt) for x in lam]
    return [p[0] for p in pairs], [p[1] for p in pairs]


def dense_balls(rule: Rule, A: flint.acb_mat, B: flint.acb_mat, dt: flint.arb):
    """(Ā, B̄) of (N, N) and (N, m) ball matrices, at the working precision."""
    N, m = A.nrows(), B.ncols()
    if isinstance(rule, Dirac):
        return (A * dt).exp(), B
    if isinstance(rule, ZOH):
        joint = flint.acb_mat(N + m, N + m)
        for i in range(N):
            for j in range(N):
                joint[i, j] = dt * A[i, j]
            for j in range(m):
                joint[i, N + j] = dt * B[i, j]
        joint = joint.exp()
        rows = range(N)
        return (
            flint.acb_mat([[joint[i, j] for j in rows] for i in rows]),
            flint.acb_mat([[joint[i, N + j] for j in range(m)] for i in rows]),
        )
    _require_gbt(rule)
    alpha, eye = flint.arb(rule.alpha), flint.acb_mat(N, N)
    for i in range(N):
        eye[i, i] = 1
    implicit = eye - A * (alpha * dt)
    return implicit.solve(eye + A * ((1 - alpha) * dt)), implicit.solve(B * dt)


def _mode(rule: Rule, z: flint.acb, dt: flint.arb):
    if isinstance(rule, Dirac):
        return z.exp(), flint.acb(1)
    if isinstance(rule, ZOH):
        return z.exp(), flint.acb(dt) if z == 0 else dt * z.expm1() / z
    _require_gbt(rule)
    alpha = flint.arb(rule.alpha)
    implicit = 1 - alpha * z
    if implicit == 0:
        raise InputError("1 − αΔλ vanishes for a mode: the rule has no step; change dt.")
    solve = 1 / implicit
    return (1 + (1 - alpha) * z) * solve, dt * solve


def _require_gbt(rule: Rule) -> None:
    if isinstance(rule, LogTimeZOH) or not isinstance(rule, GBT):
        raise InputError(f"{rule.name} changes from step to step and has no kernel.")
