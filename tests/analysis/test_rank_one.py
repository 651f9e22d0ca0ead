"""The rank-one form of a subject against its definition."""

import numpy as np
import pytest

from ssmtheory.analysis.rank_one import rank_one_subject
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, StructureError


@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "fout"])
def test_the_matrix_is_that_of_the_definition(name):
    subject = as_subject(name, 6)
    form = subject.family.nplr(6)
    P = form.V @ form.P
    expected = subject.matrix + 2 / 5 * (P @ P.conj().T).real  # τ = 2ρ/(1+ρ) at ρ = 1/4
    found = rank_one_subject(subject, "1/4")
    # V is unitary and P exact to the residual of the form, a few N·u·‖A‖
    allowed = 50 * 6 * np.finfo(float).eps * np.linalg.norm(subject.matrix, 2)
    assert np.abs(found.matrix - expected).max() <= allowed
    assert found.N == 6


def test_no_rho_is_the_subject_itself():
    subject = as_subject("legs", 4)
    assert rank_one_subject(subject, None) is subject
    assert rank_one_subject(subject, 0) is subject


def test_refusals():
    with pytest.raises(StructureError, match="not a matrix"):
        rank_one_subject(as_subject(np.eye(2)), 0.5)
    with pytest.raises(StructureError, match="no rank-one form"):
        rank_one_subject(as_subject("chebs", 4), 0.5)
    with pytest.raises(InputError, match="rho"):
        rank_one_subject(as_subject("legs", 4), 2)
