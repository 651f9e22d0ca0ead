"""Eigenvalues for a picture: certified where that is quick, else LAPACK's, and which."""

import numpy as np

from ssmtheory.analysis.pseudospectra.contained import (
    eigenvalue_estimates,
    rank_one_spectrum,
)
from ssmtheory.analysis.spectra.methods import select_spectrum_method
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.subject import Subject

# Largest order of a dense matrix whose eigenvalues are certified for a picture's sake.
_LARGEST_CERTIFIED = 48


def eigenvalues_to_draw(subject: Subject, rho=None) -> tuple[np.ndarray, str]:
    """((order,) complex, "exact" | "certified" | "uncertified")."""
    large = rho is None and subject.order > _LARGEST_CERTIFIED
    if large and select_spectrum_method(subject, "full") == "ball-eig":
        values, backward = eigenvalue_estimates(subject)
        return values, "uncertified" if backward > 0 else "exact"
    found = spectrum(subject) if rho is None else rank_one_spectrum(subject, rho)
    return found.values, found.status
