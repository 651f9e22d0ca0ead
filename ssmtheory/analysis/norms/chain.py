"""H2 norms of LegS and LagT with no matrix: their reachability Gramians in closed form."""

import math

import numpy as np

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.subject import Subject
from ssmtheory.analysis.time.kernel import check_output
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF


def chain_h2(subject: Subject, C=None) -> Scalar:
    """(C W C*)^{1/2}, O(N): W = I for LagT, and for LegS tridiagonal,

        W_nn = ½,   W_{n,n+1} = (n + 1)/(2√((2n + 1)(2n + 3))).

    e^{tA}B are orthonormal functions: of t for LagT, of x = e^{−t} for LegS, where
    W_nk = ∫₀¹ x P̃_n P̃_k dx is the Jacobi matrix of the shifted Legendre polynomials.
    C : (N,) or (p, N), None for all states.  Raises ``InputError`` for another shape.
    """
    N, legs = subject.N, subject.family.allpass == "legs"
    C = check_output(C, N)
    if C is None:
        scale, square, size = 1.0, N * (0.5 if legs else 1.0), 0.0
    else:
        scale = float(np.abs(C).max(initial=0.0)) or 1.0
        square, size = _energy(np.atleast_2d(C) / scale, legs)
    error = 8 * DOUBLE_UNIT_ROUNDOFF * (1 + (size / square if square else 0.0))
    value, method = scale * math.sqrt(square), "closed form"
    tail = {"label": subject.label}
    return Scalar("H2 norm", value, None, method, "exact", error, "orthogonality", **tail)


def _energy(C: np.ndarray, legs: bool) -> tuple[float, float]:
    """(tr C W C*, the sum of the moduli of its terms)."""
    diagonal = float(np.sum(np.abs(C) ** 2))
    if not legs:
        return diagonal, diagonal
    n = np.arange(C.shape[1] - 1, dtype=float)
    beside = (n + 1) / np.sqrt((2 * n + 1) * (2 * n + 3))
    terms = beside * (C[:, :-1] * C[:, 1:].conj()).real
    return 0.5 * diagonal + float(terms.sum()), 0.5 * diagonal + float(np.abs(terms).sum())
