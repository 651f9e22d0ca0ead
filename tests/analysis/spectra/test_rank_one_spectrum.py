"""Spectra of the rank-one family: reference eigenvalues, κ against a dense ball eigensolver."""

import flint
import pytest

from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.errors import InputError, StructureError
from ssmtheory.families import family
from ssmtheory.precision import working_precision


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize("rho", ["0.5", "0.1", "0.001"])
def test_condition_numbers_against_a_dense_eigensolver(name, rho):
    N = 8
    A, B = family(name).balls(N, 400)
    found = spectrum(name, N, rho=rho, digits=20)
    with working_precision(400):
        r = flint.arb(rho)
        M = flint.acb_mat(A + B * B.transpose() * (r / (1 + r)))  # τ/2 = ρ/(1+ρ)
        values, left, right = M.eig(left=True, right=True)
        for j, value in enumerate(values):
            x = sum((abs(right[i, j]) * abs(right[i, j]) for i in range(N)), flint.arb(0)).sqrt()
            y = sum((abs(left[j, i]) * abs(left[j, i]) for i in range(N)), flint.arb(0)).sqrt()
            product = sum((left[j, i] * right[i, j] for i in range(N)), flint.acb(0))
            nearest = min(found.eigenvalues, key=lambda e: float(abs(e.ball - value).mid()))
            assert abs(nearest.ball - value) <= abs(value) * flint.arb("1e-19")
            assert abs(nearest.kappa * abs(product) / (x * y) - 1) < flint.arb("1e-7")


def test_it_is_certified_and_says_how():
    found = spectrum("legs", 5, rho="1/10")
    assert (found.status, found.method) == ("certified", "rank-one")
    assert len(found.eigenvalues) == 5


@pytest.mark.parametrize("rho", ["0", "1", "-0.5", "x", "nan", "1/0"])
def test_rho_is_checked(rho):
    with pytest.raises(InputError, match="rho must"):
        spectrum("legs", 4, rho=rho)


def test_only_the_chains_have_the_family():
    with pytest.raises(StructureError, match="legs and lagt"):
        spectrum("legt", 4, rho="0.1")
    with pytest.raises(InputError, match="part='full'"):
        spectrum("legs", 4, rho="0.1", part="normal")
