"""The form is found where it is there, and only there."""

import numpy as np
import pytest

from ssmtheory.families import family
from ssmtheory.systems.checkerboard import checkerboard

EPS = np.finfo(float).eps


@pytest.mark.parametrize("name", ["chebt", "cheb2t", "gegt(1/4)", "gegt(3)", "jact(2,2)"])
@pytest.mark.parametrize("N", [3, 4, 17, 64])
def test_form_is_the_matrix(name, N):
    A = family(name).arrays(N)[0] - 0.5 * np.eye(N)
    assert (np.abs(checkerboard(A).dense() - A) <= 8 * EPS * np.abs(A)).all()


def test_other_matrices_have_none(rng):
    assert checkerboard(rng.standard_normal((5, 5))) is None
    for name in ("legs", "legt", "jact(1/2,0)"):
        assert checkerboard(family(name).arrays(8)[0]) is None
    A = family("chebt").arrays(8)[0]
    assert checkerboard(A + 0j) is None
    A[5, 2] *= 1 + 1e-14
    assert checkerboard(A) is None


def test_a_zero_corner_does_not_divide():
    """Without an entry in its last rows v is zero, and the rest decides."""
    assert not checkerboard(np.zeros((4, 4))).v.any()
    A = np.zeros((4, 4))
    A[1, 0] = 1.0
    assert checkerboard(A) is None
