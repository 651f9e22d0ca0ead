"""The ODE: quadrature coefficients c(t) of a function f obey what (A, B) say, in 30 digits.

c and c' are both integrals (c' of f'), so nothing is differenced.
"""

from fractions import Fraction

import mpmath
import pytest
from mpmath import mp

from ssmtheory.families import family

N = 6
# Integrands are entire and quadrature runs at 30 digits; sums of N entries of A of size ≤ 4N²
# cost the rest.
ALLOWED_DIGITS = 24
NOW = mpmath.mpf(3) / 2
LEGENDRE, CHEBYSHEV_1, CHEBYSHEV_2 = (0, 0), (Fraction(-1, 2),) * 2, (Fraction(1, 2),) * 2
SCALED = {
    "legs": LEGENDRE,
    "chebs": CHEBYSHEV_1,
    "cheb2s": CHEBYSHEV_2,
    "gegs(2/3)": (Fraction(1, 6),) * 2,
    "jacs(1/3,-1/2)": (Fraction(1, 3), Fraction(-1, 2)),
}
TRANSLATED = {
    "chebt": CHEBYSHEV_1,
    "cheb2t": CHEBYSHEV_2,
    "gegt": LEGENDRE,
    "jact(1/3,-1/2)": (Fraction(1, 3), Fraction(-1, 2)),
}


@pytest.fixture(autouse=True)
def thirty_digits():
    with mpmath.workdps(30):
        yield


@pytest.fixture
def check_ode(to_mpmath):
    """Assert c' = A c + B f for the family's balls at 160 bits."""

    def check(name, c, c_prime, f_now, size=N):
        A, B = (to_mpmath(x) for x in family(name).balls(size, 160))
        residual = mpmath.matrix(c_prime) - A * mpmath.matrix(c) - B * f_now
        assert mpmath.norm(residual, mp.inf) < mpmath.mpf(10) ** -ALLOWED_DIGITS

    return check


def _integrals(function, basis, size=N, end=1):
    return [mpmath.quad(lambda y, p=p: function(y) * p(y), [0, end]) for p in basis[:size]]


def _jacobi_basis(weight):
    """p_n orthonormal for (1−y)^a y^b of mass 1: DLMF (18.5.8) over Table 18.3.1."""
    a, b = (mpmath.mpf(w.numerator) / w.denominator for w in map(Fraction, weight))

    def squared_norm(n):
        if n == 0:
            return mpmath.beta(a + 1, b + 1)
        ratio = mpmath.gammaprod([n + a + 1, n + b + 1], [n + a + b + 1, n + 1])
        return ratio / (2 * n + a + b + 1)

    def member(n):
        scale = mpmath.sqrt(squared_norm(0) / squared_norm(n))
        weights = [mpmath.binomial(n + a, n - j) * mpmath.binomial(n + b, j) for j in range(n + 1)]
        return lambda y: (
            scale * mpmath.fsum(w * (y - 1) ** j * y ** (n - j) for j, w in enumerate(weights))
        )

    return [member(n) for n in range(N)]


def f(t):
    return mpmath.exp(-t / 3) * mpmath.cos(2 * t)


def f_prime(t):
    return mpmath.exp(-t / 3) * (-mpmath.cos(2 * t) / 3 - 2 * mpmath.sin(2 * t))


@pytest.mark.parametrize(("name", "weight"), SCALED.items())
def test_scaled_window(name, weight, check_ode):
    """t c' = A c + B f(t) for any f."""
    basis = _jacobi_basis(weight)
    c = _integrals(lambda y: f(NOW * y), basis)
    t_c_prime = _integrals(lambda y: NOW * y * f_prime(NOW * y), basis)
    check_ode(name, c, t_c_prime, f(NOW))


@pytest.mark.parametrize(("name", "weight"), TRANSLATED.items())
def test_translated_window_when_what_leaves_it_is_zero(name, weight, check_ode):
    """c' = A c + B f(t) where f(t−1) = 0."""
    start = NOW - 1

    def g(t):
        return (t - start) * f(t)

    def g_prime(t):
        return f(t) + (t - start) * f_prime(t)

    basis = _jacobi_basis(weight)
    c = _integrals(lambda y: g(start + y), basis)
    check_ode(name, c, _integrals(lambda y: g_prime(start + y), basis), g(NOW))


@pytest.mark.parametrize("name", ["legt", "lmu"])
def test_sliding_legendre_window_is_exact_on_polynomials(name, check_ode):
    """f of degree N−1 is in the span, so that f(t−1) is reconstructed exactly."""
    coefficients, size = [2, -1, 3, 1, -4, 1], N
    derivative = [c * (size - 1 - i) for i, c in enumerate(coefficients[:-1])]
    basis = _jacobi_basis(LEGENDRE)
    if name == "lmu":
        legendre = basis
        basis = [
            lambda y, n=n: (-1) ** n * mpmath.sqrt(2 * n + 1) * legendre[n](y) for n in range(N)
        ]
    c = _integrals(lambda y: mpmath.polyval(coefficients, NOW - 1 + y), basis)
    c_prime = _integrals(lambda y: mpmath.polyval(derivative, NOW - 1 + y), basis)
    check_ode(name, c, c_prime, mpmath.polyval(coefficients, NOW))


@pytest.mark.parametrize(
    ("name", "alpha", "rate"),
    [
        ("lagt", 0, Fraction(1, 2)),
        ("glagt", 0, Fraction(101, 200)),
        ("glagt(1/3,1/7)", Fraction(1, 3), Fraction(4, 7)),
    ],
)
def test_fading_laguerre_memory(name, alpha, rate, check_ode):
    """c = γ∫₀^∞ f(t−τ) p_n(τ) e^{−rate τ} dτ; f is a damped wave, so all of it is in closed form.

    ∫ e^{−sτ} τ^j dτ = j!/s^{j+1} against the coefficients of L_n^{(α)}.
    """
    a = mpmath.mpf(Fraction(alpha).numerator) / Fraction(alpha).denominator
    r = mpmath.mpf(rate.numerator) / rate.denominator
    beta = 2 * r - 1
    gain = (
        1
        if name == "lagt"
        else mpmath.sqrt(beta ** (1 - a) / (mpmath.gamma(1 + a) * mpmath.gamma(1 - a)))
    )
    sigma = mpmath.mpc(1, 2) / 5  # f(t) = Re e^{σt}

    def coefficient(n):
        norm = mpmath.sqrt(mpmath.gammaprod([n + 1, a + 1], [n + a + 1]))
        return (
            gain
            * norm
            * mpmath.fsum(
                (-1) ** j * mpmath.binomial(n + a, n - j) / (sigma + r) ** (j + 1)
                for j in range(n + 1)
            )
        )

    e = mpmath.exp(sigma * NOW)
    c = [mpmath.re(e * coefficient(n)) for n in range(N)]
    c_prime = [mpmath.re(sigma * e * coefficient(n)) for n in range(N)]
    check_ode(name, c, c_prime, mpmath.re(e))


def test_fourier_window_is_exact_on_its_own_waves(check_ode):
    """c_n = ∫₀¹ f(t−τ) φ_n(τ) dτ with f a wave of the basis: f(t−1) = f(t)."""

    def wave(t):
        return 1 + mpmath.sin(2 * mp.pi * t) - 3 * mpmath.cos(4 * mp.pi * t)

    def wave_prime(t):
        return 2 * mp.pi * mpmath.cos(2 * mp.pi * t) + 12 * mp.pi * mpmath.sin(4 * mp.pi * t)

    def member(n):
        shape = mpmath.sin if n % 2 else mpmath.cos
        scale = 1 if n == 0 else mpmath.sqrt(2)
        return lambda tau: scale * shape(2 * mp.pi * (n // 2) * tau)

    basis = [member(n) for n in range(N)]
    c = _integrals(lambda tau: wave(NOW - tau), basis)
    check_ode("fout", c, _integrals(lambda tau: wave_prime(NOW - tau), basis), wave(NOW))


def test_decaying_fourier_memory(check_ode):
    """FouD: c_n = ∫₀^∞ f(t−τ) φ_n(τ) e^{−τ/2} dτ, with f = Re e^{σt} in closed form."""
    sigma = mpmath.mpc(1, 2) / 5
    e = mpmath.exp(sigma * NOW)

    def coefficient(n):
        m, s = 2 * mp.pi * (n // 2), sigma + mpmath.mpf(1) / 2
        scale = 1 if n == 0 else mpmath.sqrt(2)
        return scale * (m if n % 2 else s) / (s * s + m * m)

    c = [mpmath.re(e * coefficient(n)) for n in range(N)]
    c_prime = [mpmath.re(sigma * e * coefficient(n)) for n in range(N)]
    check_ode("foud", c, c_prime, mpmath.re(e))
