"""The PNG writer against another reader."""

import io

import numpy as np
import pytest
from PIL import Image

from ssmtheory.reports.plots import style
from ssmtheory.reports.plots.png import png_bytes


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 5, 3), (64, 33, 3)])
def test_the_pixels_come_back(shape):
    pixels = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    image = Image.open(io.BytesIO(png_bytes(pixels, 300)))
    np.testing.assert_array_equal(np.asarray(image), pixels)
    assert image.mode == "RGB"
    assert round(image.info["dpi"][0]) == 300


def test_a_figure_is_what_matplotlib_would_write():
    with style.styled():
        figure, ax = style.new_figure(2.37)
        ax.plot([0, 1], [0, 1])
        ours = np.asarray(Image.open(io.BytesIO(style.render(figure, svg=False).png)))
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=style.PNG_DPI)
    theirs = np.asarray(Image.open(stream).convert("RGB"))
    np.testing.assert_array_equal(ours, theirs)
