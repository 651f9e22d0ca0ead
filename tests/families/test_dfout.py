"""Damped roots of unity against fifty digits, and their kernels against sums and engines."""

from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.families import dfout, s4d
from ssmtheory.systems import Diagonal
from ssmtheory.systems.kernel import system_kernel
from ssmtheory.systems.simulate import simulate_system

EPS = np.finfo(float).eps


def _exact_pole(n, N, xi, layer=1, layers=1):
    angle = mpmath.mpf(2) * (n * layers + layer - 1) / (N * layers)
    return mpmath.exp(-mpmath.mpf(xi) / 2) * mpmath.expjpi(angle)


@pytest.mark.parametrize("N", [1, 2, 5, 8, 12, 1000])
@pytest.mark.parametrize(("layer", "layers"), [(1, 1), (2, 3), (4, 4)])
def test_poles_are_right_in_each_part(N, layer, layers):
    found = dfout.poles(N, 0.05, layer=layer, layers=layers)
    with mpmath.workdps(50):
        for n, pole in enumerate(found):
            exact = _exact_pole(n, N, 0.05, layer, layers)
            for got, part in ((pole.real, exact.real), (pole.imag, exact.imag)):
                part = mpmath.chop(part, tol=mpmath.mpf(10) ** -40)
                # The angle, its sine or cosine, the exponential and the product: a few eps each.
                assert abs(got - part) <= 4 * EPS * abs(part)


def test_the_poles_of_the_first_layer_are_closed_under_conjugation():
    for N in (5, 6, 8, 100):
        lam = dfout.poles(N, 0.1)
        assert (lam[1:] == lam[:0:-1].conj()).all()
    assert dfout.poles(4, 0.0).tolist() == [1, 1j, -1, -1j]


@pytest.mark.parametrize(("N", "layers"), [(6, 4), (5, 3)])
def test_layers_interleave_into_all_roots(N, layers):
    every = [dfout.poles(N, 0.0, layer=h + 1, layers=layers) for h in range(layers)]
    interleaved = np.array(every).T.ravel()
    assert (interleaved == dfout.poles(N * layers, 0.0)).all()


@pytest.mark.parametrize("N", [1, 2, 5, 6, 7, 32])
def test_half_plane_of_the_first_layer(N):
    half = dfout.poles(N, 0.1, half_plane=True)
    assert half.size == N // 2 + 1
    assert (half.imag >= 0).all()
    whole = set(half.tolist()) | set(half.conj().tolist())
    assert whole == set(dfout.poles(N, 0.1).tolist())


def test_half_plane_of_a_later_layer_stays_in_it():
    for layer in (2, 3, 4):
        half = dfout.poles(8, 0.0, layer=layer, layers=4, half_plane=True)
        assert half.size == 4
        assert (half.imag > 0).all()


@pytest.mark.parametrize(("layer", "layers"), [(1, 1), (3, 5)])
def test_kernel_is_the_sum_over_the_poles(layer, layers, rng):
    C = rng.standard_normal((2, 6)) + 1j * rng.standard_normal((2, 6))
    found = dfout.kernel(C, 0.03, 40, layer=layer, layers=layers)
    with mpmath.workdps(40):
        lam = [_exact_pole(n, 6, 0.03, layer, layers) for n in range(6)]
        for row, values in zip(C, found, strict=True):
            for k, value in enumerate(values):
                exact = sum(complex(c) * pole**k for c, pole in zip(row, lam, strict=True))
                assert abs(value - complex(exact)) <= 20 * EPS * np.abs(row).sum()


@pytest.mark.parametrize(("layer", "layers"), [(1, 1), (2, 3)])
def test_kernel_of_the_engine(layer, layers, rng):
    C = rng.standard_normal(16) + 0j
    system = dfout.system(16, 0.01, C, layer=layer, layers=layers)
    found = system_kernel(system, None, 200)
    wanted = dfout.kernel(C, 0.01, 200, layer=layer, layers=layers)
    # Powers of rounded poles: 200 times their relative error of a few eps.
    assert np.abs(found - wanted).max() <= 200 * 4 * EPS * np.abs(C).sum()


def test_half_plane_system_is_the_real_one_with_real_poles_halved():
    N, xi = 10, 0.02
    half = dfout.system(N, xi, half_plane=True)
    readout = np.where(half.lam.imag == 0, 0.5, 1.0)
    system = Diagonal(half.lam, half.B, readout, dt=half.dt, half=half.half)
    found = system_kernel(system, None, 50)
    wanted = np.where(np.arange(50) % N == 0, N * np.exp(-xi / 2 * np.arange(50)), 0.0)
    assert not np.iscomplexobj(found)
    assert np.abs(found - wanted).max() <= 50 * 8 * EPS * N


def test_undamped_vandermonde_is_the_dft():
    """κ = 1: V*V = N I at ξ = 0; with damping κ = e^{ξ(N−1)/2}."""
    V = dfout.poles(16, 0.0)[None, :] ** np.arange(16)[:, None]
    assert np.abs(V.conj().T @ V / 16 - np.eye(16)).max() <= 50 * EPS
    damped = dfout.poles(16, 0.2)[None, :] ** np.arange(16)[:, None]
    assert np.linalg.cond(damped) == pytest.approx(np.exp(0.1 * 15), rel=1e-12)


def test_a_delay_of_less_than_n_steps_is_exact(rng):
    """C_n = e^{−2πi nτ/N}/N reads u_{k−τ} off the states, as long as nothing wraps around."""
    N, tau = 32, 9
    C = np.exp(-2j * np.pi * np.arange(N) * tau / N) / N
    u = np.concatenate([rng.standard_normal(N - tau), np.zeros(tau)])
    run = simulate_system(dfout.system(N, 0.0, C), u, None)
    assert np.abs(run.y[tau:] - u[: N - tau]).max() <= 20 * N * EPS
    assert np.abs(run.y[:tau]).max() <= 20 * N * EPS


@pytest.mark.parametrize("dt", [0.001, 0.04, 0.1, 0.9])
def test_alias_free_means_the_logarithm_gives_the_mode_back(dt):
    for frequencies in (s4d.lin, s4d.inv, s4d.quad):
        lam = -0.5 + 1j * np.array(frequencies(16, np.pi), dtype=float)
        back = np.log(np.exp(dt * lam)) / dt
        same = np.abs(back - lam) < 1e-9 * np.abs(lam).max()
        assert (dfout.is_alias_free(lam, dt) == same).all()


def test_an_aliased_mode_is_another_one_at_the_samples():
    dt = 0.3
    lam = np.array([-0.5 + 1j, -0.5 + 1j * (1 + 2 * np.pi / dt)])
    assert dfout.is_alias_free(lam, dt).tolist() == [True, False]
    first, second = (
        system_kernel(Diagonal(lam[n : n + 1], np.ones(1), np.ones(1)), dt, 30, "dirac")
        for n in range(2)
    )
    assert np.abs(first - second).max() <= 30 * 30 * EPS


@pytest.mark.parametrize(
    ("frequencies", "limit"),
    [(s4d.lin, lambda N: 1 / (N / 2 - 1)), (s4d.inv, lambda N: np.pi**2 / (N * (N - 1)))],
)
def test_largest_steps_of_s4d(frequencies, limit):
    for N in (8, 64):
        lam = 1j * np.array(frequencies(N, np.pi))
        assert dfout.is_alias_free(lam, limit(N) * (1 - 1e-9)).all()
        assert not dfout.is_alias_free(lam, limit(N) * (1 + 1e-9)).all()


@pytest.mark.parametrize("N", [1, 2, 7, 12])
@pytest.mark.parametrize("xi", ["0", "1/3"])
def test_the_family_becomes_the_poles_at_step_one(N, xi):
    fam = dfout.dfout(Fraction(xi))
    lam, B = fam.arrays(N)
    assert np.abs(np.exp(lam) - dfout.poles(N, float(Fraction(xi)))).max() <= 8 * EPS
    assert (B == 1).all()
    assert -np.pi < lam.imag.min()  # principal frequencies
    assert dfout.is_alias_free(lam, 1.0).sum() == N - (N % 2 == 0)  # all but −1, on the border


def test_the_three_arithmetics_of_the_family_agree(assert_same_modes):
    assert_same_modes(dfout.dfout(Fraction(1, 7)), 9)
    assert_same_modes(dfout.dfout(), 6)


@pytest.fixture
def assert_same_modes():
    def check(fam, N):
        A, B = fam.exact(N)
        balls, ones = fam.balls(N, 200)
        lam, _ = fam.arrays(N)
        modes = fam.modes(N)
        for n in range(N):
            real, imag = (complex(A[n, n].n(30)).real, complex(A[n, n].n(30)).imag)
            assert abs(lam[n].real - real) <= 2 * EPS * abs(real)
            assert abs(lam[n].imag - imag) <= 4 * EPS * abs(imag)
            assert balls[n, n].overlaps(modes[n])
            assert abs(complex(balls[n, n]) - complex(real, imag)) <= 4 * EPS * abs(lam[n])
            assert B[n] == 1
            assert ones[n, 0] == flint.acb(1)

    return check


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"N": 0, "xi": 0.1}, "N must"),
        ({"N": 4, "xi": -0.1}, "xi must"),
        ({"N": 4, "xi": np.nan}, "xi must"),
        ({"N": 4, "xi": 0.1, "layer": 3, "layers": 2}, "layer must"),
        ({"N": 4, "xi": 0.1, "layer": 0}, "layer must"),
        ({"N": 4, "xi": 0.1, "layers": 1.5}, "layers must"),
    ],
)
def test_arguments_of_poles(arguments, message):
    with pytest.raises(InputError, match=message):
        dfout.poles(**arguments)


def test_other_arguments():
    with pytest.raises(InputError, match="xi must"):
        dfout.dfout(Fraction(-1, 2))
    with pytest.raises(InputError, match="C must"):
        dfout.kernel(np.array([np.nan, 1]), 0.1, 5)
    with pytest.raises(InputError, match="length must"):
        dfout.kernel(np.ones(4), 0.1, 0)
    with pytest.raises(InputError, match="dt must"):
        dfout.is_alias_free([1j], 0.0)
    with pytest.raises(InputError, match="dt must"):
        dfout.system(4, 0.1, dt=-1.0)
