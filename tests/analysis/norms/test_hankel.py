"""Gramians satisfy their equations; Hankel singular values of all-pass and known systems."""

import numpy as np
import pytest

from ssmtheory.analysis.norms import gramian, h2_norm, hankel_singular_values, hinf_norm
from ssmtheory.errors import InputError, StructureError, UnknownNameError
from ssmtheory.families import family
from ssmtheory.systems import Diagonal, StateSpace

U = 2.0**-53


def random_system(seed, dt, m, p, N=6):
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)

    A = draw(N, N)
    lam = np.linalg.eigvals(A)
    A = A - (lam.real.max() + 0.2) * np.eye(N) if dt is None else A * (0.8 / np.abs(lam).max())
    return StateSpace(A, draw(N, m), draw(p, N), 0.0, dt)


@pytest.mark.parametrize("dt", [None, 1.0])
@pytest.mark.parametrize(("m", "p"), [(1, 1), (2, 3), (9, 1)])
@pytest.mark.parametrize("which", ["reachability", "observability"])
def test_gramian_solves_its_equation(dt, m, p, which):
    system = random_system(m + p, dt, m, p)
    W = gramian(system, which)
    A, B = system.A, system.B
    if which == "observability":
        A, B = A.conj().T, system.C.conj().T
    left = A @ W + W @ A.conj().T if dt is None else A @ W @ A.conj().T - W
    scale = np.linalg.norm(W) * (1 + np.linalg.norm(A)) ** 2
    assert np.abs(left + B @ B.conj().T).max() <= 8 * U * scale
    assert np.array_equal(W, W.conj().T)


def test_published_gramians():
    A = np.array([[-5.0, -3], [2, -9]])
    W = gramian(StateSpace(A, np.array([1.0, 2])), "reachability")
    expected = [
        [0.042016806722689065, 0.09663865546218485],
        [0.09663865546218488, 0.24369747899159663],
    ]
    assert np.abs(W - expected).max() <= 16 * U
    assert W.dtype == np.float64
    A = np.array([[0.2, -0.8], [-0.8, 0.07]])
    system = StateSpace(A, np.diag([1.0, 2]), np.array([1.0, 0]), 0.0, 0.005)
    expected = [
        [3.1039794541519283, -1.7910988952221152],
        [-1.7910988952221152, 2.197919733616834],
    ]
    # the nearest pole leaves 1 − |λ|² = 0.12
    assert np.abs(gramian(system, "observability") - expected).max() <= 4e2 * U


@pytest.mark.parametrize("N", [1, 2, 7, 30])
def test_all_pass_values_are_all_one(N):
    # C = B: G = 1 − T with T all-pass of degree N
    found = hankel_singular_values("lagt", N, C=family("lagt").system(N).B)
    assert found.shape == (N,)
    assert np.abs(found - 1).max() <= 64 * N * U


def test_one_pole_and_half_spectrum():
    one = np.ones(1)
    # b c/(2|λ|)
    assert hankel_singular_values(StateSpace(-4 * np.eye(1), one, one))[0] == pytest.approx(0.125)
    half = Diagonal(np.array([-0.3 + 2j]), one, one, half=True)
    whole = Diagonal(np.array([-0.3 + 2j, -0.3 - 2j]), np.ones(2), np.ones(2))
    found = hankel_singular_values(half)
    assert np.abs(found - hankel_singular_values(whole.dense())).max() <= 16 * U
    assert found.size == 2


@pytest.mark.parametrize("dt", [None, 0.5])
def test_values_against_the_product_of_gramians(dt):
    system = random_system(3, dt, 2, 2)
    product = gramian(system, "reachability") @ gramian(system, "observability")
    expected = np.sqrt(np.sort(np.linalg.eigvals(product).real)[::-1])
    found = hankel_singular_values(system)
    # eigenvalues of the product carry u‖P Q‖, their roots u‖PQ‖/σ
    assert np.abs(found - expected).max() <= 1e3 * U * found[0] ** 2 / found[-1]


def test_small_values_keep_digits_that_the_product_of_gramians_has_lost():
    # three states whose last value is 1e-12 of the first: exact by balancing by hand
    lam = np.array([-1.0, -1.0 - 2.0**-20])
    b = np.array([1.0, -1.0])
    system = Diagonal(lam, b, b * [1.0, -1.0])
    found = hankel_singular_values(system)
    # G = δ/((s+1)(s+1+δ)): σ₁ − σ₂ and σ₁ + σ₂ from the trace of the cross Gramian
    delta = 2.0**-20
    # X_ij = b_i c_j/−(λ_i + λ_j); its eigenvalues are ±σ: trace δ/(2(1+δ)) = σ₁ − σ₂,
    # determinant −(1/(4(1+δ)) − 1/(2+δ)²) = −σ₁σ₂
    trace = delta / (2 * (1 + delta))
    product = delta**2 / (4 * (1 + delta) * (2 + delta) ** 2)
    larger = (trace + np.sqrt(trace**2 + 4 * product)) / 2
    expected = np.array([larger, product / larger])
    # absolute error u‖Z_o‖‖Z_r‖ with norms near 1
    assert np.abs(found - expected).max() <= 16 * U


def test_norms_lie_between_the_bounds_of_the_values():
    system = random_system(7, None, 1, 1)
    sigma = hankel_singular_values(system)
    value = hinf_norm(system).value
    assert sigma[0] <= value <= 2 * sigma.sum()
    assert h2_norm(system).value > 0


def test_bad_input():
    with pytest.raises(UnknownNameError, match="controllability"):
        gramian("legs", "controllability", 3)
    with pytest.raises(StructureError, match="pole"):
        hankel_singular_values(StateSpace(np.eye(2), np.ones(2), np.ones(2)))
    with pytest.raises(StructureError, match="infinite"):
        gramian(StateSpace(np.eye(2), np.ones(2), np.ones(2)), "observability")


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1e160, 1e300])
def test_values_scale_with_the_input(size):
    A = np.array([[-1.0, 2.0], [-2.0, -0.1]])
    one = hankel_singular_values(StateSpace(A, np.ones(2), np.array([1.0, 0.5])))
    found = hankel_singular_values(StateSpace(A, size * np.ones(2), np.array([1.0, 0.5])))
    assert np.abs(found / size / one - 1).max() <= 1e3 * U


def test_a_gramian_beyond_the_range_is_refused():
    with pytest.raises(InputError, match="beyond the range"):
        gramian(StateSpace(-np.eye(2), 1e160 * np.ones(2), np.ones(2)), "reachability")
