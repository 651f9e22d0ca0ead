"""‖A^k‖ against exact integer powers."""

import math
from itertools import islice

import flint
import numpy as np
import pytest

from ssmtheory.analysis.subject import as_subject
from ssmtheory.analysis.transients.matrix_powers import log_power_norms, successive_norms
from ssmtheory.errors import InputError

EPS = np.finfo(float).eps
A = np.array([[2.0, 5, 1], [0, 1, 4], [0, 0, -2]])


def exact(k):
    P = flint.fmpz_mat([[int(v) for v in row] for row in A]) ** k
    scale = max(abs(int(v)) for v in P.entries())
    return math.log(
        np.linalg.norm([[int(v) / scale for v in r] for r in P.tolist()], 2)
    ) + math.log(scale)


@pytest.mark.parametrize("k", [0, 1, 2, 7, 64, 3001])
def test_powers_of_integers(k):
    found = log_power_norms(as_subject(A), [k, 3])
    assert found[0] == pytest.approx(exact(k), rel=8 * EPS, abs=64 * EPS * (k + 1))
    assert found[1] == pytest.approx(exact(3), rel=64 * EPS)


def test_order_and_repetition_do_not_matter():
    steps = np.array([[5, 0], [2, 5]])
    found = log_power_norms(as_subject(A), steps)
    assert found.shape == (2, 2)
    np.testing.assert_allclose(found, [[exact(5), 0], [exact(2), exact(5)]], rtol=64 * EPS)


def test_one_after_the_other():
    found = list(islice(successive_norms(as_subject(A)), 5))
    np.testing.assert_allclose(found, [exact(k) for k in range(1, 6)], rtol=64 * EPS)


def test_nilpotent_zero_and_normal():
    assert log_power_norms(as_subject(np.eye(3, k=1)), [2, 3, 10]).tolist() == [0, -np.inf, -np.inf]
    assert log_power_norms(as_subject(np.zeros((2, 2))), [0, 1]).tolist() == [0, -np.inf]
    assert log_power_norms(as_subject(np.diag([0.5, -2])), [3])[0] == pytest.approx(math.log(8))


def test_scales_beyond_doubles():
    found = log_power_norms(as_subject(A * 1e200), [50])
    assert found[0] == pytest.approx(exact(50) + 50 * math.log(1e200), rel=16 * EPS)


@pytest.mark.parametrize("k", [-1, 0.5, [], "three"])
def test_steps_that_cannot_be(k):
    with pytest.raises(InputError):
        log_power_norms(as_subject(A), k)
