"""LegT: characteristic polynomial and eigenvector recurrence against exact and ball algebra."""

import flint
import pytest

from ssmtheory.closed_forms import legt
from ssmtheory.families import family
from ssmtheory.precision import working_precision


@pytest.mark.parametrize("N", [1, 2, 5, 24])
def test_characteristic_polynomial_is_that_of_the_matrix(N):
    exact = family("legt").core(N).M.charpoly()
    assert exact == flint.fmpq_poly(legt.characteristic_polynomial(N))


@pytest.mark.parametrize("N", [2, 7, 12])
def test_scaled_states_are_eigenvectors_at_the_roots(N):
    A, _ = family("legt").balls(N, 400)
    with working_precision(400):
        for root, _ in legt.characteristic_polynomial(N).complex_roots():
            xi = legt.scaled_states(root, N)
            v = flint.acb_mat([[flint.arb(2 * n + 1).sqrt() * x] for n, x in enumerate(xi)])
            residual = flint.acb_mat(A) * v - v * root
            assert all(residual[n, 0].contains(0) for n in range(N))
            assert max(float(residual[n, 0].abs_upper()) for n in range(N)) < 1e-80


def test_scaled_states_are_the_state_response_up_to_a_factor():
    N, s = 9, flint.acb(0.3, 2.0)
    A, B = family("legt").balls(N, 300)
    with working_precision(300):
        M = -flint.acb_mat(A)
        for n in range(N):
            M[n, n] += s
        x = M.solve(flint.acb_mat(B))
        xi = legt.scaled_states(s, N)
        ratios = [x[n, 0] / (flint.arb(2 * n + 1).sqrt() * xi[n]) for n in range(N)]
        assert all(r.overlaps(ratios[0]) for r in ratios)
        assert ratios[0].rel_accuracy_bits() > 200


@pytest.mark.parametrize(
    ("name", "kappa"), [("legt", legt.condition_number), ("lmu", legt.lmu_condition_number)]
)
def test_condition_numbers_are_those_of_a_dense_eigensolver(name, kappa):
    N = 10
    A, _ = family(name).balls(N, 400)
    with working_precision(400):
        values, left, right = flint.acb_mat(A).eig(left=True, right=True)
        for j, value in enumerate(values):
            x = sum((abs(right[i, j]) * abs(right[i, j]) for i in range(N)), flint.arb(0)).sqrt()
            y = sum((abs(left[j, i]) * abs(left[j, i]) for i in range(N)), flint.arb(0)).sqrt()
            product = sum((left[j, i] * right[i, j] for i in range(N)), flint.acb(0))
            dense = x * y / abs(product)
            assert dense.overlaps(kappa(value, N))
            assert dense.rel_accuracy_bits() > 100
