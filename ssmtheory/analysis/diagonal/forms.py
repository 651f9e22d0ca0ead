"""The ways to make one system diagonal, side by side: what the report's table shows.

The optimised perturbation (ptd) takes minutes and is left to ``ssmtheory diagonalize``.
"""

from dataclasses import dataclass

from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.diagonalize import diagonalize
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import SSMTheoryError

LARGEST = 256  # order above which a dense form would hold the report up
DRAWS = 5
RANDOM_EPS = 0.01


@dataclass(frozen=True, eq=False)
class DiagonalForm:
    """One row: what was done, and its result, or in ``refused`` the reason there is none."""

    name: str
    found: Diagonalization | None
    refused: str = ""

    def to_json(self) -> dict:
        if self.found is None:
            return {"name": self.name, "refused": self.refused}
        row, kept = self.found.to_json(), ("method", "parameters", "status", "stable", "kappa")
        kept += ("E_norm", "E_relative", "state_error", "transfer_error", "omega_worst")
        kept += ("stability_margin", "bound", "bound_vacuous", "backward_error")
        return {"name": self.name} | {key: row[key] for key in kept}


def diagonal_forms(subject: Subject) -> tuple[DiagonalForm, ...]:
    """Normal part, rank one (ρ = 0.1, 0.5) and a random perturbation of the same norm as ρ = 0.1.

    A system without a normal-plus-low-rank form gets the random perturbation alone, of one
    per cent of ‖A‖₂.  Nothing for systems that are diagonal already or of order above 256.
    """
    if subject.is_diagonal or subject.order > LARGEST or subject.order < 2:
        return ()
    fam = subject.family
    if fam is None or fam.nplr_rank is None:
        return (_random(subject, RANDOM_EPS),)
    middle = _form(subject, "rank-one, ρ = 0.1", method="rank-one", rho=0.1)
    eps = RANDOM_EPS if middle.found is None else middle.found.E_relative
    return (
        _form(subject, "diagonal restriction (S4D, S5, DSS)", method="normal-part"),
        _form(subject, "rank-one, ρ = 0.5", method="rank-one", rho=0.5),
        middle,
        _random(subject, eps),
    )


def _random(subject: Subject, eps: float) -> DiagonalForm:
    name = f"random of {eps:.2g}·‖A‖, best of {DRAWS}"
    return _form(
        subject, name, method="ginibre", eps=eps, draws=DRAWS, rng=0, reject_unstable=False
    )


def _form(subject: Subject, name: str, **options) -> DiagonalForm:
    try:
        found = diagonalize(subject, allow_unstable=True, vectors=False, **options)
        return DiagonalForm(name, found)
    except SSMTheoryError as error:
        return DiagonalForm(name, None, str(error))
