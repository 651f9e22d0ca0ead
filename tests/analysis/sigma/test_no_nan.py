"""No engine gives NaN, +∞ or a warning: on eigenvalues, far outside, at N = 1, zero, any scale."""

import cmath
import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.systems import NPLR, Diagonal
from ssmtheory.systems.pencil import Pencil

EPS = np.finfo(float).eps
NEAR = (0, 5e-324, 1e-300j, 1e-150, -0.5, -1, -2 + 1e-200j)
FAR = (1e6, -1e6j, 1e150, -1e150j, 1e150 + 1e150j, 1e300, 1e308j)
POINTS = np.array([*NEAR, *FAR], dtype=complex)
SCALES = [1.0, 1e150, 1e-150]


def grcar(n):
    return np.tril(np.triu(np.ones((n, n))), 3) - np.eye(n, k=-1)


def random(n):
    return np.random.default_rng(n).standard_normal((n, n))


def form(n, r, size=1.0):
    P = size * np.random.default_rng(n).standard_normal((n, r))
    return NPLR(np.arange(n) * (1j * size), P, P.copy(), None, np.ones(n))


FAMILIES = [
    *((name, N, None) for name in ("legs", "lagt", "legt", "lmu", "chebt") for N in (1, 2, 9)),
    *((name, N, rho) for name in ("legs", "lagt") for N in (1, 2, 9) for rho in ("0.1", 1)),
    *(("fout", N, None) for N in (2, 8, 34)),
    ("legt", 34, "0.5"),
]
MATRICES = {
    "zero": np.zeros,
    "identity": lambda shape: np.eye(shape[0]),
    "ones": np.ones,
    "triangular": lambda shape: np.eye(shape[0], k=1) - 0.5 * np.eye(shape[0]),
    "nilpotent": lambda shape: np.eye(shape[0], k=-1),
    "grcar": lambda shape: grcar(shape[0]),
    "random": lambda shape: random(shape[0]),
    "complex": lambda shape: random(shape[0]) + 1j * random(shape[0]).T,
    "hermitian": lambda shape: random(shape[0]) + random(shape[0]).T,
    "skew": lambda shape: random(shape[0]) - random(shape[0]).T,
}


def check(engine, z, size):
    """No NaN, nothing infinite above, and σ_min = |z| where |z| is beyond all digits of A."""
    values, floors = engine.measure(z)
    assert not np.isnan(values).any()
    assert not np.isnan(floors).any()
    assert (values < math.inf).all()
    far = np.abs(z) > 1e20 * size
    expected = [math.log10(abs(point)) for point in z[far]]
    np.testing.assert_allclose(values[far], expected, rtol=4 * EPS)
    return values, floors


@pytest.mark.parametrize(("name", "N", "rho"), FAMILIES)
def test_families(name, N, rho):
    check(sigma_min(name, N, rho=rho), POINTS, 1e4)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n", [1, 2, 9, 40])
@pytest.mark.parametrize("name", MATRICES)
def test_matrices_of_every_structure_and_scale(name, n, scale):
    """The eigenvalues are those of LAPACK and the diagonal: some exact, some rounded."""
    A = MATRICES[name]((n, n)) * scale
    z = np.r_[POINTS, np.linalg.eigvals(A)[:4], np.diag(A)[:2]]
    check(sigma_min(A), z, n * scale)


@pytest.mark.parametrize("precision", ["auto", "balls"])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", ["zero", "nilpotent", "random", "ones"])
def test_extended_precision(name, scale, precision):
    A = MATRICES[name]((5, 5)) * scale
    z = np.r_[POINTS, np.linalg.eigvals(A)[:2]]
    values, floors = check(sigma_min(A, precision=precision), z, scale)
    if precision == "balls":  # nothing is left to be hatched, singular points included
        assert (values >= floors).all()


@pytest.mark.parametrize("scale", [1e150, 1.0, 1e-150])
@pytest.mark.parametrize("given", [form(1, 1), form(9, 1), form(40, 2), "zero form", "diagonal"])
def test_representations(given, scale):
    if given == "zero form":
        given = form(8, 1, 0.0)
    elif given == "diagonal":
        given = Diagonal(np.array([0.0, 1j, -1.0]) * scale, np.ones(3))
    else:
        half = math.sqrt(scale)
        given = NPLR(given.lam * scale, given.P * half, given.Q * half, None, given.B)
    check(sigma_min(given), np.r_[POINTS, given.lam[:3]], 1e2 * scale)


@pytest.mark.parametrize(
    ("A", "E"),
    [
        (random(6), random(6).T),
        (random(20), random(20).T),
        (np.zeros((3, 3)), np.eye(3) * 2),
        (np.eye(3), np.zeros((3, 3))),
        (np.zeros((2, 2)), np.zeros((2, 2))),
        (np.ones((1, 1)), 2 * np.ones((1, 1))),
        (np.zeros((4, 3)), None),
        (random(6)[:, :4] * 1e150, random(6)[:, 2:] * 1e-150),
    ],
)
def test_pencils(A, E):
    values, floors = sigma_min(Pencil(A, E)).measure(POINTS)
    assert not np.isnan(values).any()
    assert not np.isnan(floors).any()
    assert (values < math.inf).all()


@pytest.mark.parametrize(
    ("x", "N", "lam"),
    [
        ("legs", 9, [-1, -9]),
        ("legs", 1, [-1]),
        ("lagt", 6, [-0.5]),
        ("legt", 1, [-1]),
        ("fout", 8, [0]),
        (np.eye(12, k=1) * 1e150, None, [0]),
        (np.triu(random(40)), None, list(np.diag(random(40))[:3])),
        (np.eye(40, k=-1) * 1e-150, None, [0]),
        (np.diag([1e150, 2.0, 0.0]), None, [1e150, 2, 0]),
        (np.zeros((3, 3)), None, [0]),
        (np.zeros((1, 1)), None, [0]),
        (form(9, 1, 0.0), None, [0]),
    ],
)
def test_an_exact_eigenvalue_is_minus_infinity(x, N, lam):
    assert np.isneginf(sigma_min(x, N)(np.array(lam, dtype=complex))).all()


@pytest.mark.parametrize("name", ["legs", "lagt", "fout"])
@pytest.mark.parametrize("N", [2, 40])
def test_the_recurrences_to_the_last_double(name, N):
    """Squares of |z| overflow, and the last of these is itself next to the largest double."""
    z = np.array([1e160, -1e200j, 1e300 - 1e300j, 1e308, -1.7e308, 1.2e308 * cmath.rect(1, 0.8)])
    np.testing.assert_allclose(sigma_min(name, N)(z), np.log10(np.abs(z)), rtol=4 * EPS)
