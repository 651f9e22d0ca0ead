"""The dense engine: accuracy above its floor, and what other programs get wrong on a grid."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma import dense
from ssmtheory.analysis.spectra.ball_eig import float_balls
from ssmtheory.analysis.subject import as_subject
from ssmtheory.families.gallery import find

EPS = np.finfo(float).eps
ENGINES = [dense.prepare_svd, dense.prepare_schur]


def grcar(n):
    return np.tril(np.triu(np.ones((n, n))), 3) - np.eye(n, k=-1)


def svd_sigma(A, z):
    return np.linalg.svd(z[:, None, None] * np.eye(len(A)) - A, compute_uv=False)[:, -1]


@pytest.mark.parametrize("n", [1, 2, 7, 60])
@pytest.mark.parametrize("kind", ["real", "complex", "grcar"])
def test_eight_digits_above_the_floor(rng, n, kind):
    A = grcar(n) if kind == "grcar" else rng.standard_normal((n, n)) / math.sqrt(n)
    if kind == "complex":
        A = A + 1j * rng.standard_normal((n, n)) / math.sqrt(n)
    engine = dense.prepare_schur(as_subject(A))
    z = rng.uniform(-3, 3, 60) + 1j * rng.uniform(-3, 3, 60)
    expected = svd_sigma(A, z)
    allowed = engine.floor + 10 * n * EPS * np.abs(z) + 1e-8 * expected
    assert (np.abs(10.0 ** engine(z) - expected) <= allowed).all()


# Where to sample, (x0, x1, y1), and how many points of each order.
REGIONS = {
    "random": (-1.5, 1.5, 1.5),
    "grcar": (-1.0, 3.0, 3.3),
    "kahan": (-0.6, 1.2, 0.8),
    "chebspec": (-60.0, 20.0, 60.0),
}
SAMPLES = {16: 24, 64: 6, 128: 2}


@pytest.mark.parametrize("n", SAMPLES)
@pytest.mark.parametrize("name", REGIONS)
def test_eight_digits_six_decades_above_the_floor(rng, sigma_by_inverse, name, n):
    """Against inverses in balls.  Nearer to the floor a hundredth of it is all that is lost.

    Measured: 8e-14 at most by the Schur form and 7e-11 by the SVD, and 1e-4 of the floor.
    """
    A, (x0, x1, y1) = find(name).matrix(n), REGIONS[name]
    z = rng.uniform(x0, x1, SAMPLES[n]) + 1j * rng.uniform(0, y1, SAMPLES[n])
    expected = np.array([float(sigma_by_inverse(float_balls(A), point, 200)) for point in z])
    for prepare in ENGINES:
        engine = prepare(as_subject(A))
        error = np.abs(10.0 ** (engine(z) - expected) - 1)
        above = expected - math.log10(engine.floor)
        assert above.max() > 6
        assert (error <= 1e-8 + 10.0 ** (-2 - above)).all()
        assert (error[above > 6] <= 1e-8).all()


def test_a_published_pseudospectral_abscissa():
    """σ_min of Grcar 100 at its 1e-4 pseudospectral abscissa and radius (ten digits)."""
    engine = dense.prepare_schur(as_subject(grcar(100)))
    x = 2.412764924
    y = np.linspace(0, 3, 601)
    column = 10.0 ** engine(x + 1j * y)
    # the vertical line touches the level set: the least value on it is ε, to the spacing of y
    assert column.min() == pytest.approx(1e-4, rel=1e-3)
    assert (column >= 1e-4 * (1 - 1e-8)).all()


@pytest.mark.parametrize("prepare", ENGINES)
def test_no_nan_on_eigenvalues_and_far_outside(prepare):
    A = np.array([[1.0, 3.0, 0.0], [0.0, 1.0, 2.0], [0.0, 0.0, -1.0]])  # defective
    engine = prepare(as_subject(A))
    values = engine(np.array([1.0, -1.0, 1 + 1e-16j, 1e200, -1e150j, 1e308]))
    assert not np.isnan(values).any()
    assert (values[:3] <= math.log10(engine.floor)).all()
    np.testing.assert_allclose(values[3:], [200, 150, 308], rtol=2 * EPS)


@pytest.mark.parametrize("prepare", ENGINES)
def test_no_sentinel_stands_for_an_infinite_resolvent(prepare):
    """An exactly singular zI − A gives σ = 0, not a large number such as 1e308."""
    values = prepare(as_subject(np.triu(np.ones((5, 5)), 1)))(np.array([0.0]))
    assert values[0] == -math.inf


@pytest.mark.parametrize("prepare", ENGINES)
@pytest.mark.parametrize("exponent", [-990, 990])
def test_any_scale(prepare, exponent, rng):
    A, z = rng.standard_normal((9, 9)), rng.standard_normal(5) + 1j
    plain = prepare(as_subject(A))(z)
    scaled = prepare(as_subject(np.ldexp(A, exponent)))(z * 2.0**exponent)
    np.testing.assert_allclose(scaled - exponent * math.log10(2), plain, atol=2000 * EPS)


def test_unitary_invariance(rng):
    A = grcar(40)
    Q = np.linalg.qr(rng.standard_normal((40, 40)) + 1j * rng.standard_normal((40, 40)))[0]
    one, other = (dense.prepare_schur(as_subject(M)) for M in (A, Q @ A @ Q.conj().T))
    z = rng.uniform(-1, 3, 30) + 1j * rng.uniform(-3, 3, 30)
    first, second = 10.0 ** one(z), 10.0 ** other(z)
    assert (np.abs(first - second) <= 2 * one.floor + 1e-8 * first).all()


@pytest.mark.parametrize("n", [2, 3, 20, 21])
def test_the_schur_factor_of_a_real_matrix_is_triangular_with_its_singular_values(rng, n):
    A = rng.standard_normal((n, n))
    U = dense.schur_factor(A)
    assert np.abs(np.tril(U, -1)).max() == 0
    for z in (0.3 + 0.4j, -2.0):
        expected = np.linalg.svd(z * np.eye(n) - A, compute_uv=False)
        found = np.linalg.svd(z * np.eye(n) - U, compute_uv=False)
        np.testing.assert_allclose(found, expected, atol=10 * n * EPS * expected[0])
