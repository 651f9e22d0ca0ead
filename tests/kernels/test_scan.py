"""The scan kernels against their plain twins and against themselves cut into boxes."""

import numpy as np
import pytest

from ssmtheory.kernels import scan_associative, scan_narrow
from ssmtheory.kernels.scan import complex_scan, real_scan
from ssmtheory.kernels.scan_narrow import TILE, complex_narrow, real_narrow
from ssmtheory.kernels.scan_parallel import default_threads, scan

DTYPES = ("f4", "f8", "c8", "c16")


def numbers(rng, shape, dtype):
    values = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
    return (values if dtype[0] == "c" else values.real).astype(dtype)


def factors(rng, shape, dtype):
    """λ of modulus in (0.5, 1), so that |x| stays below 2 max |b|/(1 − |λ|)."""
    turn = np.exp(2j * np.pi * rng.uniform(size=shape)) if dtype[0] == "c" else 1.0
    return (rng.uniform(0.5, 1.0, shape) * turn).astype(dtype)


def majorant(lam, b, state):
    """(k + 1) m_k, m_k = |λ_k| m_{k−1} + |b_k|: what every rounding error is relative to."""
    m, rows = np.abs(state).astype(float), []
    for k in range(b.shape[1]):
        m = np.abs(lam[:, k % lam.shape[1]]) * m + np.abs(b[:, k])
        rows.append((k + 1) * m)
    return np.stack(rows, axis=1)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("varying", [False, True])
@pytest.mark.parametrize("M", [1, 5, 51])
@pytest.mark.parametrize("kernels", [(real_scan, complex_scan), (real_narrow, complex_narrow)])
def test_the_kernel_equals_its_plain_twin(rng, dtype, varying, M, kernels):
    b = numbers(rng, (2, 7, M), dtype)
    lam = factors(rng, (2, 7 if varying else 1, M), dtype)
    kernel = kernels[dtype[0] == "c"]
    real = b.real.dtype
    found = []
    for run in (kernel, kernel.py_func):
        state, out = numbers(np.random.default_rng(1), (2, M), dtype), np.zeros_like(b)
        arrays = [a.view(real) for a in (lam, b, state, out)]
        run(*arrays, (0, 2, 0, 7, 0, M))
        np.testing.assert_array_equal(state, out[:, -1])
        found.append(out)
    start = numbers(np.random.default_rng(1), (2, M), dtype)
    # c = 1 + √5 roundings a step in each of the two; u = eps/2.
    allowed = 2 * (1 + 5**0.5) * 0.5 * np.finfo(real).eps * majorant(lam, b, start)
    assert (np.abs(found[0] - found[1]) <= allowed).all()


@pytest.mark.parametrize("run", [complex_scan, complex_narrow])
def test_a_box_touches_nothing_else(rng, run):
    b, lam = numbers(rng, (3, 9, 8), "c16"), factors(rng, (1, 1, 8), "c16")
    out, state = np.full_like(b, 7.0), np.zeros((3, 8), complex)
    views = [a.view(float) for a in (lam, b, state, out)]
    run(*views, (1, 2, 3, 6, 2, 5))
    inside = np.zeros(b.shape, dtype=bool)
    inside[1:2, 3:6, 2:5] = True
    assert (out[~inside] == 7.0).all()
    assert (out[inside] != 7.0).all()


@pytest.mark.parametrize("P", [1, 3, 4, 6])
@pytest.mark.parametrize("M", [1, 3, 4, 7])
@pytest.mark.parametrize("dtype", ["f8", "c16"])
def test_lanes_in_fours_equal_rows(rng, P, M, dtype):
    """Whole fours and what is left over, of rows and of batches, across a tile of time."""
    L, per_batch = TILE + 3, M % 2 == 0
    b, lam = numbers(rng, (P, L, M), dtype), factors(rng, (P if per_batch else 1, L, M), dtype)
    rows, fours = np.zeros_like(b), np.zeros_like(b)
    pair = (complex_scan, complex_narrow) if dtype == "c16" else (real_scan, real_narrow)
    for run, out in zip(pair, (rows, fours), strict=True):
        state = np.zeros_like(b[:, 0])
        run(*(a.view(float) for a in (lam, b, state, out)), (0, P, 0, L, 0, M))
        np.testing.assert_array_equal(state, out[:, -1])
    allowed = 2 * (1 + 5**0.5) * 0.5 * np.finfo(float).eps * majorant(lam, b, 0 * b[:, 0])
    assert (np.abs(rows - fours) <= allowed).all()


def test_the_plain_twins_of_lanes_in_fours(rng):
    """The parts of the narrow kernels in Python, on integers: exact."""
    for dtype, M, one, four in (
        ("f8", 4, scan_narrow.real_one, scan_narrow.real_four),
        ("c16", 4, scan_narrow.complex_one, scan_narrow.complex_four),
    ):
        b = rng.integers(-9, 10, (1, 5, M)).astype(dtype)
        lam = rng.integers(-2, 3, (1, 1, M)).astype(dtype)
        found = []
        for run in (four, four.py_func, one, one.py_func):
            state, out = np.zeros((1, M), dtype), np.zeros_like(b)
            arrays = [a.view(float) for a in (lam, b, state, out)]
            if run in (four, four.py_func):
                run(*arrays, (0, 0, 0, 1), 0, 5)
            else:
                for j in range(M):
                    run(*arrays, 0, j, 0, 5)
            found.append(out)
        for out in found[1:]:
            np.testing.assert_array_equal(out, found[0])


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_target_of_one_time_keeps_the_last_state(rng, dtype):
    b, lam = numbers(rng, (2, 50, 3), dtype), factors(rng, (2, 50, 3), dtype)
    out, last = np.empty_like(b), np.empty_like(b[:, :1])
    for target in (out, last):
        scan(lam, b, np.zeros_like(b[:, 0]), target, 1)
    np.testing.assert_array_equal(last[:, 0], out[:, -1])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("varying", [False, True])
@pytest.mark.parametrize("shape", [(1, 1999, 3), (2, 1024, 2), (3, 400, 5), (1, 300, 200)])
@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_only_the_rounding(rng, dtype, varying, shape, threads):
    """By batch and by lane the numbers are the same; by time they are within the bound."""
    P, L, M = shape
    b = numbers(rng, shape, dtype)
    lam = factors(rng, (P, L if varying else 1, M), dtype)
    start = numbers(rng, (P, M), dtype)
    one, many = np.empty_like(b), np.empty_like(b)
    states = [start.copy(), start.copy()]
    scan(lam, b, states[0], one, 1)
    scan(lam, b, states[1], many, threads)
    allowed = 2 * (1 + 5**0.5) * 0.5 * np.finfo(b.real.dtype).eps * majorant(lam, b, start)
    assert (np.abs(many - one) <= allowed).all()
    np.testing.assert_array_equal(states[1], many[:, -1])
    if P >= threads or M >= 200:
        assert (np.abs(many - one) <= 0.25 * allowed).all()


def test_a_product_of_factors_that_overflows_is_not_used(rng):
    """λ = 10 over 800 steps: Π λ = ∞ per chunk in double, while x = 0 until the last chunk."""
    b = np.zeros((1, 1600, 1))
    b[0, -2] = 1.0
    lam, out = np.full((1, 1, 1), 10.0), np.empty((1, 1600, 1))
    scan(lam, b, np.zeros((1, 1)), out, 2)
    assert out[0, -1, 0] == 10.0
    assert not out[0, :-2].any()


def test_threads_are_for_long_scans_of_few_lanes():
    assert default_threads((1, 2**20, 64)) == 1
    assert default_threads((1, 100, 1)) == 1
    assert default_threads((1, 2**20, 1)) in (1, *range(4, 10_000))
    assert default_threads((10_000, 2**10, 1)) >= default_threads((1, 2**20, 1))


@pytest.mark.parametrize("L", [1, 2, 3, 4, 5, 7, 8, 13, 64, 65])
def test_prefixes_compose_every_map_once(rng, L):
    """Integers, so the composition of all maps up to k is exact."""
    a = rng.integers(-1, 2, (2, L, 3)).astype(float)
    b = rng.integers(-9, 10, (2, L, 3)).astype(float)
    factor, term = a.copy(), b.copy()
    for k in range(1, L):
        term[:, k] = a[:, k] * term[:, k - 1] + b[:, k]
        factor[:, k] = a[:, k] * factor[:, k - 1]
    scan_associative.prefixes(a, b)
    np.testing.assert_array_equal(a, factor)
    np.testing.assert_array_equal(b, term)


def test_the_plain_twins_of_the_tree_and_the_segments(rng):
    a, b = rng.integers(-2, 3, (2, 1, 11, 2)).astype(float)
    plain = a.copy(), b.copy()
    scan_associative.prefixes(a, b)
    scan_associative.prefixes.py_func(*plain)
    np.testing.assert_array_equal(plain, (a, b))
    row = plain[0].copy(), plain[1].copy()
    scan_associative.compose_rows(*plain, 0, 1)
    scan_associative.compose_rows.py_func(*row, 0, 1)
    np.testing.assert_array_equal(plain, row)
    sums, twin = np.zeros((2, 1, 6, 6))
    terms = rng.standard_normal((1, 6))
    scan_associative.segment_sums(terms, sums)
    scan_associative.segment_sums.py_func(terms, twin)
    np.testing.assert_array_equal(sums, twin)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("M", [2, 20])
@pytest.mark.parametrize("varying", [False, True])
def test_a_lone_decay_ends_in_zero_and_nothing_else_does(dtype, M, varying):
    """An impulse dies; a sum of subnormal terms, or a subnormal that grows, does not."""
    L, tiny = 8000, np.finfo(dtype).smallest_subnormal
    lam = np.full((1, L if varying else 1, M), 0.9, dtype)
    b = np.zeros((1, L, M), dtype)
    b[0, 0] = 1.0
    lam[..., 0] = 1.0
    b[0, :, 0] = tiny
    out = np.empty_like(b)
    scan(lam, b, np.zeros((1, M), dtype), out, 1)
    assert not out[0, -1, 1:].any()
    np.testing.assert_array_equal(out[0, :, 0].real, np.arange(1, L + 1) * tiny)
    m = 0.9 ** np.arange(L)
    eps, normal = np.finfo(dtype).eps, np.finfo(dtype).tiny
    # eps bounds the rounding of 0.9 itself, L/64 zeros at most, each of one normal number.
    allowed = 3 * eps * np.arange(1, L + 1) * m + (L / 64 + 8) * normal
    assert (np.abs(out[0, :, 1] - m) <= allowed).all()
