"""The result of ``convergence``: distances, rates, limits and verdicts."""

import math
from dataclasses import dataclass
from html import escape

import numpy as np

from ssmtheory.analysis.convergence.fit import Fit
from ssmtheory.analysis.convergence.limits import Limit
from ssmtheory.analysis.scalar import Scalar

SCHEMA = "ssmtheory/convergence/1"


@dataclass(frozen=True, eq=False)
class Mode:
    """One sense of convergence: the distances at ``Ns``, their fit, and the exact limit."""

    quantity: str
    name: str
    Ns: tuple[int, ...]
    distances: tuple[Scalar, ...]
    fit: Fit | None
    limit: Limit | None

    @property
    def values(self) -> np.ndarray:
        return np.array([scalar.value for scalar in self.distances])

    @property
    def converges(self) -> bool | None:
        """From the limit where one is proved, else from the fit; None when that leaves it open."""
        if self.limit is not None:
            return self.limit.converges
        if np.isinf(self.values).any():
            return False
        return None if self.fit is None else self.fit.decays

    @property
    def basis(self) -> str:
        """What the verdict rests on: "theorem", "fit" or "infinite"."""
        if self.limit is not None:
            return "theorem"
        return "infinite" if np.isinf(self.values).any() else "fit"

    @property
    def limit_error(self) -> float | None:
        """distance/predicted − 1 at the largest N; None without a finite limit."""
        if self.limit is None or self.limit.bound or not math.isfinite(self.limit.constant):
            return None
        return float(self.values[-1]) / self.limit.predicted(self.Ns[-1]) - 1

    @property
    def verdict(self) -> str:
        """One sentence."""
        word = {True: "converges", False: "does not converge", None: "is undecided"}[self.converges]
        if self.basis == "theorem":
            rate = self.limit.exponent
            how = f"like N^-{rate:g}" if rate else f"limit {self.limit.constant:.6g}"
            if self.limit.bound:
                how = f"{self.limit.statement}, at every N"
            return f"{word}: {how} (exact)"
        if self.basis == "infinite":
            return f"{word}: infinite"
        if self.fit is None:
            return f"{word}: give two sizes or more"
        return f"{word}: fitted rate {self.fit.rate:.3g} ± {self.fit.uncertainty:.2g}"

    def to_json(self) -> dict:
        return {
            "quantity": self.quantity,
            "name": self.name,
            "distances": [_distance(s) for s in self.distances],
            "fit": None if self.fit is None else self.fit.to_json(),
            "limit": None if self.limit is None else self.limit.to_json(),
            "limit_error": self.limit_error,
            "converges": self.converges,
            "basis": self.basis,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, eq=False)
class Convergence:
    """``modes`` in the order sup, l2, weak, hinf; also by name: ``found["weak"]``."""

    label: str
    Ns: tuple[int, ...]
    form: str
    rho: float | None
    state: int
    decay: float
    modes: tuple[Mode, ...]

    def __getitem__(self, quantity: str) -> Mode:
        for mode in self.modes:
            if mode.quantity == quantity:
                return mode
        raise KeyError(quantity)

    @property
    def title(self) -> str:
        form = self.form if self.rho is None else f"{self.form} at rho = {self.rho:g}"
        return f"{self.label} against its form {form}, state {self.state}"

    def rows(self) -> list[tuple[str, ...]]:
        """A header and one row per N, then the fitted rates, the limits and the verdicts."""
        head = ("N", *(mode.quantity for mode in self.modes))
        body = [
            (str(N), *(f"{mode.values[i]:.6g}" for mode in self.modes))
            for i, N in enumerate(self.Ns)
        ]
        return [head, *body, ("rate", *map(_rate, self.modes)), ("limit", *map(_limit, self.modes))]

    def to_json(self) -> dict:
        return {
            "schema": SCHEMA,
            "family": self.label,
            "n": list(self.Ns),
            "form": self.form,
            "rho": self.rho,
            "state": self.state,
            "decay": self.decay,
            "modes": [mode.to_json() for mode in self.modes],
        }

    def __repr__(self) -> str:
        verdicts = "; ".join(f"{mode.quantity} {mode.verdict}" for mode in self.modes)
        return f"Convergence({self.title}: {verdicts})"

    def _repr_html_(self) -> str:
        head, *rows = self.rows()
        rows.append(("verdict", *(mode.verdict for mode in self.modes)))
        top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        return f"<table><caption>{escape(self.title)}</caption><tr>{top}</tr>{body}</table>"


def _rate(mode: Mode) -> str:
    if mode.fit is None:
        return "–"
    known = math.isfinite(mode.fit.uncertainty)
    return f"{mode.fit.rate:.3f}" + (f" ± {mode.fit.uncertainty:.1g}" if known else "")


def _limit(mode: Mode) -> str:
    if mode.limit is None:
        return "–"
    if not math.isfinite(mode.limit.constant):
        return "∞"
    power = f" N^-{mode.limit.exponent:g}" if mode.limit.exponent else ""
    return ("≥ " if mode.limit.bound else "") + f"{mode.limit.constant:.6g}{power}"


def _distance(scalar: Scalar) -> dict:
    row = scalar.to_json()
    return {key: row[key] for key in ("value", "at", "method", "status", "tolerance")}
