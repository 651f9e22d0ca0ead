"""Distances to the nearest matrix with a multiple eigenvalue."""

import math

import mpmath
import numpy as np
import pytest

from ssmtheory.analysis.nonnormal.defective_proof import disc_lower_bound, proved_upper_bound
from ssmtheory.analysis.nonnormal.defective_saddle import _second_order, lowest_saddle
from ssmtheory.analysis.nonnormal.defectiveness import distance_to_defectiveness
from ssmtheory.analysis.pseudospectra.pseudospectrum import log10_sigma_min
from ssmtheory.families import family

EPS = np.finfo(float).eps
GALLERY3 = np.array([[-149.0, -50, -154], [537, 180, 546], [-27, -9, -25]])


def grcar(n):
    return sum(np.eye(n, k=k) for k in range(4)) - np.eye(n, k=-1)


def two_by_two(gap, coupling):
    """[[0, n], [0, g]]: (√(g² + n²) − n)/2 makes the discriminant vanish."""
    return (math.hypot(gap, coupling) - coupling) / 2


@pytest.mark.parametrize(("gap", "coupling"), [(1.0, 5.0), (0.3, 0.1), (2.0, 40.0)])
def test_two_by_two_has_a_formula(gap, coupling):
    found = distance_to_defectiveness(np.array([[-1.0, coupling], [0, gap - 1]]))
    exact = two_by_two(gap, coupling)
    assert found.value == pytest.approx(exact, rel=64 * EPS * coupling / exact)
    assert found.status == "upper bound"
    assert 0.9 * exact <= found.parameters["lower"] <= exact * (1 + 1e-12)


def test_gallery3_has_its_saddle_on_the_real_axis():
    found = distance_to_defectiveness(GALLERY3)
    assert found.value == pytest.approx(4.7275627e-4, rel=1e-8)
    assert found.at.real == pytest.approx(1.547006, rel=1e-6)
    assert found.at.imag == 0
    assert found.parameters["lower"] >= 0.95 * found.value


def test_the_perturbed_matrix_has_a_double_eigenvalue():
    """Two eigenvalues of A − σuv*, at 50 digits, agree to the square root of its rounding."""
    A = GALLERY3 / 512
    saddle = lowest_saddle(A, np.array([1.0, 2, 3]) / 512, 0.0)
    assert saddle.orthogonality <= 1e-12
    with mpmath.workdps(50):
        E = mpmath.matrix((saddle.sigma * np.outer(saddle.u, saddle.v.conj())).tolist())
        M = mpmath.matrix(A.tolist()) - E
        roots = sorted(mpmath.eig(M, right=False), key=lambda w: abs(w - saddle.z))
        gap = float(abs(roots[2] - roots[1]))
        # a double eigenvalue splits like the root of a perturbation, here EPS‖A‖ against σ
        allowed = math.sqrt(EPS * np.linalg.norm(A, 2) / saddle.sigma) * gap
        assert float(abs(roots[0] - roots[1])) <= allowed


def test_gradient_and_hessian_against_differences(rng):
    A, z, h = rng.standard_normal((6, 6)), 0.3 + 0.4j, 1e-4
    here, gradient, hessian = _second_order(A, z)

    def sigma(x, y):
        return np.linalg.svd(A - complex(x, y) * np.eye(6), compute_uv=False)[-1]

    x, y = z.real, z.imag
    slope = [
        (sigma(x + h, y) - sigma(x - h, y)) / 2 / h,
        (sigma(x, y + h) - sigma(x, y - h)) / 2 / h,
    ]
    bend = [
        (sigma(x + h, y) - 2 * here.sigma + sigma(x - h, y)) / h**2,
        (sigma(x, y + h) - 2 * here.sigma + sigma(x, y - h)) / h**2,
    ]
    size = np.abs(hessian).max()
    np.testing.assert_allclose(gradient, slope, atol=100 * size**3 * h**2)
    np.testing.assert_allclose(np.diag(hessian), bend, atol=100 * size**3 * h**2 + 100 * EPS / h**2)


def test_bounds_enclose_the_saddle():
    A = grcar(6)
    lam = np.linalg.eigvals(A)
    saddle = lowest_saddle(A, lam, 0.0)
    upper, lower = proved_upper_bound(A, saddle), disc_lower_bound(A, lam, saddle)
    assert saddle.sigma * (1 - 64 * EPS) <= upper <= saddle.sigma * (1 + 1e-10)
    assert 0.8 * saddle.sigma <= lower <= saddle.sigma


@pytest.mark.parametrize("N", [2, 5, 8])
def test_legs_by_its_real_saddles_and_by_newton(N):
    """One by the O(N) chain and a theorem, the other on the dense matrix."""
    fast = distance_to_defectiveness("legs", N)
    dense = distance_to_defectiveness(family("legs").system(N).A)
    norm = np.linalg.norm(family("legs").system(N).A, 2)
    assert fast.value == pytest.approx(dense.value, rel=1e-11 + 100 * N * EPS * norm / fast.value)
    assert fast.parameters["log10"] == pytest.approx(math.log10(dense.value), abs=1e-10)
    assert dense.parameters["lower"] <= fast.value * (1 + 1e-9)


def test_legs_lines_separate_the_components():
    """σ_min grows with |y| left of the chain's axis: what the theorem rests on."""
    x = -np.arange(1, 40) * 0.41 - 0.6
    y = np.array([0, 1e-3, 0.1, 1, 5, 30.0])
    depth = log10_sigma_min("legs", 12, x[:, None] + 1j * y)
    assert (np.diff(depth, axis=1) >= -1e-12 * np.abs(depth[:, 1:])).all()


def test_deep_legs_is_resolved_far_below_rounding():
    found = distance_to_defectiveness("legs", 64)
    assert found.parameters["log10"] == pytest.approx(-46.7404, abs=1e-4)
    deep = distance_to_defectiveness("legs", 512)
    assert deep.value == 0.0
    assert -400 < deep.parameters["log10"] < -380


@pytest.mark.parametrize(
    "A", [np.eye(4, k=1), np.eye(3), np.array([[2.0, 1, 0], [0, 2, 0], [0.5, 0, 3]])]
)
def test_multiple_eigenvalues_are_at_distance_zero(A):
    found = distance_to_defectiveness(A)
    assert found.value == 0.0
    assert found.status == "exact"


@pytest.mark.parametrize(
    "A",
    [np.kron(np.eye(2), [[0.0, 1], [2, 1]]), np.array([[2.0, 1, 1], [1, 2, 1], [1, 1, 2]])],
)
def test_semisimple_multiple_eigenvalues_are_found_by_exact_algebra(A):
    """Two eigenvectors each, so κ is finite; a Jordan block is arbitrarily near all the same."""
    assert distance_to_defectiveness(A).value == 0.0


def test_lagt_and_order_one():
    assert distance_to_defectiveness("lagt", 6).value == 0.0
    assert distance_to_defectiveness(np.array([[2.0]])).value == math.inf


def test_normal_matrices_are_half_a_gap_away():
    found = distance_to_defectiveness(np.diag([1.0, 2, 4.5]))
    assert found.value == 0.5
    assert found.at == 1.5
    rotation = distance_to_defectiveness(np.array([[0.0, 1], [-1, 0]]))
    assert rotation.value == pytest.approx(1.0, rel=8 * EPS)
    assert distance_to_defectiveness("s4d-lin", 8).value == pytest.approx(math.pi / 2, rel=8 * EPS)


def test_two_decoupled_blocks_take_the_nearer_pair():
    """Also where the lowest saddle is a crossing: two blocks of one eigenvalue each and a third."""
    near, far = np.array([[1, 0.5], [0, 1.2]]), np.array([[2.0, 3], [0, 4]])
    A = np.block([[near, np.zeros((2, 2))], [np.zeros((2, 2)), far]])
    assert distance_to_defectiveness(A).value == pytest.approx(two_by_two(0.2, 0.5), rel=1e-12)
    crossing = np.array([[0.0, 0, 0], [0, 0.1, 0.02], [0, 0, 5]])
    found = distance_to_defectiveness(crossing)
    assert found.parameters["lower"] <= 0.05
    assert found.value == pytest.approx(0.05, rel=1e-3)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_extreme_scales(scale):
    found = distance_to_defectiveness(GALLERY3 * scale)
    assert found.value / scale == pytest.approx(4.7275627e-4, rel=1e-8)


def test_below_the_rounding_floor_nothing_is_claimed():
    found = distance_to_defectiveness("legt", 32)
    assert found.status == "uncertified"


def test_unitary_invariance(rng):
    A = rng.standard_normal((7, 7))
    Q = np.linalg.qr(rng.standard_normal((7, 7)))[0]
    first, second = distance_to_defectiveness(A), distance_to_defectiveness(Q @ A @ Q.T)
    assert first.value == pytest.approx(
        second.value, rel=1e4 * EPS * np.linalg.norm(A) / first.value
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_conjugate_paths_of_a_real_matrix_need_not_be_searched(seed):
    A = np.random.default_rng(seed).standard_normal((12, 12))
    real = distance_to_defectiveness(A, lower_bound=False)
    everywhere = distance_to_defectiveness(A.astype(complex), lower_bound=False)
    condition = np.linalg.norm(A, 2) / real.value
    assert real.value == pytest.approx(everywhere.value, rel=64 * 12 * EPS * condition)


def test_newton_stops_where_rounding_stops_it(monkeypatch):
    from ssmtheory.analysis.nonnormal import defective_saddle

    calls = []
    monkeypatch.setattr(
        defective_saddle, "_second_order", lambda A, z: calls.append(z) or _second_order(A, z)
    )
    A = np.random.default_rng(0).standard_normal((50, 50))
    found = distance_to_defectiveness(A, lower_bound=False)
    assert found.status == "upper bound"
    assert found.parameters["u*v"] <= 1e-13
    assert len(calls) <= 12 * 15
