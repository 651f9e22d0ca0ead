r"""The delta rule chunk by chunk: the WY form by a triangular solve (the UT transform).

Flatten the n steps of every token: H_s = (I − β_s k_s k_sᵀ) g_s H_{s−1} + β_s k_s v_sᵀ with the
gates g, 1, …, 1.  Then H_s = γ_s H_0 + Σ_{i≤s} D_si k_i w_iᵀ, where D_si = g_{i+1} ⋯ g_s and
γ_s = g_1 ⋯ g_s, and with K and V as rows the w_s solve, in a chunk that starts from H_0,

    (I + diag(β) tril(D ∘ K Kᵀ, −1)) W = diag(β) (V − diag(γ) K H_0).

Without gates and values that is A = I − Kᵀ W with (I + diag(β) tril(K Kᵀ, −1)) W = diag(β) K.
D is made of products of its own gates, never of quotients γ_s/γ_i, so gates of 0 forget exactly
and small ones do not underflow into 0/0.
Source: [deltanet, §3] for the form, [gated-deltanet, Appendix A] with gates,
[deltaproduct, §3] for the flattening.
"""

import numpy as np
import scipy.linalg as spla

from ssmtheory.limits import check_order, require_memory
from ssmtheory.systems.householder import DeltaRun
from ssmtheory.systems.householder_arguments import delta_arguments, steps


def wy(keys, betas) -> np.ndarray:
    """W (n, N) with Π_j (I − β_j k_j k_jᵀ) = I − KᵀW, K = keys, the last step leftmost.

    The product therefore differs from I by a matrix of rank ≤ n.  Arguments and errors are those
    of ``householder.apply``.  Source: [deltanet, §3].
    """
    keys, betas = steps(keys, betas)
    return _solve(np.tril(keys @ keys.T, -1), betas, keys)


def chunkwise(q, k, v, beta, gate=None, state=None, *, chunk: int = 64) -> DeltaRun:
    """What ``householder.recurrence`` gives, by matrix products over ``chunk`` tokens at a time.

    Arguments and errors are those of the recurrence, and ``chunk`` ≥ 1.  O(T (c n² N + n N d +
    c n² d)) for chunks of c tokens.  The inverse of the triangular matrix has the entries
    −β_s D_si k_sᵀ(I − β_{s−1} k_{s−1} k_{s−1}ᵀ) ⋯ (I − β_{i+1} k_{i+1} k_{i+1}ᵀ) k_i below its
    diagonal of ones, at most 2 for unit keys, β in [0, 2] and gates in [0, 1]: however alike
    the keys are, the solve is well conditioned.
    """
    run, chunk = delta_arguments(q, k, v, beta, gate, state), check_order(chunk, what="chunk")
    T, n = run.beta.shape
    size = min(chunk, T) * n
    advice = "a smaller chunk"
    require_memory(4 * run.q.itemsize * size**2, f"A chunk of {size} steps", advice=advice)
    y, H = np.empty((T, run.v.shape[-1]), run.q.dtype), run.state
    for first in range(0, T, chunk):
        now = slice(first, first + chunk)
        flat = [part[now].reshape(-1, *part.shape[2:]) for part in (run.k, run.v, run.beta)]
        y[now], H = _chunk(run.q[now], *flat, run.gate[now], H)
    return DeltaRun(y, H)


def _chunk(q, k, v, beta, gate, H):
    """Outputs at the ends of the tokens of one chunk, and the state after it."""
    n = beta.size // gate.size
    D = _decay(gate, n)
    gamma = (D[:, 0] * gate[0])[:, None]
    W = _solve(D * np.tril(k @ k.T, -1), beta, v - gamma * (k @ H))
    ends = slice(n - 1, None, n)
    y = gamma[ends] * (q @ H) + (D[ends] * (q @ k.T)) @ W
    return y, gamma[-1] * H + (D[-1][:, None] * k).T @ W


def _decay(gate, n: int) -> np.ndarray:
    """D_si = Π_{i<j≤s} g_j for i ≤ s, 0 above, with the gate of a token on its first step."""
    flat = np.ones(gate.size * n, gate.dtype)
    flat[::n] = gate
    below = np.tri(flat.size, k=-1, dtype=bool)
    return np.tril(np.cumprod(np.where(below, flat[:, None], flat.dtype.type(1)), axis=0))


def _solve(lower, beta, right) -> np.ndarray:
    """(I + diag(β) lower)⁻¹ diag(β) right, for a strictly lower triangular matrix."""
    if beta.size == 0:
        return np.zeros_like(right)
    return spla.solve_triangular(
        beta[:, None] * lower, beta[:, None] * right, lower=True, unit_diagonal=True
    )
