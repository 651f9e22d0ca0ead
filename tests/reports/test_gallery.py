"""The figures of a report: which, with labels on every axis, and with their words."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from ssmtheory.reports import gallery as module
from ssmtheory.reports.dynamics import Dynamics
from ssmtheory.reports.gallery import gallery
from ssmtheory.reports.plots import style


@pytest.fixture
def drawn(monkeypatch):
    """The Figure objects of a gallery, instead of their bytes."""
    seen = []

    def keep(figure, **_):
        seen.append(figure)
        return style.Rendered(b"", b"", None)

    monkeypatch.setattr(module.style, "render", keep)
    return seen


@pytest.mark.parametrize("system", [("legs", 8), ("lagt", 6), ("legt", 8), ("fout", 6)])
def test_every_axis_is_labelled(build, drawn, system):
    gallery(build(*system))
    assert len(drawn) == 9
    for figure in drawn:
        panels = [ax for ax in figure.axes if ax.get_visible()]
        assert any(ax.get_legend() for ax in panels)
        bottom = [ax for ax in panels if ax.get_xlabel()]
        left = [ax for ax in panels if ax.get_ylabel()]
        assert bottom
        assert left
        for ax in (*bottom, *left):
            words = ax.get_xlabel() + ax.get_ylabel()
            assert "time" in words or "dimensionless" in words


def test_text_is_at_least_seven_points_and_paper_width(report, drawn):
    gallery(report)
    for figure in drawn:
        assert figure.get_figwidth() == 5.5
        texts = [t for t in figure.findobj(Text) if t.get_text()]
        assert texts
        assert min(t.get_fontsize() for t in texts) >= 7


@pytest.mark.parametrize("system", [("legs", 8), ("legt", 8), ("s4d-lin", 8)])
def test_legends_stay_off_the_data_and_on_the_page(build, drawn, system):
    gallery(build(*system))
    for figure in drawn:
        figure.draw_without_rendering()
        width, height = figure.canvas.get_width_height()
        for ax in figure.axes:
            legend = ax.get_legend()
            if legend is not None:
                box = legend.get_window_extent()
                assert box.y0 >= ax.get_window_extent().y1 - 1
                assert 0 <= box.x0 < box.x1 <= width
                assert box.y1 <= height


@pytest.mark.parametrize("scale", [1.0, -33.0])
def test_text_is_on_the_page_and_outside_other_panels(build, drawn, scale):
    gallery(build(scale * np.random.default_rng(0).standard_normal((12, 12))))
    for figure in drawn:
        figure.draw_without_rendering()
        width, height = figure.canvas.get_width_height()
        renderer = figure.canvas.get_renderer()
        for ax in figure.axes:
            box = ax.get_tightbbox(renderer)
            assert 0 <= box.x0 <= box.x1 <= width
            assert 0 <= box.y0 <= box.y1 <= height
            if ax.name != "3d":
                ticks = ax.yaxis.get_tightbbox(renderer)
                others = [other for other in figure.axes if other is not ax]
                assert not any(other.get_window_extent().overlaps(ticks) for other in others)


def test_what_has_no_data_has_no_figure(build, drawn):
    names = [picture.name for picture in gallery(build(np.array([[-1.0, 100.0], [0.0, -2.0]])))]
    assert names == [
        "spectrum",
        "condition-numbers",
        "pseudospectrum",
        "resolvent-surface",
        "resolvent",
        "transient",
        "pseudomodes",
    ]
    assert len(drawn) == 7


def test_what_was_not_computed_has_no_figure(build, drawn):
    report = build("legs", 8)
    bare = replace(report, dynamics=Dynamics(report.subject.order))
    names = {picture.name for picture in gallery(bare)}
    assert not names & {"transient", "pseudomodes"}
    assert "resolvent-surface" in names


def test_words_carry_the_numbers(pictures, report):
    words = {picture.name: picture.alt + picture.caption for picture in pictures}
    assert "8 eigenvalues" in words["spectrum"]
    assert "4 spikes" in words["transfer"]
    assert report.pseudospectrum.method in words["pseudospectrum"]
    assert all(len(picture.alt) > 40 for picture in pictures)


def test_small_orders_have_fewer_panels(build, drawn):
    assert len(gallery(build("legs", 1))) == 9
    assert sum(ax.get_visible() for ax in drawn[-1].axes) == 1
