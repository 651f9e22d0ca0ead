"""λ, B and κ of the chains in balls, against isolated eigenpairs of the dense matrix."""

from fractions import Fraction

import flint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmtheory.closed_forms import legs
from ssmtheory.decompositions.perturb import chain_form_balls as module
from ssmtheory.decompositions.perturb.chain_form_balls import chain_form_balls
from ssmtheory.errors import ConvergenceError, InputError
from ssmtheory.families import family
from ssmtheory.precision import working_precision


def dense_modes(chain, N, rho):
    """(λ, B_l, κ_l) from the ball eigensolver: |w_l*B|‖v_l‖ and ‖w_l‖‖v_l‖ with w_l*v_l = 1."""
    A, B = family(chain).balls(N, 500)
    r = flint.arb(flint.fmpq(rho.numerator, rho.denominator))
    values, left, right = flint.acb_mat(A + B * B.transpose() * (r / (1 + r))).eig(
        left=True, right=True
    )
    rows = []
    for j, value in enumerate(values):
        pair = sum((left[j, i] * right[i, j] for i in range(N)), flint.acb(0))
        reach = sum((left[j, i] * B[i, 0] for i in range(N)), flint.acb(0)) / (pair * (1 + r))
        v, w = (
            sum((abs(z) ** 2 for z in side), flint.arb(0)).sqrt()
            for side in ([right[i, j] for i in range(N)], [left[j, i] / pair for i in range(N)])
        )
        rows.append((value, abs(reach) * v, w * v))
    return rows


@settings(max_examples=12)
@given(
    chain=st.sampled_from(["legs", "lagt"]),
    N=st.integers(1, 9),
    rho=st.fractions(Fraction(1, 500), Fraction(99, 100), max_denominator=1000),
)
def test_modes_are_those_of_the_dense_matrix(chain, N, rho):
    """Below the critical ρ (LegS: 0.07 at N = 2, less above) some poles are real."""
    form = chain_form_balls(chain, N, rho, digits=30)
    with working_precision(500):
        rows = dense_modes(chain, N, rho)
        for z, B, kappa in zip(form.lam, form.B, form.kappas, strict=True):
            matches = [row for row in rows if row[0].overlaps(z)]
            assert len(matches) == 1
            assert matches[0][1].overlaps(B)
            assert matches[0][2].overlaps(kappa)
            assert B.rel_accuracy_bits() >= 99
    assert form.stable


@pytest.mark.parametrize("chain", ["legs", "lagt"])
@pytest.mark.parametrize("N", [1, 6, 7])
def test_the_normal_part_is_that_of_the_family(chain, N):
    form, exact = chain_form_balls(chain, N, 1, digits=30), family(chain).nplr_balls(N, 300).modes
    with working_precision(300):
        assert all(a.overlaps(b) for a, b in zip(form.lam, exact.lam, strict=True))
        halves = (b / 2 for b in exact.B.entries())
        assert all(flint.acb(a).overlaps(b) for a, b in zip(form.B, halves, strict=True))
    assert form.stable == (chain == "legs")


def test_all_real_poles_of_a_small_rho():
    form = chain_form_balls("legs", 4, Fraction(1, 10**6), digits=20)
    assert all(z.imag.is_zero() for z in form.lam)
    assert len(form.B) == len(form.slope) == 4


def test_two_poles_that_meet_are_not_certified():
    with pytest.raises(ConvergenceError):
        chain_form_balls("legs", 8, float(legs.critical_rho(8)[0]), digits=15)


def test_digits_are_raised_until_they_are_there(monkeypatch):
    asked = []
    plain = module._perturbed

    def record(chain, N, rho, digits):
        asked.append(digits)
        return plain(chain, N, rho, digits)

    monkeypatch.setattr(module, "_perturbed", record)
    near = float(legs.critical_rho(8)[0]) * (1 + 1e-8)  # B there is of condition 1e4
    form = chain_form_balls("legs", 8, near, digits=15)
    assert all(b.rel_accuracy_bits() >= 49 for b in form.B)
    assert asked == sorted(asked)


def test_rho_is_checked():
    with pytest.raises(InputError, match="rho must lie"):
        chain_form_balls("legs", 4, 1.5)
