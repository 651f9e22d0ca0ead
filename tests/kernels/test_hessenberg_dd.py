"""The double-double Hessenberg reduction against invariants found in balls."""

import flint
import numpy as np
import pytest

from ssmtheory.kernels.hessenberg_dd import hessenberg
from ssmtheory.precision import working_precision

U2 = 2.0**-104


def planes(rng, n):
    A = np.zeros((4, n, n))
    A[0], A[2] = rng.standard_normal((n, n)), rng.standard_normal((n, n))
    A[1], A[3] = np.spacing(A[0]) * 0.4, -np.spacing(A[2]) * 0.3
    return A


def balls(A):
    re, rl, im, il = (flint.arb_mat(part.tolist()) for part in A)
    return flint.acb_mat(re + rl) + flint.acb_mat(im + il) * flint.acb(0, 1)


@pytest.mark.parametrize("n", [1, 2, 3, 12])
def test_traces_of_powers_and_the_norm_are_kept(rng, n):
    A = planes(rng, n)
    norm = float(np.linalg.norm(A[0] + 1j * A[2]))
    with working_precision(400):
        before = balls(A)
        hessenberg(A)
        after = balls(A)
        P, Q = before, after
        for k in range(1, 5):
            difference = P.trace() - Q.trace()
            assert abs(difference) <= 10 * k * n * U2 * norm**k
            P, Q = P * before, Q * after
        squares = (before * before.conjugate().transpose()).trace()
        squares -= (after * after.conjugate().transpose()).trace()
        assert abs(squares) <= 20 * n * U2 * norm**2
    assert not np.tril(A, -2).any()


def test_columns_that_are_zero_already_are_left_alone(rng):
    A = planes(rng, 8)
    A[:, 2:, 0] = 0.0
    first = A[:, :, 0].copy()
    hessenberg(A)
    np.testing.assert_array_equal(A[:, :2, 0], first[:, :2])


def test_a_vanishing_entry_on_the_subdiagonal(rng):
    A = planes(rng, 6)
    A[:, 1, 0] = 0.0
    norm = np.linalg.norm(A[0, 1:, 0] + 1j * A[2, 1:, 0])
    hessenberg(A)
    assert abs(A[0, 1, 0] + 1j * A[2, 1, 0]) == pytest.approx(norm, rel=20 * 2.0**-53)
    assert np.isfinite(A).all()
