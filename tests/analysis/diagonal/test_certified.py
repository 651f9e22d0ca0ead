"""What "certified" promises, against balls made another way and values known exactly."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmtheory.analysis.diagonal import chain as diagonalize_chain
from ssmtheory.analysis.diagonal import chain_certified as diagonalize_chain_certified
from ssmtheory.analysis.diagonal.diagonalize import diagonalize
from ssmtheory.errors import ConvergenceError
from ssmtheory.families import family
from ssmtheory.families.rank_one import rank_one_family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
CHAINS = st.sampled_from(["legs", "lagt"])


def ball_eigenvalues(name, N, rho):
    """Isolated eigenvalues of the exact A + τPP* = A + BBᵀρ/(1+ρ) of a chain."""
    with working_precision(400):
        A, B = family(name).balls(N, 400)
        r = flint.arb(rho)
        return flint.acb_mat(A + B * B.transpose() * (r / (1 + r))).eig()


def within(ball, value, radius):
    """|ball − value| ≤ radius, proved."""
    return bool(abs(ball - flint.acb(complex(value))) <= flint.arb(float(radius)))


@settings(max_examples=15)
@given(name=CHAINS, N=st.integers(2, 12), rho=st.floats(0.08, 0.95))
def test_exact_poles_are_within_the_radii(name, N, rho):
    found = diagonalize(name, N, rho=rho, certify=True)
    assert found.status == "certified"
    exact = ball_eigenvalues(name, N, rho)
    with working_precision(400):
        for value, radius in zip(found.lam, found.radii, strict=True):
            assert sum(within(ball, value, radius) for ball in exact) == 1
    assert (found.radii <= 8 * EPS * np.abs(found.lam) / (1 - rho)).all()
    assert (found.lam.real + found.radii < 0).all()


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize("N", [2, 8, 32])
@pytest.mark.parametrize("rho", ["0.5", "0.1", "0.001"])
def test_kappa_is_enclosed(reference, name, N, rho):
    """The reference is that of the decimal ρ, 15 digits; the enclosure of the double ρ."""
    found = diagonalize(name, N, rho=float(rho), certify=True)
    wanted = float(reference[name][N]["rank_one"][rho]["kappa2_V"])
    low, high = found.kappa_bounds
    assert low * (1 - 64 * EPS) <= wanted <= high * (1 + 64 * EPS)
    assert low <= found.kappa * (1 + 64 * EPS)
    assert found.kappa * (1 - 64 * EPS) <= high
    # tr(μI − H) N ε relative to λ_max, twice, where λ_max ≥ tr H/N
    assert high / low - 1 <= 64 * N**2 * EPS * max(1.0, np.log(1 / float(rho)))


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize("N", [7, 8])
@pytest.mark.parametrize("drop_half", [False, True])
def test_the_normal_part_is_certified(name, N, drop_half):
    found = diagonalize(name, N, method="normal-part", drop_half=drop_half, certify=True)
    exact = family(name).nplr_balls(N, 300).modes
    assert found.status == "certified"
    assert found.kappa_bounds == (1.0, 1.0)
    with working_precision(300):
        for j, (value, radius) in enumerate(zip(found.lam, found.radii, strict=True)):
            assert within(exact.lam[j], value, radius)
            B = exact.B[j, 0] / (1 if drop_half else 2)
            assert within(abs(B), found.B[j], found.B_radii[j])
    assert found.radii.max() <= 4 * EPS * np.abs(found.lam).max()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("legt", {"method": "rank-one", "rho": 0.3}),
        ("fout", {"method": "rank-one", "rho": 0.3}),
        ("legt", {"method": "normal-part"}),
        ("fout", {"method": "normal-part"}),
        ("legs", {"method": "ginibre", "eps": 0.01}),
        ("chebs", {"method": "ginibre", "eps": 0.01, "kind": "real"}),
        ("legs", {"method": "ptd", "steps": 10}),
        ("legt", {"method": "eig"}),
    ],
)
def test_every_method_can_be_certified(name, options):
    options |= {"allow_unstable": True}
    found = diagonalize(name, 8, certify=True, **options)
    loose = diagonalize(name, 8, certify=False, **options)
    assert found.status == "certified"
    assert loose.status == ("certified" if options["method"] == "eig" else "measured")
    rounding = 64 * 8 * EPS * found.kappa
    assert np.abs(found.lam - loose.lam).max() <= rounding * np.abs(found.lam).max()
    assert np.abs(found.B - loose.B).max() <= rounding * np.linalg.norm(found.B)
    low, high = found.kappa_bounds
    assert low <= found.kappa * (1 + 64 * EPS)
    assert found.kappa * (1 - 64 * EPS) <= high <= low * (1 + 1e4 * 8 * EPS)
    assert found.radii.max() <= 4 * EPS * np.abs(found.lam).max()


def test_a_moved_pole_is_outside_a_radius_of_rounding():
    """The radii are distances from the floats given, so a wrong float shows."""
    good = diagonalize("legs", 8, rho=0.3, certify=True)
    moved = good.lam + 1e-9
    proof = diagonalize_chain_certified.certificate(
        "legs", 8, 0.3, moved, good.B, scale=1.0, digits=15
    )
    assert proof["radii"] == pytest.approx(np.full(8, 1e-9), rel=1e-4)


@pytest.mark.parametrize("options", [{"rho": 0.1}, {"method": "normal-part"}])
def test_a_proof_that_fails_leaves_the_closed_form(monkeypatch, options):
    def refuse(*_):
        raise ConvergenceError("not isolated.")

    monkeypatch.setattr(diagonalize_chain_certified, "chain_form_balls", refuse)
    found = diagonalize("legs", 8, certify=True, **options)
    assert found.status == "closed-form"
    assert found.radii is None


def test_kappa_near_one_is_that_of_the_enclosure():
    """λ_max of Gram matrices whose a = −Re(λ + ½) has lost digits is off by 4e-8 here."""
    found = diagonalize("legs", 3, rho=1 - 1e-9)
    assert found.kappa_bounds[0] <= found.kappa <= found.kappa_bounds[1]
    assert found.kappa - 1 <= 2e-9


def test_what_is_cheap_is_proved_unasked(monkeypatch):
    monkeypatch.setattr(diagonalize_chain, "CHEAP", 10)
    assert diagonalize("legs", 10).status == "certified"
    assert diagonalize("legs", 11).status == "closed-form"
    assert diagonalize("legs", 10, certify=False).status == "closed-form"
    assert diagonalize("legs", 11, certify=True).status == "certified"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("legs", {"rho": 0.1}),
        ("lagt", {"rho": 0.1}),
        ("legs", {"method": "normal-part"}),
        ("legt", {"rho": 0.3}),
        ("legt", {"method": "normal-part"}),
    ],
)
def test_more_digits_come_as_balls_in_the_order_of_the_floats(name, options):
    found = diagonalize(name, 6, digits=40, allow_unstable=True, **options)
    plain = diagonalize(name, 6, allow_unstable=True, **options)
    assert plain.balls is None
    with working_precision(200):
        for z, b, lam, B in zip(found.balls.lam, found.balls.B, found.lam, found.B, strict=True):
            assert abs(z).rel_accuracy_bits() >= 132
            assert abs(b).rel_accuracy_bits() >= 132
            assert abs(complex(z) - lam) <= 8 * EPS * abs(lam)
            assert b.real > 0
            assert abs(complex(b) - B) <= 64 * EPS * found.kappa * abs(B)


@pytest.mark.parametrize("name", ["legs", "legt"])
def test_balls_of_the_input_have_its_norm(name):
    """V of the normal part is unitary: Σ B_l² = ‖B/2‖², N²/4 for both."""
    found = diagonalize(name, 6, method="normal-part", digits=40)
    with working_precision(200):
        total = sum((b.real**2 for b in found.balls.B), flint.arb(0))
        assert total.contains(9)
        assert total.rel_accuracy_bits() > 120


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize("rho", ["1/10", "0.3"])
def test_the_proofs_are_of_rho_as_given(name, rho):
    """Balls of 30 digits tell 1/10 from the double 0.1."""
    found, rounded = (diagonalize(name, 6, rho=r, digits=30) for r in (rho, float(Fraction(rho))))
    exact = Fraction(rho)
    with working_precision(400):
        A, B = family(name).balls(6, 400)
        r = flint.arb(flint.fmpq(exact.numerator, exact.denominator))
        values = flint.acb_mat(A + B * B.transpose() * (r / (1 + r))).eig()
        for ball, other in zip(found.balls.lam, rounded.balls.lam, strict=True):
            assert any(ball.overlaps(value) for value in values)
            assert not any(other.overlaps(value) for value in values)


@pytest.mark.parametrize("name", ["legt", "fout"])
def test_the_dense_proofs_are_of_rho_as_given(name):
    found = diagonalize(name, 4, rho="1/10", digits=30)
    with working_precision(400):
        A, _ = rank_one_family(family(name), "1/10").balls(4, 400)
        values = flint.acb_mat(A).eig()
        assert all(any(ball.overlaps(v) for v in values) for ball in found.balls.lam)


@pytest.mark.parametrize("gap", [1e-5, 1e-8, 1e-12, 2.0**-53])
@pytest.mark.parametrize("N", [8, 33])
def test_modes_keep_their_digits_up_to_one(N, gap):
    """Re(λ + ½) of doubles has none left at ρ = 1 − 2⁻⁵³; near 4e-6 it loses u^(2/3)."""
    found = diagonalize("legs", N, rho=1 - gap)
    assert found.status == "certified"
    assert (found.B_radii <= 64 * EPS ** (2 / 3) * np.abs(found.B)).all()
    assert abs(found.kappa - 1) <= 4 * gap + 64 * N * EPS
