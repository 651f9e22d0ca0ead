"""The resolvent on the imaginary axis, against singular values and closed forms."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.subject import as_subject
from ssmtheory.reports.resolvent import axis_grid, axis_resolvent

EPS = np.finfo(float).eps


def test_against_the_smallest_singular_value(report):
    A, found = report.subject.matrix, report.resolvent
    chosen = slice(None, None, 40)
    smallest = [
        np.linalg.svd(1j * w * np.eye(8) - A, compute_uv=False)[-1] for w in found.omega[chosen]
    ]
    # σ_min from a dense SVD carries an absolute error of N ε ‖iω − A‖, relative to σ_min here
    scale = (report.nonnormality.norm2 + found.omega[chosen]) / np.array(smallest)
    difference = np.abs(found.log10_norm[chosen] + np.log10(smallest))
    assert (difference <= 8 * EPS * scale).all()


def test_a_normal_matrix_meets_its_dashed_line(build):
    found = build("s4d-lin", 8).resolvent
    assert found.log10_norm_negative is not None
    np.testing.assert_allclose(found.log10_norm, found.log10_normal, atol=16 * EPS)


def test_the_norm_never_falls_below_the_normal_one(matrix_report):
    found = matrix_report.resolvent
    assert (found.log10_norm >= found.log10_normal - 16 * EPS).all()
    assert found.log10_norm.max() > 1  # 100/(1·2) at ω = 0


def test_a_pole_on_the_axis_is_infinite():
    A = np.array([[0.0, 1.0], [-1.0, 0.0]])
    found = axis_resolvent(as_subject(A), np.array([1j, -1j]), 1.0, 0.0)
    assert found.peak == (1.0, math.inf)
    assert found.to_json()["peak"] == [1.0, "inf"]
    assert found.to_json()["log10_norm"].count(None) == 1


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e150])
def test_the_grid_follows_the_scale(scale):
    grid = axis_grid(scale * np.array([-1 + 5j, -1 - 5j, -3.0]), 10 * scale)
    assert 5 * scale in grid
    assert grid[-1] == pytest.approx(100 * scale, rel=16 * EPS)
    assert (np.diff(grid) > 0).all()
    assert np.isfinite(grid).all()


def test_the_grid_of_the_zero_matrix():
    grid = axis_grid(np.zeros(3), 0.0)
    assert grid[0] > 0
    assert grid[-1] == 1.0
