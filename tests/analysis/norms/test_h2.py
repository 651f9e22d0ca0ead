"""H2 norms and L2 distances against formulas, exact rationals, quadrature and each other."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.analysis.norms import h2_norm, l2_distance
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.systems import NPLR, Diagonal, StateSpace

U = 2.0**-53


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize("N", [1, 2, 5, 40])
@pytest.mark.parametrize("rows", [None, 1, 3])
def test_closed_forms_against_the_factor_of_the_gramian(name, N, rows):
    rng = np.random.default_rng(N)
    C = (
        None
        if rows is None
        else rng.standard_normal((rows, N)) + 1j * rng.standard_normal((rows, N))
    )
    system = family(name).system(N)
    found, dense = h2_norm(name, N, C=C), h2_norm(StateSpace(system.A, system.B, C))
    assert (found.method, dense.method) == ("closed form", "Gramian factor")
    # u·N for the factor
    assert found.value == pytest.approx(dense.value, rel=32 * N * U)
    assert found.tolerance <= 1e-13


def test_closed_form_at_any_order():
    N = 10**6
    assert h2_norm("legs", N).value == pytest.approx(math.sqrt(N / 2), rel=4 * U)
    assert h2_norm("lagt", N, C=np.ones(N) * 1e-170).value == pytest.approx(1e-167, rel=1e2 * U)
    with pytest.raises(InputError, match="C must be"):
        h2_norm("legs", 3, C=np.ones(4))


def test_fout_is_orthogonal_without_its_idle_state():
    # A + Aᵀ = −BBᵀ, so that the Gramian of the other nine is I
    assert h2_norm("fout", 10).value == pytest.approx(3.0, rel=1e2 * U)


@pytest.mark.parametrize(("pole", "value"), [(-1.0, math.sqrt(0.5)), (-2.0 + 5j, 0.5)])
@pytest.mark.parametrize("kind", ["dense", "diagonal"])
def test_one_pole(pole, value, kind):
    one = np.ones(1)
    system = (
        Diagonal(np.array([pole]), one, one)
        if kind == "diagonal"
        else StateSpace(np.array([[pole]]), one, one)
    )
    assert h2_norm(system).value == pytest.approx(value, rel=8 * U)


@pytest.mark.parametrize("dt", [None, 0.5])
def test_diagonal_dense_and_nplr_agree(dt):
    rng = np.random.default_rng(1)
    lam = -rng.uniform(0.1, 1, 6) + 1j * rng.standard_normal(6)
    lam = lam if dt is None else np.exp(lam)
    B = rng.standard_normal((6, 2)) + 1j * rng.standard_normal((6, 2))
    C = rng.standard_normal((3, 6))
    D = 0.0 if dt is None else rng.standard_normal((3, 2))
    zero = np.zeros((6, 1))
    diagonal = h2_norm(Diagonal(lam, B, C, D, dt))
    assert diagonal.method == "Cauchy matrix"
    turn = np.linalg.qr(rng.standard_normal((6, 6)) + 1j * rng.standard_normal((6, 6)))[0]
    A = turn @ np.diag(lam) @ turn.conj().T
    dense = h2_norm(StateSpace(A, turn @ B, C @ turn.conj().T, D, dt))
    form = h2_norm(NPLR(lam, zero, zero, None, B, C, D, dt))
    # u·‖K‖₁-type cancellation of these modes is below 1e3
    assert diagonal.value == pytest.approx(dense.value, rel=1e3 * U)
    assert form.value == pytest.approx(dense.value, rel=1e3 * U)


def test_discrete_norm_is_the_sum_of_squares():
    rng = np.random.default_rng(5)
    A = rng.standard_normal((5, 5))
    A *= 0.7 / np.abs(np.linalg.eigvals(A)).max()
    B, C, D = rng.standard_normal((5, 2)), rng.standard_normal((3, 5)), np.ones((3, 2))
    total, state = np.sum(D**2), B
    for _ in range(200):  # 0.7^400 is below u²
        total, state = total + np.sum((C @ state) ** 2), A @ state
    found = h2_norm(StateSpace(A, B, C, D, 1.0))
    assert found.value == pytest.approx(math.sqrt(total), rel=1e3 * U)


def test_published_values():
    A = np.array([[-5.0, -3], [2, -9]])
    assert h2_norm(StateSpace(A, np.diag([1.0, 2]))).value == pytest.approx(
        0.5773502691896258, rel=16 * U
    )
    assert h2_norm(StateSpace(A, np.array([1.0, 2]))).value == pytest.approx(
        0.5345224838248488, rel=16 * U
    )
    A, B = np.array([[0.2, -0.8], [-0.8, 0.07]]), np.diag([1.0, 2])
    assert h2_norm(StateSpace(A, B, None, 0.0, 0.005)).value == pytest.approx(
        4.940973856125768, rel=1e2 * U
    )
    assert h2_norm(StateSpace(A, B, np.array([1.0, 0]), 0.0, 0.005)).value == pytest.approx(
        3.4490083195926426, rel=1e2 * U
    )
    zoh = StateSpace(
        np.array([[math.exp(-0.1)]]), np.array([-math.expm1(-0.1)]), np.ones(1), 0.0, 0.1
    )
    # (1 − a)/(1 + a) = tanh(0.05); toolboxes print 0.223513699524858, right to eight digits
    assert h2_norm(zoh).value == pytest.approx(math.sqrt(math.tanh(0.05)), rel=64 * U)


def test_against_quadrature_of_the_kernel():
    A, b, c = np.array([[-1.0, 2], [-3, -0.5]]), np.array([1.0, 2]), np.array([3.0, -1])
    x, w = np.polynomial.legendre.leggauss(24)
    x, w = (x + 1) / 2, w / 2
    # panels of length 1 to t = 50: e^{−1.5·50} is below u
    energy = sum(
        weight * (c @ spla.expm((k + node) * A) @ b) ** 2
        for k in range(50)
        for node, weight in zip(x, w, strict=True)
    )
    # u·50 for the exponentials at the far end, which are small
    assert h2_norm(StateSpace(A, b, c)).value == pytest.approx(math.sqrt(energy), rel=1e2 * U)


def test_unstable_and_feedthrough_are_inf():
    unstable = h2_norm(StateSpace(np.array([[0.5 + 1j]]), np.ones(1), np.ones(1)))
    assert (unstable.value, unstable.at) == (math.inf, 0.5 + 1j)
    direct = h2_norm(StateSpace(np.array([[-1.0]]), np.ones(1), np.ones(1), 0.1))
    assert (direct.value, direct.at, direct.status) == (math.inf, None, "exact")
    assert h2_norm(Diagonal(np.array([1.0]), np.ones(1), np.ones(1), 0.0, 1.0)).value == math.inf


@pytest.mark.parametrize("delta", [Fraction(1, 2), Fraction(1, 2**20), Fraction(1, 2**40)])
@pytest.mark.parametrize("dense", [False, True])
def test_distance_of_close_kernels_keeps_its_digits(delta, dense):
    # ∫ (e^{−t} − e^{−(1+δ)t})² = δ²/(2(1+δ)(2+δ))
    exact = math.sqrt(delta**2 / (2 * (1 + delta) * (2 + delta)))
    one = np.ones(1)
    a = Diagonal(np.array([-1.0]), one, one)
    b = Diagonal(np.array([-1.0 - float(delta)]), one, one)
    found = l2_distance(a.dense() if dense else a, b)
    # the factor is right to u of the kernels: relative to their distance u/δ
    assert found.value == pytest.approx(exact, rel=32 * U / float(delta))
    assert abs(found.value / exact - 1) <= found.tolerance
    # subtracting squares would have lost twice as many digits
    assert 32 * U / float(delta) < 1e-2


@pytest.mark.parametrize("size", [1e-200, 1e200])
@pytest.mark.parametrize("kind", ["dense", "diagonal"])
def test_scale_of_the_input_does_not_matter(size, kind):
    one = np.ones(1)
    system = Diagonal(np.array([-1.0]), size * one, one)
    found = h2_norm(system.dense() if kind == "dense" else system)
    assert found.value / size == pytest.approx(math.sqrt(0.5), rel=8 * U)


def test_distance_uses_the_family_size():
    assert l2_distance("legs", "legs", 5).value <= 1e2 * U
    # ⟨x_n, y_n⟩ of LegS and LagT at N = 1: e^{−t} against e^{−t/2}
    exact = math.sqrt(0.5 + 1.0 - 2 / 1.5)
    assert l2_distance("legs", "lagt", 1).value == pytest.approx(exact, rel=16 * U)


def test_bad_input():
    with pytest.raises(InputError, match="no input matrix"):
        h2_norm(np.diag([-1.0, -2.0]))
    with pytest.raises(InputError, match="outputs"):
        l2_distance("legs", StateSpace(-np.eye(2), np.ones(2)), 3)


@pytest.mark.parametrize("distance", [1e-2, 1e-5, 1e-8])
@pytest.mark.parametrize("discrete", [True, False])
def test_the_tolerance_covers_the_rounding_of_poles_near_the_boundary(distance, discrete):
    """‖K‖ moves by u‖A‖/distance with the rounding of a dense A, or of |λ| beside 1."""
    angles = np.array([0.3, 1.1, -0.7])
    if discrete:
        lam, dt = (1 - distance * np.arange(1, 4)) * np.exp(1j * angles), 0.1
    else:
        lam, dt = -distance * np.arange(1, 4) + 1j * angles, None
    ones = np.ones(3, dtype=complex)
    with mpmath.workdps(50):
        poles = [mpmath.mpc(complex(z)) for z in lam]
        gaps = [
            [1 - mpmath.conj(a) * b if discrete else -(mpmath.conj(a) + b) for b in poles]
            for a in poles
        ]
        exact = float(mpmath.sqrt(mpmath.re(sum(1 / gap for row in gaps for gap in row))))
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))[0]
    dense = StateSpace((turn * lam) @ turn.T, turn @ ones, turn @ ones, dt=dt)
    for system in (Diagonal(lam, ones, ones, dt=dt), dense):
        found = h2_norm(system)
        assert abs(found.value / exact - 1) <= found.tolerance + 2 * U
        assert found.tolerance <= 1e3 * U / distance
