"""Eigenvectors of LegS as integers: exact biorthogonality and exact condition numbers."""

import flint
import pytest

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.errors import InputError, StructureError
from ssmtheory.families import family
from ssmtheory.precision import working_precision


@pytest.mark.parametrize("N", [1, 2, 9, 40])
def test_left_and_right_are_inverse_to_each_other(N):
    """Σ_n y_jn v_kn = δ_jk in integers: the common scale of n is (2n+1)/√((2j+1)(2k+1))."""
    left = [legs.left_eigenvector(j, N).integers for j in range(N)]
    right = [legs.right_eigenvector(k, N).integers for k in range(N)]
    for j in range(N):
        for k in range(N):
            total = sum((2 * n + 1) * left[j][n] * right[k][n] for n in range(N))
            assert total == (2 * j + 1 if j == k else 0)


@pytest.mark.parametrize("N", [1, 5, 12])
def test_they_are_eigenvectors_of_the_family(N):
    A, _ = family("legs").balls(N, 300)
    with working_precision(300):
        for j in range(N):
            v = flint.arb_mat([[x] for x in legs.right_eigenvector(j, N).balls()])
            y = flint.arb_mat([legs.left_eigenvector(j, N).balls()])
            assert (A * v + v * (j + 1)).contains(flint.arb_mat(N, 1))
            assert (y * A + y * (j + 1)).contains(flint.arb_mat(1, N))
            assert v[j, 0] == 1


@pytest.mark.parametrize("N", [2, 7, 30])
def test_condition_number_is_the_product_of_their_norms(N):
    for j in range(N):
        squares = [
            sum((i * i * q for i, q in zip(v.integers, v.squares, strict=True)), flint.fmpq(0))
            for v in (legs.left_eigenvector(j, N), legs.right_eigenvector(j, N))
        ]
        assert squares[0] * squares[1] == legs.condition_number(j, N) ** 2


def test_refusals():
    with pytest.raises(InputError, match="from 0 to 3"):
        legs.right_eigenvector(4, 4)
    for function in (lagt.right_eigenvector, lagt.left_eigenvector, lagt.condition_number):
        assert function(0, 1) in (1, [1])
        with pytest.raises(StructureError, match="Jordan block"):
            function(0, 3)
