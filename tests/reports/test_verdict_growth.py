"""The sentences on growth and robustness: each follows from the numbers, or is not said."""

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.reports.verdict import verdict
from ssmtheory.reports.verdict_growth import reached, robustness

GROWING = np.array([[-1.0, 100.0], [0.0, -2.0]])


def with_(report, **scalars):
    return replace(report, dynamics=replace(report.dynamics, **scalars))


def scalar(value, status, at=1.0):
    return Scalar("test", value, at, "by hand", status)


def test_the_peak_that_is_named_is_the_peak(build):
    """A = [[−1, 100], [0, −2]]: the off-diagonal entry of e^{tA} is 100 (e^{−t} − e^{−2t})."""
    report = build(GROWING)
    times = np.linspace(0.6, 0.8, 2001)
    peak = max(np.linalg.norm(spla.expm(t * GROWING), 2) for t in times)
    assert f"reaches {peak:.2f} at t = 0.69" in reached(report)


def test_only_what_is_sure_is_called_reached(build):
    report = build(GROWING)
    low = with_(report, growth=scalar(30.0, "lower bound"), kreiss=scalar(17.0, "lower bound"))
    assert reached(low) == ", and reaches at least 17"
    noise = with_(report, growth=None, kreiss=scalar(1e9, "uncertified"))
    assert "10⁹" not in reached(noise)


def test_a_perturbation_of_the_size_named_does_it(build):
    """β of the verdict, against the least singular value on a fine grid of the axis."""
    report = build(GROWING)
    sigma = [
        np.linalg.svd(1j * w * np.eye(2) - GROWING, compute_uv=False)[-1]
        for w in np.linspace(-0.1, 0.1, 201)
    ]
    tone, text = robustness(report)
    assert tone == "bad"
    assert f"of the norm {min(sigma):.3g} can make it unstable" in text.replace("·10⁻²", "e-02")


def test_the_robustness_of_a_normal_matrix_is_its_distance(build):
    tone, text = robustness(build("s4d-inv", 8))
    assert tone == "good"
    assert "the norm 0.5 can" in text
    assert "distance of its eigenvalues" in text


@pytest.mark.parametrize("status", ["uncertified", None])
def test_nothing_is_said_of_what_is_not_known(build, status):
    found = None if status is None else scalar(0.1, status)
    assert robustness(with_(build(GROWING), instability=found)) is None


def test_an_upper_bound_is_called_one(build):
    text = robustness(with_(build(GROWING), instability=scalar(0.01, "upper bound")))[1]
    assert "of at most the norm 0.01" in text


def test_an_unstable_matrix_is_not_called_robust(build):
    report = build(np.eye(2))
    assert "robustness" not in {s.topic for s in verdict(report)}
    assert report.dynamics.instability.value == 0
    assert report.dynamics.kreiss.value == math.inf
