"""What the scalars of the dynamics add to the verdict, in words."""

import math
from typing import TYPE_CHECKING

import numpy as np

from ssmtheory.reports.words import number

if TYPE_CHECKING:
    from ssmtheory.reports.model import Report

FRAGILE = 0.1  # β below this share of the eigenvalues' distance is called fragile (chosen)


def reached(report: "Report") -> str:
    """How large ‖e^{tA}‖ becomes: the supremum if it is known, else a lower bound; may be empty.

    Known: the search for the supremum converged.  Otherwise the larger of the Kreiss constant,
    a lower bound whatever its status but "uncertified", and of Re z/σ_min on the grid.
    """
    found = report.dynamics.growth
    if found is not None and found.status in ("exact", "certified", "converged"):
        return f", and reaches {number(found.value, 4)} at t = {number(float(found.at or 0.0))}"
    least = max(_kreiss(report), kreiss_lower_bound(report))
    return f", and reaches at least {number(least)}" if least > 1.05 else ""


def robustness(report: "Report") -> tuple[str, str] | None:
    """(tone, sentence) on the distance to instability β of a stable A; None where it is not known.

    Bad: β is below a tenth of the distance |α| of the eigenvalues from the imaginary axis,
    which a normal A would allow.
    """
    found = report.dynamics.instability
    alpha = -report.nonnormality.spectral_abscissa
    if found is None or found.status == "uncertified" or not 0 < found.value or alpha <= 0:
        return None
    share = found.value / alpha
    size = "at most the norm" if found.status == "upper bound" else "the norm"
    text = f"A perturbation of A of {size} {number(found.value)} can make it unstable"
    if share >= 1 - 1e-6:
        return "good", f"{text}, which is the distance of its eigenvalues from the imaginary axis."
    text += f"; were A normal, it would take one {number(1 / share, 2)} times as large."
    return "bad" if share < FRAGILE else "good", text


def kreiss_lower_bound(report: "Report") -> float:
    """max Re z/σ_min(zI − A) over trusted grid points: sup_t ‖e^{tA}‖ is at least this."""
    plane = report.pseudospectrum
    right = np.broadcast_to(plane.x, plane.log10_sigma.shape)
    usable = plane.trusted & (right > 0)
    if not usable.any():
        return 0.0
    return float(10.0 ** np.max(np.log10(right[usable]) - plane.log10_sigma[usable]))


def _kreiss(report: "Report") -> float:
    found = report.dynamics.kreiss
    usable = found is not None and found.status != "uncertified" and math.isfinite(found.value)
    return found.value if usable else 0.0
