"""What is drawn beside the contours of a grid, and when it is left out."""

import numpy as np
import pytest

from ssmtheory.analysis.level_sets.numerical_range import numerical_range
from ssmtheory.analysis.subject import as_subject
from ssmtheory.reports import grid_drawings
from ssmtheory.systems.pencil import Pencil


def test_eigenvalues_and_boundary():
    A = np.array([[0.0, 1.0], [0.0, 0.0]])
    found = grid_drawings.drawings(as_subject(A))
    assert found["eigenvalue_status"] == "exact"
    assert np.array_equal(found["eigenvalues"], [0, 0])
    # W of a Jordan block of order 2 is the disc of radius 1/2
    assert np.abs(np.abs(found["boundary"]) - 0.5).max() <= 10 * np.finfo(float).eps


def test_with_rho_both_are_those_of_the_rank_one_form():
    found = grid_drawings.drawings(as_subject("legs", 6), "1/2")
    A = as_subject("legs", 6).matrix
    form = (A - A.T / 2 - np.eye(6) / 2) / 1.5  # (A − ρAᵀ − ρI)/(1 + ρ)
    scale = np.linalg.norm(form, 2)
    assert abs(found["eigenvalues"].sum() - np.trace(form)) <= 1e3 * np.finfo(float).eps * scale
    expected = numerical_range(form).boundary
    assert np.abs(found["boundary"] - expected).max() <= 1e3 * np.finfo(float).eps * scale


@pytest.mark.parametrize("subject", [Pencil(np.eye(3, 2)), Pencil(np.eye(2), np.diag([1.0, 2.0]))])
def test_a_pencil_has_neither(subject):
    assert grid_drawings.drawings(as_subject(subject)) == {}


def test_no_boundary_where_it_would_take_long(monkeypatch):
    monkeypatch.setattr(grid_drawings, "_LARGEST_DENSE", 3)
    assert "boundary" not in grid_drawings.drawings(as_subject("grcar", 4))
    assert "boundary" in grid_drawings.drawings(as_subject("legs", 4))
    assert "boundary" in grid_drawings.drawings(as_subject("s4d-lin", 8))
