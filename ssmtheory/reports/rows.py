"""The tables of a report as rows of text, shared by the page and the terminal."""

import math
from dataclasses import dataclass
from decimal import Decimal

from ssmtheory.analysis.spectra.lapack import LapackComparison
from ssmtheory.analysis.spectra.spectrum import Eigenvalue, Spectrum
from ssmtheory.precision import certain_decimal, rounding_floor
from ssmtheory.reports.model import Report
from ssmtheory.reports.words import number, number_from_log10, signed, superscript


@dataclass(frozen=True)
class EigenvalueRow:
    """One line of the eigenvalue table; ``lapack_error`` is "" when there is no comparison."""

    j: int
    real: str
    imag: str
    radius: str
    status: str
    kappa: str
    lapack_error: str


def eigenvalue_rows(
    spectrum: Spectrum, lapack: LapackComparison | None = None
) -> list[EigenvalueRow]:
    """Certain digits, radius, status, κ (4 digits) and LAPACK's error of each eigenvalue."""
    rows = []
    for j, e in enumerate(spectrum.eigenvalues):
        real, imag, radius = e.decimals(spectrum.digits)
        error = "" if lapack is None else number(float(lapack.errors[j]), 1)
        row = (signed(real), signed(imag), signed(radius), e.status, short_kappa(e), error)
        rows.append(EigenvalueRow(j + 1, *row))
    return rows


def short_kappa(e: Eigenvalue) -> str:
    """κ to four certain digits, ∞ on a Jordan block, "?" where it is not known."""
    if e.kappa is None:
        return "?"
    if not e.kappa.is_finite():
        return "∞"
    digits = Decimal(certain_decimal(e.kappa, 4)[0])
    if digits < 10**6:
        return signed(str(digits))
    mantissa, exponent = f"{digits:.3e}".split("e")
    return f"{mantissa}·{superscript(int(exponent))}"


def conditioning_rows(report: Report) -> list[tuple[str, str]]:
    """(quantity, value) pairs on the eigenvectors."""
    found = report.conditioning
    lower, upper = found.log10_kappa_V_lower, found.log10_kappa_V_upper
    known = found.digits_needed is not None
    worst = "∞" if found.defective else number_from_log10(lower, 4) if known else "not known"
    bound = "∞" if found.defective else number_from_log10(upper, 4) if known else "not known"
    needed = str(found.digits_needed) if known else "no number is enough"
    if not known and not found.defective:
        needed = "not known"
    return [
        ("largest κ of an eigenvalue ≤ smallest κ₂(V)", worst),
        ("smallest κ₂(V) ≤ sum of the κ", bound),
        ("digits a dense eigensolver needs for one digit of every eigenvalue", needed),
    ]


def form_rows(report: Report) -> list[tuple[str, ...]]:
    """(form, κ, ‖E‖/‖A‖, state error, transfer error, stable) of each diagonal form."""
    rows = []
    for form in report.diagonal_forms:
        found = form.found
        if found is None:
            rows.append((form.name, "refused", "", "", "", form.refused))
            continue
        errors = (found.state_error, found.transfer_error)
        rows.append(
            (
                form.name,
                "?" if found.kappa is None else number(found.kappa, 4),
                number(found.E_relative, 3),
                *("–" if e is None else number(e, 3) if math.isfinite(e) else "∞" for e in errors),
                "yes" if found.stable else f"no: max Re λ = {number(-found.stability_margin, 2)}",
            )
        )
    return rows


def normality_rows(report: Report) -> list[tuple[str, str]]:
    """(quantity, value) pairs on the distance from normality."""
    found = report.nonnormality
    return [
        ("‖A‖₂", number(found.norm2, 6)),
        ("‖A‖ Frobenius", number(found.norm_fro, 6)),
        ("spectral radius, max |λ|", number(found.spectral_radius, 6)),
        ("numerical radius, max |x*Ax|", number(found.numerical_radius, 6)),
        ("Henrici's departure (‖A‖² − Σ|λ|²)^½, over ‖A‖ Frobenius", _henrici(report)),
        ("commutator ‖AA* − A*A‖/‖A‖²", number(found.commutator, 4)),
    ]


def _henrici(report: Report) -> str:
    """Henrici's relative departure, or the rounding floor of the difference under its root."""
    value = report.nonnormality.henrici_relative
    floor = math.sqrt(rounding_floor(report.subject.order, 1.0))
    if value <= floor:
        return f"below {number(floor, 2)} (rounding)"
    method, status = report.nonnormality.methods["henrici"]
    how = "from the eigenvalues" if method == "eigenvalues" else "from the Schur form"
    return f"{number(value, 4)} ({status}, {how})"


def fact_rows(report: Report) -> list[tuple[str, str]]:
    """(fact, value) pairs that identify the system."""
    subject, family = report.subject, report.subject.family
    size = [("order of A", f"{subject.order} × {subject.order}, {_field(report)}")]
    if family is None:
        return [("system", subject.label), *size]
    given = ", ".join(f"{key} = {value}" for key, value in family.parameters.items())
    rows = [
        ("family", f"{family.title}, {subject.label}"),
        ("state size N", str(subject.N)),
        *size,
    ]
    rows += [("parameters", given)] if given else []
    return [
        *rows,
        ("window", family.window),
        ("formula", signed(family.formula)),
        ("source", f"{family.source.key}, {family.source.locator}"),
    ]


def _field(report: Report) -> str:
    half = ", one mode of each conjugate pair" if report.subject.half else ""
    return ("real" if report.subject.is_real else "complex") + half
