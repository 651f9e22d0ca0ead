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


@pytest.mark.parametrize(
    ("name", "rho", "z"),
    [
        ("legs", "0.1", -20 + 3j),
        ("lagt", "1/3", -0.6 + 0.2j),
        ("legt", 0.5, 2j),
        ("fout", 0.25, -2 + 12j),
    ],
)
def test_bounds_are_proved_for_the_rank_one_form_too(name, rho, z):
    subject = as_subject(name, 24)
    (row,) = sigma_at(subject, [complex(z)], rho=rho, certify=True)
    low, high = row["log10_bounds"]
    # the bracket is 1e-12 wide relatively; the engines with a floor are good to it
    allowed = 2e-12 + row["floor"] / 10 ** row["log10_sigma_min"]
    assert low - allowed <= row["log10_sigma_min"] <= high + allowed
    (itself,) = sigma_at(subject, [complex(z)], certify=True)
    assert itself["log10_bounds"][0] > high or itself["log10_bounds"][1] < low


def test_bounds_at_an_eigenvalue_of_the_rank_one_form():
    (row,) = sigma_at(as_subject("fout", 6), [0j], rho="0.25", certify=True)
    assert row["log10_bounds"] == ["-inf", "-inf"]
