"""The uniform law of the LegS frequencies: its roots in balls, its distance from the truth."""

import flint
import numpy as np
import pytest

import ssmtheory as st
from ssmtheory.closed_forms.legs_law import law_frequencies, law_phase
from ssmtheory.errors import InputError
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


def ball_phase(omega: flint.arb, N: int) -> flint.arb:
    return N * (N / omega).atan() - omega / 2 * (1 + (N / omega) ** 2).log()


@pytest.mark.parametrize("N", [2, 3, 64, 1001, 10**5])
def test_the_roots_are_bracketed_in_balls(N):
    roots = law_frequencies(N)
    assert roots.size == N // 2
    assert (np.diff(roots) < 0).all()
    with working_precision(160):
        for m in {0, N // 4, N // 2 - 1}:
            target = flint.arb.pi() * (2 * m + 1) / 2
            # a phase known to 4Nu fixes ω to 4Nu/(ω|phase'|) of itself
            omega = float(roots[m])
            slope = 0.5 * np.log1p((N / omega) ** 2)
            share = flint.arb(8 * EPS + 4 * N * EPS / (omega * slope))
            w = flint.arb(omega)
            assert ball_phase(w * (1 - share), N) > target
            assert ball_phase(w * (1 + share), N) < target


def test_the_phase_is_the_integral_of_the_arctangent():
    nodes, weights = np.polynomial.legendre.leggauss(64)
    x = 8 * (nodes + 1) / 2
    for omega in (3.0, 20.0, 900.0):
        integral = 4 * weights @ np.arctan(x / omega)
        assert law_phase(omega, 8) == pytest.approx(integral, rel=1e-13)


@pytest.mark.parametrize("N", [64, 1024])
def test_it_is_within_ten_per_cent_and_best_at_the_top(N):
    distance = np.abs(law_frequencies(N) / st.closed_forms.legs.normal_part_frequencies(N) - 1)
    assert 0.05 < distance.max() < 0.1
    assert distance[0] < 6e-8 * (64 / N) ** 2


def test_sizes_that_cannot_be_are_refused():
    with pytest.raises(InputError):
        law_frequencies(0)
