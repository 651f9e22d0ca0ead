"""The dynamics of a report: the numbers of the analysis, and a reason for what is missing."""

import json
import math

import numpy as np
import pytest

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError
from ssmtheory.reports import dynamics as module
from ssmtheory.reports.dynamics import Dynamics, dynamics, last_time
from ssmtheory.reports.export import json_text

JORDAN_CHAIN = np.array([[0.0, 1.0], [0.0, 0.0]])


def again(report):
    peak = report.resolvent.peak[1]
    return dynamics(report.subject, report.spectrum, report.nonnormality, -peak)


def test_a_shear_in_closed_form(build):
    """A = −I + cN, N² = 0: σ_min of s + cN with s = 1 + iω is (√(c² + 4|s|²) − c)/2."""
    c = 10.0
    found = build(np.array([[-1.0, c], [0.0, -1.0]])).dynamics
    beta = (math.sqrt(c**2 + 4) - c) / 2
    assert abs(found.instability.value - beta) <= 1e-9 * beta
    for alpha in found.abscissae:  # at x + 1 = s: ε = (√(c² + 4s²) − c)/2, s = √(ε² + cε)
        eps = alpha.parameters["eps"]
        s = math.sqrt(eps**2 + c * eps)
        assert abs(alpha.value - (s - 1)) <= 1e-9
    assert found.kreiss.value <= found.growth.value <= found.growth_bound
    assert found.defectiveness.value == 0


def test_epsilon_stands_beside_the_norm(build):
    eps = [
        found.parameters["eps"] for found in build(1e6 * np.diag([-1.0, -2.0])).dynamics.abscissae
    ]
    assert eps == [1e4, 1e2, 1e-2]


def test_pseudomodes_are_at_the_rightmost_points(build):
    found = build("legs", 8).dynamics
    assert [m.z for m in found.pseudomodes] == [a.at for a in found.abscissae]
    for mode, alpha in zip(found.pseudomodes, found.abscissae, strict=True):
        assert abs(mode.sigma / alpha.parameters["eps"] - 1) <= 1e-8


@pytest.mark.parametrize(
    ("A", "value"), [(np.eye(2), math.inf), (JORDAN_CHAIN, math.inf), (-np.eye(2), 1.0)]
)
def test_stability_that_is_proved_is_not_searched(build, A, value):
    found = build(A).dynamics
    assert found.kreiss.value == value
    assert found.instability.value == (0.0 if value == math.inf else 1.0)


def test_a_size_that_is_too_large_says_so(build, monkeypatch):
    report, diagonal = build("legs", 8), build("s4d-inv", 8)  # kept for others: whole
    monkeypatch.setattr(module, "LIMITS", dict.fromkeys(module.LIMITS, (7, 7)))
    found = again(report)
    assert found.abscissae == found.pseudomodes == ()
    assert found.kreiss is found.growth is found.transient is None
    assert found.omitted["kreiss"] == (
        'The Kreiss constant: not computed above N = 7; run ssmtheory.kreiss("legs", 8).'
    )
    assert set(found.omitted) == set(module.LIMITS)
    assert again(diagonal).omitted == {}  # a diagonal matrix is never too large


def test_what_fails_says_why(build, monkeypatch):
    def refuse(*_, **__):
        raise InputError("it cannot be")

    report = build(np.array([[-1.0, 100.0], [0.0, -2.0]]))
    monkeypatch.setattr(module, "kreiss", refuse)
    found = again(report)
    assert found.kreiss is None
    assert found.growth_bound is None
    assert found.omitted == {"kreiss": "The Kreiss constant: not computed (it cannot be)."}


def test_where_nothing_grows_the_kreiss_constant_is_one(build, monkeypatch):
    report = build("legs", 8)
    monkeypatch.setitem(module.LIMITS, "kreiss", (7, 7))
    found = again(report)
    assert (found.kreiss.value, found.kreiss.status) == (1.0, "exact")
    assert found.omitted == {}


def test_below_the_floor_nothing_is_searched(build, monkeypatch):
    report = build(np.array([[-2.0, 5.0], [0.5, -3.0]]))
    assert report.spectrum.method == "ball-eig"
    monkeypatch.setattr(module, "_CHEAP_CERTIFICATE", 1)
    found = dynamics(report.subject, report.spectrum, report.nonnormality, -20.0)
    assert set(found.omitted) == {"instability", "kreiss"}
    assert all("rounding floor" in reason for reason in found.omitted.values())


def test_a_long_search_is_left_to_the_user(build):
    report = build(np.array([[-1.0, 100.0], [0.0, -2.0]]))
    found = dynamics(report.subject, report.spectrum, report.nonnormality, -6.0)
    assert found.instability is not None
    assert found.omitted == {
        "kreiss": "The Kreiss constant: not computed, because σ_min falls to 10⁻⁶ on the "
        "imaginary axis and the search is long; run ssmtheory.kreiss(A)."
    }


def test_the_curve_ends_where_something_has_happened(build):
    peak = Scalar("sup", 5.0, 0.7, "by hand", "converged")
    assert last_time(peak, -1.0, 10.0) == 2.8
    assert math.exp(-last_time(None, -2.0, 10.0) * 2.0) == pytest.approx(1e-3, rel=1e-12)
    assert last_time(None, 0.0, 0.0) == 1.0
    for system in (("legs", 8), ("legt", 8), ("lagt", 6)):
        assert build(*system).dynamics.transient.log10_norm[-1] <= -1


def test_json_is_strict_and_whole(build):
    for system in (("legs", 8), (np.eye(2),), (JORDAN_CHAIN,)):
        data = json.loads(json_text(build(*system).dynamics.to_json()))
        assert set(data) == {
            "abscissae",
            "instability",
            "kreiss",
            "growth",
            "growth_bound",
            "defectiveness",
            "transient",
            "pseudomodes",
            "omitted",
        }
    empty = Dynamics(3).to_json()
    assert empty["kreiss"] is None
    assert empty["abscissae"] == []


def test_the_call_that_is_advised_is_a_call(build, monkeypatch):
    assert module._argument(as_subject(np.eye(2))) == "A"
    assert module._argument(as_subject("legs", 9)) == '"legs", 9'
