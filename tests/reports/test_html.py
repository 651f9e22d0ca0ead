"""The page: well-formed, self-contained, accessible, small, and saying the verdict."""

import base64
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from ssmtheory.references import bibliography
from ssmtheory.reports import gallery as gallery_module
from ssmtheory.reports.gallery import Picture, gallery
from ssmtheory.reports.html import figure_markup, render_html, without_addresses
from ssmtheory.reports.plots.style import Rendered

VOID = {"meta", "img", "br", "hr", "link", "input"}
MIB = 2**20


class Outline(HTMLParser):
    """Every start tag with its attributes; raises on a tag that is closed out of order."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self._open = [], []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


@pytest.fixture(scope="session")
def page(report, pictures):
    return render_html(report, pictures)


def addresses(page: str) -> list[str]:
    """Everything that could reach the network, base64 data aside."""
    text = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]*", "", page)
    found = re.findall(r"""(?:https?:|ftp:|url\((?!#)|@import|["'(]\s*//)\S*""", text)
    return found + [
        a for tag, attrs in Outline(text).tags for k, a in attrs.items() if _outside(tag, k, a)
    ]


def _outside(tag, name, value) -> bool:
    return name.split(":")[-1] in ("href", "src") and not value.startswith("#") and value != ""


def test_it_is_well_formed(page):
    names = [tag for tag, _ in Outline(page).tags]
    assert names[0] == "html"
    assert names.count("section") == 14
    assert "script" not in names


def test_no_address_and_no_script(page):
    assert addresses(page) == []
    assert not re.search(r"\bon\w+=", page)


def test_the_search_for_addresses_finds_one(page):
    assert addresses(page.replace("</main>", '<a href="//example.org/x">x</a></main>'))
    assert addresses(page.replace("</main>", "<p>see http://example.org</p></main>"))


def test_every_picture_has_words(page, pictures):
    outline = Outline(page).tags
    images = [attrs for tag, attrs in outline if tag == "img"]
    drawings = [attrs for tag, attrs in outline if tag == "svg"]
    assert len(images) + len(drawings) == len(pictures) == 9
    assert all(len(attrs["alt"]) > 40 for attrs in images)
    assert all(len(attrs["aria-label"]) > 40 and attrs["role"] == "img" for attrs in drawings)


def test_ids_are_unique_and_links_lead_somewhere(page):
    outline = Outline(page).tags
    ids = [attrs["id"] for _, attrs in outline if "id" in attrs]
    assert len(ids) == len(set(ids))
    hrefs = [v[1:] for _, attrs in outline for k, v in attrs.items() if k.endswith("href")]
    assert hrefs
    assert set(hrefs) <= set(ids)
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(ids)


def test_it_is_small(page):
    assert len(page.encode()) <= MIB


def test_it_says_the_verdict_first(page, report):
    plain = unescape(page)
    places = [plain.index(statement.text) for statement in report.verdict]
    assert places == sorted(places)
    assert places[-1] < page.index('id="system"')


def test_it_holds_the_digits_and_the_sources(page, report):
    for row in report.spectrum.to_json()["eigenvalues"]:
        assert f"<td>{row['real'].replace('-', '−')}</td>" in page
    for key in report.sources:
        assert f"{{{key}," in page


def test_it_adapts(page):
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert 'name="viewport"' in page


def test_a_matrix_says_what_is_missing(matrix_report, monkeypatch):
    blank = Rendered(b"", b"\x89PNG", b"<svg></svg>")
    monkeypatch.setattr(gallery_module.style, "render", lambda figure, **_: blank)
    page = render_html(matrix_report, gallery(matrix_report))
    Outline(page)
    assert addresses(page) == []
    assert "There is no diagonal restriction" in page
    assert "figure-transfer" not in page


def test_a_figure_that_is_missing_says_so(report, pictures):
    fewer = tuple(picture for picture in pictures if picture.name != "condition-numbers")
    page = render_html(report, fewer)
    assert "no condition number of an eigenvalue is known" in page
    assert "figure-condition-numbers" not in page


def test_words_are_escaped():
    png = b"\x89PNG"
    picture = Picture("p", "a < b & c", '"><script>', Rendered(b"", png, None))
    markup = str(figure_markup(picture))
    assert "<script>" not in markup
    assert "a &lt; b &amp; c" in markup
    assert base64.b64encode(png).decode() in markup


def test_bibtex_without_addresses():
    entry = "@misc{x,\n  title = {T},\n  url = {https://example.org},\n  year = {2020}\n}"
    assert without_addresses(entry) == "@misc{x,\n  title = {T},\n  year = {2020}\n}"
    assert not any("http" in without_addresses(entry) for entry in bibliography().values())
