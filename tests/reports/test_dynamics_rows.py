"""The table of the dynamics: every number with its place and with what vouches for it."""

from dataclasses import replace

import numpy as np
import pytest

from ssmtheory.analysis.scalar import STATUSES, Scalar
from ssmtheory.reports.dynamics import Dynamics
from ssmtheory.reports.dynamics_rows import dynamics_rows, how_sure


def rows_of(report) -> dict:
    return {row.quantity: row for row in dynamics_rows(report)}


def test_a_contraction(build):
    rows = rows_of(build("legs", 8))
    assert rows["spectral abscissa, max Re λ"].value == "−1"
    assert rows["numerical abscissa, slope of ‖exp(tA)‖ at 0"].value == "−0.5"
    assert rows["sup ‖exp(tA)‖ over t ≥ 0"].value == "1"
    assert rows["Kreiss constant K ≤ sup ‖exp(tA)‖"].how.startswith("exact: A + A* ≤ 0")
    assert rows["upper bound e·N·K of it"].value == "21.75"  # 8e


def test_rounding_is_called_rounding(build):
    rows = rows_of(build("lagt", 6))
    assert rows["numerical abscissa, slope of ‖exp(tA)‖ at 0"].value == "0 (to rounding)"


def test_what_underflows_keeps_its_logarithm(build):
    report = build("legs", 8)
    deep = Scalar("d", 0.0, -3 + 0j, "m", "converged", 1e-12, parameters={"log10": -400.0})
    rows = rows_of(replace(report, dynamics=replace(report.dynamics, defectiveness=deep)))
    assert rows["distance to defectiveness, least ‖E‖"].value == "10⁻⁴⁰⁰"
    noise = replace(deep, value=2e-12, status="uncertified")
    rows = rows_of(replace(report, dynamics=replace(report.dynamics, defectiveness=noise)))
    assert rows["distance to defectiveness, least ‖E‖"].value == "below 2·10⁻¹²"


def test_an_infinite_bound_is_left_out(build):
    rows = rows_of(build(np.eye(2)))
    assert rows["Kreiss constant K ≤ sup ‖exp(tA)‖"].value == "∞"
    assert "upper bound e·N·K of it" not in rows


def test_nothing_known_leaves_the_abscissae(build):
    report = replace(build("legs", 8), dynamics=Dynamics(8))
    assert len(dynamics_rows(report)) == 2


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_words(status):
    text = how_sure(Scalar("x", 1.0, None, "method", status, 1e-10, "what was checked"))
    assert text.endswith(": what was checked; by method")
    assert ("10⁻¹⁰" in text) == (status == "converged")
