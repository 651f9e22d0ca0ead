"""What theory says of σ_min(zI − A) for every matrix, through every engine of a stored array."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmtheory.analysis.sigma.choice import sigma_min

U = 2.0**-53


def dense(rng, n):
    return rng.standard_normal((n, n))


def complex_dense(rng, n):
    return rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))


def triangular(rng, n):
    return np.triu(rng.standard_normal((n, n)))


def banded(rng, n):
    return np.triu(np.tril(rng.standard_normal((n, n)), 2), -1)


# (engine, order, matrix)
ENGINES = [
    ("svd", 7, dense),
    ("svd", 7, complex_dense),
    ("schur-lanczos", 24, dense),
    ("schur-lanczos", 24, complex_dense),
    ("triangular-lanczos", 18, triangular),
    ("banded-lanczos", 40, banded),
]
every_engine = pytest.mark.parametrize(("method", "n", "build"), ENGINES)
seeds = st.integers(0, 10**6)


def drawn(method, n, build, seed):
    """(rng, A, σ_min, its rounding 10·N·u·‖A‖)."""
    rng = np.random.default_rng(seed)
    A = build(rng, n)
    engine = sigma_min(A)
    assert engine.method == method
    return rng, A, lambda z: 10.0 ** engine(z), 10 * n * U * np.linalg.norm(A, 2)


def points(rng, A, count=12):
    """Points in the plane out to twice ‖A‖."""
    size = 2 * np.linalg.norm(A, 2)
    return rng.uniform(-size, size, count) + 1j * rng.uniform(-size, size, count)


@every_engine
@given(seed=seeds)
@settings(max_examples=8)
def test_unitary_invariance(method, n, build, seed):
    rng, A, sigma, floor = drawn(method, n, build, seed)
    Q = np.linalg.qr(complex_dense(rng, n))[0]
    turned = sigma_min(Q @ A @ Q.conj().T)
    z = points(rng, A)
    # the similarity is computed to a few N u ‖A‖, and so is either value
    assert np.abs(10.0 ** turned(z) - sigma(z)).max() <= 3 * floor + 4 * U * np.abs(z).max()


@every_engine
@given(seed=seeds)
@settings(max_examples=8)
def test_one_lipschitz_in_z(method, n, build, seed):
    rng, A, sigma, floor = drawn(method, n, build, seed)
    z, w = points(rng, A), points(rng, A)
    rounding = 2 * floor + 8 * U * np.abs(z).max()
    assert (np.abs(sigma(z) - sigma(w)) <= np.abs(z - w) + rounding).all()
    near = z + 1e-3 * (w - z)
    assert (np.abs(sigma(z) - sigma(near)) <= np.abs(z - near) + rounding).all()


@every_engine
@given(seed=seeds)
@settings(max_examples=8)
def test_between_the_numerical_range_and_the_spectrum(method, n, build, seed):
    """dist(z, W(A)) ≤ σ_min(zI − A) ≤ dist(z, Λ)."""
    rng, A, sigma, floor = drawn(method, n, build, seed)
    z = points(rng, A)
    values, rounding = sigma(z), floor + 4 * U * np.abs(z).max()
    turns = np.exp(-1j * np.linspace(0, 2 * np.pi, 24, endpoint=False))
    support = [np.linalg.eigvalsh((t * A + np.conj(t) * A.conj().T) / 2)[-1] for t in turns]
    beyond = ((z[:, None] * turns).real - support).max(axis=1)
    assert (values >= beyond - rounding).all()
    # LAPACK's eigenvalues are those of A + E with ‖E‖ ≤ floor
    lam = np.linalg.eigvals(A)
    assert (values <= np.abs(z[:, None] - lam).min(axis=1) + 2 * rounding).all()


@pytest.mark.parametrize("n", [6, 30])
@pytest.mark.parametrize("kind", ["normal", "hermitian", "skew"])
@given(seed=seeds)
@settings(max_examples=8)
def test_the_distance_to_the_spectrum_for_normal_matrices(kind, n, seed):
    rng = np.random.default_rng(seed)
    lam = rng.standard_normal(n) + 1j * rng.standard_normal(n)
    lam = {"normal": lam, "hermitian": lam.real + 0j, "skew": 0.5 + 1j * lam.imag}[kind]
    Q = np.linalg.qr(complex_dense(rng, n))[0]
    A = Q * lam @ Q.conj().T
    engine = sigma_min(A)
    assert (engine.method == "normal") == (kind != "normal")
    z = points(rng, A)
    distance = np.abs(z[:, None] - lam).min(axis=1)
    rounding = 20 * n * U * np.linalg.norm(A, 2) + 4 * U * np.abs(z).max()
    assert np.abs(10.0 ** engine(z) - distance).max() <= rounding


@pytest.mark.parametrize(
    ("method", "n", "build"), [case for case in ENGINES if case[2] is not complex_dense]
)
@given(seed=seeds)
@settings(max_examples=8)
def test_conjugate_symmetry_of_real_matrices(method, n, build, seed):
    rng, A, sigma, floor = drawn(method, n, build, seed)
    z = points(rng, A)
    assert np.abs(sigma(z) - sigma(z.conj())).max() <= floor + 4 * U * np.abs(z).max()
