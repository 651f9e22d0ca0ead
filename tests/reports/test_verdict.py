"""The verdict against systems whose fate is known, and its falsified twins."""

import math
from dataclasses import replace

import flint
import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.analysis.spectra.conditioning import conditioning
from ssmtheory.reports.dynamics import Dynamics
from ssmtheory.reports.verdict import spike_ratio, stability, verdict
from ssmtheory.reports.verdict_growth import kreiss_lower_bound
from ssmtheory.reports.words import number, superscript

ROTATION = np.array([[0.0, 1.0], [-1.0, 0.0]])
GROWING = np.array([[-1.0, 100.0], [0.0, -2.0]])
JORDAN_CHAIN = np.block([[ROTATION, np.eye(2)], [np.zeros((2, 2)), ROTATION]])

FATES = [
    # system, diagonalisation says, dynamics says
    (("legs", 8), "worst eigenvalue", "contractive: ‖exp(tA)‖ ≤ exp(−0.5 t)"),
    (("legs", 32), "A cannot be diagonalised in double precision", "contractive"),
    (("lagt", 6), "Jordan block", "do not grow: ‖exp(tA)‖ ≤ 1 to within rounding, and it decays"),
    (("legt", 8), "can be diagonalised", "and it decays in the end"),
    (("chebt", 6), "Jordan block", "grow like a power of t without bound"),
    (("chebs", 6), "digits survive", "grow before they decay"),
    (("s4d-inv", 8), "is normal", "contractive: ‖exp(tA)‖ ≤ exp(−0.5 t)"),
    (("s4d-real", 4), "is normal", "contractive: ‖exp(tA)‖ ≤ exp(−1 t)"),
    ((ROTATION,), "is normal", "does not decay: an eigenvalue lies on the imaginary axis"),
    ((np.eye(2),), "is normal", "unstable: an eigenvalue has the real part 1 > 0"),
    ((GROWING,), "can be diagonalised", "grow before they decay"),
    ((JORDAN_CHAIN,), "cannot be diagonalised at any precision", "Jordan block on the imaginary"),
    ((np.array([[-1.0, 1.0], [1e-30, -1.0]]),), "is lossy", "contractive"),
    ((np.array([[-1.0, 3.0], [0.0, -1e-30]]),), "no relative accuracy", "grow before"),
]


def said(report, topic: str) -> str:
    return next(s.text for s in verdict(report) if s.topic == topic)


@pytest.mark.parametrize(("system", "diagonal", "forward"), FATES, ids=lambda v: str(v)[:24])
def test_known_fates(build, system, diagonal, forward):
    report = build(*system)
    assert diagonal in said(report, "diagonalisation")
    assert forward in said(report, "dynamics")


@pytest.mark.parametrize("system", [case[0] for case in FATES], ids=lambda v: str(v)[:24])
def test_dynamics_against_the_exponential(build, system):
    """What is said of ‖e^{tA}‖ holds for the exponential itself, by Padé scaling and squaring."""
    report = build(*system)
    text, A = said(report, "dynamics"), report.subject.matrix
    times = np.array([1e-3, 0.1, 1.0, 3.0]) / max(1.0, report.nonnormality.norm2) ** 0.5
    norms = np.array([np.linalg.norm(spla.expm(t * A), 2) for t in times])
    slack = 100 * A.shape[0] * np.finfo(float).eps * max(1.0, report.nonnormality.norm2)
    if "contractive" in text or "do not grow" in text:
        assert (norms <= 1 + slack).all()
    if "contractive" in text:
        rate = float(text.split("exp(−")[1].split(" t)")[0])
        assert (norms <= np.exp(-rate * times) * (1 + slack)).all()
    if "grows at first" in text:
        assert norms[0] > 1 + slack


def test_the_number_of_digits_is_that_of_the_exact_condition_numbers(build):
    """κ_j = (N+j)!/((2j+1)(N−1−j)!j!²) of the eigenvalue −(j+1), in integers."""
    N, f = 32, math.factorial
    kappa = [f(N + j) // ((2 * j + 1) * f(N - 1 - j) * f(j) ** 2) for j in range(N)]
    norm = np.linalg.norm(build("legs", N).subject.matrix, 2)
    worst = max(math.log10(k * norm / (j + 1)) for j, k in enumerate(kappa))
    text = said(build("legs", N), "diagonalisation")
    assert f"needs about {1 + math.ceil(worst)} digits" in text
    assert f"above {superscript(len(str(max(kappa))) - 1)}" in text


def test_growth_is_bounded_from_below_truly(build):
    report = build(np.diag(np.full(12, -1.0)) + np.diag(np.full(11, 3.0), 1))
    A = report.subject.matrix
    peak = max(np.linalg.norm(spla.expm(t * A), 2) for t in np.arange(0, 9, 0.2))
    least = kreiss_lower_bound(report)
    assert 2 < least <= peak
    unknown = replace(report, dynamics=Dynamics(12))
    assert f"and reaches at least {number(least)};" in said(unknown, "dynamics")


def test_an_uncertified_spectrum_decides_nothing(build):
    report = build("chebs", 6)
    lam = report.spectrum.eigenvalues
    guesses = tuple(replace(e, status="uncertified", kappa=None) for e in lam)
    doubtful = replace(report.spectrum, eigenvalues=guesses)
    weak = replace(report, spectrum=doubtful, conditioning=conditioning(doubtful, 1.0), lapack=None)
    assert stability(doubtful.eigenvalues) == "undecided"
    assert "6 of 6 eigenvalues could not be certified" in said(weak, "certainty")
    assert "not decided: its eigenvalues could not" in said(weak, "diagonalisation")
    assert "Whether the forward dynamics are stable was not decided" in said(weak, "dynamics")
    assert "lapack" not in {s.topic for s in verdict(weak)}


def test_a_contraction_needs_no_certified_spectrum(build):
    report = build("legs", 8)
    lam = tuple(replace(e, status="uncertified") for e in report.spectrum.eigenvalues)
    weak = replace(report, spectrum=replace(report.spectrum, eigenvalues=lam), lapack=None)
    assert "contractive" in said(weak, "dynamics")


@pytest.mark.parametrize(
    ("abscissa", "word"), [(-0.5, "contractive"), (1e-17, "do not grow"), (0.5, "grow before")]
)
def test_the_numerical_abscissa_decides(build, abscissa, word):
    report = build("legs", 8)
    other = replace(report.nonnormality, numerical_abscissa=abscissa)
    assert word in said(replace(report, nonnormality=other), "dynamics")


@pytest.mark.parametrize(
    ("digits", "tone", "word"),
    [
        (3, "good", "about 14 of 16"),
        (12, "bad", "is lossy: about 5 of 16"),
        (17, "bad", "17 digits"),
    ],
)
def test_the_digits_decide(build, digits, tone, word):
    report = build("legs", 8)
    found = replace(report.conditioning, digits_needed=digits, log10_kappa_V_lower=9.0)
    first = verdict(replace(report, conditioning=found))[0]
    assert (first.tone, word in first.text) == (tone, True)


@pytest.mark.parametrize(
    ("reals", "fate"),
    [
        (["-1", "-2"], "stable"),
        (["-1", "1e-300"], "unstable"),
        (["-1", "0"], "axis"),
        (["-1", "0 +/- 1e-30"], "undecided"),
    ],
)
def test_stability_is_what_the_balls_prove(build, reals, fate):
    model = build("legs", 8).spectrum.eigenvalues[0]
    balls = [replace(model, ball=flint.acb(flint.arb(text))) for text in reals]
    assert stability(balls) == fate


def test_restriction(build):
    legs = build("legs", 8)
    ratio, at = spike_ratio(legs)
    G = 1 / (1 + 1j * at)  # x_0(s) = 1/(s+1) for every N
    assert at == legs.comparison.spikes[0]
    assert ratio == pytest.approx(
        legs.comparison.spike_heights[0] / abs(G), rel=100 * np.finfo(float).eps
    )
    assert "times the gain of the original" in said(legs, "restriction")
    assert "at 3 positive frequencies" in said(build("lagt", 6), "restriction")
    assert "restriction" not in {s.topic for s in verdict(build("chebs", 6))}


def test_the_untrusted_share_is_told(build):
    report = build("legt", 8)
    assert "picture" not in {s.topic for s in verdict(report)}
    plane = report.pseudospectrum
    middle = float(10 ** np.median(plane.log10_sigma))
    text = said(replace(report, pseudospectrum=replace(plane, floor=middle)), "picture")
    assert text.startswith("50 %")
