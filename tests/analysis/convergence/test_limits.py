"""Every exact limit: against computed distances at large N, and its constants otherwise."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.convergence.convergence import convergence
from ssmtheory.analysis.convergence.limits import (
    exact_limit,
    layer,
    layer_supremum,
    response_norm,
)

U = 2.0**-53


def test_constants_of_the_weak_limit():
    # ‖ω x_k û‖ for u = e^{−t}
    for k, value in enumerate([0.5, 0.6455, 0.6770, 0.6892]):
        found = response_norm("legs", k, 1.0, derivative=True)
        assert found == pytest.approx(value, abs=6e-5)
    # ∫ω²/((1+ω²)(a²+ω²)) dω/2π = 1/(2(1+a))
    assert response_norm("legs", 0, 3.0, derivative=True) == pytest.approx(
        math.sqrt(1 / 8), rel=16 * U
    )
    # ∫1/((¼+ω²)(1+ω²)) dω/2π = 2/3
    assert response_norm("lagt", 0, 1.0, derivative=False) == pytest.approx(
        math.sqrt(2 / 3), rel=16 * U
    )


@pytest.mark.parametrize("k", range(4))
def test_legs_diagonal(k):
    found = convergence("legs", [64, 256], state=k)
    r = math.sqrt(2 * k + 1)
    published = {
        "l2": [0.4999, 0.8655, 1.117, 1.321][k],
        "hinf": [0.63675, 1.1029, 1.4238, 1.6847][k],
    }
    assert found["hinf"].values[0] == pytest.approx(published["hinf"], abs=6e-5)
    assert found["l2"].values[0] == pytest.approx(published["l2"], abs=6e-4)
    assert found["l2"].limit.constant == pytest.approx(r / 2, rel=4 * U)
    assert found["hinf"].limit.constant == pytest.approx(2 * r / math.pi, rel=4 * U)
    assert found["weak"].limit.exponent == 1
    # corrections are of order (k+1)³/N² here, 1/N² for l2 and k = 0
    for name in ("l2", "hinf", "weak"):
        assert abs(found[name].limit_error) <= 1.01 * (k + 1) ** 3 / 256**2
    assert found["sup"].values.min() >= r / 2 * (1 - 1e3 * U)
    assert [mode.converges for mode in found.modes] == [False, False, True, False]


@pytest.mark.parametrize(("t", "value"), [(0.1, 0.0526), (0.5, 0.353), (0.9, 1.42)])
def test_uniform_rate_of_the_rank_one_form(t, value):
    rho = t / (2 - t)
    found = convergence("legs", [256], quantity="hinf", form="rank-one", rho=rho)["hinf"]
    assert 256 * found.values[0] == pytest.approx(value, abs=6e-3 * value)
    assert found.values[0] <= rho / (256 * (1 - rho))
    # the spikes are N apart by π/N in phase: a correction of order 1/N
    assert abs(found.limit_error) <= 2 / 256


@pytest.mark.parametrize(("k", "rho"), [(0, 0.1), (0, 0.6), (2, 0.3), (1, 0.95)])
def test_legs_rank_one(k, rho):
    N = 800
    found = convergence("legs", [N], form="rank-one", rho=rho, state=k)
    # at ω = O(1), T_N is off its leading term by O(1/N) relatively, and 1/(1−ρ) times that
    for mode in found.modes:
        assert abs(mode.limit_error) <= 3 * (k + 1) / (N * (1 - rho))
    assert [mode.converges for mode in found.modes] == [False, True, True, True]


@pytest.mark.parametrize(("k", "rho"), [(0, 0.1), (3, 0.6)])
def test_lagt_rank_one(k, rho):
    N = 401
    found = convergence("lagt", [N], form="rank-one", rho=rho, state=k)
    assert not any(mode.converges for mode in found.modes)
    # |T| = 1 exactly: the energy has no error, the peak at ω = 0 none for odd N
    assert abs(found["l2"].limit_error) <= 1e4 * U
    assert abs(found["hinf"].limit_error) <= 1e4 * U
    assert abs(found["weak"].limit_error) <= 1 / N
    assert abs(found["sup"].limit_error) <= 3 * (k + 1) / (N * (1 - rho))


def test_lagt_diagonal_is_infinite():
    found = convergence("lagt", [8, 9])
    for name in ("l2", "weak", "hinf"):
        assert np.isinf(found[name].values).all()
        assert found[name].limit.constant == math.inf
        assert found[name].converges is False
    assert found["sup"].values.min() >= 0.5


@pytest.mark.parametrize("rho", [0.05, 0.5, 0.9])
def test_layer_is_the_sum_over_its_modes(rho):
    # −½ − 2 Re Σ σ_m e^{σ_m τ}, σ_m = 1/(log ρ + iπ(2m+1)): residues at e^{−1/σ} = −1/ρ
    count = 200_000
    sigma = 1 / (math.log(rho) + 1j * math.pi * (2 * np.arange(count) + 1))
    for tau in (0.0, 0.7, 5.0, 60.0):
        modes = -0.5 - 2 * (sigma * np.exp(sigma * tau)).real.sum()
        # each left-out term is below (|log ρ| + τ)/(π(2m+1))²
        tail = (abs(math.log(rho)) + tau) / (2 * math.pi**2 * count)
        assert layer(tau, rho) == pytest.approx(modes, abs=1.01 * tail + 1e3 * U)


def test_layer_supremum():
    # small ρ: the start; near 1: beyond it
    assert layer_supremum(0.2) == pytest.approx(0.2 / 1.2, rel=8 * U)
    dense = np.abs(layer(np.linspace(0, 15, 20000) ** 2, 0.9)).max()
    assert dense > 0.9 / 1.9
    # 20000 points of a function whose curvature in √τ is below 20
    assert layer_supremum(0.9) == pytest.approx(dense, abs=20 * (15 / 20000) ** 2)


def test_no_limit_is_claimed_elsewhere():
    assert exact_limit(None, "l2", form="diagonal") is None
    assert exact_limit("legs", "l2", form="ptd") is None


def test_supremum_near_the_diagonal_form_has_a_bound_only():
    found = convergence("legs", [8, 64], quantity="sup", form="rank-one", rho=0.999)["sup"]
    assert found.limit.bound
    assert found.values.min() >= 0.999 / 1.999 * (1 - 1e3 * U)
    assert found.limit_error is None
    assert found.converges is False
