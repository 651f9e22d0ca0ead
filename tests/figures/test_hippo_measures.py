"""Measures of HiPPO and the weights of their ODEs.

A wrong figure would show a measure of another mass, LagT with e^{−x/2}, or an ODE off its measure.
"""

import numpy as np
import pytest

from figures import hippo_measures as figure
from tests.figures._balls import exponential

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def found():
    return figure.data(times=[0.5, 1.75], N=6, start=-1.0, stop=2.0, step=0.0625)


def test_weights_of_the_odes_are_those_of_balls(found):
    for row, t in enumerate(found["times"]):
        past = found["x"] <= t
        for name, family in (("legt", "legt"), ("lagt", "glagt(0,1)")):
            exact = exponential(family, 6, t - found["x"][past])[:, 0]
            # ‖A‖ t < 60 for N = 6: a matrix exponential in 45 steps
            bound = 45 * 60 * EPS
            assert np.abs(found[f"{name}_ode"][row, past] - exact).max() < bound
            assert np.isnan(found[f"{name}_ode"][row, ~past]).all()


def test_measures_have_the_mass_and_mean_of_their_definitions(found):
    x, step = found["x"], 0.0625
    for row, t in enumerate(found["times"]):
        inside = (x > 0) & (x < t)
        assert (found["legs"][row, inside] == 1 / t).all()
        window = (x > t - 1) & (x < t)
        assert (found["legt"][row, window] == 1.0).all()
        assert window.sum() * step == pytest.approx(1 - step)
        outside = (x < t - 1) & (x <= t)
        assert (found["legt"][row, outside] == 0.0).all()
        past = x <= t
        assert np.log(found["lagt"][row, past]) == pytest.approx(x[past] - t, abs=1e-15)


def test_the_odes_of_lagt_and_legs_are_exact(found):
    for name in ("lagt", "legs"):
        gap = np.abs(found[f"{name}_ode"] - found[name])[:, found["x"] != 0]
        assert np.nanmax(gap) < 200 * EPS


def test_legt_weighs_what_has_left_its_window(found):
    outside = found["x"] < found["times"][1] - 1 - 0.05
    assert np.abs(found["legt_ode"][1, outside]).max() > 0.05  # 0 if the window were sharp
