"""The chunkwise form equals the recurrence, with every chunk, gate and key."""

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.systems import householder
from ssmtheory.systems.householder_chunks import chunkwise, wy

EPS = np.finfo(float).eps
T, N, D = 150, 16, 5


def _draw(rng, n, alike=1.0):
    """Keys of unit length, ``alike`` → 0 making all of them nearly one; β over [0, 2]."""
    k = rng.standard_normal(N) + alike * rng.standard_normal((T, n, N))
    k /= np.linalg.norm(k, axis=-1, keepdims=True)
    q, v = rng.standard_normal((T, N)), rng.standard_normal((T, n, D))
    return q, k, v, rng.uniform(0, 2, (T, n))


def _difference(given, gate, state, chunk):
    """The largest difference to the recurrence, relative to its own size."""
    found = chunkwise(*given, gate, state, chunk=chunk)
    wanted = householder.recurrence(*given, gate, state)
    size = np.abs(wanted.y).max()
    y, H = np.abs(found.y - wanted.y).max(), np.abs(found.state - wanted.state).max()
    return max(y / size, H / np.abs(wanted.state).max())


@pytest.mark.parametrize("chunk", [1, 7, 64, 150, 1000])
@pytest.mark.parametrize("n", [1, 3])
def test_chunks_equal_the_recurrence(n, chunk, rng):
    given, state = _draw(rng, n), rng.standard_normal((N, D))
    assert _difference(given, None, state, chunk) <= 1e-12


@pytest.mark.parametrize("low", [0.9, 0.0, -1.0])
def test_gates(low, rng):
    given, gate = _draw(rng, 2), rng.uniform(low, 1, T)
    assert _difference(given, gate, rng.standard_normal((N, D)), 32) <= 1e-12


@pytest.mark.parametrize("small", [0.0, 1e-200])
def test_gates_that_forget_do_not_divide_by_what_is_left(small, rng):
    """Quotients of cumulated gates would be 0/0 here."""
    given, gate = _draw(rng, 2), np.ones(T)
    gate[[3, 4, 5, 40, 41, 90]] = small
    assert _difference(given, gate, rng.standard_normal((N, D)), 64) <= 1e-12


@pytest.mark.parametrize("alike", [1e-3, 1e-9])
def test_keys_that_are_alike(alike, rng):
    given = _draw(rng, 3, alike)
    assert _difference(given, None, rng.standard_normal((N, D)), 150) <= 1e-12


def test_single_precision(rng):
    given = [x.astype(np.float32) for x in _draw(rng, 2)]
    found = chunkwise(*given, chunk=32)
    assert found.y.dtype == np.float32
    wanted = householder.recurrence(*(x.astype(float) for x in given))
    # 64 steps of the solve and a product of 64 terms, in units of 2^-24.
    assert np.abs(found.y - wanted.y).max() <= 128 * 2.0**-24 * np.abs(wanted.y).max()


def test_one_step_per_token_may_leave_out_the_axis(rng):
    q, k, v, beta = _draw(rng, 1)
    flat = chunkwise(q, k[:, 0], v[:, 0], beta[:, 0])
    assert (flat.y == chunkwise(q, k, v, beta).y).all()


@pytest.mark.parametrize("n", [0, 1, 4, 40])
def test_wy_is_the_product(n, rng):
    keys = rng.standard_normal((n, N))
    keys /= np.linalg.norm(keys, axis=1, keepdims=True)
    betas = rng.uniform(0, 2, n)
    found = np.eye(N) - keys.T @ wy(keys, betas)
    assert np.abs(found - householder.product(keys, betas)).max() <= 20 * (n + 1) * EPS


def test_the_triangular_inverse_stays_below_two(rng):
    """The docstring's bound, by a dense inverse; keys drawn to be alike and not."""
    for alike in (1.0, 0.1, 1e-6):
        _, k, _, beta = _draw(rng, 1, alike)
        K, b = k[:, 0], beta[:, 0]
        inverse = np.linalg.inv(np.eye(T) + b[:, None] * np.tril(K @ K.T, -1))
        assert np.abs(np.tril(inverse, -1)).max() <= 2 + 1e-12


@pytest.mark.parametrize("chunk", [0, -1, 2.5])
def test_chunk_must_be_a_whole_number(chunk, rng):
    with pytest.raises(InputError, match="chunk must"):
        chunkwise(*_draw(rng, 1), chunk=chunk)
