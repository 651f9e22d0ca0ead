"""The record of a claim."""

import numpy as np
import pytest

from ssmtheory.claims import Run, exactly
from ssmtheory.errors import InputError


def test_a_run_has_a_seed_of_its_own():
    a, b = Run("A"), Run("B")
    assert np.array_equal(a.rng.random(3), Run("A", full=True).rng.random(3))
    assert not np.array_equal(a.rng.random(3), b.rng.random(3))
    assert (a.pick(1, 2), Run("A", full=True).pick(1, 2)) == (1, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"recorded": "true"},
        {"evidence": "seen"},
        {"recorded": "refuted"},
        {"recorded": "holds-with-caveat"},
        {"caveat": lambda run: [exactly("x", 1, 1)]},
    ],
)
def test_a_record_that_cannot_be_is_refused(make, changes):
    with pytest.raises(InputError, match="T1"):
        make(**changes)
