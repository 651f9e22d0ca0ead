"""The aliasing study in small: what it measures, by dense exponentials, and what it shows."""

import numpy as np
import pytest
import scipy.linalg as spla

import ssmtheory as st
from experiments import alias_study as study


def by_hand(N, method, dt, length):
    """The two kernels of the first state by dense matrix functions."""
    A, B = (
        np.asarray(part) for part in (st.family("legs").system(N).A, st.family("legs").system(N).B)
    )
    normal, found = A + B[:, None] * B / 2, []
    for M, b in ((normal, B / 2), (A, B)):
        if method == "bilinear":
            left = np.eye(N) - dt / 2 * M
            step, start = np.linalg.solve(left, np.eye(N) + dt / 2 * M), np.linalg.solve(left, b)
        else:
            step = spla.expm(dt * M)
            start = b if method == "dirac" else np.linalg.solve(M, (step - np.eye(N)) @ b) / dt
        found.append([(np.linalg.matrix_power(step, k) @ start)[0] for k in range(length)])
    return found[0] - np.array(found[1])


@pytest.mark.parametrize("method", ["dirac", "zoh", "bilinear"])
def test_differences_are_those_of_dense_functions(method):
    N, dt, length = 8, 0.07, 12
    expected = by_hand(N, method, dt, length)
    # cond(M) and ‖B‖ are below N², the powers contract
    tolerance = 100 * N**2 * np.finfo(float).eps
    assert np.abs(study.difference(N, method, dt, length) - expected).max() <= tolerance


@pytest.fixture(scope="module")
def result():
    return study.run(study.Params(sizes=(64,), turns=(0.1, 10.0, 300.0), samples=2000))


def errors(result, method):
    return [row.error for row in result.rows if row.method == method]


def test_exact_samples_start_half_apart_at_every_step(result):
    """K_diagonal(0) = K(0)/2 exactly; the rounding of the sum of N modes remains."""
    for row in result.rows:
        if row.method == "dirac":
            assert row.at_zero == pytest.approx(0.5, abs=64 * 64 * np.finfo(float).eps)


def test_it_is_the_rule_that_makes_the_kernels_alike(result):
    assert min(errors(result, "dirac")[:2]) > 0.5
    for method in ("zoh", "bilinear"):
        small, middle, large = errors(result, method)
        assert small == pytest.approx(errors(result, "dirac")[0], rel=0.05)
        assert small > 2 * middle > 20 * large


def test_turns_are_those_of_the_fastest_pole(result):
    """ω₀ = N²/π − π/6 + o(1): the two columns differ by π²/(6N²), relatively."""
    for row in result.rows:
        assert row.alias / row.turn - 1 == pytest.approx(np.pi**2 / (6 * 64**2), rel=0.02)


def test_the_mean_square_is_that_of_an_oscillation_of_size_one_half():
    """Where the steps resolve it: e^{−t}/4 on average over the time that was sampled."""
    (row,) = study.run(
        study.Params(sizes=(64,), turns=(0.3,), methods=("dirac",), samples=20_000)
    ).rows
    T = row.dt * row.length
    # the first time unit of order 1/N, in which the oscillation sets in, is not of that size
    assert row.mean_square == pytest.approx(-np.expm1(-T) / (4 * T), rel=0.05)


def test_the_report_has_a_column_for_each_rule(result):
    text = study.report(result)
    assert text.count("\n") == 1 + 3
    assert "max error, bilinear" in text
