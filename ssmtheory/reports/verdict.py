"""The verdict: sentences in plain words, each decided by numbers that stand in the report.

Every function below states its criterion.  A sentence about e^{tA} follows from the
numerical abscissa ω(A) = λ_max((A+A*)/2), which bounds ‖e^{tA}‖ ≤ e^{ω(A)t}, and from the
signs of certified real parts [trefethen-embree, §14–17]; it allows the rounding margin
10·N·u·‖A‖₂ in ω(A), and none in a certified ball.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from ssmtheory.analysis.spectra.spectrum import Eigenvalue
from ssmtheory.precision import rounding_floor
from ssmtheory.reports.verdict_growth import reached
from ssmtheory.reports.verdict_growth import robustness as robustness_in_words
from ssmtheory.reports.words import count, number, number_from_log10, round_up, superscript

if TYPE_CHECKING:
    from ssmtheory.reports.model import Report

DOUBLE = 16  # decimal digits carried by a double
COMFORT = 8  # digits that must survive for "can be diagonalised" (chosen, not derived)
ORTHOGONAL = 1e-6  # κ_j − 1 up to here reads as orthogonal eigenvectors


@dataclass(frozen=True)
class Statement:
    """One sentence of the verdict: its ``topic``, and a ``tone`` (good, bad or note)."""

    topic: str
    tone: str
    text: str

    def to_json(self) -> dict:
        return asdict(self)


def verdict(report: "Report") -> tuple[Statement, ...]:
    """The sentences that apply, most important first."""
    parts = (diagonalisation, dynamics, robustness, lapack_error, restriction, certainty, picture)
    return tuple(statement for part in parts if (statement := part(report)) is not None)


def diagonalisation(report: "Report") -> Statement:
    """Whether an eigendecomposition in double precision is of any use.

    Defective: some κ_j = ∞.  Normal: every κ_j ≤ 1 + 10⁻⁶ or, with κ unknown, A exactly
    diagonal, Hermitian or skew-Hermitian up to a multiple of I.  Otherwise D =
    ``digits_needed`` decides: with loss for D > 9, not at all for D > 16, unless it is the
    size of the smallest eigenvalue and not some κ_j > 10⁸ that makes D large.
    """
    found = report.conditioning
    if found.defective:
        return _diagonalisation(
            "bad",
            "A cannot be diagonalised at any precision: it has a Jordan block, so its "
            "eigenvectors do not span the space.",
        )
    if _is_normal(report):
        return _diagonalisation(
            "good", "A is normal: its eigenvectors are orthogonal and diagonalising it is safe."
        )
    if found.digits_needed is None:
        return _undecided_diagonalisation(report)
    if found.digits_needed > DOUBLE:
        return _too_many_digits(report)
    kept = DOUBLE + 1 - found.digits_needed
    survive = f"about {kept} of {DOUBLE} digits survive in its worst eigenvalue"
    if kept < COMFORT:
        return _diagonalisation("bad", f"Diagonalising A in double precision is lossy: {survive}.")
    return _diagonalisation("good", f"A can be diagonalised in double precision: {survive}.")


def dynamics(report: "Report") -> Statement:
    """What ‖e^{tA}‖ does.

    Unstable: a certified real part is > 0.  Contractive: ω(A) is below minus the margin.
    Without growth: |ω(A)| within the margin.  Otherwise ‖e^{tA}‖ grows at first, because
    ω(A) is its slope at t = 0; what follows is decided by ``stability``.
    """
    scalars = report.nonnormality
    omega, margin = scalars.numerical_abscissa, rounding_floor(report.subject.order, scalars.norm2)
    signs = stability(report.spectrum.eigenvalues)
    if signs == "unstable":
        alpha = number(scalars.spectral_abscissa)
        text = f"The forward dynamics are unstable: an eigenvalue has the real part {alpha} > 0."
        return Statement("dynamics", "bad", text)
    if omega < -margin:
        rate = number(round_up(omega, margin), 4)
        text = (
            f"The forward dynamics are contractive: ‖exp(tA)‖ ≤ exp({rate} t) for all t ≥ 0, "
            "with no transient growth."
        )
        return Statement("dynamics", "good", text)
    if omega <= margin:
        return _without_growth(signs)
    return _with_growth(report, signs)


def robustness(report: "Report") -> Statement | None:
    """How small a perturbation makes a stable A unstable, beside what its eigenvalues suggest."""
    found = (
        robustness_in_words(report) if stability(report.spectrum.eigenvalues) == "stable" else None
    )
    return None if found is None else Statement("robustness", *found)


def lapack_error(report: "Report") -> Statement | None:
    """How far LAPACK's eigenvalues are from the certified ones, beside the spectral radius."""
    if report.lapack is None:
        return None
    worst, radius = float(report.lapack.errors.max()), report.nonnormality.spectral_radius
    where = "of A in another orthonormal basis" if report.lapack.basis == "rotated" else "of A"
    text = f"LAPACK's double-precision eigenvalues {where} are off by up to {number(worst, 2)}"
    if worst == 0:
        text = f"LAPACK's double-precision eigenvalues {where} are right to the last bit"
    elif radius > 0:
        text += f", where the largest eigenvalue has the modulus {number(radius)}"
    lost = worst > 10.0**-COMFORT * (radius or report.nonnormality.norm2)
    return Statement("lapack", "bad" if lost else "good", text + ".")


def restriction(report: "Report") -> Statement | None:
    """What dropping the low-rank part, or weakening it to the rank-one form, does.

    Poles on the axis: ``poles_on_axis``.  Otherwise the largest |G_diag|/|G| at the spikes
    ω_m, which is called bad above 2.
    """
    found = report.comparison
    if found is None or found.spikes.size == 0:
        return None
    if found.poles_on_axis:
        where = count(found.spikes.size, "positive frequency", "positive frequencies")
        text = (
            "Its diagonal restriction (as in S4D, S5, DSS) has all its poles on the imaginary "
            f"axis, at {where}: none of its modes decays."
        )
        return Statement("restriction", "bad", text)
    ratio, at = spike_ratio(report)
    which = "Its diagonal restriction (as in S4D, S5, DSS)"
    if found.rho != 1:
        which = f"This system, the {found.form},"
    text = (
        f"{which} has up to {number(ratio)} times the gain of the original, at "
        f"ω = {number(at, 4)}, the worst of its spikes."
    )
    return Statement("restriction", "bad" if ratio > 2 else "note", text)


def certainty(report: "Report") -> Statement:
    """How sure the eigenvalues are: the statuses, counted."""
    values = report.spectrum.eigenvalues
    uncertain = sum(e.status == "uncertified" for e in values)
    whose = "of A" if report.subject.family is not None else "of the stored matrix"
    which = (
        f"The only eigenvalue {whose} is"
        if len(values) == 1
        else (f"All {len(values)} eigenvalues {whose} are")
    )
    if uncertain:
        text = (
            f"{uncertain} of {count(len(values), 'eigenvalue')} could not be certified; "
            "those are LAPACK's and none of their digits is certain."
        )
        return Statement("certainty", "bad", text)
    if report.spectrum.status == "exact":
        return Statement("certainty", "good", f"{which} known exactly.")
    text = f"{which} certified: ball arithmetic proves every digit that is printed."
    return Statement("certainty", "good", text)


def picture(report: "Report") -> Statement | None:
    """Which part of the pseudospectrum is rounding noise: the share of untrusted grid points."""
    trusted = report.pseudospectrum.trusted
    if trusted.all():
        return None
    share, floor = 100 * float(1 - trusted.mean()), report.pseudospectrum.floor
    text = (
        f"{number(share, 2)} % of the pseudospectrum's picture lies below {number(floor, 2)}, the "
        "rounding floor of dense double-precision arithmetic; it is hatched, and there ε is only "
        "known to be below that floor."
    )
    return Statement("picture", "note", text)


def stability(eigenvalues: Sequence[Eigenvalue]) -> str:
    """stable, unstable, axis or undecided, from what the balls prove and nothing else.

    "axis": no real part is positive and one is exactly zero.
    """
    if any(e.status == "uncertified" for e in eigenvalues):
        return "undecided"
    reals = [e.ball.real for e in eigenvalues]
    if any(real > 0 for real in reals):
        return "unstable"
    if all(real < 0 for real in reals):
        return "stable"
    return "axis" if all(real < 0 or real.is_zero() for real in reals) else "undecided"


def has_jordan_block_on_axis(eigenvalues: Sequence[Eigenvalue]) -> bool:
    """Whether an eigenvalue with real part zero is known to have κ = ∞."""
    on_axis = [e for e in eigenvalues if e.ball.real.is_zero()]
    return any(e.kappa is not None and not e.kappa.is_finite() for e in on_axis)


def spike_ratio(report: "Report") -> tuple[float, float]:
    """(largest |G_diag(iω_m)|/|G(iω_m)|, its ω_m)."""
    found = report.comparison
    hippo = np.interp(found.spikes, found.omega, np.abs(found.hippo))
    ratios = found.spike_heights / hippo
    worst = int(np.argmax(ratios))
    return float(ratios[worst]), float(found.spikes[worst])


def _diagonalisation(tone: str, text: str) -> Statement:
    return Statement("diagonalisation", tone, text)


def _is_normal(report: "Report") -> bool:
    log_kappa = report.conditioning.log10_kappa
    if not np.isnan(log_kappa).any():
        return bool(log_kappa.max() <= np.log10(1 + ORTHOGONAL))
    A = report.subject.matrix
    skew = A - A[0, 0] * np.eye(A.shape[0])
    return (
        not (A - np.diag(np.diag(A))).any()
        or np.array_equal(A, A.conj().T)
        or np.array_equal(skew, -skew.conj().T)
    )


def _undecided_diagonalisation(report: "Report") -> Statement:
    known = report.conditioning.log10_kappa
    known = known[np.isfinite(known)]
    if known.size and known.max() > DOUBLE:
        text = (
            "A cannot be diagonalised in double precision: an eigenvalue has the condition "
            f"number {number_from_log10(known.max())}."
        )
        return _diagonalisation("bad", text)
    why = "its eigenvalues could not be certified"
    if report.spectrum.status != "uncertified":
        why = "some eigenvalues coincide, or are too close to separate"
    return _diagonalisation("note", f"Whether A can be diagonalised was not decided: {why}.")


def _too_many_digits(report: "Report") -> Statement:
    found = report.conditioning
    if found.log10_kappa_V_lower > COMFORT:
        bound = superscript(int(found.log10_kappa_V_lower))
        text = (
            f"A cannot be diagonalised in double precision: a dense eigensolver needs about "
            f"{found.digits_needed} digits, because the condition number of its eigenvectors is "
            f"above {bound}."
        )
        return _diagonalisation("bad", text)
    worst = number_from_log10(found.log10_kappa_V_upper)
    text = (
        "A can be diagonalised in double precision: the condition number of its eigenvectors is "
        f"at most {worst}; but its smallest eigenvalue vanishes beside its norm and keeps no "
        "relative accuracy."
    )
    return _diagonalisation("good", text)


def _without_growth(signs: str) -> Statement:
    decay = {
        "stable": "and it decays in the end",
        "axis": "but it does not decay: an eigenvalue lies on the imaginary axis",
        "undecided": "but no eigenvalue bound is sharp enough to tell whether it decays",
    }[signs]
    text = f"The forward dynamics do not grow: ‖exp(tA)‖ ≤ 1 to within rounding, {decay}."
    return Statement("dynamics", "good" if signs == "stable" else "note", text)


def _with_growth(report: "Report", signs: str) -> Statement:
    rate = number(report.nonnormality.numerical_abscissa)
    alpha = number(report.nonnormality.spectral_abscissa)
    grows = f"‖exp(tA)‖ grows at first, at the rate {rate}"
    if signs == "stable":
        text = (
            f"The forward dynamics grow before they decay: {grows}{reached(report)}; the "
            f"eigenvalues bring it to zero in the end (spectral abscissa {alpha})."
        )
    elif signs == "axis":
        text = f"The forward dynamics do not decay: {grows}, and {_axis_fate(report)}."
    else:
        text = (
            f"Whether the forward dynamics are stable was not decided: {grows}, and the "
            f"rightmost eigenvalue found has the real part {alpha}."
        )
    return Statement("dynamics", "bad", text)


def _axis_fate(report: "Report") -> str:
    if has_jordan_block_on_axis(report.spectrum.eigenvalues):
        return "a Jordan block on the imaginary axis makes it grow like a power of t without bound"
    return "an eigenvalue lies on the imaginary axis"
