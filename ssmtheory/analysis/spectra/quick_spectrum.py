"""Eigenvalues for algorithms that start from them, without the price of a proof."""

import flint
import numpy as np

from ssmtheory.analysis.spectra.ball_eig import triangular_eigenvalues
from ssmtheory.analysis.spectra.methods import select_spectrum_method
from ssmtheory.analysis.spectra.spectrum import Eigenvalue, Spectrum, spectrum
from ssmtheory.analysis.subject import Subject

# Ball arithmetic takes about a second at this order, and a minute at 100.
CERTIFIED_ORDER = 32
_DIGITS = 15


def quick_spectrum(subject: Subject) -> Spectrum:
    """``spectrum`` where it is a formula or cheap, else LAPACK's values marked "uncertified".

    The diagonal of a triangular matrix is exact at any order, without condition numbers unless
    it has repeated entries.
    """
    cheap = subject.order <= CERTIFIED_ORDER
    if cheap or select_spectrum_method(subject, "full") != "ball-eig":
        return spectrum(subject)
    A = subject.matrix
    if subject.family is None and not (np.tril(A, -1).any() and np.triu(A, 1).any()):
        return _found(subject, "ball-eig", _diagonal(A))
    values = np.linalg.eigvals(A)
    return _found(subject, "lapack", [(flint.acb(complex(v)), "uncertified", None) for v in values])


def _diagonal(A: np.ndarray) -> list:
    entries = np.diag(A).tolist()
    if len(set(entries)) < len(entries):
        return triangular_eigenvalues(A, _DIGITS)
    return [(flint.acb(complex(v)), "exact", None) for v in entries]


def _found(subject: Subject, method: str, rows: list) -> Spectrum:
    values = np.array([complex(row[0]) for row in rows])
    order = np.lexsort((-values.imag, -values.real))
    found = tuple(Eigenvalue(*rows[j]) for j in order)
    return Spectrum(subject.label, subject.N, "full", _DIGITS, method, found)
