"""Time-invariant recurrences by structure, O(N) per step (O(N r) for rank r).

Arrays in, arrays out: prepare the channels and hand them to the kernel.  Shapes are those of
``recurrence_channels``.
"""

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.kernels import recurrence_lanes as lanes
from ssmtheory.kernels import recurrence_structured as structured
from ssmtheory.systems.checkerboard import Checkerboard
from ssmtheory.systems.pair_blocks import PairBlocks
from ssmtheory.systems.recurrence_channels import Trace, run_channels
from ssmtheory.systems.semiseparable import Semiseparable


def two_sided(form: Semiseparable, b, C, alpha, dt, u, x0, *, keep=False, threads=None) -> Trace:
    """The step of GBT(α): (I − αΔA) x_k = (I + (1−α)ΔA) x_{k−1} + Δ b u_k, O(N).

    For α > 0 as x_k = (1/α) M⁻¹(x_{k−1} + αΔ b u_k) − ((1−α)/α) x_{k−1}, M = I − αΔA = LU; for
    α = 0 by running sums of either triangle.
    """
    if alpha == 0:
        return _explicit(form, b, C, dt, u, x0, keep, threads)
    forward, backward, pivots = form.factors(alpha * dt)
    ratio, drive = (1.0 - alpha) / alpha, alpha * dt * b
    if u.shape[0] == 1 and not keep:
        z, y, step = _single(u, x0)
        lanes.two_sided_single(z, forward, backward, pivots, ratio, drive, C, step, y)
        return Trace(y[None], z[None], None)

    def task(z, u, y, states):
        lanes.two_sided(z, forward, backward, pivots, ratio, drive, C, u, y, states)

    return run_channels(task, u, x0, np.ones(form.order), keep=keep, threads=threads)


def checkerboard(
    form: Checkerboard, b, C, alpha, dt, u, x0, *, keep=False, threads=None
) -> Trace:  # fmt: skip
    """The step of GBT(α) by forward substitution with one running sum for each parity, O(N).

    Raises ``InputError`` where 1 − αΔ d_n vanishes.
    """
    f, g = (1.0 - alpha) * dt, alpha * dt
    pivots = 1.0 - g * form.d
    if not pivots.all():
        raise InputError("I − αΔA has a vanishing pivot; change dt.")
    inverse, keeps, drive = 1.0 / pivots, 1.0 + f * form.d, dt * b

    def task(z, u, y, states):
        structured.checkerboard(
            z, inverse, keeps, form.u, form.v, f, g, drive, C, u, y, states
        )  # fmt: skip

    return run_channels(task, u, x0, np.ones(form.order), keep=keep, threads=threads)


def pair_blocks(form: PairBlocks, b, C, alpha, dt, u, x0, *, keep=False, threads=None) -> Trace:
    """The step of GBT(α), x_k = D̄ x_{k−1} + p̄ (q̄ᵀx_{k−1}) + B̄ u_k by Woodbury, O(N)."""
    step, drive = form.gbt(dt, alpha, b)
    if u.shape[0] == 1 and not keep:
        z, y, one = _single(u, x0)
        structured.pair_blocks_single(z, step.blocks, step.p, step.q, drive, C, one, y)
        return Trace(y[None], z[None], None)

    def task(z, u, y, states):
        structured.pair_blocks(z, step.blocks, step.p, step.q, drive, C, u, y, states)

    return run_channels(task, u, x0, np.ones(form.order), keep=keep, threads=threads)


def diagonal_plus_low_rank(lam, P, Q, b, C, u, x0, *, keep=False, threads=None) -> Trace:
    """x_k = (Λ − P Q*) x_{k−1} + b u_k, complex, O(N r) per step."""
    wide = (np.asarray(x, dtype=complex) for x in (lam, P, Q.conj().T, b, C))
    lam, P, Qh, b, C = (np.ascontiguousarray(x) for x in wide)

    def task(z, u, y, states):
        lanes.diagonal_plus_low_rank(z, lam, P, Qh, b, C, u, y, states)

    return run_channels(
        task, u, x0, np.ones(lam.size), keep=keep, threads=threads, dtype=complex
    )  # fmt: skip


def _explicit(form: Semiseparable, b, C, dt, u, x0, keep, threads) -> Trace:
    keeps, drive = 1.0 + dt * form.d, dt * b
    forward, backward = np.stack([dt * form.u, form.v]), np.stack([dt * form.p, form.q])

    def task(z, u, y, states):
        structured.explicit(z, keeps, forward, backward, drive, C, u, y, states)

    return run_channels(task, u, x0, np.ones(form.order), keep=keep, threads=threads)


def _single(u, x0):
    """One channel's state, an empty output and its input, for a kernel of one channel."""
    return x0[0].astype(float), np.empty(u.shape[1]), np.ascontiguousarray(u[0], dtype=float)
