"""Bounds of kernel errors against the kernel in 50 digits.

A wrong figure would show errors smaller than they are, or call single precision good.
"""

import mpmath
import numpy as np
import pytest

import ssmtheory as st
from figures import precision_kernels as figure
from ssmtheory.reports.plots.style import styled

N, L, DT = 4, 12, 0.05


@pytest.fixture(scope="module")
def found():
    return figure.data(N, [DT, 0.2], [4, L], DT)


def exact_kernel():
    """K̄_k of the first state of A + ½BBᵀ, B/2 under zero-order hold, in 50 digits."""
    with mpmath.workdps(50):
        r = [mpmath.sqrt(2 * k + 1) for k in range(N)]
        A = mpmath.matrix(N, N)
        for i in range(N):
            for j in range(N):
                A[i, j] = -mpmath.mpf(1) / 2 if i == j else r[i] * r[j] / 2 * (1 if j > i else -1)
        step = mpmath.expm(mpmath.mpf(DT) * A)
        x = mpmath.lu_solve(A, (step - mpmath.eye(N)) * (mpmath.matrix(r) / 2))
        out = []
        for _ in range(L):
            out.append(x[0])
            x = step * x
        return out


def test_double_precision_errors_are_bounded(found):
    exact = exact_kernel()
    kernel = st.kernel("legs", DT, L, N=N, C=np.eye(1, N)[0], form="diagonal")
    with mpmath.workdps(50):
        top = max(abs(k) for k in exact)
        pairs = zip(exact, kernel.tolist(), strict=True)
        error = float(max(abs(a - b) for a, b in pairs) / top)
    bound = found["by_length"][0, 1]
    # the bound is of the stored λ, B, C, whose own rounding is 10 u
    assert error <= bound + 20 * 2.0**-53
    assert bound <= 100 * 2.0**-53


def test_columns_and_rows_meet(found):
    assert found["by_length"][:, 1] == pytest.approx(found["by_step"][:, 0], rel=1e-12)
    assert found["radius"] < 2.0**-52


def test_single_precision_is_single(found):
    # between half a unit roundoff and the turn of L·Δ·|λ| = 6 and N modes of it
    for column in (2, 3):
        assert (found["by_step"][column] > 2.0**-26).all()
        assert (found["by_step"][column] < 200 * 2.0**-24).all()


def test_the_error_grows_with_the_length_until_the_kernel_has_decayed():
    found = figure.data(32, [1e-3], [16, 1024], 1e-3)
    assert found["by_length"][2, 1] > 3 * found["by_length"][2, 0]


def test_it_is_drawn(found):
    with styled():
        assert figure.draw(found).axes
