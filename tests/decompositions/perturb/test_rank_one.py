"""The rank-one forms against dense matrices, reference values and high-precision sums."""

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import comb

from ssmtheory.closed_forms import legs
from ssmtheory.decompositions.perturb.rank_one import (
    CHAINS,
    critical_distance,
    perturbation_norm,
    rank_one,
    slope,
    state_norm,
)
from ssmtheory.errors import InputError
from ssmtheory.families import family

EPS = np.finfo(float).eps
CASES = [(chain, N, rho) for chain in ("legs", "lagt") for N in (2, 8, 32) for rho in (0.5, 0.1)]


def perturbed(chain, N, rho):
    """(A_ρ, B_ρ) from the definition."""
    system = family(chain).system(N)
    tau = 2 * rho / (1 + rho)
    return system.A + tau / 2 * np.outer(system.B, system.B), system.B / (1 + rho)


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
@pytest.mark.parametrize("rho", ["0.5", "0.1", "0.001"])
def test_poles_are_the_reference_eigenvalues(reference, chain, N, rho):
    form = rank_one(chain, N, float(rho))
    wanted = [
        complex(float(a), float(b)) for a, b in reference[chain][N]["rank_one"][rho]["eigenvalues"]
    ]
    found = form.lam[form.lam.imag >= 0]
    # dλ = d(log ρ)/L: the condition of a root of log T + log ρ = iπ(2m+1)
    gap = np.abs(np.array(wanted)[:, None] - found[None, :])
    sensitivity = (10 + abs(np.log(float(rho)))) / np.abs(slope(chain, found, N))
    allowed = 64 * EPS * (np.abs(found) + sensitivity)
    assert len(wanted) == found.size
    assert (gap.min(axis=0) <= allowed).all()


@pytest.mark.parametrize(("chain", "N", "rho"), CASES)
def test_columns_are_unit_eigenvectors_of_the_dense_matrix(chain, N, rho):
    form, (A, _) = rank_one(chain, N, rho), perturbed(chain, N, rho)
    V = form.vectors()
    assert np.abs(np.linalg.norm(V, axis=0) - 1).max() <= 16 * N * EPS
    assert np.linalg.norm(A @ V - V * form.lam) <= 16 * N * EPS * np.linalg.norm(A)
    assert np.abs(V[0] - form.first_output).max() <= 16 * EPS


@pytest.mark.parametrize(("chain", "N", "rho"), CASES)
def test_modal_sum_is_the_dense_state_response(chain, N, rho):
    form, (A, B) = rank_one(chain, N, rho), perturbed(chain, N, rho)
    V, s = form.vectors(), 0.3 + 1.7j
    wanted = np.linalg.solve(s * np.eye(N) - A, B)
    found = V @ (form.B / (s - form.lam))
    # κ(V) ≈ 1/ρ amplifies the rounding of the modal form
    assert np.linalg.norm(found - wanted) <= 64 * N * EPS / rho * np.linalg.norm(B)
    assert (form.B > 0).all()


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [7, 100_000])
def test_traces_hold_at_any_order(chain, N):
    """Σλ = tr A + τ‖P‖² and Σ e₀ᵀV B = e₀ᵀB/(1+ρ): two sums over all modes known exactly."""
    rho = 0.1
    form = rank_one(chain, N, rho)
    trace = -N * (N + 1) / 2 if chain == "legs" else -N / 2
    wanted = trace + perturbation_norm(chain, N, rho)
    assert abs(form.lam.sum() - wanted) <= 64 * EPS * np.abs(form.lam).sum()
    terms = form.first_output * form.B
    assert abs(terms.sum() - 1 / (1 + rho)) <= 64 * EPS * np.abs(terms).sum() * np.log2(N)


@given(chain=st.sampled_from(["legs", "lagt"]), N=st.integers(1, 40), rho=st.floats(0.005, 0.99))
def test_poles_inputs_and_outputs_come_in_conjugate_pairs(chain, N, rho):
    """Below a critical ρ there are real poles between the pairs."""
    assume(critical_distance(chain, N, rho) > 1e-3)
    form = rank_one(chain, N, rho)
    mirror = np.array([np.flatnonzero(form.lam == z.conj()) for z in form.lam])[:, 0]
    assert np.array_equal(np.sort(mirror), np.arange(N))
    assert np.abs(form.B - form.B[mirror]).max() <= 8 * EPS * form.B.max()
    gap = np.abs(form.first_output - form.first_output[mirror].conj())
    assert gap.max() <= 8 * EPS * np.abs(form.first_output).max()
    assert (form.shifted.real < 0).all()


@pytest.mark.parametrize("N", [1, 6, 300])
def test_slope_is_the_sum_over_the_factors(N):
    """At points near and far from the zeros and poles, both sides of the symmetry axis."""
    points = [-0.7 + 0.1j, -3.4 + 0.02j, 2.3 + 0.4j, -40.2 + 25j, -1e5 + 3e5j]
    points.append(N * N * complex(-1 / 7, 1 / 3))

    def factor_sum(s):
        return mpmath.fsum((2 * k + 1) / ((s - k) * (s + k + 1)) for k in range(N))

    with mpmath.workdps(40):
        wanted = [complex(factor_sum(mpmath.mpc(s))) for s in points]
    found = slope("legs", np.array(points), N)
    # digamma near a pole at distance d loses 1/d
    assert (np.abs(found - wanted) <= 512 * EPS * np.abs(wanted)).all()


@given(chain=st.sampled_from(["legs", "lagt"]), N=st.integers(2, 40), gap=st.floats(1e-9, 1e-5))
def test_towards_one_the_form_is_the_normal_part(chain, N, gap):
    form = rank_one(chain, N, 1 - gap)
    omega = CHAINS[chain].normal_part_frequencies(N)
    upper = form.lam[: N // 2]
    moved = np.abs(upper - (form.lam - form.shifted)[0] - 1j * omega)
    # first order: dλ = −d(log ρ)/L
    bound = 2 * gap / np.abs(form.slope[: N // 2])
    assert (moved <= bound + 16 * EPS * np.abs(upper)).all()
    assert (moved >= bound / 4 - 16 * EPS * np.abs(upper)).all()
    # a = −Re(λ + ½) is of the order of the gap and carries the rounding of λ
    loss = EPS * np.max(np.abs(form.lam) / np.abs(form.shifted.real))
    assert abs(form.kappa() - 1) <= 2 * gap + 64 * N * EPS + 8 * loss


@given(N=st.integers(2, 30), rho=st.floats(1e-5, 0.9))
def test_towards_zero_the_error_is_half_of_rho(N, rho):
    """‖x‖|T| = N|ω|/(ω²+N²) is ½ at its largest, so sup‖x_ρ − x‖ lies in ½ρ/(1±ρ)."""
    assume(critical_distance("legs", N, rho) > 1e-3)
    form = rank_one("legs", N, rho)
    s = 1j * N
    x = form.vectors() @ (form.B / (s - form.lam))
    error = np.linalg.norm(x - legs.states(s, N))
    rounding = 64 * N * EPS * form.kappa()
    assert rho / (2 * (1 + rho)) - rounding <= error <= rho / (2 * (1 - rho)) + rounding


def test_towards_zero_the_poles_are_those_of_the_family():
    rho, N = 1e-9, 4
    form = rank_one("legs", N, rho)
    # T has the residue T_j at −(j+1); the pole moves by ρ|T_j|, here at most 140 ρ
    assert np.abs(np.sort(form.lam.real) - np.arange(-N, 0)).max() <= 200 * rho
    n, j = np.indices((N, N))
    V = (-1.0) ** (n - j) * np.sqrt(2 * n + 1) * comb(n + j, n - j)  # LegS's own vectors
    wanted = np.linalg.cond(V / np.linalg.norm(V, axis=0))
    # the distance of a pole to one of T is of the order of ρ, and carries ε/ρ
    assert form.kappa() == pytest.approx(wanted, rel=1e3 * rho + 64 * EPS / rho)


@pytest.mark.parametrize("N", [2, 8, 32])
def test_critical_rho_is_refused_and_flagged(N):
    critical = legs.critical_rho(N)[0]
    with pytest.raises(InputError, match="two poles"):
        rank_one("legs", N, critical * (1 + 1e-8))
    near, far = rank_one("legs", N, critical * 1.0001), rank_one("legs", N, critical * 2)
    assert near.critical_distance == pytest.approx(1e-4, rel=1e-10)
    # κ grows like the inverse root of the distance
    assert near.kappa() > 10 * far.kappa()
    assert critical_distance("lagt", N, 0.1) == np.inf


@pytest.mark.parametrize("rho", [0, -0.1, 1.5, np.nan, np.inf, 1])
def test_rho_outside_the_open_interval_is_refused(rho):
    with pytest.raises(InputError, match="rho must lie in"):
        rank_one("legs", 8, rho)


@pytest.mark.parametrize("chain", ["legs", "lagt"])
def test_state_norm_is_the_norm_of_the_dense_response(chain):
    N, system = 9, family(chain).system(9)
    omega = np.array([1e-3, 0.4, 7.0, 250.0])
    shifted = [1j * w * np.eye(N) - system.A for w in omega]
    dense = [np.linalg.norm(np.linalg.solve(M, system.B)) for M in shifted]
    assert state_norm(chain, omega, N) == pytest.approx(dense, rel=256 * N * EPS)
