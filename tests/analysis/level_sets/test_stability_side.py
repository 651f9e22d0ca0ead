"""Inside, on or outside the boundary: exact cases, and what rounding is not allowed to decide."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.level_sets import stability_side
from ssmtheory.analysis.level_sets.level_set import sigma_field
from ssmtheory.analysis.level_sets.stability_side import stability
from ssmtheory.analysis.spectra import quick_spectrum
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.subject import as_subject

ROTATION = np.array([[0.0, 1.0], [-1.0, 0.0]])


def place(A, discrete=False, known=None, log_beta=-math.inf):
    return stability(sigma_field(as_subject(A)), discrete, log_beta, known)


def test_a_triangular_matrix_is_read_off_its_diagonal():
    tiny = 1e-300
    for entry, expected in ((-tiny, "inside"), (0.0, "boundary"), (tiny, "outside")):
        assert place(np.array([[-1.0, 3.0], [0.0, entry]])).place == expected
    for entry, expected in ((1 - 2**-53, "inside"), (-1.0, "boundary"), (1 + 2**-52, "outside")):
        assert place(np.array([[0.5, 3.0], [0.0, entry]]), discrete=True).place == expected


def test_defective_eigenvalues_on_the_boundary():
    coupled = np.block([[ROTATION, np.eye(2)], [np.zeros((2, 2)), ROTATION]])
    apart = np.block([[ROTATION, np.eye(2)], [np.zeros((2, 2)), ROTATION - np.eye(2)]])
    assert place(coupled).place == "boundary"
    assert place(coupled).defective
    assert abs(place(coupled).worst) * sigma_field(as_subject(coupled)).scale == 1.0
    assert not place(apart).defective
    assert place(np.eye(3, k=1)).defective
    # a double eigenvalue with two eigenvectors, another coupled to neither
    semisimple = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0]])
    assert place(semisimple).place == "boundary"
    assert not place(semisimple).defective


def test_a_jordan_block_inside_does_not_make_the_boundary_defective():
    A = np.array([[-1.0, 1.0, 0.0], [0.0, -1.0, 1.0], [0.0, 0.0, 0.0]])
    assert place(A).place == "boundary"
    assert not place(A).defective


def test_families_decide_by_their_exact_spectra():
    assert place(as_subject("fout", 10)).place == "boundary"
    assert place(as_subject("legs", 40)).place == "inside"
    assert place(as_subject("chebt", 5)).defective


def test_above_the_floor_no_certified_spectrum_is_asked_for(monkeypatch):
    def refuse(*_):
        raise AssertionError("the spectrum was computed")

    monkeypatch.setattr(stability_side, "quick_spectrum", refuse)
    assert place(np.array([[-1.0, 2.0], [1.0, -4.0]]), log_beta=-2.0).place == "inside"


def test_large_matrices_wait_for_a_known_spectrum(monkeypatch):
    rng = np.random.default_rng(2)
    A = rng.standard_normal((40, 40)) / 8 - 2 * np.eye(40)
    known = spectrum(A)
    monkeypatch.setattr(quick_spectrum, "spectrum", None)
    assert place(A).place == "unknown"
    assert place(A, known=known).place == "inside"
    shifted = known.values.real.max()
    assert place(A, known=known).worst.real * sigma_field(as_subject(A)).scale == pytest.approx(
        shifted, rel=2**-52
    )
