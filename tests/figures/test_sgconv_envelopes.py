"""Envelopes against the definition of SGConv and quadrature of Legendre functions.

A wrong figure would scale a kernel, or put a bin at another time.
"""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import eval_legendre

from figures import sgconv_envelopes as figure
from ssmtheory.reports.plots.style import styled

EPS = np.finfo(float).eps
L, D, N, DT = 64, 8, 6, 0.05


@pytest.fixture(scope="module")
def found():
    return figure.data(L, D, channels=64, N=N, dt=DT, seed=0, bins=8)


def test_equal_parameters_are_halved_from_scale_to_scale(found):
    exact = np.concatenate([2.0**-i * np.ones(D * max(1, 2 ** (i - 1))) for i in range(4)])
    assert (found["constant"] == exact).all()
    t = found["t"]
    beyond = t > D
    assert (exact[beyond] > D / (2 * t[beyond])).all()
    assert (exact[beyond] <= D / t[beyond]).all()


def test_one_kernel_has_norm_one(found):
    assert np.linalg.norm(found["one"]) == pytest.approx(1, abs=20 * EPS)


def test_legs_is_binned_by_brute_force(found):
    nodes, weights = np.polynomial.legendre.leggauss(12)
    t = DT * (np.arange(L)[:, None] + (nodes + 1) / 2)
    total = np.zeros(L)
    for n in range(N):
        values = np.sqrt(2 * n + 1) * np.exp(-t) * eval_legendre(n, 2 * np.exp(-t) - 1)
        total += (values @ weights / 2) ** 2
    total /= total.sum()
    edges = np.unique(np.rint(np.geomspace(1, L + 1, 9)).astype(int)) - 1
    exact = [np.sqrt(total[a:b].mean()) for a, b in pairwise(edges)]
    assert found["legs"] == pytest.approx(exact, rel=1e-11)
    middles = [np.sqrt((a + 1) * b) for a, b in pairwise(edges)]
    assert found["centres"] == pytest.approx(middles, rel=4 * EPS)


def test_diagonal_forms_end_exponentially_and_sgconv_like_one_over_t():
    found = figure.data(4096, 16, channels=128, N=16, dt=0.01, seed=0, bins=40)
    late = found["centres"] > 32
    slope = np.polyfit(np.log(found["centres"][late]), np.log(found["sgconv"][late]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.15)  # steps of a factor 2 over 7 octaves
    for key in ("restriction", "lin"):
        fall = np.log(found[key][-1] / found[key][20])
        span = 0.005 * (found["centres"][-1] - found["centres"][20])  # Re λ Δ
        assert fall == pytest.approx(-span, rel=0.2)


def test_it_is_drawn(found):
    with styled():
        assert figure.draw({key: np.asarray(value) for key, value in found.items()}).axes
