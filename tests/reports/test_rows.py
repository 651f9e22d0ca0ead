"""The rows of the tables: certain digits, exact κ shortened, words where a number is missing."""

from dataclasses import replace

import flint
import numpy as np

from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.reports.rows import (
    conditioning_rows,
    eigenvalue_rows,
    fact_rows,
    normality_rows,
    short_kappa,
)


def test_eigenvalue_rows(report):
    rows = eigenvalue_rows(report.spectrum, report.lapack)
    assert [r.real for r in rows] == [f"−{j}" for j in range(1, 9)]
    assert {r.status for r in rows} == {"exact"}
    assert rows[0].kappa == "8"  # N!/(N−1)!
    assert all(r.lapack_error for r in rows)


def test_every_asked_digit_is_there():
    row = eigenvalue_rows(spectrum("legt", 2, digits=30))[0]
    # −2 ± i√2: the roots of s² + 4s + 6, the denominator of the [1/2] Padé approximant of e⁻ˢ
    assert row.real.rstrip("0").rstrip(".") == "−2"
    assert row.imag == "1.41421356237309504880168872421"
    assert row.lapack_error == ""


def test_kappa_is_short_and_honest(report):
    e = report.spectrum.eigenvalues[0]
    assert short_kappa(replace(e, kappa=None)) == "?"
    assert short_kappa(replace(e, kappa=flint.arb("inf"))) == "∞"
    assert short_kappa(replace(e, kappa=flint.arb(10**40 + 7))) == "1.000·10⁴⁰"
    assert short_kappa(replace(e, kappa=flint.arb(64))) == "64"


def test_conditioning_rows_know_three_cases(build):
    assert conditioning_rows(build("legs", 8))[2][1].isdigit()
    assert conditioning_rows(build("lagt", 6))[2][1] == "no number is enough"
    jordan = build([[-1.0, 1.0], [0.0, -1.0]])
    nothing = np.full(2, np.nan)
    unknown = replace(jordan.conditioning, digits_needed=None, log10_kappa=nothing)
    rows = conditioning_rows(replace(jordan, conditioning=unknown))
    assert {value for _, value in rows} == {"not known"}


def test_rounding_is_called_rounding(build):
    henrici = [v for k, v in normality_rows(build("s4d-inv", 8)) if "Henrici" in k]
    assert henrici[0].endswith("(rounding)")


def test_facts(report, matrix_report):
    facts = dict(fact_rows(report))
    assert facts["source"] == "hippo, Theorem 2"
    assert facts["order of A"] == "8 × 8, real"
    assert dict(fact_rows(matrix_report))["system"] == "matrix"
