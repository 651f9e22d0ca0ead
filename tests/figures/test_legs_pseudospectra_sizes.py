"""Both ways to σ_min where they must agree, where they must not, and a proved bound.

A wrong figure would show noise on the left, or agreement where doubles cannot see.
"""

import numpy as np
import pytest

from figures import legs_pseudospectra_sizes as figure
from ssmtheory.reports.plots.style import styled


@pytest.fixture(scope="module")
def found():
    return figure.data(sizes=[8, 32], grid=10, dense_grid=10)


def test_they_agree_above_the_floor_and_only_there(found):
    for j, N in enumerate(found["sizes"]):
        for zoom in ("all", "axis"):
            true, dense = found[f"{zoom}_{N}"], found[f"{zoom}_{N}_dense"]
            above = true > found["log10_floor"][j] + 1
            # a tenth of σ at the most, one decade above the floor
            assert np.abs(true - dense)[above].max() <= 0.05
    deep = found["all_32"] < found["log10_floor"][1] - 7
    assert np.count_nonzero(deep) >= 5
    assert (found["all_32_dense"][deep] - found["all_32"][deep]).min() > 1


def test_a_column_is_that_of_brute_force(found):
    x0, x1, y0, y1 = found["all_8_window"]
    z = x0 + 1j * np.linspace(y0, y1, 10)
    r = np.sqrt(2 * np.arange(8) + 1)
    A = -np.tril(np.outer(r, r), -1) - np.diag(np.arange(1.0, 9))
    exact = [np.log10(1 / np.linalg.norm(np.linalg.inv(w * np.eye(8) - A), 2)) for w in z]
    assert found["all_8"][:, 0] == pytest.approx(exact, abs=1e-8)  # u κ(zI − A), κ < 1e6
    assert x1 == 5


def test_the_resolvent_is_bounded_beside_the_axis(found):
    x0, x1 = found["axis_32_window"][:2]
    x = np.linspace(x0, x1, 10)
    inside = x > -0.5
    assert inside.sum() >= 2
    for N in (8, 32):
        assert (10 ** found[f"axis_{N}"][:, inside] >= (x[inside] + 0.5) * (1 - 1e-12)).all()


def test_the_lower_half_mirrors_the_upper(found):
    for key in ("all_8", "all_8_dense", "axis_32_dense"):
        assert (found[key] == found[key][::-1]).all()


def test_it_is_drawn(found):
    with styled():
        assert figure.draw({key: np.asarray(value) for key, value in found.items()}).axes
