"""Certified eigenvalues: every printed digit is certain, or the value says ``uncertified``."""

from dataclasses import dataclass

import flint
import numpy as np

from ssmtheory.analysis.spectra import methods
from ssmtheory.analysis.spectra.rank_one_spectrum import rank_one_rows
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.limits import require_memory
from ssmtheory.precision import certain_decimal, check_digits, working_precision

PARTS = ("full", "normal")
# An eigenvalue with its ball, its κ and its row of text in a table or in JSON (measured:
# 1800 to 3400 up to 15 digits).
EIGENVALUE_BYTES = 4000
SCHEMA = "ssmtheory/eig/1"


@dataclass(frozen=True, eq=False)
class Eigenvalue:
    """One eigenvalue: a complex ball that holds it, how sure that is, and its condition number.

    Attributes
    ----------
    ball : encloses the eigenvalue (for ``uncertified``, LAPACK's value, enclosing nothing).
    status : "exact" (a formula), "certified" (proved by ball arithmetic) or "uncertified".
    kappa : κ = ‖x‖‖y‖/|y*x| as a real ball, +inf on a Jordan block, None where not known.
    """

    ball: flint.acb
    status: str
    kappa: flint.arb | None

    def __complex__(self) -> complex:
        return complex(self.ball)

    def decimals(self, digits: int) -> tuple[str, str, str]:
        """(real, imag, radius): certain digits only; |λ − (real + i imag)| ≤ radius."""
        if self.status == "uncertified":
            value = complex(self.ball)
            return f"{value.real:.6g}", f"{value.imag:.6g}", "inf"
        modulus = abs(self.ball)
        real, r = certain_decimal(self.ball.real, digits, modulus)
        imag, i = certain_decimal(self.ball.imag, digits, modulus)
        return real, imag, _add_radii(r, i)

    def kappa_decimal(self, digits: int = 6) -> str | None:
        """κ as a decimal: all digits of an exact integer, else at most ``digits`` certain ones."""
        if self.kappa is None:
            return None
        if not self.kappa.is_finite():
            return "inf"
        exact = self.kappa.is_exact() and self.kappa.is_integer()
        return (
            str(int(self.kappa.unique_fmpz())) if exact else certain_decimal(self.kappa, digits)[0]
        )


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues of a family or a matrix, rightmost first, then by descending imaginary part.

    ``method`` names the algorithm of ``select_spectrum_method``; ``digits`` is what was asked.
    """

    label: str
    N: int
    part: str
    digits: int
    method: str
    eigenvalues: tuple[Eigenvalue, ...]

    @property
    def values(self) -> np.ndarray:
        """The midpoints as complex128, shape (order,)."""
        return np.array([complex(e) for e in self.eigenvalues])

    @property
    def status(self) -> str:
        """The weakest status of any eigenvalue."""
        order = ("exact", "certified", "uncertified")
        return max((e.status for e in self.eigenvalues), key=order.index)

    def to_json(self) -> dict:
        rows = []
        for e in self.eigenvalues:
            real, imag, radius = e.decimals(self.digits)
            row = {"real": real, "imag": imag, "radius": radius, "status": e.status}
            rows.append(row | {"kappa": e.kappa_decimal(self.digits)})
        head = {"schema": SCHEMA, "family": self.label, "n": self.N, "part": self.part}
        return head | {"digits": self.digits, "method": self.method, "eigenvalues": rows}

    def __repr__(self) -> str:
        return (
            f"Spectrum({self.label!r}, N={self.N}, part={self.part!r}, "
            f"{len(self.eigenvalues)} eigenvalues, {self.status})"
        )

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td>{r['real']}</td><td>{r['imag']}</td><td>{r['radius']}</td>"
            f"<td>{r['status']}</td><td>{r['kappa'] or ''}</td></tr>"
            for r in self.to_json()["eigenvalues"]
        )
        head = "<tr><th>real</th><th>imag</th><th>radius</th><th>status</th><th>κ</th></tr>"
        return f"<table><caption>{self.label}, N = {self.N}</caption>{head}{body}</table>"


def spectrum(
    x, N: int | None = None, *, part: str = "full", digits: int = 15, rho=None
) -> Spectrum:
    """Eigenvalues of A (``part="full"``) or of its normal part A + PP* (``part="normal"``).

    The eigenvalues are those of the exact matrix when ``x`` is a family (its square roots
    are not rounded first), and of the stored floating-point matrix when ``x`` is an array.

    Parameters
    ----------
    x, N : a family name or ``Family`` with its size, a representation, or a square array.
    digits : significant digits asked for; precision is raised until they are certain.
    rho : the rank-one form A + τPPᵀ, τ = 2ρ/(1+ρ), 0 < ρ < 1, of LegS or LagT instead.

    Raises
    ------
    StructureError : ``part="normal"`` of something without a normal-plus-low-rank form, or
        ``rho`` for anything but LegS and LagT.
    MemoryLimitError : what the eigenvalues would need, known before any is computed, is too much.
    """
    subject, digits = as_subject(x, N), check_digits(digits)
    if part not in PARTS:
        raise UnknownNameError(f"part must be 'full' or 'normal', not {part!r}.")
    require_memory((EIGENVALUE_BYTES + 8 * digits) * subject.order, f"{subject.order} eigenvalues")
    if rho is not None:
        if part != "full":
            raise InputError("rho goes with part='full'; the normal part is rho = 1.")
        method, rows = "rank-one", rank_one_rows(subject, rho, digits)
    else:
        method = methods.select_spectrum_method(subject, part)
        rows = methods.METHODS[method](subject, part, digits)
    found = [Eigenvalue(*row) for row in rows]
    return Spectrum(subject.label, subject.N, part, digits, method, tuple(sorted(found, key=_rank)))


def _rank(e: Eigenvalue) -> tuple[float, float]:
    """Rightmost first, then top to bottom; conjugates tie in the real part despite rounding."""
    value = complex(e.ball)
    return -float(f"{value.real:.10g}"), -value.imag


def _add_radii(first: str, second: str) -> str:
    if "0" in (first, second):
        return second if first == "0" else first
    with working_precision(64):
        total = (flint.arb(first) + flint.arb(second)).abs_upper()
        return certain_decimal(total * flint.arb("1.05"), 2)[0]
