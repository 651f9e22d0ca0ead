"""A styled figure to draw in, and what its legend says."""

import pytest

from ssmtheory.reports.plots import style


@pytest.fixture
def ax():
    with style.styled():
        yield style.new_figure(3.0)[1]


@pytest.fixture
def labels():
    """labels(ax) -> the entries of the legend."""
    return lambda ax: [text.get_text() for text in ax.get_legend().get_texts()]
