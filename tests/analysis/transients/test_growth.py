"""Peaks of ‖e^{tA}‖ and ‖A^k‖: located, and covered."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ssmtheory.analysis.subject import as_subject
from ssmtheory.analysis.transients.bounds import growth_lower_bound, transient_bounds
from ssmtheory.analysis.transients.growth import transient_growth
from ssmtheory.analysis.transients.semigroup import semigroup

EPS = np.finfo(float).eps
QUIZ = np.array([[-1.0, 5], [0, -2]])
DEMMEL = np.array([[-1.0, -100, -10000], [0, -1, -100], [0, 0, -1]])


def test_quiz_matrix_against_its_formula():
    def norm(t):
        a, d = math.exp(-t), math.exp(-2 * t)
        return np.linalg.norm([[a, 5 * (a - d)], [0, d]], 2)

    best = minimize_scalar(lambda t: -norm(t), bounds=(0, 2), method="bounded")
    found = transient_growth(QUIZ)
    assert found.value == pytest.approx(-best.fun, rel=1e-12)
    assert found.at == pytest.approx(best.x, abs=1e-5)
    assert found.status == "converged"
    assert found.tolerance <= 1e-6


def test_demmel_jordan_block_against_its_polynomial():
    """e^{tA} = e^{−t}(I + tM + t²M²/2), M = A + I."""
    M = DEMMEL + np.eye(3)

    def norm(t):
        return np.linalg.norm(np.eye(3) + t * M + t * t / 2 * M @ M, 2) * math.exp(-t)

    grid = np.linspace(0, 10, 2001)
    start = grid[np.argmax([norm(t) for t in grid])]
    best = minimize_scalar(lambda t: -norm(t), bounds=(start - 0.1, start + 0.1), method="bounded")
    found = transient_growth(DEMMEL)
    assert found.value == pytest.approx(-best.fun, rel=1e-10)
    assert found.tolerance <= 1e-6


def test_a_late_peak_is_not_missed_for_an_early_one():
    """Two decoupled systems on time scales a thousand apart, the slow one slightly higher."""
    A = np.zeros((4, 4))
    A[:2, :2], A[2:, 2:] = 1000 * QUIZ, np.array([[-1.0, 5.1], [0, -2]])
    found = transient_growth(A)
    assert found.value == pytest.approx(transient_growth(A[2:, 2:]).value, rel=1e-10)
    assert 0.3 < found.at < 1.0


def test_contractions_do_not_grow():
    assert transient_growth("legs", 64).value == 1.0
    assert transient_growth("lagt", 200).status == "exact"
    assert transient_growth("legt", 16).value == 1.0
    assert transient_growth(np.array([[-1.0, 1], [0, -1]])).value == 1.0
    assert transient_growth(0.5 * np.eye(2), discrete=True).value == 1.0


def test_powers():
    """5·(shift): ‖A^k‖ = 5^k until it vanishes."""
    found = transient_growth(5 * np.eye(6, k=1), discrete=True)
    assert found.value == pytest.approx(3125, rel=64 * EPS)
    assert found.at == 5
    rotation = transient_growth(np.array([[0.0, 2], [-0.5, 0]]), discrete=True)
    assert rotation.value == pytest.approx(2, rel=8 * EPS)
    assert rotation.status == "converged"


def test_unstable_and_marginal():
    assert transient_growth(np.array([[0.1, 5], [0, -1]])).value == math.inf
    assert transient_growth(1.1 * np.eye(3), discrete=True).value == math.inf
    marginal = transient_growth(np.array([[0.0, 2], [-1, 0]]))
    assert marginal.status == "lower bound"
    assert marginal.value == pytest.approx(math.sqrt(2), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_extreme_scales(scale):
    found = transient_growth(QUIZ * scale)
    assert found.value == pytest.approx(transient_growth(QUIZ).value, rel=1e-12)


def test_no_sample_exceeds_the_proved_bound(rng):
    A = rng.standard_normal((10, 10)) * 2 - 7.5 * np.eye(10) + np.triu(np.ones((10, 10)), 1)
    found = transient_growth(A)
    assert found.value > 1
    samples = np.exp(semigroup(as_subject(A)).log_norms(np.linspace(0, 5 * found.at, 400)))
    assert samples.max() <= found.value * (1 + found.tolerance)


@pytest.mark.parametrize("A", [QUIZ, np.array([[-1.0, 20, 0], [0, -1.5, 3], [0, 0, -3]])])
def test_kreiss_sandwich(A):
    """1 ≤ K ≤ sup ‖e^{tA}‖ ≤ min(eNK, contour)."""
    bounds, peak = transient_bounds(A), transient_growth(A)
    assert 1 <= bounds.lower <= peak.value * (1 + peak.tolerance)
    assert peak.value <= bounds.upper
    assert math.isfinite(bounds.upper_contour)
    assert bounds.to_json()["upper_kreiss"] == pytest.approx(math.e * len(A) * bounds.lower)


def test_lower_bound_from_one_point_holds_at_every_horizon():
    """sup_{t≤τ} is at least the bound; it tends to a‖R(z)‖."""
    tau = np.array([0.1, 0.3, 0.6, 2.0, 50.0])
    bound = growth_lower_bound(QUIZ, 2.8, tau)
    flow = semigroup(as_subject(QUIZ))
    for horizon, value in zip(tau, bound, strict=True):
        reached = np.exp(flow.log_norms(np.linspace(0, horizon, 200))).max()
        assert value <= reached * (1 + 1e-3)
    ratio = 2.8 * np.linalg.norm(np.linalg.inv(2.8 * np.eye(2) - QUIZ), 2)
    assert bound[-1] == pytest.approx(ratio, rel=64 * EPS)


@pytest.mark.parametrize("coupling", [1e4, 1e8, 1e12])
def test_a_strongly_coupled_pair_takes_few_nodes(coupling, monkeypatch):
    """e^{−t} − e^{−2t} ≤ ¼, attained at ln 2; the rest of e^{tA} is O(1)."""
    from ssmtheory.analysis.transients import peak as transient_peak

    nodes, bend = [], transient_peak._Path._bend
    monkeypatch.setattr(
        transient_peak._Path, "_bend", lambda path, t: nodes.append(t) or bend(path, t)
    )
    found = transient_growth(np.array([[-1.0, coupling], [0.0, -2.0]]))
    assert found.status == "converged"
    # ‖e^{tA}‖ exceeds its corner entry by at most its other entries squared over it
    assert found.value == pytest.approx(coupling / 4, rel=64 * EPS + 8 / coupling**2 * 4)
    assert found.at == pytest.approx(math.log(2), abs=1e-5)
    assert len(nodes) < 1500
