r"""The word problem of a group: H_t = M_{g_t} H_{t−1}, H_0 = I, run as DeltaProduct runs it.

With the keys of each letter's reflections, β = 2 and no input, H_t is the matrix of the product
g_t ⋯ g_1.  Computed, it drifts from it; the letter read off is the nearest element, right as long
as the drift is below half the distance of two elements.
Source: [deltaproduct, Theorems 1 and 4].
"""

from typing import NamedTuple

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.families.reflection_groups import ReflectionGroup
from ssmtheory.systems import householder


class Tracking(NamedTuple):
    """A run over T letters.

    exact (T,) : the element g_t ⋯ g_1, by the group table.
    decoded (T,) : the element whose matrix is nearest to H_t.
    drift (T,) : max |H_t − M|, M the matrix of ``exact``.
    state (N, N) : H_T.
    """

    exact: np.ndarray
    decoded: np.ndarray
    drift: np.ndarray
    state: np.ndarray


def track(group: ReflectionGroup, letters, dtype=np.float64) -> Tracking:
    """Multiply the letters (T,), elements of the group, by reflections; float32 or float64.

    Raises ``InputError`` unless the letters are whole numbers from 0 to G − 1.
    """
    letters = _check_letters(group, letters)
    keys, betas = (part.astype(dtype) for part in group.keys)
    matrices = group.matrices.reshape(group.order, -1)
    exact = _prefix_products(group.table, letters)
    H, seen = np.eye(keys.shape[-1], dtype=dtype), []
    for g in letters:
        H = householder.apply(keys[g], betas[g], H)
        seen.append(H.ravel())
    states = np.array(seen, dtype=float).reshape(letters.size, -1)
    # Elements have one Frobenius norm, so the nearest has the largest inner product.
    decoded = np.argmax(states @ matrices.T, axis=1)
    drift = np.abs(states - matrices[exact]).max(axis=1)
    return Tracking(exact, decoded, drift, H)


def _prefix_products(table, letters) -> np.ndarray:
    """g_1, g_2 g_1, g_3 g_2 g_1, …"""
    found, now = [], 0
    for g in letters:
        now = table[g, now]
        found.append(now)
    return np.array(found, dtype=np.int64)


def _check_letters(group, letters) -> np.ndarray:
    letters = np.asarray(letters)
    if letters.ndim != 1 or letters.size == 0 or letters.dtype.kind not in "iu":
        raise InputError("letters must be a vector of at least one whole number.")
    if letters.min() < 0 or letters.max() >= group.order:
        raise InputError(f"letters must be elements of {group.name}: from 0 to {group.order - 1}.")
    return letters
