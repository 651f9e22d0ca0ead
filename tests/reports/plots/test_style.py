"""How figures become bytes: font, labels, and an SVG fit for HTML."""

import re

import matplotlib
import pytest
from matplotlib.font_manager import findfont

from ssmtheory.reports.plots import style
from ssmtheory.reports.words import superscript

REPERTOIRE = "".join(map(chr, range(32, 127))) + "−·×²½‖ωεκλΛΣ∞≤≥ₘₙ⁻⁰¹²³⁴⁵⁶⁷⁸⁹"


@pytest.fixture
def figure():
    with style.styled():
        made, ax = style.new_figure(2.0)
        ax.plot([0, 1], [0, 1], label="a line")
        ax.set_xlabel("ω ‖κ‖ 10⁻¹²")
        style.legend_above(ax, 1)
        yield made


def test_the_font_has_every_character_we_write():
    from fontTools.ttLib import TTFont

    with style.styled():
        path = findfont(style.FONT, fallback_to_default=False)
    assert path.endswith("report-sans.ttf")
    with TTFont(path) as font:
        cmap = font.getBestCmap()
    assert [c for c in REPERTOIRE if ord(c) not in cmap] == []


def test_settings_do_not_leak():
    before = dict(matplotlib.rcParams)
    with style.styled():
        assert matplotlib.rcParams["pdf.fonttype"] == 42
    assert dict(matplotlib.rcParams) == before


def test_render_is_deterministic(figure):
    first, second = style.render(figure), style.render(figure)
    assert first == second
    assert b"/Type3" not in first.pdf


def test_the_svg_stands_in_html(figure):
    svg = style.render(figure).svg
    assert svg.startswith("<svg")
    assert svg.endswith("</svg>")
    assert "viewBox" in svg
    assert not re.search(r"xmlns|http|<metadata|<\?xml|<!DOCTYPE", svg)
    assert style.render(figure, svg=False).svg is None
    assert b"xmlns" in style.render(figure).svg_file


def test_prefixed_ids(figure):
    svg = style.prefix_ids(style.render(figure).svg, "one")
    ids = set(re.findall(r'\bid="([^"]*)"', svg))
    used = set(re.findall(r'href="#([^"]*)"', svg)) | set(re.findall(r"url\(#([^)]*)\)", svg))
    assert all(i.startswith("one-") for i in ids)
    assert used
    assert used <= ids


def test_powers_of_ten():
    assert style.power_of_ten(-3.0) == superscript(-3)
    assert style.level_text([0.0, 1.0])(1.0) == "10¹"
    assert style.level_text([0.0, 0.5])(1.0) == "10"


def test_short_log_axes_get_fractions():
    with style.styled():
        _, ax = style.new_figure(2.0)
        ax.plot([0, 1], [0.1, 0.9])
        style.label_powers_of_ten(ax.yaxis)
        labels = [t for t in ax.yaxis.get_major_formatter().format_ticks(ax.get_yticks()) if t]
    assert len(labels) > 3


def test_margins_are_kept_in_inches():
    with style.styled():
        figure, ax = style.new_figure(3.0, margins=(1.0, 0.5, 0.75, 0.25, 0, 0))
    box = ax.get_position()
    assert box.x0 * 5.5 == pytest.approx(1.0)
    assert (1 - box.x1) * 5.5 == pytest.approx(0.5)
    assert box.y0 * 3 == pytest.approx(0.75)
    assert figure.get_figwidth() == style.WIDTH


@pytest.mark.parametrize(
    ("reach", "label", "ticks"),
    [
        (2.5e-10, "Re z  (10⁻¹⁰/time)", {"−2", "0", "2"}),
        (30_000.0, "Re z  (10⁴/time)", {"−2", "0", "2"}),
        (7000.0, "Re z  (1/time)", {"−2000", "0", "2000"}),
        (0.3, "Re z  (1/time)", {"−0.2", "0.0", "0.2"}),
    ],
)
def test_long_numbers_leave_their_power_of_ten_to_the_unit(reach, label, ticks):
    with style.styled():
        figure, ax = style.new_figure(2.0)
        ax.set_xlim(-reach, reach)
        style.label_linear(ax.xaxis, "Re z", "1/time")
        figure.draw_without_rendering()
        assert ax.get_xlabel() == label
        assert ticks <= {t.get_text() for t in ax.get_xticklabels()}
        offset = ax.xaxis.get_offset_text()
        assert not (offset.get_visible() and offset.get_text())


def test_units_with_a_power_of_ten():
    with style.styled():
        _, ax = style.new_figure(2.0)
        ax.set_xlim(0, 5e6)
        for unit, text in (("time", "10⁶ time"), ("dimensionless", "10⁶"), ("1/time", "10⁶/time")):
            style.label_linear(ax.xaxis, "t", unit)
            assert ax.get_xlabel() == f"t  ({text})"


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
def test_one_file_alone_is_the_same_file(figure, kind):
    every = style.render(figure)
    expected = every.svg_file if kind == "svg" else getattr(every, kind)
    assert style.picture_file(figure, kind) == expected
