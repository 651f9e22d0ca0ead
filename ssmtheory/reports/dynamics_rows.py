"""The table "Dynamics" as rows of text: each number, where it is attained, what vouches for it."""

import math
from dataclasses import dataclass

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.precision import rounding_floor
from ssmtheory.reports.model import Report
from ssmtheory.reports.plots.pseudomodes import point
from ssmtheory.reports.words import number, number_from_log10

_HOW_SURE = {
    "exact": "exact",
    "certified": "proved",
    "converged": "converged",
    "lower bound": "a lower bound",
    "upper bound": "an upper bound",
    "uncertified": "not certain",
}


@dataclass(frozen=True)
class DynamicsRow:
    """One line: the quantity, its value, where it is attained ("" for nowhere), how sure it is."""

    quantity: str
    value: str
    at: str
    how: str


def dynamics_rows(report: Report) -> list[DynamicsRow]:
    """Abscissae, distances, the Kreiss constant and the transient peak, those that are known."""
    found = report.dynamics
    rows = [_spectral(report), _numerical(report), *map(_pseudo, found.abscissae)]
    if found.instability is not None:
        rows.append(_row("distance to instability β, least ‖E‖", found.instability, "z = "))
    if found.kreiss is not None:
        rows.append(_row("Kreiss constant K ≤ sup ‖exp(tA)‖", found.kreiss, "z = "))
    if found.growth is not None:
        rows.append(_row("sup ‖exp(tA)‖ over t ≥ 0", found.growth, "t = "))
    if found.growth_bound is not None and math.isfinite(found.growth_bound):
        how = "Kreiss matrix theorem, up to the certainty of K"
        rows.append(DynamicsRow("upper bound e·N·K of it", number(found.growth_bound, 4), "", how))
    if found.defectiveness is not None:
        rows.append(_defectiveness(found.defectiveness))
    return rows


def how_sure(found: Scalar) -> str:
    """Status, tolerance, certificate and method of a scalar in words."""
    text = _HOW_SURE[found.status]
    if found.status == "converged" and found.tolerance > 0:
        text += f" to {number(found.tolerance, 2)}"
    certificate = f": {found.certificate}" if found.certificate else ""
    return f"{text}{certificate}; by {found.method}".replace("e^{tA}", "exp(tA)")


def _row(quantity: str, found: Scalar, unit: str) -> DynamicsRow:
    return DynamicsRow(quantity, number(found.value, 6), _place(found, unit), how_sure(found))


def _place(found: Scalar, unit: str) -> str:
    if found.at is None:
        return ""
    text = point(found.at, 4) if isinstance(found.at, complex) else number(float(found.at), 4)
    return unit + text


def _pseudo(found: Scalar) -> DynamicsRow:
    eps = number(found.parameters["eps"])
    return _row(f"pseudospectral abscissa for ε = {eps}", found, "z = ")


def _spectral(report: Report) -> DynamicsRow:
    value = report.nonnormality.spectral_abscissa
    status = report.spectrum.status
    how = f"{_HOW_SURE.get(status, status)}; by the spectrum, {report.spectrum.method}"
    return DynamicsRow("spectral abscissa, max Re λ", number(value, 6), "", how)


def _numerical(report: Report) -> DynamicsRow:
    found = report.nonnormality
    value, floor = found.numerical_abscissa, rounding_floor(report.subject.order, found.norm2)
    text = number(value, 6) if abs(value) > floor else "0 (to rounding)"
    how = f"converged to rounding; by {report.numerical_range.method}"
    return DynamicsRow("numerical abscissa, slope of ‖exp(tA)‖ at 0", text, "", how)


def _defectiveness(found: Scalar) -> DynamicsRow:
    log10 = found.parameters.get("log10")
    value = number(found.value, 6)
    if found.value == 0 and log10 is not None and math.isfinite(float(log10)):
        value = number_from_log10(float(log10), 4)
    if found.status == "uncertified":
        value = f"below {number(found.value, 2)}"
    quantity = "distance to defectiveness, least ‖E‖"
    return DynamicsRow(quantity, value, _place(found, "z = "), how_sure(found))
