"""Distances of LegS and LagT from their forms: limits, the dense way, and known values."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.norms import h2_norm, hinf_form_distance, hinf_norm, l2_form_distance
from ssmtheory.analysis.norms.plant import as_plant, difference
from ssmtheory.errors import InputError, StructureError

U = 2.0**-53


@pytest.mark.parametrize(("N", "value", "at"), [(32, 0.63713, 325.426), (100, 0.63667, 3182.575)])
def test_first_state_of_the_diagonal_restriction(N, value, at):
    found = hinf_form_distance("legs", N, C=np.eye(N)[0])
    assert found.value == pytest.approx(value, abs=5e-6)
    assert found.at == pytest.approx(at, abs=5e-4)


def test_limit_of_the_last_spike():
    # (2/π) r_k as N → ∞, from above, the error of order k²/N²
    for k, N in ((0, 10**6), (1, 500), (2, 500)):
        found = hinf_form_distance("legs", N, C=np.eye(k + 1, N)[k])
        limit = 2 / math.pi * math.sqrt(2 * k + 1)
        excess = found.value / limit - 1
        assert -found.tolerance <= excess <= (k + 1) ** 2 / N**2 + found.tolerance


@pytest.mark.parametrize("name", ["legs", "lagt"])
@pytest.mark.parametrize(("form", "rho"), [("diagonal", None), ("rank-one", 0.3)])
@pytest.mark.parametrize("output", ["states", "first", "third", "complex"])
def test_closed_form_and_dense_difference_agree(name, form, rho, output):
    N, rng = 9, np.random.default_rng(4)
    C = {
        "states": None,
        "first": np.eye(N)[0],
        "third": np.eye(N)[2],
        "complex": rng.standard_normal(N) + 1j * rng.standard_normal(N),
    }[output]
    found = hinf_form_distance(name, N, C=C, form=form, rho=rho)
    if name == "lagt" and form == "diagonal":
        assert found.value == math.inf
        assert found.at.real == 0
        return
    dense = hinf_norm(
        difference(as_plant(name, N, C=C, form=form, rho=rho), as_plant(name, N, C=C))
    )
    # what the dense matrices carry: u‖A‖‖R‖ ≤ 1e4 u
    assert found.value == pytest.approx(dense.value, rel=1e4 * U)
    # tops are flat to rounding over √u of the width of a pole, ½
    assert abs(found.at) == pytest.approx(abs(dense.at), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("k", range(4))
def test_energy_of_the_difference_at_64(k):
    found = l2_form_distance("legs", 64, C=np.eye(64)[k])
    assert found.value == pytest.approx([0.4999, 0.8655, 1.117, 1.321][k], abs=6e-4 if k else 6e-5)


def test_lagt_form_at_strength_rho_is_rho_times_its_own_norm():
    # G_ρ − G = −ρ T G_ρ with |T| = 1 on the axis
    C = np.eye(6)[0]
    found = l2_form_distance("lagt", 6, C=C, form="rank-one", rho=0.4)
    own = h2_norm("lagt", 6, C=C, form="rank-one", rho=0.4)
    assert found.value == pytest.approx(0.4 * own.value, rel=1e3 * U)


def test_one_state():
    # LegS at N = 1: 1/(s+1) against ½/(s+½); half of ω/√((1+ω²)(¼+ω²)), largest at ω = 1/√2
    found = hinf_form_distance("legs", 1, C=np.ones(1))
    assert found.value == pytest.approx(1 / 3, rel=8 * U)
    assert found.at == pytest.approx(math.sqrt(0.5), rel=1e-7)


def test_other_families_go_the_dense_way():
    found = hinf_form_distance("legt", 6, C=np.eye(6)[0], form="rank-one", rho=0.5)
    assert found.status == "converged"
    assert found.name == "H-infinity distance"


def test_refusals():
    with pytest.raises(InputError, match=r"\(4,\), not \(3,\)"):
        hinf_form_distance("legs", 4, C=np.ones(3))
    with pytest.raises(InputError, match="original"):
        hinf_form_distance("legs", 4, form="dplr")
    with pytest.raises(StructureError, match="low-rank"):
        l2_form_distance(np.diag([-1.0, -2.0]))
