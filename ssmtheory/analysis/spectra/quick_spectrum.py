"""Eigenvalues for algorithms that start from them, without the price of a proof."""

import flint
import numpy as np

from ssmtheory.analysis.spectra.methods import select_spectrum_method
from ssmtheory.analysis.spectra.spectrum import Eigenvalue, Spectrum, spectrum
from ssmtheory.analysis.subject import Subject

# Ball arithmetic takes about a second at this order, and a minute at 100.
CERTIFIED_ORDER = 32


def quick_spectrum(subject: Subject) -> Spectrum:
    """``spectrum`` where it is a formula or cheap, else LAPACK's values marked "uncertified"."""
    cheap = subject.order <= CERTIFIED_ORDER
    if cheap or select_spectrum_method(subject, "full") != "ball-eig":
        return spectrum(subject)
    values = np.linalg.eigvals(subject.matrix)
    values = values[np.lexsort((-values.imag, -values.real))]
    found = tuple(Eigenvalue(flint.acb(complex(v)), "uncertified", None) for v in values)
    return Spectrum(subject.label, subject.N, "full", 15, "lapack", found)
