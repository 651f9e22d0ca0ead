"""Crossings of a level on lines and circles; walks out of the level set."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.level_sets.curves import Circle, Line
from ssmtheory.analysis.level_sets.level_set import sigma_field
from ssmtheory.analysis.subject import as_subject

A = np.array([[0.2, 3.0, -1.0], [0.0, -0.4, 2.0], [0.5, 0.0, -1.0]]) + 0.3j * np.eye(3)


def svd(z):
    return np.linalg.svd(z * np.eye(3) - A, compute_uv=False)


@pytest.mark.parametrize(
    "curve", [Line(0.1 + 0.2j, np.exp(0.4j), -6, 6), Circle(1.1, -math.pi, math.pi)]
)
def test_every_sign_change_of_a_fine_grid_is_among_the_crossings(curve):
    t = np.linspace(curve.t0, curve.t1, 20001)
    sigma = np.array([svd(z)[-1] for z in curve.points(t)])
    eps = 1.3 * sigma.min()
    changes = t[:-1][np.diff(np.sign(sigma - eps)) != 0]
    assert changes.size >= 2
    found = curve.crossings(A, eps)
    spacing = t[1] - t[0]
    assert all(np.abs(found - (c + spacing / 2)).min() < spacing for c in changes)


def test_crossings_are_singular_values_equal_to_eps():
    curve, eps = Line(0.1 + 0j, 1j, -6, 6), 0.5
    gaps = [np.abs(svd(z) - eps).min() for z in curve.points(curve.crossings(A, eps))]
    assert sum(gap < 1e3 * 2.0**-53 * np.linalg.norm(A) for gap in gaps) >= 2


def test_march_ends_on_the_level_for_matrices_of_any_scale():
    for scale in (1e-290, 1.0, 1e290):
        field = sigma_field(as_subject(A * scale))
        lam = np.linalg.eigvals(A) * scale / field.scale
        for log_eps in np.log([1e-1, 1e-6]):
            ends = field.march(lam, np.ones(3), log_eps)
            # rounding of σ_min relative to the level
            allowed = 200 * 2.0**-53 * field.bound / math.exp(log_eps)
            assert np.abs(field.log(ends) - log_eps).max() < allowed
            assert (ends.real > lam.real).all()


def test_the_norm_bound_holds_for_the_chains():
    for name in ("legs", "lagt"):
        for N in (1, 2, 17):
            subject = as_subject(name, N)
            field = sigma_field(subject)
            assert field.bound * field.scale >= np.linalg.norm(subject.matrix, 2)
