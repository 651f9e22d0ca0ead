"""Float constructors at N = 4096: sampled entries against single entries in 40 digits."""

from functools import partial

import mpmath
import numpy as np
import pytest

from ssmtheory.families import family

N = 4096
UNIT = 2.0**-53


def _root(n):
    return mpmath.sqrt(2 * n + 1)


def _legs(n, k):
    return -_root(n) * _root(k) if n > k else -(n + 1) if n == k else 0


def _legt(n, k):
    return -_root(n) * _root(k) * (1 if n >= k else (-1) ** (n - k))


def _lmu(n, k):
    return (2 * n + 1) * (-1 if n < k else (-1) ** (n - k + 1))


def _lagt(n, k):
    return -1 if n > k else mpmath.mpf(-1) / 2 if n == k else 0


def _glagt(n, k, alpha, beta):
    if n == k:
        return -(1 + beta) / 2
    ratio = mpmath.gammaprod([k + alpha + 1, n + 1], [k + 1, n + alpha + 1])
    return -mpmath.sqrt(ratio) if n > k else 0


def _fout(n, k):
    b = [0 if j % 2 else 1 if j == 0 else mpmath.sqrt(2) for j in (n, k)]
    turn = 2 * mpmath.pi * (n // 2) * (n - k) if n // 2 == k // 2 else 0
    return turn - 2 * b[0] * b[1]


def _jacobi(n, k, a, b, scaled):
    """Entry of −D or −(I + E) with every Pochhammer symbol a ratio of gammas, in 40 digits:
    the difference that needs care in floats loses nothing here.
    """
    if n == k:
        return -(n + 1) if scaled else 0
    if n < k:
        return 0
    total = a + b + 1

    def squared_norm(j):
        if j == 0:
            return mpmath.beta(a + 1, b + 1)
        return mpmath.gammaprod([j + a + 1, j + b + 1], [j + total, j + 1]) / (2 * j + total)

    mass = squared_norm(0)

    def at_one(j, c):
        return mpmath.gammaprod([j + c + 1], [j + 1, c + 1])

    U = mpmath.gammaprod([b + 1 + n, total + 1], [b + 1, total + n])
    W = mpmath.gammaprod([a + 1 + n, total + 1], [a + 1, total + n])
    bracket = U * at_one(k, a) - (0 if scaled else (-1) ** (n - k) * W * at_one(k, b))
    return -bracket * mass / mpmath.sqrt(squared_norm(n) * squared_norm(k))


_third, _half = mpmath.mpf(1) / 3, mpmath.mpf(1) / 2
ENTRIES = {
    "legs": (_legs, 4),
    "legt": (_legt, 4),
    "lmu": (_lmu, 0),
    "lagt": (_lagt, 0),
    "glagt(1/4,1/2)": (partial(_glagt, alpha=_half / 2, beta=_half), 4),
    "fout": (_fout, 4),
    "chebs": (
        lambda n, k: 0 if n < k else -(n + 1) if n == k else -(2 if k else mpmath.sqrt(2)) * n,
        4,
    ),
    "cheb2t": (lambda n, k: -4 * (k + 1) if n > k and (n - k) % 2 else 0, 4),
    "jacs(1/4,-1/2)": (partial(_jacobi, a=_half / 2, b=-_half, scaled=True), 4),
    # condition |ln ρ_n − ln ρ_k| ≤ ¾ ln 4096 of the expm1
    "jact(1/4,-1/2)": (partial(_jacobi, a=_half / 2, b=-_half, scaled=False), 16),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_sampled_entries(name):
    entry, allowed = ENTRIES[name]
    A, B = family(name).arrays(N)
    assert A.shape == (N, N)
    assert np.isfinite(B).all()
    rng = np.random.default_rng(11)
    pairs = [(0, 0), (N - 1, 0), (N - 1, N - 2), (N - 1, N - 3), (N - 1, N - 1), (0, N - 1)]
    pairs += [tuple(map(int, rng.integers(N, size=2))) for _ in range(12)]
    with mpmath.workdps(40):
        for n, k in pairs:
            exact = mpmath.mpf(entry(n, k))
            assert abs(mpmath.mpf(float(A[n, k])) - exact) <= allowed * UNIT * abs(exact)


@pytest.mark.parametrize("parameters", ["(1/4,-1/2)", "(1/3,5/2)"])
def test_translated_entries_that_almost_cancel(parameters):
    """n − k = 2 near the end: the two terms agree to 1/N, so that naive floats lose log2 N bits."""
    fam = family(f"jact{parameters}")
    with mpmath.workdps(40):
        a, b = (mpmath.mpf(v.numerator) / v.denominator for v in fam.parameters.values())
        exact = _jacobi(1999, 1997, a, b, scaled=False)
        A, _ = fam.arrays(2000)
        assert abs(mpmath.mpf(float(A[1999, 1997])) - exact) <= 24 * UNIT * abs(exact)
