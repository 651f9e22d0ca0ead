"""Lines, a legend, words and an array of text."""

import importlib

import numpy as np

from ssmtheory.reports.plots import style

TITLE = "Waves"
CAPTION = "Two waves, n < 2 & more."
SOURCES = ("hippo",)
PARAMETERS = {"points": 50, "turns": [1, 2.5]}


def data(points, turns):
    t = importlib.import_module("._shared", __package__).grid(points)
    return {"t": t, "rows": np.sin(2 * np.pi * np.outer(turns, t)), "names": ["a", "ω"], "N": 2}


def draw(found):
    figure, ax = style.new_figure(2.0)
    for name, row in zip(found["names"], found["rows"], strict=True):
        ax.plot(found["t"], row, label=str(name))
    ax.set_title(f"N = {int(found['N'])}, $\\varepsilon$")
    style.legend_above(ax, 2)
    return figure
