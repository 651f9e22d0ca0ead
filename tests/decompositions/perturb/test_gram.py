"""κ from Cauchy matrices against brute force, against V, and its bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb import gram
from ssmtheory.decompositions.perturb.chain_norm import chain_norm
from ssmtheory.decompositions.perturb.rank_one import rank_one
from ssmtheory.families import family
from ssmtheory.limits import modest_threads

EPS = np.finfo(float).eps
chains = st.sampled_from(["legs", "lagt"])


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
@pytest.mark.parametrize("rho", ["0.5", "0.1", "0.001"])
def test_kappa_has_all_the_digits_of_the_reference(reference, chain, N, rho):
    form = rank_one(chain, N, float(rho))
    wanted = float(reference[chain][N]["rank_one"][rho]["kappa2_V"])
    found = gram.kappa_from_gram(form.shifted, form.slope, form.rho)
    assert found == pytest.approx(wanted, rel=256 * EPS)  # 15 printed digits
    assert form.kappa() == pytest.approx(wanted, rel=256 * EPS)


@given(chain=chains, N=st.integers(2, 32), rho=st.floats(0.08, 0.95))
def test_kappa_from_the_vectors_is_kappa_from_the_gram_matrix(chain, N, rho):
    form = rank_one(chain, N, rho)
    kappa = np.linalg.cond(form.vectors())
    found = gram.kappa_from_gram(form.shifted, form.slope, rho)
    # cond of N-term products: σ_min of V carries N ε, times κ
    assert found == pytest.approx(kappa, rel=64 * N * EPS * kappa)


@given(chain=chains, N=st.integers(1, 24), rho=st.floats(0.08, 0.95))
def test_the_two_gram_matrices_are_inverse_to_each_other(chain, N, rho):
    form = rank_one(chain, N, rho)
    right, left = gram.right_gram(form.shifted), gram.left_gram(form.shifted, form.slope, rho)
    V = form.vectors() * form.slope / np.abs(form.slope)  # back from the canonical gauge
    assert np.abs(right - V.conj().T @ V).max() <= 64 * N * EPS
    allowed = 64 * N * EPS * np.linalg.norm(right, 2) * np.linalg.norm(left, 2)
    assert np.abs(right @ left - np.eye(N)).max() <= allowed


@given(chain=chains, N=st.integers(1, 40), rho=st.floats(0.08, 0.95))
def test_bounds_hold_kappa(chain, N, rho):
    form = rank_one(chain, N, rho)
    low, high = form.kappa_bounds()
    assert low * (1 - 64 * EPS) <= form.kappa() <= high * (1 + 64 * EPS)


@given(N=st.integers(2, 40), rho=st.floats(0.01, 0.95))
def test_lagt_has_its_exact_condition(N, rho):
    form = rank_one("lagt", N, rho)
    found = gram.kappa_from_gram(form.shifted, form.slope, rho)
    assert found == pytest.approx(rho ** (-(N - 1) / N), rel=128 * EPS * N)


def test_lanczos_and_dense_agree():
    form = rank_one("legs", gram.DENSE + 4, 0.1)
    H = gram.right_gram(form.shifted)
    with modest_threads():
        dense = float(np.linalg.eigvalsh(H)[-1])
    assert gram.largest_eigenvalue(H) == pytest.approx(dense, rel=1e-13 + H.shape[0] * EPS)


def test_above_the_limit_kappa_is_left_out_and_its_bounds_stay():
    form = rank_one("legs", 2001, 0.1)
    assert form.kappa() is None
    assert 2 < form.kappa_bounds()[0] < form.kappa_bounds()[1]


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [1, 2, 5, 64, 200])
def test_norm_of_a_chain_is_the_norm_of_its_matrix(chain, N):
    A = family(chain).system(N).A
    assert chain_norm(chain, N) == pytest.approx(np.linalg.norm(A, 2), rel=16 * max(N, 4) * EPS)
