"""Residue formulas of the error against exact rationals, dense systems and published values."""

import math
from fractions import Fraction

import flint
import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.analysis.convergence.chain import ChainError
from ssmtheory.analysis.convergence.sup import chain_supremum, sampled_supremum
from ssmtheory.analysis.time.kernel import kernel_system
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.systems import Diagonal
from ssmtheory.systems.kernel import system_kernel

U = 2.0**-53


def polynomial(roots) -> flint.fmpq_poly:
    out = flint.fmpq_poly([1])
    for root in roots:
        out *= flint.fmpq_poly([-flint.fmpq(root.numerator, root.denominator), 1])
    return out


def chain_roots(kind: str, count: int):
    """(zeros, poles) of the first factors of T."""
    half = Fraction(1, 2)
    if kind == "legs":
        return [Fraction(j) for j in range(count)], [Fraction(-j - 1) for j in range(count)]
    return [half] * count, [-half] * count


def exact_energy(kind, N, k, rho, decay=None) -> float:
    """‖E‖ or ‖E û‖ from the Lyapunov equation of the companion form, in rationals."""
    zeros, poles = chain_roots(kind, N)
    share = flint.fmpq(rho.numerator, rho.denominator)
    above = polynomial(zeros) * share * polynomial(chain_roots(kind, k)[0])
    below = (polynomial(poles) + share * polynomial(zeros)) * polynomial(
        chain_roots(kind, k + 1)[1]
    )
    if decay is not None:
        below *= polynomial([-decay])
    n = below.degree()
    lead = below[n]
    A = [[flint.fmpq(i + 1 == j) for j in range(n)] for i in range(n - 1)]
    A.append([-below[j] / lead for j in range(n)])
    c = [above[j] / lead for j in range(n)]
    # (A ⊗ I + I ⊗ A) vec X = −vec e_n e_nᵀ
    big, rhs = flint.fmpq_mat(n * n, n * n), flint.fmpq_mat(n * n, 1)
    for i in range(n):
        for j in range(n):
            for m in range(n):
                big[i * n + j, m * n + j] += A[i][m]
                big[i * n + j, i * n + m] += A[j][m]
    rhs[n * n - 1, 0] = flint.fmpq(-1)
    X = big.solve(rhs)
    total = sum(c[i] * X[i * n + j, 0] * c[j] for i in range(n) for j in range(n))
    gain = 2 * k + 1 if kind == "legs" else 1
    return math.sqrt(gain * int(total.p) / int(total.q))


CASES = [
    ("legs", 2, 0, Fraction(1)),
    ("legs", 5, 0, Fraction(1)),
    ("legs", 5, 2, Fraction(1)),
    ("legs", 4, 1, Fraction(1, 2)),
    ("legs", 5, 3, Fraction(1, 4)),
    ("lagt", 4, 0, Fraction(1, 2)),
    ("lagt", 5, 2, Fraction(3, 4)),
]


@pytest.mark.parametrize(("kind", "N", "k", "rho"), CASES)
def test_energy_is_that_of_exact_rationals(kind, N, k, rho):
    value, error = ChainError(kind, N, k, float(rho)).energy()
    exact = exact_energy(kind, N, k, rho)
    assert abs(value / exact - 1) <= error + 2 * U
    assert error <= 1e3 * U


# decays on a pole of G, on a zero of T that is none, on neither, and beyond all
@pytest.mark.parametrize("decay", [Fraction(1, 2), 1, 2, 3, Fraction(7, 3), 9])
@pytest.mark.parametrize(("kind", "N", "k", "rho"), CASES[:6])
def test_output_energy_is_that_of_exact_rationals(kind, N, k, rho, decay):
    decay = Fraction(decay)
    value, error = ChainError(kind, N, k, float(rho)).output_energy(float(decay))
    exact = exact_energy(kind, N, k, rho, decay)
    # 7/3 is not a double: the energy changes by no more than it does relatively
    assert abs(value / exact - 1) <= error + 4 * U
    assert error <= 1e3 * U


@pytest.mark.parametrize("rho", [1e-4, 1e-8, 1e-12])
@pytest.mark.parametrize(("kind", "N", "k"), [("legs", 4, 0), ("legs", 5, 2), ("lagt", 4, 1)])
def test_tiny_rho_costs_the_digits_that_the_error_says(kind, N, k, rho):
    """The poles are then within ρ of those of the original, to which they are rounded."""
    form = ChainError(kind, N, k, rho)
    exact = [exact_energy(kind, N, k, Fraction(rho), decay) for decay in (None, Fraction(3))]
    for (value, error), truth in zip((form.energy(), form.output_energy(3.0)), exact, strict=True):
        assert abs(value / truth - 1) <= error + 2 * U


def test_a_rho_that_moves_no_pole_is_refused():
    for rho in (1e-20, 1e-300):
        form = ChainError("legs", 4, 0, rho)
        for distance in (form.energy, lambda form=form: chain_supremum(form)):
            with pytest.raises(InputError, match="choose a larger rho"):
                distance()


def test_supremum_at_small_rho_is_within_its_tolerance_or_refused():
    # K_ρ − K = −ρ/(1+ρ) at t = 0; to first order ρ times a function of t that is largest there
    value, _, _, tolerance = chain_supremum(ChainError("legs", 4, 0, 1e-6))
    assert abs(value / 1e-6 - 1) <= tolerance + 2e-6
    with pytest.raises(InputError, match="too small"):
        chain_supremum(ChainError("legs", 4, 0, 1e-9))


@pytest.mark.parametrize(("N", "k"), [(16, 0), (512, 0), (10**5, 0)])
def test_energy_of_the_first_state_of_the_diagonal_restriction(N, k):
    # ¼ − 1/(2N²), as every exact rational value above has it
    value, error = ChainError("legs", N, k, 1.0).energy()
    assert abs(value / math.sqrt(0.25 - 0.5 / N**2) - 1) <= error


def test_lagt_energy_is_the_same_at_every_size_and_state():
    # E = Σ_{j≥1} (−ρ)^j x_{jN+k}, an orthonormal series
    for N, k, rho in ((2, 0, 0.3), (40, 7, 0.3), (33, 31, 0.9)):
        value, error = ChainError("lagt", N, k, rho).energy()
        assert abs(value / (rho / math.sqrt(1 - rho**2)) - 1) <= error + 4 * U


@pytest.mark.parametrize("kind", ["legs", "lagt"])
@pytest.mark.parametrize("rho", [1.0, 0.4])
def test_difference_is_that_of_the_matrices(kind, rho):
    N, k, t = 7, 2, np.array([0.0, 0.01, 0.3, 2.0])
    A, B = family(kind).arrays(N)
    tau, P = 2 * rho / (1 + rho), B / math.sqrt(2)
    turned = A + tau * np.outer(P, P)
    exact = [(spla.expm(x * turned) @ B / (1 + rho) - spla.expm(x * A) @ B)[k] for x in t]
    # u‖A‖‖B‖ of the exponentials
    allowed = 64 * U * np.linalg.norm(A) * np.linalg.norm(B)
    assert np.abs(ChainError(kind, N, k, rho).difference(t) - exact).max() <= allowed


@pytest.mark.parametrize(
    ("kind", "k", "rho"), [("legs", 1, 1.0), ("legs", 0, 0.5), ("lagt", 1, 0.5)]
)
def test_envelope_and_curvature_are_bounds(kind, k, rho):
    error = ChainError(kind, 12, k, rho)
    h = 0.01 / float(np.abs(error.poles).max())
    t = np.arange(0, 20000) * h
    f = error.difference(t)
    tails = np.maximum.accumulate(np.abs(f)[::-1])[::-1]
    assert all(error.envelope(t[j]) >= tails[j] for j in range(0, t.size, 500))
    second = np.abs(np.diff(f, 2)).max() / h**2
    assert 0.01 * error.curvature() <= second <= error.curvature()


@pytest.mark.parametrize(
    ("kind", "k", "rho"), [("legs", 0, 1.0), ("legs", 2, 1.0), ("legs", 0, 0.95), ("lagt", 0, 0.9)]
)
def test_supremum_is_above_a_fine_grid_and_close_to_it(kind, k, rho):
    N = 10
    error = ChainError(kind, N, k, rho)
    value, at, status, tolerance = chain_supremum(error)
    assert status == "converged"
    assert tolerance <= 1e-7
    arguments = {"C": np.eye(N)[k], "form": "rank-one", "rho": rho}
    form = kernel_system(family(kind), N, **arguments)[0]
    original = kernel_system(family(kind), N, C=np.eye(N)[k])[0]
    step, count = 0.02 / float(np.abs(error.poles).max()), 40000
    grid, _ = sampled_supremum(form, original, step, count)
    gap = error.curvature() * step**2 / 8
    assert grid * (1 - 1e4 * U) <= value * (1 + tolerance)
    assert value <= grid + gap + 1e4 * U
    assert abs(error.difference(np.array([at]))[0]) == pytest.approx(value, rel=1e-9)


def test_supremum_of_lagts_diagonal_restriction_is_a_lower_bound():
    # it is almost periodic and never decays
    assert chain_supremum(ChainError("lagt", 8, 0, 1.0))[2] == "lower bound"


@pytest.mark.parametrize("N", [1 + 1, 9, 64])
@pytest.mark.parametrize("k", [0, 1, 3])
def test_diagonal_kernels_start_at_half(N, k):
    if k > N - 2:
        return
    error = ChainError("legs", N, k, 1.0)
    start = error.difference(np.zeros(1))[0]
    # u·Σ|R| over the modes, and their number
    allowed = 4 * N * U * math.sqrt(2 * k + 1)
    assert start == pytest.approx(-math.sqrt(2 * k + 1) / 2, abs=allowed)


@pytest.mark.parametrize(("N", "top"), [(64, 0.8270), (256, 0.9554)])
def test_pointwise_residual_oscillates(N, top):
    # steps of 0.001 see 0.79 only at N = 256
    error = ChainError("legs", N, 0, 1.0)
    step = 0.1 / float(error.poles.imag.max())
    t = np.arange(0.0, 1.5, step)
    modes = Diagonal(error.poles, error.residues, error.weights.astype(complex))
    f = (system_kernel(modes, step, t.size, "dirac").real - np.exp(-t))[t >= 0.5]
    t = t[t >= 0.5]
    j = int(np.abs(f).argmax())
    # samples 0.1 radians apart miss 0.1²/8 of the curvature, below one per mode
    assert abs(f[j]) == pytest.approx(top, abs=6e-4)
    form = kernel_system("legs", N, C=np.eye(N)[0], form="diagonal")[0]
    dense = (form.C @ (np.exp(t[j] * form.lam) * form.B)).real - math.exp(-t[j])
    # u|λt| in the phases
    assert f[j] == pytest.approx(dense, abs=8 * U * t[j] * float(error.poles.imag.max()))
    # its root mean square is ½ e^{−t/2}, and a little more while N is finite
    assert 0 < math.sqrt(np.mean(f**2 * np.exp(t))) - 0.5 < 0.35 / N
