"""‖e^{tA}‖ against ball arithmetic, closed forms and decay laws."""

import math

import flint
import numpy as np
import pytest

from ssmtheory.analysis.subject import as_subject
from ssmtheory.analysis.transients.semigroup import semigroup
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


def ball_exponential(name, N, t):
    """e^{tA} of the exact matrix at 300 bits."""
    with working_precision(300):
        E = (family(name).balls(N, 300)[0] * flint.arb(t)).exp()
        return np.array([[float(E[i, j]) for j in range(N)] for i in range(N)])


@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "fout"])
@pytest.mark.parametrize("t", [0.0, 0.01, 0.7, 4.0])
def test_exponentials_in_balls(name, t):
    N = 12
    flow = semigroup(as_subject(name, N))
    E, shift = flow.factors(t)
    exact = ball_exponential(name, N, t)
    size = np.linalg.norm(exact, 2)
    # scaling and squaring loses t‖A‖ at worst
    allowed = 32 * N * EPS * (1 + (flow.method == "expm") * t * N**2) * size
    np.testing.assert_allclose(E * math.exp(shift), exact, atol=allowed)
    assert flow.log_norm(t) == pytest.approx(math.log(size), abs=allowed / size)


@pytest.mark.parametrize("N", [1, 2, 64, 256])
def test_legs_is_bounded_by_its_law_and_tends_to_its_slowest_mode(N):
    """‖e^{tA}‖ ≤ e^{−t/2}, and e^t‖e^{tA}‖ → κ_0 = N."""
    flow = semigroup(as_subject("legs", N))
    for t in (0.0, 1e-3, 0.1, 1.0, 10.0):
        assert flow.log_norm(t) <= -t / 2 + 8 * N * EPS
    assert flow.log_norm(0.0) == pytest.approx(0.0, abs=8 * N * EPS)
    assert flow.log_norm(300.0) + 300 == pytest.approx(math.log(N), abs=8 * N * EPS + 300 * EPS)


@pytest.mark.parametrize("N", [1, 8, 256])
def test_lagt_never_grows(N):
    flow = semigroup(as_subject("lagt", N))
    assert flow.log_norms(np.linspace(0, 5.0, 7)).max() <= 8 * N * EPS
    assert flow.log_norm(5e3) < -5 if N == 256 else flow.log_norm(5e3) <= -400


def test_normal_matrices_follow_their_abscissa():
    flow = semigroup(as_subject(np.array([[-1.0, 2], [-2, -1]])))
    assert flow.method == "normal"
    assert flow.log_norm(3.0) == pytest.approx(-3.0, rel=8 * EPS)
    assert semigroup(as_subject("s4d-lin", 8)).log_norm(2.0) == -1.0


def test_evenly_spaced_times_agree_with_single_ones(rng):
    A = rng.standard_normal((8, 8)) - 3 * np.eye(8)
    flow, t = semigroup(as_subject(A)), np.linspace(0, 4, 65)
    single = np.array([flow.log_norm(v) for v in t])
    size = 1 + 4 * np.linalg.norm(A)
    np.testing.assert_allclose(flow.log_norms(t), single, atol=64 * EPS * size)


def test_far_out_of_range_in_logarithms():
    """e^{2000}: no overflow, a Jordan block's polynomial factor included."""
    flow = semigroup(as_subject(np.array([[1.0, 1], [0, 1]])))
    t = 2000.0
    largest = (t + math.sqrt(t * t + 4)) / 2  # σ_max of [[1, t], [0, 1]]
    assert flow.log_norm(t) == pytest.approx(t + math.log(largest), rel=64 * EPS * t)
