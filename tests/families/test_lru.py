"""The ring against its distribution, mpmath and quadrature; the gain against a recurrence."""

import math

import mpmath
import numpy as np
import pytest
import scipy.integrate
import scipy.stats

from ssmtheory.errors import InputError
from ssmtheory.families import lru
from ssmtheory.systems.simulate import simulate_system

EPS = np.finfo(float).eps
RINGS = [(0.0, 1.0), (0.5, 0.99), (0.9, 0.999), (0.0, 0.3)]


@pytest.mark.parametrize(("r_min", "r_max"), RINGS)
def test_radii_and_phases_are_uniform_on_the_ring(r_min, r_max, rng):
    lam = lru.ring(20_000, rng, r_min, r_max).lam
    area = (np.abs(lam) ** 2 - r_min**2) / (r_max**2 - r_min**2)
    phase = np.angle(lam) / (2 * np.pi) % 1
    # Independent of each other: the square they fill is uniform along its diagonal too.
    for sample in (area, phase, (area + phase) % 1):
        assert scipy.stats.kstest(sample, "uniform").pvalue > 1e-3
    assert (np.abs(lam) <= r_max).all()
    assert (np.abs(lam) >= r_min * (1 - 4 * EPS)).all()


def test_a_density_that_is_not_uniform_is_seen(rng):
    """Uniform radii instead of areas fail the test above."""
    area = rng.random(20_000) ** 2
    assert scipy.stats.kstest(area, "uniform").pvalue < 1e-3


def test_a_smaller_sector(rng):
    lam = lru.ring(5000, rng, 0.2, 0.9, max_phase=np.pi / 10).lam
    assert scipy.stats.kstest(np.angle(lam) / (np.pi / 10), "uniform").pvalue > 1e-3


@pytest.mark.parametrize(("r_min", "r_max"), [(0.0, 1.0), (0.999, 1.0), (0.9999, 0.99999)])
def test_parameters_keep_their_digits_next_to_the_circle(r_min, r_max, rng):
    """ν and γ from the same draws in forty digits."""
    state = rng.bit_generator.state
    modes = lru.ring(50, rng, r_min, r_max)
    rng.bit_generator.state = state
    draws = [(2 * int(k) + 1) for k in rng.integers(0, 2**52, 50)]
    with mpmath.workdps(40):
        a, b = mpmath.mpf(r_min) ** 2, mpmath.mpf(r_max) ** 2
        for k, nu, gamma in zip(draws, modes.nu, modes.gamma, strict=True):
            s = a + mpmath.mpf(k) / 2**53 * (b - a)
            # Logarithms of a number good to 8 eps.
            assert abs(mpmath.log(-mpmath.log(s) / 2) - nu) <= 8 * EPS * max(1, abs(nu))
            assert abs(mpmath.log(1 - s) / 2 - gamma) <= 8 * EPS * max(1, abs(gamma))


def test_normalisation_is_that_of_the_modes(rng):
    modes = lru.ring(100, rng, 0.4, 0.95)
    wanted = np.sqrt(1 - np.abs(modes.lam) ** 2)
    # 1 − |λ|² loses a factor 1/(1 − 0.95²) < 11 here.
    assert np.exp(modes.gamma) == pytest.approx(wanted, rel=100 * EPS)


def test_the_generator_decides(rng):
    again = np.random.default_rng(20260101)
    assert (lru.ring(8, rng).lam == lru.ring(8, again).lam).all()
    assert not (lru.ring(8, rng).lam == lru.ring(8, np.random.default_rng(1)).lam).any()


def test_no_draw_is_at_an_end_of_the_ring():
    class Ends:
        """The least and the greatest draw there are."""

        def integers(self, low, high, size):
            return np.array([low, high - 1])

    modes = lru.ring(2, Ends(), 0.0, 1.0)
    assert np.isfinite(np.concatenate(modes)).all()
    assert (modes.gamma < 0).all()


@pytest.mark.parametrize(("r_min", "r_max"), [(0.0, 0.5), (0.5, 0.99), (0.99, 0.9999)])
def test_expected_gain_is_the_mean_over_the_ring(r_min, r_max):
    a, b = r_min**2, r_max**2
    mean, _ = scipy.integrate.quad(lambda s: 1 / (1 - s), a, b, epsabs=0, epsrel=1e-12)
    assert lru.expected_gain(r_min, r_max) == pytest.approx(mean / (b - a), rel=1e-11)


def test_expected_gain_of_thin_rings():
    r = 0.97
    assert lru.expected_gain(r, r) == pytest.approx(1 / ((1 - r) * (1 + r)), rel=4 * EPS)
    with mpmath.workdps(60):
        for width in (1e-15, 1e-9, 1e-3):
            a, b = mpmath.mpf(r) ** 2, mpmath.mpf(r + width) ** 2
            exact = float(mpmath.log((1 - a) / (1 - b)) / (b - a))
            assert lru.expected_gain(r, r + width) == pytest.approx(exact, rel=8 * EPS)
    assert lru.expected_gain(0.5, 1.0) == math.inf


def test_white_input_leaves_the_expected_gain(rng):
    """The recurrence itself, on a stratified ring: √(2/(samples)) is the noise of the mean."""
    N, L = 512, 4000
    s = 0.25 + (np.arange(N) + 0.5) / N * (0.9**2 - 0.25)
    lam = np.sqrt(s) * np.exp(2j * np.pi * rng.random(N))
    state, power, counted = np.zeros(N, complex), 0.0, 0
    for k in range(L):
        state = lam * state + rng.standard_normal(N)
        if k >= 200:  # 0.9^400 of the start is left
            power, counted = power + np.mean(np.abs(state) ** 2), counted + 1
    assert power / counted == pytest.approx(lru.expected_gain(0.5, 0.9), rel=0.01)


def test_states_of_the_normalised_system_have_the_size_of_the_input(rng):
    modes = lru.ring(400, rng, 0.5, 0.95)
    system = lru.system(modes, 3, 2, rng)
    B = system.B / np.exp(modes.gamma)[:, None]
    impulses = np.abs(modes.lam[:, None]) ** (2 * np.arange(600))
    energy = impulses.sum(axis=1) * (np.abs(system.B) ** 2).sum(axis=1)
    # 0.95^1200 of the series is left out.
    assert energy == pytest.approx((np.abs(B) ** 2).sum(axis=1), rel=1e-11)


def test_the_system_has_the_variances_it_says(rng):
    modes = lru.ring(2000, rng)
    system = lru.system(modes, 10, 5, rng)
    B = system.B / np.exp(modes.gamma)[:, None]
    # Means of 20000 and 10000 squares, each within 5 of their deviations √(2/n).
    for part, variance in ((B, 1 / 20), (system.C, 1 / 2000)):
        for values in (part.real, part.imag):
            assert np.mean(values**2) == pytest.approx(variance, rel=5 * math.sqrt(2 / part.size))
    assert np.count_nonzero(system.D) == 5
    assert system.dt == 1.0


def test_the_system_runs_as_the_layer_does(rng):
    modes = lru.ring(6, rng, 0.3, 0.9)
    system, u = lru.system(modes, 2, 2, rng), rng.standard_normal((2, 20))
    state, wanted = np.zeros(6, complex), []
    for k in range(20):
        state = modes.lam * state + np.exp(modes.gamma) * (
            (system.B / np.exp(modes.gamma)[:, None]) @ u[:, k]
        )
        wanted.append((system.C @ state).real + system.D @ u[:, k])
    run = simulate_system(system, u.T, None)
    assert np.abs(run.y.real - wanted).max() <= 200 * EPS * np.abs(wanted).max()


@pytest.mark.parametrize("radii", [(-0.1, 0.5), (0.6, 0.5), (0, 1.1), (0, 0), (1, 1), (0, np.nan)])
def test_radii_must_make_a_ring(radii, rng):
    with pytest.raises(InputError, match="radii must"):
        lru.ring(4, rng, *radii)
    with pytest.raises(InputError, match="radii must"):
        lru.expected_gain(*radii)


def test_other_arguments(rng):
    with pytest.raises(InputError, match="max_phase must"):
        lru.ring(4, rng, max_phase=7.0)
    with pytest.raises(InputError, match="N must"):
        lru.ring(0, rng)
    with pytest.raises(InputError, match="inputs must"):
        lru.system(lru.ring(4, rng), 0, 1, rng)
