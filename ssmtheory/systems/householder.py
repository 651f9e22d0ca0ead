r"""The transitions of DeltaNet and DeltaProduct: products of generalised reflections.

One gradient step of ½‖Hᵀk − v‖² at rate β is H ← (I − β k kᵀ) H + β k vᵀ.  With n of them per
token and a gate g on what was there before, the state H (N, d) obeys

    H_t = g_t A_t H_{t−1} + B_t,   y_t = H_tᵀ q_t,
    A = (I − β_n k_n k_nᵀ) ⋯ (I − β_1 k_1 k_1ᵀ),   the last step leftmost,
    B = Σ_j (I − β_n k_n k_nᵀ) ⋯ (I − β_{j+1} k_{j+1} k_{j+1}ᵀ) β_j k_j v_jᵀ.

Where ‖k_j‖ = 1 and 0 ≤ β_j ≤ 2 every factor is symmetric with eigenvalues 1 and 1 − β_j, hence
‖A‖₂ ≤ 1; the sum I − Σ β_j k_j k_jᵀ has no such bound.  n = 1 is DeltaNet.
Source: [deltaproduct, §3].
"""

from typing import NamedTuple

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.systems.householder_arguments import delta_arguments, real_array, steps


class DeltaRun(NamedTuple):
    """y (T, d), the outputs H_tᵀ q_t, and state (N, d), H after the last token."""

    y: np.ndarray
    state: np.ndarray


def apply(keys, betas, x) -> np.ndarray:
    """A x in O(n N) per column: x ← x − β_j k_j (k_jᵀ x) for j = 1 … n.

    Parameters
    ----------
    keys, betas : (n, N) and (n,); n = 0 is the identity.
    x : (N,) or (N, m).

    Returns an array of the shape of x, float32 when all three are, else float64.  Raises
    ``InputError`` for shapes that do not fit and entries that are not finite and real.
    Source: [deltaproduct, §3].
    """
    keys, betas = steps(keys, betas)
    x = real_array("x", x)
    if x.ndim not in (1, 2) or x.shape[0] != keys.shape[1]:
        raise InputError(f"x must be ({keys.shape[1]},) or ({keys.shape[1]}, m), not {x.shape}.")
    kind = np.result_type(keys, x)
    keys, betas = keys.astype(kind, copy=False), betas.astype(kind, copy=False)
    out = x.astype(kind, copy=True)
    for key, beta in zip(keys, betas, strict=True):
        out -= (beta * key if x.ndim == 1 else (beta * key)[:, None]) * (key @ out)
    return out


def product(keys, betas) -> np.ndarray:
    """A = (I − β_n k_n k_nᵀ) ⋯ (I − β_1 k_1 k_1ᵀ) as an (N, N) matrix, in O(n N²).

    Arguments and errors are those of ``apply``.

    >>> from ssmtheory.systems import householder
    >>> householder.product([[1.0, 0.0], [0.6, 0.8]], [2.0, 2.0]).round(2)
    array([[-0.28, -0.96],
           [ 0.96, -0.28]])
    """
    keys, betas = steps(keys, betas)
    return apply(keys, betas, np.eye(keys.shape[1], dtype=keys.dtype))


def input_matrix(keys, betas, values) -> np.ndarray:
    """B = Σ_j (Π_{i>j} (I − β_i k_i k_iᵀ)) β_j k_j v_jᵀ, shape (N, d), for values (n, d).

    Raises ``InputError`` as ``apply`` does.  Source: [deltaproduct, §3].
    """
    keys, betas = steps(keys, betas)
    values = real_array("values", values)
    if values.ndim != 2 or values.shape[0] != keys.shape[0]:
        raise InputError(f"values must be ({keys.shape[0]}, d), not {values.shape}.")
    B = np.zeros((keys.shape[1], values.shape[1]), np.result_type(keys, values))
    for key, beta, value in zip(keys, betas, values, strict=True):
        _descend(B, key, beta, value)
    return B


def recurrence(q, k, v, beta, gate=None, state=None) -> DeltaRun:
    """H_t = g_t A_t H_{t−1} + B_t, y_t = H_tᵀ q_t, one step after the other; O(T n N d).

    Parameters
    ----------
    q : (T, N) queries.
    k, v, beta : (T, n, N), (T, n, d) and (T, n); (T, N), (T, d) and (T,) for n = 1.
    gate : (T,), what is left of the state before each token; None is 1.
    state : (N, d), H before the first token; None is 0.

    Raises ``InputError`` for shapes that do not fit or are empty, and for entries that are not
    finite and real.  Source: [deltaproduct, §3].
    """
    run = delta_arguments(q, k, v, beta, gate, state)
    H, y = run.state, np.empty((run.q.shape[0], run.v.shape[-1]), run.q.dtype)
    for t in range(run.q.shape[0]):
        H *= run.gate[t]
        for key, rate, value in zip(run.k[t], run.beta[t], run.v[t], strict=True):
            _descend(H, key, rate, value)
        y[t] = run.q[t] @ H
    return DeltaRun(y, H)


def _descend(H, key, beta, value) -> None:
    """H ← H + β k (v − Hᵀk)ᵀ, in place: the step of the module's head with one product less."""
    H += (beta * key)[:, None] * (value - key @ H)
