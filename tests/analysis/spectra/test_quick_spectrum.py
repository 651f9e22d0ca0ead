"""Quick eigenvalues: exact where they can be read off, marked where nothing vouches for them."""

import numpy as np

from ssmtheory.analysis.nonnormal.defectiveness import distance_to_defectiveness
from ssmtheory.analysis.spectra.quick_spectrum import quick_spectrum
from ssmtheory.analysis.subject import as_subject


def test_the_diagonal_of_a_triangular_matrix_is_exact_at_any_order(rng):
    for A in (np.triu(rng.standard_normal((60, 60))), np.tril(rng.standard_normal((60, 60)))):
        found = quick_spectrum(as_subject(A))
        assert found.status == "exact"
        assert np.array_equal(found.values.real, np.sort(np.diag(A))[::-1])


def test_a_repeated_entry_on_the_diagonal_is_known_to_be_defective(rng):
    A = np.triu(rng.integers(1, 5, (40, 40)), 1) + np.diag(np.arange(40.0))
    A[1, 1] = 0.0
    found = quick_spectrum(as_subject(A))
    defective = [complex(e) for e in found.eigenvalues if e.kappa is not None]
    assert defective == [0j, 0j]
    assert distance_to_defectiveness(A).value == 0.0


def test_other_large_matrices_are_not_certified(rng):
    A = rng.standard_normal((40, 40))
    found = quick_spectrum(as_subject(A))
    assert (found.status, found.method) == ("uncertified", "lapack")
    assert found.values.real[0] == np.linalg.eigvals(A).real.max()
