"""The common result of the scalars: a number, where it is attained, and what vouches for it."""

import math
from dataclasses import dataclass, field
from html import escape

from ssmtheory.errors import InputError

# From the strongest to the weakest; a reader may rely on everything up to the word.
STATUSES = (
    "exact",  # a theorem gives the value
    "certified",  # enclosed in balls: |value − truth| ≤ tolerance is proved
    "converged",  # refined to the tolerance, and a check of globality passed in floating point
    "lower bound",  # truth ≥ value − tolerance
    "upper bound",  # truth ≤ value + tolerance
    "uncertified",  # the check of globality did not apply or did not finish
)


@dataclass(frozen=True)
class Scalar:
    """One number about a matrix.

    Attributes
    ----------
    name : what it is, in words ("distance to instability").
    value : float, ±inf where the quantity is infinite; never NaN.
    at : where it is attained: a complex z, a real t or ω, a whole k; None when nowhere.
    method : the algorithm.
    status : one of ``STATUSES``.
    tolerance : relative error that the status speaks of; 0 for "exact".
    certificate : in a few words, what was checked; empty when nothing was.
    label : the matrix it is about.
    parameters : the arguments that define the quantity, such as {"eps": 1e-4}.
    """

    name: str
    value: float
    at: complex | float | int | None
    method: str
    status: str
    tolerance: float = 0.0
    certificate: str = ""
    label: str = field(default="matrix", kw_only=True)
    parameters: dict = field(default_factory=dict, kw_only=True)

    def __post_init__(self):
        if self.status not in STATUSES:
            known = ", ".join(STATUSES)
            raise InputError(f"a status is one of {known}, not {self.status!r}.")
        if math.isnan(self.value):
            raise InputError(f"the {self.name} came out as NaN; rescale the matrix.")

    def __float__(self) -> float:
        return float(self.value)

    def to_json(self) -> dict:
        """Plain values; infinities as the strings "inf" and "-inf", a complex ``at`` as a pair."""
        return {
            "name": self.name,
            "label": self.label,
            "parameters": {key: _plain(value) for key, value in self.parameters.items()},
            "value": _plain(self.value),
            "at": _plain(self.at),
            "method": self.method,
            "status": self.status,
            "tolerance": _plain(self.tolerance),
            "certificate": self.certificate,
        }

    def _repr_html_(self) -> str:
        rows = [("value", f"{self.value:.10g}"), ("at", _short(self.at)), ("method", self.method)]
        rows += [("status", self.status), ("tolerance", f"{self.tolerance:.1g}")]
        cells = "".join(
            f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in rows if text
        )
        return f"<table><caption>{escape(self.name)}: {escape(self.label)}</caption>{cells}</table>"

    def __repr__(self) -> str:
        place = f", at={_short(self.at)}" if self.at is not None else ""
        return f"Scalar({self.name}={self.value:.10g}{place}, {self.method!r}, {self.status!r})"


def _short(at) -> str:
    if at is None:
        return ""
    if isinstance(at, complex):
        return f"{at.real:.8g}{at.imag:+.8g}j"
    return f"{at:.10g}"


def _plain(value):
    """A JSON value: no NaN or Infinity literals, which strict readers refuse."""
    if isinstance(value, complex):
        return [_plain(value.real), _plain(value.imag)]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if hasattr(value, "__index__"):
        return int(value)
    value = float(value)
    return value if math.isfinite(value) else str(value)
