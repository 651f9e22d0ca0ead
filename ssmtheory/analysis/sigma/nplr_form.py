"""Λ − PQ* scaled by powers of two to norm about 1, and the rows its secular sums are made of."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ssmtheory.systems import NPLR


@dataclass(frozen=True, eq=False)
class ScaledForm:
    """lam, P and Q of a form over 2^exponent, the columns of P and Q of equal size.

    exponent : A = 2^exponent · (the scaled form), up to similarity by V.
    column : (r,) exponents a with P_scaled = P · 2^a, as far as Q takes the rest; the
        capacitance matrix becomes 2^−a M 2^a.
    """

    lam: np.ndarray
    P: np.ndarray
    Q: np.ndarray
    exponent: int
    column: np.ndarray

    @property
    def order(self) -> int:
        return self.lam.size

    @property
    def rank(self) -> int:
        return self.P.shape[1]

    def norm_bound(self) -> float:
        """max |λ| + ‖P‖₂‖Q‖₂ ≥ ‖A‖₂ of the scaled form."""
        return float(np.abs(self.lam).max() + np.linalg.norm(self.P, 2) * np.linalg.norm(self.Q, 2))

    @cached_property
    def columns(self) -> tuple[np.ndarray, np.ndarray]:
        """P and Q as (r, N), C-ordered."""
        return np.ascontiguousarray(self.P.T), np.ascontiguousarray(self.Q.T)

    @cached_property
    def grams(self) -> np.ndarray:
        """(2, r², N): place (a, b) is Re p̄_a p_b for a ≤ b, place (b, a) its imaginary part."""
        return np.stack([_gram_rows(columns) for columns in self.columns])

    @cached_property
    def cross(self) -> np.ndarray:
        """(2, r², N): real and imaginary parts of p̄_a q_b."""
        p, q = self.columns
        products = (p.conj()[:, None, :] * q[None, :, :]).reshape(self.rank**2, -1)
        return np.stack([products.real, products.imag])


def scaled_form(form: NPLR) -> ScaledForm:
    """Divide by a power of two at least as large as max |λ| and each |p_a||q_a|, exactly.

    What underflows is below 2^−1000 of the largest.
    """
    lam = form.lam.astype(complex)
    P, Q = form.P.astype(complex), form.Q.astype(complex)
    in_p = np.array([_exponent(P[:, a]) for a in range(form.rank)], dtype=int)
    in_q = np.array([_exponent(Q[:, a]) for a in range(form.rank)], dtype=int)
    top = max([_exponent(lam), *(in_p + in_q)])
    top = top if top > _exponent(np.zeros(1)) else 0
    # 2^in_p · 2^in_q = 2^total of the unscaled product, to be shared out evenly
    total = in_p + in_q - top
    to_p = total // 2 - in_p
    to_q = -top - to_p
    return ScaledForm(_shifted(lam, -top), _shifted(P, to_p), _shifted(Q, to_q), int(top), to_p)


def _exponent(x: np.ndarray) -> int:
    """e with max |Re|, |Im| < 2^e ≤ twice that; very negative for zeros."""
    largest = max(np.abs(x.real).max(initial=0.0), np.abs(x.imag).max(initial=0.0))
    return math.frexp(largest)[1] if largest > 0 else -2200


def _shifted(x: np.ndarray, exponent) -> np.ndarray:
    """x · 2^exponent; |exponent| may exceed what one double holds."""
    half = np.asarray(exponent) // 2
    rest = np.asarray(exponent) - half
    parts = [np.ldexp(np.ldexp(part, half), rest) for part in (x.real, x.imag)]
    return parts[0] + 1j * parts[1]


def _gram_rows(columns: np.ndarray) -> np.ndarray:
    r = columns.shape[0]
    products = columns.conj()[:, None, :] * columns[None, :, :]
    upper = (np.arange(r)[:, None] <= np.arange(r))[:, :, None]
    return np.where(upper, products.real, products.transpose(1, 0, 2).imag).reshape(r * r, -1)
