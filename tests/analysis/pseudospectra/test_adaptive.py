"""Adaptive grids: the contours of the full grid, from fewer points."""

import numpy as np
import pytest

from ssmtheory.analysis.pseudospectra.pseudospectrum import pseudospectrum
from ssmtheory.families import gallery


def kahan():
    return gallery.find("kahan").matrix(12)


CASES = [
    (gallery.find("grcar").matrix(24), (-1.5, 3.5, -4.0, 4.0), [-3.0, -2.0, -1.0]),
    (kahan(), (-1.0, 1.5, -1.0, 0.9), [-3.0, -0.5]),
    (kahan() * 2.0**-900, tuple(2.0**-900 * v for v in (-1.0, 1.5, -1.0, 1.0)), [-273.0, -271.5]),
    (np.diag([1.0, -1.0, 2j]), (-3.0, 3.0, -3.0, 3.0), [-0.5]),
]


def crossings(values, levels):
    """Per grid edge and level: does the contour pass between its two ends."""
    above = values[..., None] > np.asarray(levels)
    return above[:, 1:] != above[:, :-1], above[1:] != above[:-1]


@pytest.mark.parametrize(("A", "window", "levels"), CASES)
@pytest.mark.parametrize("grid", [(61, 60), 41])
def test_contours_are_those_of_the_full_grid(A, window, levels, grid):
    full = pseudospectrum(A, grid=grid, window=window, levels=levels)
    part = pseudospectrum(A, grid=grid, window=window, levels=levels, adaptive=True)
    assert full.evaluated is None
    assert full.evaluated_fraction == 1.0
    assert 0.0 < part.evaluated_fraction < 1.0
    for mine, theirs in zip(
        crossings(part.log10_sigma, levels), crossings(full.log10_sigma, levels), strict=True
    ):
        assert (mine == theirs).all()
    # both ends of every crossed edge are computed values, so the line runs where it should
    across, up = (c.any(axis=-1) for c in crossings(full.log10_sigma, levels))
    computed = part.evaluated
    assert computed[:, 1:][across].all()
    assert computed[:, :-1][across].all()
    assert computed[1:][up].all()
    assert computed[:-1][up].all()
    same = part.log10_sigma[computed] == full.log10_sigma[computed]
    # batches of another size may round the last bit otherwise
    assert same.mean() > 0.5
    close = np.isclose(part.log10_sigma[computed], full.log10_sigma[computed], rtol=0, atol=1e-9)
    below_floor = ~full.trusted[computed]
    assert (close | below_floor).all()


def test_few_points_are_enough_far_from_the_only_contour():
    shown = pseudospectrum(
        np.diag([0.0, 1e-3]), grid=201, window=(-1, 1, -1, 1), levels=[-0.5], adaptive=True
    )
    # a circle of radius 0.32 crosses some 400 of the 40401 cells
    assert shown.evaluated_fraction < 0.15
    assert (shown.log10_sigma > -0.5).mean() == pytest.approx(1 - np.pi * 0.1 / 4, abs=0.01)


def test_levels_are_found_on_the_way_when_none_are_given():
    shown = pseudospectrum(kahan(), grid=50, window=(-1, 1.5, -1, 1), adaptive=True)
    assert 6 <= shown.levels().size <= 12
    assert shown.to_json()["evaluated_fraction"] == shown.evaluated_fraction < 1
