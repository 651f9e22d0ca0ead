"""Each float family against the formula of the literature, entry by entry in plain loops."""

from fractions import Fraction
from math import comb, gamma, pi, sqrt

import numpy as np
import pytest

from ssmtheory.families import family

N = 10
EPS = 2.0**-52


def _legs(n, k):
    return -sqrt(2 * n + 1) * sqrt(2 * k + 1) if n > k else -(n + 1.0) if n == k else 0.0


def _legt(n, k):
    return -sqrt(2 * n + 1) * sqrt(2 * k + 1) * (1 if n >= k else (-1) ** (n - k))


def _lmu(n, k):
    return (2 * n + 1) * (-1.0 if n < k else (-1.0) ** (n - k + 1))


def _lagt(n, k):
    return -1.0 if n > k else -0.5 if n == k else 0.0


def _glagt(alpha, beta):
    def weight(n):
        return sqrt(gamma(n + alpha + 1) / gamma(n + 1))

    def A(n, k):
        return -weight(k) / weight(n) if n > k else -(1 + beta) / 2 if n == k else 0.0

    def B(n):
        binomial = gamma(n + alpha + 1) / (gamma(alpha + 1) * gamma(n + 1))
        return binomial / weight(n) * gamma(1 - alpha) ** -0.5 * beta ** ((1 - alpha) / 2)

    return A, B


def _chebt(n, k):
    if n <= k or (n - k) % 2 == 0:
        return 0.0
    return -4.0 * n if k else -2 * sqrt(2) * n


def _chebs(n, k):
    if n <= k:
        return -(n + 1.0) if n == k else 0.0
    return -2.0 * n if k else -sqrt(2) * n


def _cheb2t(n, k):
    return -4.0 * (k + 1) if n > k and (n - k) % 2 else 0.0


def _cheb2s(n, k):
    return -2.0 * (k + 1) if n > k else -(n + 1.0) if n == k else 0.0


def _fourier_basis(n):
    return 0.0 if n % 2 else 1.0 if n == 0 else sqrt(2)


def _fourier_blocks(n, k):
    if n // 2 != k // 2:
        return 0.0
    return 2 * pi * (n // 2) * (n - k)


def _fout(n, k):
    return _fourier_blocks(n, k) - 2 * _fourier_basis(n) * _fourier_basis(k)


def _foud(n, k):
    return _fourier_blocks(n, k) - 0.5 * (n == k)


def _root(n):
    return sqrt(2 * n + 1)


def _one(n):
    return 1.0


def _cheb_input(n):
    return sqrt(2) if n else 1.0


PRINTED = {
    "legs": (_legs, _root),
    "legt": (_legt, _root),
    "lmu": (_lmu, lambda n: (-1.0) ** n * (2 * n + 1)),
    "lagt": (_lagt, _one),
    "glagt": _glagt(0.0, 0.01),
    "glagt(0,1)": _glagt(0.0, 1.0),
    "glagt(1/4,1/2)": _glagt(0.25, 0.5),
    "glagt(-1/2,2)": _glagt(-0.5, 2.0),
    "chebt": (_chebt, _cheb_input),
    "chebs": (_chebs, _cheb_input),
    "cheb2t": (_cheb2t, lambda n: n + 1.0),
    "cheb2s": (_cheb2s, lambda n: n + 1.0),
    "gegt(0)": (_chebt, _cheb_input),
    "gegs(1)": (_cheb2s, lambda n: n + 1.0),
    "gegs": (_legs, _root),
    "jacs": (_legs, _root),
    "fout": (_fout, lambda n: 2 * _fourier_basis(n)),
    "foud": (_foud, _fourier_basis),
}
MODES = {
    "s4d-lin": lambda n, N: -0.5 + 1j * pi * n,
    "s4d-inv": lambda n, N: -0.5 + 1j * N / pi * (N / (2 * n + 1) - 1),
    "s4d-inv2": lambda n, N: -0.5 + 1j * N / pi * (N / (n + 1) - 1),
    "s4d-quad": lambda n, N: -0.5 + 1j * (1 + 2 * n) ** 2 / pi,
    "s4d-real": lambda n, N: -(n + 1.0),
}


@pytest.mark.parametrize(("name", "printed"), PRINTED.items())
def test_dense_family(name, printed):
    entry, component = printed
    A, B = family(name).arrays(N)
    # ten roundings on either side; the gamma function of libm is good to some more
    assert np.allclose(
        A, [[entry(n, k) for k in range(N)] for n in range(N)], rtol=40 * EPS, atol=0
    )
    assert np.allclose(B, [component(n) for n in range(N)], rtol=40 * EPS, atol=0)


@pytest.mark.parametrize(("name", "mode"), MODES.items())
def test_diagonal_family(name, mode):
    fam = family(name)
    lam, B = fam.arrays(N)
    expected = np.array([mode(n, N) for n in range(fam.order(N))])
    # N/(2n+1) − 1 cancels to 1/(N−1) at the end: condition N
    assert np.allclose(lam, expected, rtol=4 * N * EPS, atol=0)
    assert np.array_equal(B, np.ones(fam.order(N)))


def test_s4d_modes_point_up_and_fill_half_the_state():
    for name in ("s4d-legs", "s4d-inv", "s4d-inv2", "s4d-quad"):
        lam, _ = family(name).arrays(N)
        assert lam.shape == (N // 2,)
        assert (lam.imag > 0).all()
        assert np.array_equal(lam.real, np.full(N // 2, -0.5))


@pytest.mark.parametrize("n", [2, 3, 8])
def test_binomials_of_the_generalised_laguerre_input(n):
    """α = −½, where the binomial is C(2n, n)/4ⁿ."""
    from ssmtheory.families.lagt import generalised_core

    b = generalised_core(Fraction(-1, 2), 1, n + 1).b[n]
    assert b * 4**n == comb(2 * n, n)
