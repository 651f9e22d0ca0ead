"""Generalised reflections with indeterminate and with rational entries."""

from itertools import product as indices

import flint
import numpy as np


def indeterminates(*named) -> tuple:
    """Arrays of indeterminates, one ring for all: (name, shape) each; shape () gives a scalar."""
    labels = [
        [f"{name}{''.join(map(str, index))}" for index in indices(*map(range, shape))]
        for name, shape in named
    ]
    context = flint.fmpq_mpoly_ctx.get(tuple(x for part in labels for x in part))
    generators = iter(context.gens())
    arrays = []
    for _, shape in named:
        array = np.empty(shape, dtype=object)
        for index in np.ndindex(shape):
            array[index] = next(generators)
        arrays.append(array if shape else array[()])
    return tuple(arrays)


def object_eye(N: int, like) -> np.ndarray:
    """The identity with entries in the ring of ``like``."""
    one, eye = like.context().constant(1), np.empty((N, N), dtype=object)
    for i, j in np.ndindex(eye.shape):
        eye[i, j] = one if i == j else one * 0
    return eye


def scaled(array: np.ndarray, x) -> np.ndarray:
    """x·array entry by entry: numpy would take a polynomial for an array of its terms."""
    found = np.empty(array.shape, dtype=object)
    for index in np.ndindex(array.shape):
        found[index] = array[index] * x
    return found


def factor(key: np.ndarray, beta) -> np.ndarray:
    """I − β k kᵀ."""
    return object_eye(key.size, beta) - scaled(np.outer(key, key), beta)


def product(keys, betas, eye: np.ndarray) -> np.ndarray:
    """The factors multiplied onto ``eye``, the last one leftmost."""
    total = eye
    for key, beta in zip(keys, betas, strict=True):
        total = factor(key, beta).dot(total)
    return total


def unit_keys(rng, n: int, N: int) -> list[flint.fmpq_mat]:
    """n rational columns of length exactly 1: points projected onto the sphere from its pole."""
    keys = []
    for row in rng.integers(-4, 5, (n, N - 1)).tolist():
        square = sum(x * x for x in row)
        parts = [*(2 * x for x in row), square - 1]
        keys.append(flint.fmpq_mat(N, 1, [flint.fmpq(x, square + 1) for x in parts]))
    return keys


def violated(M: flint.fmpq_mat) -> bool:
    """Whether the symmetric M has a negative eigenvalue.

    Its characteristic polynomial has real roots only, and none is negative exactly when the
    coefficients alternate in sign.
    """
    coefficients, N = M.charpoly().coeffs(), M.nrows()
    return any((-1) ** (N - j) * c < 0 for j, c in enumerate(coefficients))
