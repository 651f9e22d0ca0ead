"""σ_min of normal-plus-low-rank forms against ball inverses, at depth and in odd places."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.sigma import nplr
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.sigma.exact import balls
from ssmtheory.analysis.subject import as_subject
from ssmtheory.families import family
from ssmtheory.precision import working_precision
from ssmtheory.systems import NPLR

EPS = np.finfo(float).eps
# What ACCURACY promises, and the rounding of a log10 of size 200 on top.
PROMISE = 1e-12
BITS = 320


def random_form(rng, N, r, size=1.0):
    def matrix():
        return size * (rng.standard_normal((N, r)) + 1j * rng.standard_normal((N, r)))

    lam = rng.standard_normal(N) - 1 + 3j * rng.standard_normal(N)
    return NPLR(lam, matrix(), matrix(), None, np.ones(N))


@pytest.fixture
def assert_accurate(sigma_by_inverse):
    def check(form, points, **options):
        found, floors = nplr.prepare_form(form, **options).measure(np.array(points))
        with working_precision(BITS):
            A = balls(as_subject(form), BITS)
        expected = np.array([float(sigma_by_inverse(A, complex(z), BITS)) for z in points])
        assert np.isneginf(floors).all()
        np.testing.assert_allclose(10.0 ** (found - expected), 1.0, rtol=PROMISE)

    return check


@pytest.mark.parametrize("r", [1, 2, 3])
@pytest.mark.parametrize("size", [1e-3, 0.3, 10.0])
def test_random_forms_agree_with_ball_inverses(rng, assert_accurate, r, size):
    form = random_form(rng, 9, r, size)
    points = rng.uniform(-5, 3, 3) + 1j * rng.uniform(-8, 8, 3)
    assert_accurate(form, [*points, form.lam[0], 100.0 + 5j])


def test_deep_points_of_exact_forms_agree_with_ball_inverses(assert_accurate):
    form = family("legs").nplr(20)
    modal = NPLR(form.lam, form.P, form.Q, None, form.B)
    assert_accurate(modal, [-9.3 + 0.2j, -4.4, -10.0 + 5j, -15 + 3j])


def test_beside_an_eigenvalue_double_double_does_not_do(rng, assert_accurate):
    form = random_form(rng, 8, 2)
    A = form.dense().A
    near = np.linalg.eigvals(A)[:2]  # σ_min about 1e-16 here, and M cancels to as much
    assert_accurate(form, near)


def test_nilpotent_form_down_to_1e_190_and_zero():
    # A = −e₁e₂ᵀ beside a far mode: σ_min(zI − A) = |z|² (1 + O(|z|²)) for z → 0
    lam = np.array([0.0, 0.0, 3.0, -5.0])
    P, Q = np.eye(4)[:, :1], np.eye(4)[:, 1:2]
    engine = nplr.prepare_form(NPLR(lam, P, Q, None, np.ones(4)))
    z = np.array([1e-5, 1e-20j, 1e-60, 1e-95 + 0j, 0.0])
    found = engine(z)
    np.testing.assert_allclose(found[:4], 2 * np.log10(abs(z[:4])), atol=1e-9)
    expected = math.log10(2e-10 / (1 + math.sqrt(1 + 4e-10)))  # of [[z, 1], [0, z]]
    assert 10.0 ** (found[0] - expected) == pytest.approx(1.0, rel=PROMISE)
    assert np.isneginf(found[4])


def test_eigenvalues_give_minus_infinity():
    lam = np.array([0.0, 1.0, 2.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    P = np.zeros((8, 1))
    P[:2, 0] = 1.0  # [[0, 0], [0, 1]] − [[1, 1], [1, 1]]: eigenvalues (−1 ± √5)/2
    engine = nplr.prepare_form(NPLR(lam, P, P, None, np.ones(8)))
    found = engine(np.array([2.0, 4.0, 1.0, 0.0]))
    assert np.isneginf(found[:2]).all()
    assert np.isfinite(found[2:]).all()
    # a rational eigenvalue that M alone shows: 2·2 − 1 − 1 = 2 with M = 1 − 1 = 0 at z = 0
    exact = NPLR(
        np.array([1.0, 10.0]), np.array([[1.0], [0.0]]), np.array([[1.0], [0.0]]), None, np.ones(2)
    )
    assert np.isneginf(nplr.prepare_form(exact)(np.array([0.0])))[0]


def test_normal_forms_give_the_distance_to_the_spectrum(rng):
    lam = rng.standard_normal(40) + 1j * rng.standard_normal(40)
    form = NPLR(lam, np.zeros((40, 1)), np.zeros((40, 1)), None, np.ones(40))
    z = np.append(rng.standard_normal(30) * 2 + 1j * rng.standard_normal(30), lam[7])
    distance = np.abs(z[:, None] - lam).min(axis=1)
    found = nplr.prepare_form(form)(z)
    np.testing.assert_allclose(10.0**found, distance, rtol=10 * EPS)
    assert np.isneginf(found[-1])


@pytest.mark.parametrize("exponent", [-980, -300, 900])
def test_forms_of_any_scale_and_unbalanced_factors(rng, exponent):
    form = random_form(rng, 12, 2)
    z = rng.uniform(-4, 4, 8) + 1j * rng.uniform(-4, 4, 8)
    half = exponent // 2
    scaled = NPLR(
        np.ldexp(form.lam.real, exponent) + 1j * np.ldexp(form.lam.imag, exponent),
        form.P * 2.0 ** (half - 40),
        form.Q * 2.0 ** (exponent - half + 40),
        None,
        np.ones(12),
    )
    there = np.ldexp(z.real, exponent) + 1j * np.ldexp(z.imag, exponent)
    moved = nplr.prepare_form(scaled)(there) - exponent * math.log10(2)
    np.testing.assert_allclose(moved, nplr.prepare_form(form)(z), atol=2 * EPS * 300 + 1e-13)


def test_far_outside_sigma_is_the_modulus(rng):
    form = random_form(rng, 12, 2)
    z = np.array([1e50, 1e120j, -1e290, 1e308 + 0j])
    np.testing.assert_allclose(nplr.prepare_form(form)(z), np.log10(np.abs(z)), rtol=4 * EPS)


@pytest.mark.parametrize("N", [64, 256])
def test_closed_capacitance_reaches_the_depth_of_the_all_pass_chain(rng, N):
    """M⁻¹ = (1 + T)/2 of LegS, against the recurrence of its Gram determinant."""
    poles = np.arange(N)

    def closed(z):
        T = np.prod((z[:, None] - poles) / (z[:, None] + poles + 1), axis=1)
        return ((1 + T) / 2)[:, None, None]

    z = np.append(rng.uniform(-N, N / 3, 60), -0.5 * N + rng.uniform(-1, 1, 20))
    z = z + 1j * np.append(rng.uniform(-N, N, 60), np.full(20, 0.01))
    found, floors = nplr.prepare(as_subject("legs", N), closed).measure(z)
    expected = sigma_min("legs", N)(z)
    assert expected.min() < -0.65 * N
    assert np.isneginf(floors).all()
    np.testing.assert_allclose(10.0 ** (found - expected), 1.0, rtol=PROMISE)


def test_closed_capacitance_follows_the_balancing_of_the_columns(rng):
    form = family("legt").nplr(24)
    stretch = np.array([2.0**10, 2.0**-7])
    lopsided = NPLR(form.lam, form.P * stretch, form.Q / stretch, None, form.B)
    asked = []

    def closed(z):
        asked.append(z.size)
        D = 1 / (z[:, None] - form.lam)
        M = np.eye(2) + np.einsum("na,mn,nb->mab", lopsided.Q.conj(), D, lopsided.P)
        return np.linalg.inv(M)

    z = np.array([-4.0 + 3j, -6.0, -8.0 + 1j])  # deep enough for a second look
    found = nplr.prepare_form(lopsided, closed)(z)
    assert sum(asked) > 0
    # this M⁻¹ is only as good as its cancellation
    np.testing.assert_allclose(found, nplr.prepare_form(form)(z), atol=1e-6)


def test_a_rounded_family_form_has_the_floor_of_dense_arithmetic(rng):
    subject = as_subject("fout", 64)
    engine = nplr.prepare(subject)
    z = rng.uniform(-20, 10, 50) + 1j * rng.uniform(-40, 40, 50)
    found, floors = engine.measure(z)
    assert engine.floor == pytest.approx(10.0 ** floors.min())
    A = subject.matrix
    sigma = np.linalg.svd(z[:, None, None] * np.eye(64) - A, compute_uv=False)[:, -1]
    assert (np.abs(10.0**found - sigma) <= engine.floor).all()


def test_which_subjects_it_is_for(rng):
    assert nplr.applies(as_subject("fout", 256))
    assert nplr.applies(as_subject("legt", 256))
    assert not nplr.applies(as_subject("fout", 16))
    assert not nplr.applies(as_subject(np.eye(40)))
    assert not nplr.applies(as_subject("lmu", 64))
    assert nplr.applies(as_subject(random_form(rng, 32, 2)))
    assert not nplr.applies(as_subject(random_form(rng, 32, 8)))


def test_clustered_and_coinciding_modes(rng, assert_accurate):
    """Conjugate pairs seen from the real axis tie; triple modes make z an eigenvalue."""
    lam = np.array([-1 + 1j, -1 - 1j, -1 + 2j, -1 - 2j, -3.0, -3.0, -3.0, -3.0])
    P = rng.standard_normal((8, 2)) + 0j
    form = NPLR(lam, P, P.copy(), None, np.ones(8))
    assert_accurate(form, [0.5, -1.0, 2.0, -2.9999, -3.0 + 1e-9j])
    assert np.isneginf(nplr.prepare_form(form)(np.array([-3.0])))[0]


def test_weakly_coupled_modes_at_equal_distances():
    """σ_min beside a pole that many modes share, and points that tie to the last bit."""
    lam = np.exp(2j * np.pi * np.arange(12) / 12)
    P = np.full((12, 1), 1e-9 + 0j)
    form = NPLR(lam, P, P.copy(), None, np.ones(12))
    found = nplr.prepare_form(form)(np.array([0.0, 1e-12, 0.5]))
    # |σ_min − distance| ≤ ‖PQ*‖ = 12e-18
    distance = np.abs(np.array([0.0, 1e-12, 0.5])[:, None] - lam).min(axis=1)
    np.testing.assert_allclose(10.0**found, distance, rtol=20 * EPS)


def test_values_do_not_depend_on_the_points_around(rng):
    form = random_form(rng, 40, 2)
    z = rng.uniform(-4, 2, 30) + 1j * rng.uniform(-8, 8, 30)
    engine = nplr.prepare_form(form)
    alone = np.concatenate([engine(z[j : j + 1]) for j in range(30)])
    np.testing.assert_allclose(engine(z), alone, atol=2 * nplr.ACCURACY)
