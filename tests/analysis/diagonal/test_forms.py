"""The report's comparison of diagonal forms."""

import numpy as np

from ssmtheory.analysis.diagonal.forms import diagonal_forms
from ssmtheory.analysis.subject import as_subject


def test_legs_forms_are_ordered_by_what_they_perturb():
    forms = {form.name: form.found for form in diagonal_forms(as_subject("legs", 16))}
    restriction, strong, weak, random = forms.values()
    assert restriction.E_relative > strong.E_relative > weak.E_relative
    assert restriction.kappa < strong.kappa < weak.kappa
    assert restriction.state_error > strong.state_error > weak.state_error
    assert (
        random.E_relative == weak.E_relative or abs(random.E_relative / weak.E_relative - 1) < 1e-6
    )
    assert random.state_error > 10 * weak.state_error


def test_a_matrix_gets_the_random_one_alone():
    (form,) = diagonal_forms(as_subject(np.diag(np.ones(4), 1) - np.eye(5)))
    assert form.to_json()["E_relative"] > 0
    assert form.found.B is None


def test_nothing_for_diagonal_and_large_systems(monkeypatch):
    assert diagonal_forms(as_subject("s4d-lin", 8)) == ()
    assert diagonal_forms(as_subject("legs", 300)) == ()
    assert diagonal_forms(as_subject("legs", 1)) == ()


def test_a_refused_form_says_why():
    forms = diagonal_forms(as_subject(np.zeros((3, 3))))
    assert all(form.found is not None or form.to_json()["refused"] for form in forms)
