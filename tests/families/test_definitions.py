"""Every polynomial family follows from its definition, entry by entry, in rational numbers."""

from fractions import Fraction

import flint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmtheory.families import derive, family

CHEBYSHEV_1, CHEBYSHEV_2, LEGENDRE = (Fraction(-1, 2),) * 2, (Fraction(1, 2),) * 2, (0, 0)
TRANSLATED = {
    "chebt": CHEBYSHEV_1,
    "cheb2t": CHEBYSHEV_2,
    "gegt": LEGENDRE,
    "gegt(2/3)": (Fraction(1, 6),) * 2,
    "jact(1/3,-1/2)": (Fraction(1, 3), Fraction(-1, 2)),
    "jact(2,0)": (2, 0),
}
SCALED = {
    "legs": LEGENDRE,
    "chebs": CHEBYSHEV_1,
    "cheb2s": CHEBYSHEV_2,
    "gegs(2/3)": (Fraction(1, 6),) * 2,
    "jacs": LEGENDRE,
    "jacs(-3/4,5/2)": (Fraction(-3, 4), Fraction(5, 2)),
}
ORDERS = [1, 2, 3, 10]
EXPONENTS = st.fractions(Fraction(-19, 20), 3, max_denominator=20)


@pytest.mark.parametrize("N", ORDERS)
@pytest.mark.parametrize(("name", "weight"), TRANSLATED.items())
def test_translated_family_with_closure_zero(name, weight, N):
    derived = derive.translated(derive.beta_moments(*weight), N)
    assert derive.signed_squares(family(name).core(N)) == derive.signed_squares(derived)


@pytest.mark.parametrize("N", ORDERS)
@pytest.mark.parametrize(("name", "weight"), SCALED.items())
def test_scaled_family(name, weight, N):
    derived = derive.scaled(derive.beta_moments(*weight), N)
    assert derive.signed_squares(family(name).core(N)) == derive.signed_squares(derived)


@given(alpha=EXPONENTS, beta=EXPONENTS, N=st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_any_jacobi_weight(alpha, beta, N):
    moments = derive.beta_moments(alpha, beta)
    ours = family("jact", alpha=alpha, beta=beta), family("jacs", alpha=alpha, beta=beta)
    derived = derive.translated(moments, N), derive.scaled(moments, N)
    for stated, expected in zip(ours, derived, strict=True):
        assert derive.signed_squares(stated.core(N)) == derive.signed_squares(expected)


@pytest.mark.parametrize("N", ORDERS)
def test_legt_is_legendre_with_reconstruction(N):
    derived = derive.translated(derive.beta_moments(*LEGENDRE), N, reconstruct=True)
    assert derive.signed_squares(family("legt").core(N)) == derive.signed_squares(derived)


@pytest.mark.parametrize("N", ORDERS)
def test_lagt_is_laguerre_faded_by_one_half(N):
    derived = derive.fading(derive.gamma_moments(0), N, Fraction(1, 2))
    assert derive.signed_squares(family("lagt").core(N)) == derive.signed_squares(derived)


@pytest.mark.parametrize("N", ORDERS)
@pytest.mark.parametrize("alpha", [0, Fraction(1, 3), Fraction(-1, 2)])
def test_glagt_is_generalised_laguerre_up_to_the_constant_in_B(alpha, N):
    from ssmtheory.families.lagt import generalised_core

    beta = Fraction(1, 7)
    derived = derive.fading(derive.gamma_moments(alpha), N, (1 + beta) / 2)
    stated = generalised_core(alpha, beta, N)
    assert derive.signed_squares(stated) == derive.signed_squares(derived)


@pytest.mark.parametrize("weight", [CHEBYSHEV_1, CHEBYSHEV_2, (Fraction(1, 3), 0)])
def test_reconstruction_does_not_depend_on_the_weight_up_to_similarity(weight):
    moments = derive.beta_moments(*weight)
    for N in (2, 5, 8):
        derived = derive.translated(moments, N, reconstruct=True).M
        assert derived.charpoly() == family("legt").core(N).M.charpoly()


@pytest.mark.parametrize("name", ["chebs", "cheb2s", "gegs(2/3)", "jacs(1/3,-1/2)"])
def test_scaled_families_are_legs_in_other_coordinates(name):
    """Change of basis p = T q between the two bases: M T = T M' and b = T b', exactly."""
    N = 7
    ours, legs = family(name).core(N), family("legs").core(N)
    T = _krylov(ours) * _krylov(legs).inv()
    assert ours.M * T == T * legs.M
    assert flint.fmpq_mat(N, 1, ours.b) == T * flint.fmpq_mat(N, 1, legs.b)


@pytest.mark.parametrize("factor", [flint.fmpq(10**10 + 1, 10**10), flint.fmpq(-1)])
def test_comparison_sees_a_factor_in_one_entry(factor):
    good, bad = family("chebs").core(5), family("chebs").core(5)
    bad.M[3, 1] *= factor
    assert derive.signed_squares(good) != derive.signed_squares(bad)


def test_basis_is_orthonormal_under_a_quadrature_that_knows_no_moments():
    import mpmath

    basis = derive.orthogonal_basis(derive.beta_moments(1, 2), 4, present=1)
    with mpmath.workdps(30):
        for n in range(4):
            for k in range(n + 1):
                value = mpmath.quad(
                    lambda y, n=n, k=k: 12 * (1 - y) * y**2 * _at(basis, n, y) * _at(basis, k, y),
                    [0, 1],
                )
                # degree ≤ 9: Gauss–Legendre is exact, 30 digits less the coefficients' size
                assert abs(value - (n == k)) < mpmath.mpf(10) ** -24


def test_basis_is_positive_at_the_present():
    assert all(v > 0 for v in derive.orthogonal_basis(derive.gamma_moments(0), 6, present=0).at(0))


def _krylov(core) -> flint.fmpq_mat:
    N = core.M.nrows()
    columns, v = [], flint.fmpq_mat(N, 1, core.b)
    for _ in range(N):
        columns.append([v[n, 0] for n in range(N)])
        v = core.M * v
    return flint.fmpq_mat(columns).transpose()


def _at(basis, n, y):
    import mpmath

    def number(q):
        return mpmath.mpf(int(q.p)) / int(q.q)

    coefficients = [number(c) for c in reversed(basis.polynomials[n].coeffs())]
    return mpmath.polyval(coefficients, y) * mpmath.sqrt(number(basis.nu[n]))
