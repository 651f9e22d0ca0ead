"""Rank-one forms of LegS and LagT, and FouT, against ball inertia at any depth."""

import math
from fractions import Fraction

import flint
import numpy as np
import pytest

from ssmtheory.analysis.sigma import allpass
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.kernels.allpass import SETTLED
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
BITS = 1600


def rank_one_balls(name, N, rho):
    """A + τPPᵀ from the family's exact entries: PPᵀ = BBᵀ/2."""
    A, B = family(name).balls(N, BITS)
    exact = Fraction(rho)
    tau = 2 * exact / (1 + exact)
    with working_precision(BITS):
        return A + B * B.transpose() * flint.arb(flint.fmpq(tau.numerator, 2 * tau.denominator))


def allowed(N, log10_sigma):
    """A few roundings for each of N factors, and the ulp of the stored logarithm."""
    return 4 * EPS * (N + 4 + abs(log10_sigma) * math.log(10))


def pole_doubles(chain, N, rho):
    shift, _ = allpass.CHAINS[chain]
    h, _, theta, _ = allpass.rank_one_table(chain, N, rho)
    return -(h + shift) + 1j * theta


def points(rng, N):
    deep = rng.uniform(-1.5 * N - 2, 0, 3) + 1j * rng.uniform(-N, N, 3)
    return [*deep, rng.uniform(0, N) + 1j * rng.uniform(-N, N), -0.5 + 0.3j, -1.25 + 0j]


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("rho", [1e-30, 1e-6, 0.1, 0.5, 1 - 1e-9])
@pytest.mark.parametrize("N", [1, 2, 9, 16])
def test_rank_one_forms_at_random_points_and_at_their_eigenvalues(
    rng, sigma_is_enclosed, chain, rho, N
):
    A = rank_one_balls(chain, N, rho)
    z = np.array([*points(rng, N), *pole_doubles(chain, N, rho)[:2]])
    sigma = allpass.prepare(as_subject(chain, N), rho)
    assert (sigma.floor, sigma.method) == (0.0, "allpass")
    for w, found in zip(z, sigma(z), strict=True):
        # on the real axis, ρ near 1, two singular values coincide: enclosed, not extrapolated
        clustered = SETTLED if rho > 0.9 else 0.0
        assert sigma_is_enclosed(A, w, found, allowed(N, found) + clustered)


@pytest.mark.parametrize(("chain", "lam"), [("legs", -2.0), ("lagt", -0.5)])
def test_a_perturbation_of_1e_300_moves_the_eigenvalue_by_what_it_should(
    sigma_is_enclosed, chain, lam
):
    N, rho = 2, 1e-300
    found = float(allpass.prepare(as_subject(chain, N), rho)(lam))
    assert -301 < found < -299
    assert sigma_is_enclosed(rank_one_balls(chain, N, rho), lam, found, allowed(N, found))


@pytest.mark.parametrize("chain", ["legs", "lagt"])
def test_rho_one_is_the_normal_part(rng, sigma_is_enclosed, chain):
    N = 9
    sigma = allpass.prepare(as_subject(chain, N), 1)
    lam = family(chain).nplr(N).lam
    z = np.array([*points(rng, N), lam[0], lam[1] + 1e-9])
    assert sigma.method == "normal"
    A = rank_one_balls(chain, N, 1)
    for w, found in zip(z, sigma(z), strict=True):
        assert sigma_is_enclosed(A, w, found, allowed(1, found))
    assert np.isneginf(sigma(lam[N // 2].real))  # odd N: a real eigenvalue, a double exactly


def test_fractions_and_doubles_of_rho_are_taken_exactly():
    subject = as_subject("legs", 8)
    z = pole_doubles("legs", 8, 0.1)[:1]
    exact, rounded = (allpass.prepare(subject, rho)(z) for rho in (Fraction(1, 10), 0.1))
    # their poles differ by about 5e-17, of the order of σ at a pole rounded to a double
    assert abs(exact - rounded) > 1e-3


def test_no_rho_is_the_family_itself_and_small_rho_tends_to_it(rng):
    subject = as_subject("legs", 12)
    z = rng.uniform(-20, 3, 40) + 1j * rng.uniform(0.1, 12, 40)
    plain = allpass.prepare(subject)(z)
    np.testing.assert_array_equal(allpass.prepare(subject, 0)(z), plain)
    # |T_ρ/T − 1| ≤ 2ρ/|T| and |T| > 1e-10 here
    np.testing.assert_allclose(allpass.prepare(subject, 1e-28)(z), plain, rtol=0, atol=40 * EPS)


@pytest.mark.parametrize("rho", [-0.1, 1.5, float("nan")])
def test_rho_outside_the_unit_interval_is_refused(rho):
    with pytest.raises(InputError, match="rho"):
        allpass.prepare(as_subject("legs", 4), rho)


def test_lagt_next_to_its_jordan_block_where_every_factor_underflows():
    """σ = (α + c)|T(c)| with c = α to all digits: log10 |z + ½|^N to leading order."""
    N, t = 64, 1e-10
    found = float(allpass.prepare(as_subject("lagt", N))(-0.5 + 1j * t))
    assert found == pytest.approx(N * math.log10(t), abs=EPS * 4 * 640)


@pytest.mark.parametrize("N", [4, 6, 16])
def test_fout_is_a_chain_and_an_idle_state(rng, sigma_is_enclosed, N):
    A = family("fout").balls(N, BITS)[0]
    h, _, theta, _ = allpass.fout_table(N)
    z = np.array([*points(rng, N), 6 * np.pi * 1j, 1e-9 + 0j, -h[-1] + 1j * theta[-1], -30 + 9j])
    sigma = allpass.prepare_fout(as_subject("fout", N))
    for w, found in zip(z, sigma(z), strict=True):
        assert sigma_is_enclosed(A, w, found, allowed(N, found))
    assert np.isneginf(sigma(0.0))  # the idle state


def test_which_families_it_applies_to():
    assert allpass.applies(as_subject("legs", 4))
    assert allpass.applies(as_subject("lagt", 4))
    assert not allpass.applies(as_subject("legt", 4))
    assert allpass.fout_applies(as_subject("fout", 4))
    assert not allpass.fout_applies(as_subject(np.eye(3)))
