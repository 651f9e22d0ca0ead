"""Terminal output at 80 columns: no digit lost, no line too long, no colour unless asked."""

import io

import pytest
from rich.console import Console

from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.families import families
from ssmtheory.reports.terminal import eigenvalue_table, families_table, report_summary


def shown(renderable, width=80, **options) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, **options).print(renderable)
    return stream.getvalue()


def test_the_summary_says_the_verdict_and_the_digits(report):
    text = shown(report_summary(report))
    plain = " ".join(text.replace("│", " ").split())
    for statement in report.verdict:
        assert statement.text in plain
    assert "−8" in text
    assert "legs, N = 8" in text


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_too_long(report, width):
    assert max(map(len, shown(report_summary(report), width).splitlines())) <= width


def test_no_colour_without_a_terminal(report):
    assert "\x1b" not in shown(report_summary(report))
    assert "\x1b" in shown(report_summary(report), force_terminal=True, color_system="standard")


def test_no_colour_is_respected(report, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(report_summary(report), force_terminal=True, color_system="standard")
    assert "\x1b[31m" not in text
    assert "\x1b[1;31m" not in text


def test_fifteen_digits_fit_beside_everything_else(build):
    report = build("legt", 8)
    text = shown(eigenvalue_table(report.spectrum, report.lapack))
    for e in report.spectrum.eigenvalues:
        real, imag, _ = e.decimals(15)
        assert real.replace("-", "−") in text
        assert imag.replace("-", "−") in text


def test_long_numbers_fold_and_keep_their_digits():
    lam = spectrum("legs", 2, part="normal", digits=60)
    words = shown(eigenvalue_table(lam), width=60).split()
    imag = lam.eigenvalues[0].decimals(60)[1]
    first = next(i for i, word in enumerate(words) if len(word) > 20 and imag.startswith(word))
    left = imag
    for word in words[first:]:
        left = left.removeprefix(word)
    assert left == ""


def test_real_spectra_have_no_imaginary_column():
    assert "imag" not in shown(eigenvalue_table(spectrum("legs", 3)))
    assert "imag" in shown(eigenvalue_table(spectrum("legt", 2)))


def test_a_limit_counts_the_rest():
    text = shown(eigenvalue_table(spectrum("legs", 12), limit=5))
    assert "and 7 more" in text
    assert "more" not in shown(eigenvalue_table(spectrum("legs", 6), limit=5))


def test_every_family_is_listed():
    text = shown(families_table(), width=100)
    for name in families():
        assert name in text
