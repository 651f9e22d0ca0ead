"""Figures: the data against brute force, and a picture that comes out the same twice."""

import importlib

import numpy as np
import pytest

from figures import FIGURES
from figures import legs_pseudospectrum as figure
from ssmtheory.reports.plots.style import render, styled


@pytest.fixture(scope="module")
def found():
    return figure.data(N=16, grid=12)


def test_every_listed_figure_exists_and_is_drawn():
    for name in FIGURES:
        module = importlib.import_module(f"figures.{name}")
        assert module.CAPTION
        assert callable(module.draw)


def test_both_ways_agree_above_the_floor(found):
    assert found["true"].min() > found["log10_floor"] + 1  # N = 16 is shallow enough
    # relative error of the dense σ: rounding floor over σ, a tenth at the most here
    assert np.abs(found["true"] - found["dense"]).max() <= 0.05


def test_the_dense_way_is_wrong_below_the_floor():
    found = figure.data(N=32, grid=12)
    deep = found["true"] < found["log10_floor"] - 8
    assert deep.any()
    assert np.abs(found["true"] - found["dense"])[deep].min() > 1.0


def test_two_drawings_are_the_same_bytes(found):
    with styled():
        first, second = render(figure.draw(found)), render(figure.draw(found))
    assert first.png == second.png
    assert first.pdf == second.pdf
