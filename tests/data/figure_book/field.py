"""A field of pixels with its contours."""

import importlib

import numpy as np

from ssmtheory.reports.plots import style

TITLE = "Field"
CAPTION = "A field."
SOURCES = ("hippo", "s4")
PARAMETERS = {"points": 12}


def data(points):
    x = importlib.import_module("._shared", __package__).grid(points)
    return {"x": x, "values": np.exp(1j * np.outer(x, x))}


def draw(found):
    figure, ax = style.new_figure(2.0)
    x, values = found["x"], found["values"].real
    ax.pcolormesh(x, x, values, cmap=style.FIELD, rasterized=True)
    ax.contour(x, x, values, colors="white")
    return figure
