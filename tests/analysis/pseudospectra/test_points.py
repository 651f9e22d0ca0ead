"""Rows of σ_min at points."""

import numpy as np
import pytest

from ssmtheory.analysis.pseudospectra.points import sigma_at
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError


def test_rows_say_what_is_trusted():
    subject = as_subject("lmu", 64)
    near, far = sigma_at(subject, [-70 + 0j, 40 + 0j])
    assert not near["trusted"]
    assert far["trusted"]
    assert near["floor"] == far["floor"] > 0
    sigma = np.linalg.svd(40 * np.eye(64) - subject.matrix, compute_uv=False)[-1]
    assert far["log10_sigma_min"] == pytest.approx(np.log10(sigma), abs=far["floor"] / sigma)


def test_an_eigenvalue_is_minus_infinity():
    (row,) = sigma_at(as_subject("legs", 5), [-2 + 0j])
    assert row["log10_sigma_min"] == "-inf"
    assert row["trusted"]


def test_points_must_be_finite():
    with pytest.raises(InputError, match="finite"):
        sigma_at(as_subject("legs", 5), [complex("nan")])
