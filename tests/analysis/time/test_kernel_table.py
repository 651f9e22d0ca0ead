"""What the command shows: states, aliasing, errors."""

import json
from fractions import Fraction

import numpy as np
import pytest

from ssmtheory.analysis.time.kernel import kernel
from ssmtheory.analysis.time.kernel_table import kernel_table
from ssmtheory.errors import InputError


def test_rows_are_the_chosen_states():
    table = kernel_table("legs", 6, 0.01, 50, states=(4, 1))
    full = kernel("legs", 0.01, 50, N=6)
    assert np.abs(table.kernel - full[[4, 1]]).max() <= 1e-15
    assert table.to_json()["states"] == [4, 1]
    assert table.length == 50


def test_modes_of_a_half_spectrum_are_complex():
    table = kernel_table("s4d-lin", 8, 0.01, 5, states=(2,))
    assert np.shape(table.to_json()["kernel"]) == (1, 5, 2)
    assert np.abs(table.kernel - kernel("s4d-lin", 0.01, 5, N=8)[2]).max() <= 1e-16


def test_aliasing_is_counted():
    """S4D-Lin: λ_n = −½ + iπn; at Δ = 1 every mode but n = 0 turns by π or more."""
    assert kernel_table("s4d-lin", 8, 0.999, 5).aliased == 2
    assert kernel_table("s4d-lin", 8, 0.1, 5).warnings == []
    (sentence,) = kernel_table("s4d-lin", 8, 1.0, 5).warnings
    assert sentence.startswith("3 of the modes")
    (sentence,) = kernel_table("s4d-lin", 4, 1.0, 5).warnings
    assert sentence.startswith("a mode turns")


def test_errors_are_json():
    data = kernel_table("legs", 4, 0.1, 300, errors=True).to_json()
    assert [row["length"] for row in data["errors"]] == [16, 256, 300]
    json.dumps(data, allow_nan=False)


@pytest.mark.parametrize("states", [(4,), (-1,)])
def test_states_that_are_not_there(states):
    with pytest.raises(InputError, match="choose from 0 to 3"):
        kernel_table("legs", 4, 0.1, 5, states=states)


@pytest.mark.parametrize("states", [(0.5,), ("a",), (True,), (None,)])
def test_states_that_are_no_numbers(states):
    with pytest.raises(InputError, match="there is no state"):
        kernel_table("legs", 4, 0.1, 5, states=states)


def test_a_fraction_for_rho_is_json_too():
    found = kernel_table("legs", 4, 0.1, 5, form="rank-one", rho=Fraction(1, 2))
    assert json.loads(json.dumps(found.to_json()))["rho"] == 0.5
