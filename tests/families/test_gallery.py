"""The gallery: every matrix against a property that its definition does not mention."""

import math
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import gallery
from ssmtheory.families.catalog import family
from ssmtheory.families.gallery_operators import chebyshev
from ssmtheory.limits import modest_threads
from ssmtheory.precision import rounding_floor
from ssmtheory.references import bibliography

EPS = np.finfo(float).eps


def matrix(name, N=None):
    return gallery.find(name).matrix(N)


def integer_charpoly(A):
    """Coefficients, constant first, of det(xI − A) for a matrix of integers."""
    assert (A == np.round(A)).all()
    M = flint.fmpz_mat([[int(v) for v in row] for row in A])
    return [int(c) for c in M.charpoly().coeffs()]


@pytest.mark.parametrize("name", gallery.names())
def test_every_entry_is_complete(name):
    entry = gallery.find(name)
    A = entry.matrix()
    assert A.shape == (entry.default - entry.less,) * 2
    assert A.dtype in (np.float64, np.complex128)
    assert np.isfinite(A).all()
    assert entry.source.key in bibliography()
    for N, (x0, x1, y0, y1) in entry.windows.items():
        assert x0 < x1
        assert y0 < y1
        assert N == 0 or entry.check(N) == N
    for N in entry.level_ranges:
        first, last, step = entry.level_ranges[N]
        levels = entry.levels(N)
        np.testing.assert_allclose(levels, np.arange(first, last + step / 2, step), atol=50 * EPS)
    smallest = entry.matrix(entry.only or entry.smallest)
    assert np.isfinite(smallest).all()


def test_names_are_found_in_any_spelling_and_told_apart_from_families():
    assert gallery.find("Grcar") is gallery.find("grcar")
    assert gallery.find("gaussseidel_upwind").name == "gaussseidel-upwind"
    assert gallery.find("legs") is None
    with pytest.raises(UnknownNameError, match="gallery"):
        family("grcar")
    with pytest.raises(UnknownNameError, match="'grcar'"):
        family("grcra")


@pytest.mark.parametrize(("name", "N"), [("gallery3", 4), ("kahan", 1), ("companion", 171)])
def test_sizes_that_do_not_exist(name, N):
    with pytest.raises(InputError, match=str(gallery.find(name).only or "N")):
        matrix(name, N)


@pytest.mark.parametrize(
    ("name", "roots"),
    [("gallery3", [1, 2, 3]), ("gallery5", [0] * 5), ("godunov", [-4, -2, -1, 0, 1, 2, 4])],
)
def test_integer_matrices_have_their_known_eigenvalues(name, roots):
    expected = flint.fmpz_poly([1])
    for root in roots:
        expected *= flint.fmpz_poly([-root, 1])
    assert integer_charpoly(matrix(name)) == [int(c) for c in expected.coeffs()]


@pytest.mark.parametrize("N", [2, 7, 12])
def test_frank_has_reciprocal_pairs_of_eigenvalues(N):
    p = integer_charpoly(matrix("frank", N))
    assert p == [(-1) ** N * c for c in reversed(p)]


@pytest.mark.parametrize("N", [2, 9, 18])
def test_companion_belongs_to_the_exponential_series(N):
    p = integer_charpoly(matrix("companion", N))
    assert p == [math.factorial(N) // math.factorial(k) for k in range(N + 1)]


def test_grcar_has_the_published_pseudospectral_abscissa():
    """α_ε = 2.412764924 at N = 100, ε = 1e−4: to the digits given, since σ_min is 1-Lipschitz."""
    A, x = matrix("grcar", 100), 2.412764924

    def sigma(y):
        return np.linalg.svd((x + 1j * y) * np.eye(100) - A, compute_uv=False)[-1]

    y = np.linspace(0, 3, 16)
    with modest_threads(100):
        start = y[int(np.argmin([sigma(v) for v in y]))]
        found = minimize_scalar(sigma, bounds=(start - 0.2, start + 0.2), options={"xatol": 1e-7})
    assert abs(found.fun - 1e-4) <= 5e-10 + rounding_floor(100, 5.0)


def test_grcar_is_a_banded_toeplitz_matrix():
    row = {-1: -1.0, 0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0}
    expected = [[row.get(k - j, 0.0) for k in range(7)] for j in range(7)]
    assert matrix("grcar", 7).tolist() == expected


@pytest.mark.parametrize("N", [3, 40])
def test_demmel_is_a_truncated_geometric_series(N):
    """−A = Σ B^m S^m = (I − BS)⁻¹ with B^{N−1} = 10⁴."""
    A, B = matrix("demmel", N), 10 ** (4 / (N - 1))
    residual = A @ (np.eye(N) - B * np.eye(N, k=1)) + np.eye(N)
    assert np.abs(residual).max() <= 20 * EPS * 1e4
    assert A[0, -1] == pytest.approx(-1e4, rel=20 * EPS)


@pytest.mark.parametrize("N", [2, 30])
def test_kahan_has_columns_of_norm_one(N):
    A = matrix("kahan", N)
    np.testing.assert_allclose(np.linalg.norm(A, axis=0), 1.0, rtol=10 * N * EPS)
    assert A[-1, -1] == pytest.approx(0.1, rel=N * EPS)
    assert not np.tril(A, -1).any()


@pytest.mark.parametrize(
    ("kind", "below", "above"), [("classic", 1, 1), ("downwind", 7, 1), ("upwind", 1, 7)]
)
def test_gauss_seidel_has_the_squares_of_the_jacobi_eigenvalues(kind, below, above):
    """ρ(G) = (4 lu/d²) cos²(π/(N+1)) for tridiagonal (l, d, u), and (D + L)G = −U."""
    N, d = 40, 2 if kind == "classic" else 8
    G = matrix(f"gaussseidel-{kind}", N)
    lower = d * np.eye(N) - below * np.eye(N, k=-1)
    assert np.abs(lower @ G - above * np.eye(N, k=1)).max() <= 4 * d * EPS
    rho = 4 * below * above / d**2 * math.cos(math.pi / (N + 1)) ** 2
    # an eigenvalue: D + L times it plus U is singular, by the determinant's sign change
    signs = [
        np.linalg.slogdet(rho * (1 + e) * lower - above * np.eye(N, k=1))[0] for e in (-1e-9, 1e-9)
    ]
    assert signs[0] == -signs[1]


@pytest.mark.parametrize("k", [1, 2, 5])
def test_riffle_powers_follow_the_formula_of_bayer_and_diaconis(k):
    """From a sorted deck: r rising sequences after k shuffles, C(2^k + N − r, N)/2^{kN} each."""
    N = 9
    eulerian = [
        sum((-1) ** i * math.comb(N + 1, i) * (r - i) ** N for i in range(r + 1))
        for r in range(1, N + 1)
    ]
    expected = [
        float(
            Fraction(a * math.comb(2**k + N - r, N), 2 ** (k * N)) - Fraction(a, math.factorial(N))
        )
        for r, a in enumerate(eulerian, 1)
    ]
    A = matrix("riffle", N)
    np.testing.assert_allclose(np.linalg.matrix_power(A, k)[0], expected, rtol=0, atol=50 * EPS)


def test_basor_has_the_fourier_coefficients_of_its_symbol():
    A = matrix("basor", 6)
    for m in (-5, -1, 0, 1, 2, 5):
        symbol = lambda t, m=m: t * mpmath.expj(t) * mpmath.expj(-m * t)  # noqa: E731
        expected = complex(mpmath.quad(symbol, [0, mpmath.pi, 2 * mpmath.pi]) / (2 * mpmath.pi))
        diagonal = np.diag(A, -m)
        assert np.abs(diagonal - expected).max() <= 20 * EPS


def test_chebyshev_matrix_to_the_last_digits():
    N = 24
    D, x = chebyshev(N)
    with mpmath.workdps(40):
        nodes = [mpmath.cos(j * mpmath.pi / N) for j in range(N + 1)]
        for j in range(N + 1):
            assert abs(x[j] - nodes[j]) <= 2 * EPS
            for k in range(N + 1):
                if j != k:
                    ends = mpmath.mpf(2) ** ((j in (0, N)) - (k in (0, N)))
                    entry = (-1) ** (j + k) * ends / (nodes[j] - nodes[k])
                    assert abs(D[j, k] - entry) <= 8 * EPS * abs(entry)
    assert abs(D[0, 0] - (2 * N * N + 1) / 6) <= N * EPS * N * N


X = np.polynomial.Polynomial([0, 1])
BUBBLE = 1 - X**2


@pytest.mark.parametrize(
    ("name", "u", "image"),
    [
        ("airy", BUBBLE * (X**3 + 2), lambda u: 3e-4 * u.deriv(2) + 1j * X * u),
        ("convdiff", BUBBLE * (X**3 + 2), lambda u: u.deriv(2) / 30 + u.deriv()),
        ("chebspec", (1 + X) * (X**3 - 2), lambda u: u.deriv()),
    ],
)
def test_collocated_operators_are_exact_on_polynomials(name, u, image):
    N = 20
    A = matrix(name, N)
    x = chebyshev(N - (name == "chebspec"))[1]
    x = x[:-1] if name == "chebspec" else x[1:-1]
    found, expected = A @ u(x), image(u)(x)
    assert np.abs(found - expected).max() <= 100 * EPS * np.linalg.norm(A, np.inf)


@pytest.mark.parametrize(("N", "L"), [(24, 9.0), (132, 16.0)])
def test_davies_is_exact_on_polynomials(N, L):
    A, x = matrix("davies", N), L * chebyshev(N)[1][1:-1]
    u = (1 - (X / L) ** 2) * (1 + X / L)
    found, expected = A @ u(x), -u.deriv(2)(x) + 1j * x**2 * u(x)
    assert np.abs(found - expected).max() <= 100 * EPS * np.linalg.norm(A, np.inf)


def test_orr_sommerfeld_is_exact_on_clamped_polynomials():
    """B C u = A u, with derivatives of the polynomial taken by hand."""
    N, R = 16, 5772
    C, x = matrix("orrsommerfeld", N), chebyshev(N)[1][1:-1]
    D = chebyshev(N)[0]
    B = (D @ D)[1:-1, 1:-1] - np.eye(N - 1)
    u = BUBBLE**2 * (X**2 + X + 3)
    d2, d4 = u.deriv(2), u.deriv(4)
    Au = (d4 - 2 * d2 + u)(x) / R - 2j * u(x) - 1j * (1 - x**2) * (d2 - u)(x)
    # D⁴ has entries of order N⁸/R
    assert np.abs(B @ (C @ u(x)) - Au).max() <= 10 * EPS * N**8 / R


def test_orr_sommerfeld_is_just_stable_at_5772():
    """Neutral stability is at R = 5772.22 for the worst wave number, 1.02; at 1 it is stable."""
    assert -1e-3 < np.linalg.eigvals(matrix("orrsommerfeld", 80)).real.max() < 0


@pytest.mark.parametrize(("N", "F"), [(120, 12), (201, 32)])
def test_landau_integrates_its_kernel(N, F):
    """(B √w f)_j/√w_j = √(iF) ∫ e^{−iπF(x_j − y)²} f(y) dy, f = y²."""
    B, (x, w) = matrix("landau", N), np.polynomial.legendre.leggauss(N)
    j = N // 3
    found = (B @ (np.sqrt(w) * x**2))[j] / math.sqrt(w[j])
    kernel = lambda y: mpmath.expjpi(-F * (x[j] - y) ** 2) * y * y  # noqa: E731
    expected = complex(mpmath.sqrt(1j * F) * mpmath.quad(kernel, np.linspace(-1, 1, 9).tolist()))
    # 2N nodes' worth of degree against a phase of 4πF: the quadrature has converged
    assert abs(found - expected) <= 1e4 * EPS


def test_twisted_and_transient_act_as_their_formulas_say(rng):
    v = rng.standard_normal(12) + 0j
    after, before = np.roll(v, -1), np.roll(v, 1)
    angle = 2 * np.pi * np.arange(12) / 12
    np.testing.assert_allclose(
        matrix("twisted", 12) @ v, 2 * np.sin(angle) * v + after - before, atol=20 * EPS
    )
    np.testing.assert_allclose(
        matrix("transient", 12) @ v, 0.4 * (np.exp(1j * angle) * v + after) - v / 2, atol=20 * EPS
    )


def test_hatano_is_similar_to_a_symmetric_matrix():
    H = matrix("hatano", 60)
    np.testing.assert_allclose(np.diag(H, 1) * np.diag(H, -1), 1.0, rtol=4 * EPS)
    assert np.diag(H, 1)[0] / np.diag(H, -1)[0] == pytest.approx(math.exp(0.8), rel=8 * EPS)
    assert np.abs(np.diag(H)).max() <= 1.5
    assert np.count_nonzero(H) == 60 + 2 * 59


def test_random_matrices_are_the_same_each_time_and_of_variance_one_over_n():
    A = matrix("random", 200)
    assert (A == matrix("random", 200)).all()
    assert (matrix("randomtri", 200) == np.triu(A)).all()
    # 40000 squares of variance 2/N²: five standard deviations
    assert abs((A**2).sum() / 200 - 1) <= 5 * math.sqrt(2 / 40000)
