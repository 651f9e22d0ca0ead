"""The report as data: every result of the analysis of one system, and what is left out."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from ssmtheory.analysis.diagonal.comparison import Comparison, compare_with_diagonal
from ssmtheory.analysis.diagonal.diagonalize import diagonalize
from ssmtheory.analysis.diagonal.forms import DiagonalForm, diagonal_forms
from ssmtheory.analysis.level_sets.numerical_range import NumericalRange, numerical_range
from ssmtheory.analysis.nonnormal.nonnormality import Nonnormality, nonnormality
from ssmtheory.analysis.pseudospectra.pseudospectrum import Pseudospectrum, pseudospectrum
from ssmtheory.analysis.rank_one import rank_one_subject
from ssmtheory.analysis.spectra.conditioning import Conditioning, conditioning
from ssmtheory.analysis.spectra.lapack import LapackComparison, compare_lapack
from ssmtheory.analysis.spectra.spectrum import Spectrum, spectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.claims.catalog import concerning
from ssmtheory.claims.claim import Claim
from ssmtheory.errors import InputError, SSMTheoryError, StructureError
from ssmtheory.families.rank_one import exact_rho
from ssmtheory.limits import modest_threads
from ssmtheory.reports.claim_rows import claim_json
from ssmtheory.reports.dynamics import Dynamics, dynamics
from ssmtheory.reports.provenance import provenance
from ssmtheory.reports.resolvent import AxisResolvent, axis_resolvent
from ssmtheory.reports.verdict import Statement, verdict

SCHEMA = "ssmtheory/report/1"
LARGEST_ENTRY = 1e140
NO_CERTAIN_VALUES = "LAPACK is not judged here: without certified eigenvalues there is no referee."
NO_RESTRICTION = (
    "There is no diagonal restriction to compare with: this is not one of the systems that "
    "are known to be normal plus low rank (legs, lagt, legt, fout)."
)


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that ``build_report`` found out about one system.

    ``lapack`` is None when an eigenvalue is uncertified, ``comparison`` when the system has
    no normal-plus-low-rank form; ``omitted`` then says why, by the name of the field.
    With ``rho`` the subject is the rank-one form of a family, and ``comparison`` and
    ``diagonal_forms`` set it beside that family; else ``rho`` is None.
    """

    subject: Subject
    digits: int
    grid: int
    spectrum: Spectrum
    conditioning: Conditioning
    nonnormality: Nonnormality
    numerical_range: NumericalRange
    pseudospectrum: Pseudospectrum
    resolvent: AxisResolvent
    lapack: LapackComparison | None
    comparison: Comparison | None
    dynamics: Dynamics
    diagonal_forms: tuple[DiagonalForm, ...] = ()
    rho: Fraction | None = None
    omitted: dict[str, str] = field(default_factory=dict)

    @cached_property
    def verdict(self) -> tuple[Statement, ...]:
        return verdict(self)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What papers claim about this family, with the verdict on record (not run here)."""
        family = self.subject.family
        return () if family is None or self.rho is not None else concerning(family.name)

    @cached_property
    def provenance(self) -> dict:
        parameters = {
            "system": self.subject.label,
            "n": self.subject.N,
            "digits": self.digits,
            "grid": self.grid,
        }
        if self.rho is not None:
            parameters["rho"] = str(self.rho)
        methods = {
            "spectrum": self.spectrum.method,
            "pseudospectrum": self.pseudospectrum.method,
        }
        return provenance(parameters, methods)

    @property
    def sources(self) -> tuple[str, ...]:
        """BibTeX keys that the report leans on, in order of appearance."""
        family = self.subject.family
        own = () if family is None else (family.source.key,)
        claimed = (claim.paper for claim in self.claims)
        return tuple(dict.fromkeys((*own, "arb", "trefethen-embree", *claimed)))

    def to_json(self) -> dict:
        return {
            "schema": SCHEMA,
            "subject": _identity(self.subject),
            "rho": None if self.rho is None else str(self.rho),
            "verdict": [statement.to_json() for statement in self.verdict],
            "spectrum": self.spectrum.to_json(),
            "conditioning": self.conditioning.to_json(),
            "nonnormality": self.nonnormality.to_json(),
            "lapack": None if self.lapack is None else self.lapack.to_json(),
            "pseudospectrum": _plane(self.pseudospectrum),
            "resolvent": self.resolvent.to_json(),
            "dynamics": self.dynamics.to_json(),
            "comparison": None if self.comparison is None else self.comparison.to_json(),
            "diagonal_forms": [form.to_json() for form in self.diagonal_forms],
            "claims": [claim_json(claim) for claim in self.claims],
            "omitted": self.omitted,
            "sources": list(self.sources),
            "provenance": self.provenance,
        }

    def __repr__(self) -> str:
        return f"Report({self.subject.label!r}, N={self.subject.N}, {self.spectrum.status})"


def build_report(
    subject: Subject, *, rho=None, digits: int = 15, grid: int = 200, progress=None
) -> Report:
    """Run every analysis on ``subject``, x' = A x + B u.

    Parameters
    ----------
    subject : from ``as_subject``.
    rho : the rank-one form A + τPP*, B/(1+ρ), τ = 2ρ/(1+ρ), of the family instead, 0 < ρ ≤ 1
        exactly as given (text or a number), compared with the family itself.
    digits : significant digits asked of each eigenvalue.
    grid : points per side of the pseudospectrum's grid.
    progress : passed to ``pseudospectrum``, the one part that may take long.

    Raises
    ------
    StructureError : the system is in discrete time; e^{tA} is not its dynamics.  With ``rho``,
        something else than legs, lagt, legt or fout.  InputError : ρ outside (0, 1].
    """
    if subject.given is not None and subject.given.dt is not None:
        raise StructureError(
            "the report is about continuous time; give it the system before discretisation."
        )
    _check_range(subject)
    rho = None if rho is None else exact_rho(rho)
    system = rank_one_subject(subject, rho)
    with modest_threads(subject.order):
        return _build(subject, system, rho, digits, grid, progress)


def _check_range(subject: Subject) -> None:
    """Squares and quotients of the entries must stay inside the double range."""
    if subject.family is not None:
        return
    largest = float(np.abs(subject.matrix).max())
    if largest > LARGEST_ENTRY or 0 < largest < 1 / LARGEST_ENTRY:
        raise InputError(
            f"the largest entry of the matrix is {largest:.3g}; scale the matrix to about 1 first "
            "(eigenvalues and pseudospectra scale with it)."
        )


def _build(subject: Subject, system: Subject, rho, digits: int, grid: int, progress) -> Report:
    """``system`` is what the report is about: ``subject`` itself, or its rank-one form."""
    lam = _spectrum(subject, system, rho, digits)
    field_of_values = numerical_range(system)
    scalars = nonnormality(system, known=lam, field=field_of_values)
    plane = pseudospectrum(system, grid=grid, progress=progress)
    axis = axis_resolvent(system, lam.values, scalars.norm2, plane.floor or 0.0)
    certain = lam.status != "uncertified"
    comparison = compare_with_diagonal(subject, 1.0 if rho is None else float(rho))
    omitted = {} if certain else {"lapack": NO_CERTAIN_VALUES}
    if comparison is None:
        omitted["comparison"] = NO_RESTRICTION
    return Report(
        subject=system,
        digits=digits,
        grid=grid,
        spectrum=lam,
        conditioning=conditioning(lam, scalars.norm2),
        nonnormality=scalars,
        numerical_range=field_of_values,
        pseudospectrum=plane,
        resolvent=axis,
        lapack=compare_lapack(system, lam) if certain else None,
        comparison=comparison,
        dynamics=dynamics(system, lam, scalars, -axis.peak[1]),
        diagonal_forms=_forms(subject, rho),
        rho=rho,
        omitted=omitted,
    )


def _spectrum(subject: Subject, system: Subject, rho: Fraction | None, digits: int) -> Spectrum:
    """By the poles of the closed form where there is one."""
    chain = subject.family is not None and subject.family.allpass is not None
    if rho is None or rho == 1 or not chain:
        return spectrum(system, digits=digits)
    return replace(spectrum(subject, digits=digits, rho=rho), label=system.label)


def _forms(subject: Subject, rho: Fraction | None) -> tuple[DiagonalForm, ...]:
    """Diagonal forms of the family; the one that the report is about comes first."""
    forms = diagonal_forms(subject)
    if rho is None:
        return forms
    name, options = f"this one: rank-one, ρ = {float(rho):.6g}", {"allow_unstable": True}
    try:
        found = diagonalize(subject, method="rank-one", rho=float(rho), vectors=False, **options)
        own = DiagonalForm(name, found)
    except SSMTheoryError as error:
        own = DiagonalForm(name, None, str(error))
    others = (f for f in forms if f.found is None or f.found.parameters.get("rho") != float(rho))
    return (own, *others)


def _plane(plane: Pseudospectrum) -> dict:
    """The grid with log₁₀ σ_min to six decimals; None where σ_min is 0, at an eigenvalue."""
    finite = np.isfinite(plane.log10_sigma)
    rows = np.where(finite, np.round(plane.log10_sigma, 6), None).tolist()
    return plane.to_json() | {"x": plane.x.tolist(), "y": plane.y.tolist(), "log10_sigma": rows}


def _identity(subject: Subject) -> dict:
    family = subject.family
    identity = {
        "label": subject.label,
        "n": subject.N,
        "order": subject.order,
        "real": subject.is_real,
        "half": subject.half,
    }
    if family is None:
        return identity | {"family": None}
    facts = {
        "family": family.name,
        "title": family.title,
        "parameters": {key: str(value) for key, value in family.parameters.items()},
        "window": family.window,
        "formula": family.formula,
        "source": {"key": family.source.key, "locator": family.source.locator},
        "notes": list(family.notes),
    }
    return identity | facts
