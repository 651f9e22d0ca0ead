"""The PTD objectives: gradients against finite differences, values by hand, the optimiser."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb.low_rank import low_rank_perturbation
from ssmtheory.decompositions.perturb.modes import dense_modes
from ssmtheory.decompositions.perturb.ptd import adam, optimise
from ssmtheory.decompositions.perturb.ptd_objective import Objective
from ssmtheory.errors import ConvergenceError, InputError
from ssmtheory.families import family

EPS = np.finfo(float).eps
N = 10
A, B = family("legs").arrays(N)
START = low_rank_perturbation(B[:, None] / np.sqrt(2), 0.2)


def directional(objective, E, D, h):
    """f'(E)[D] by the fourth-order central difference: error O(h⁴) + O(ε/h)."""
    f = [objective(E + k * h * D)[0] for k in (-2, -1, 1, 2)]
    assume(np.isfinite(f).all())
    return (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)


@given(
    seed=st.integers(0, 10_000),
    loss=st.sampled_from(["kappa", "published"]),
    kind=st.sampled_from(["real", "complex"]),
    margin=st.sampled_from([0.0, 2.0]),
)
def test_gradient_is_the_finite_difference(seed, loss, kind, margin):
    rng = np.random.default_rng(seed)
    noise, D = (rng.standard_normal((N, N)) + 0j for _ in range(2))
    if kind == "complex":
        noise, D = (M + 1j * rng.standard_normal((N, N)) for M in (noise, D))
    E, D = START + noise, D / np.linalg.norm(D)
    objective = Objective(A, loss, 3.0, margin)
    value, G = objective(E)
    assume(np.isfinite(value))  # beyond the barrier there is no gradient
    found = np.real(np.sum(G.conj() * D))
    # The error of the finer difference is a 15th of what halving the step changes (the fifth
    # derivative grows as poles come close, so it is measured), plus rounding of the values.
    h, scale = EPS**0.2, value + np.linalg.norm(G)
    coarse, fine = (directional(objective, E, D, step) for step in (h, h / 2))
    assume(abs(coarse - fine) <= 1e-5 * scale)
    assert abs(found - fine) <= abs(coarse - fine) + 1e4 * EPS / h * scale


def test_the_barrier_is_active_in_the_tested_range():
    free, kept = (Objective(A, "kappa", 3.0, margin)(START)[0] for margin in (0.0, 20.0))
    assert kept > free


def test_the_barrier_is_infinite_where_a_pole_is_not_left_of_the_axis():
    objective = Objective(np.diag([-1.0, -2.0]), "kappa", 3.0, 0.5)
    assert np.isfinite(objective(np.diag([0.999, 0.0]))[0])
    for push in (1.0, 1.5):
        assert objective(np.diag([push, 0.0]))[0] == np.inf


def test_the_barrier_has_its_value():
    """One pole at −m/4: 2(t − 1 − ln t) at t = ¼; none for the pole left of −m."""
    objective = Objective(np.diag([-0.5, -9.0]), "kappa", 3.0, 2.0)
    wanted = 1 + 2 * (0.25 - 1 + np.log(4))
    assert objective(np.zeros((2, 2)))[0] == pytest.approx(wanted, rel=16 * EPS)


@pytest.mark.parametrize("steps", [1, 4, 60])
def test_every_step_count_ends_stable(steps):
    """The optimum without a barrier is unstable: κ wants the poles apart, not left."""
    rng = np.random.default_rng(4)
    M = rng.standard_normal((8, 8)) / 8
    M -= (np.linalg.eigvals(M).real.max() + 0.01) * np.eye(8)
    start = 1e-3 * rng.standard_normal((8, 8))
    free, kept = (
        optimise(Objective(M, "kappa", 0.1, margin), start, steps=steps).E for margin in (0, 0.02)
    )
    assert np.linalg.eigvals(M + kept).real.max() < 0
    if steps == 60:
        assert np.linalg.eigvals(M + free).real.max() > 0


def test_values_are_their_definitions():
    modes = dense_modes(A + START)
    size = np.linalg.norm(START)
    mean = modes.eigenvalue_conditions.mean() + 3 * size / np.linalg.norm(A)
    square = np.linalg.cond(modes.V) ** 2 + 3 * size
    assert Objective(A, "kappa", 3.0, 0.0)(START)[0] == pytest.approx(mean, rel=1e3 * EPS * 10)
    found = Objective(A, "published", 3.0, 0.0)(START)[0]
    assert found == pytest.approx(square, rel=64 * N * EPS * modes.kappa)


@pytest.mark.parametrize("loss", ["kappa", "published"])
def test_optimising_is_deterministic_and_improves(loss):
    objective = Objective(A, loss, 20.0 if loss == "kappa" else 0.01, 0.0)
    runs = [optimise(objective, START, steps=40) for _ in range(2)]
    assert np.array_equal(runs[0].E, runs[1].E)
    assert runs[0].loss < objective(START)[0]
    assert runs[0].loss == pytest.approx(objective(runs[0].E)[0], rel=1e6 * EPS)
    assert not np.iscomplexobj(runs[0].E)


def test_the_optimum_is_stationary():
    objective = Objective(A, "kappa", 20.0, 0.5)
    found = optimise(objective, START, steps=3000)
    unit = np.linalg.norm(A) / N
    before, after = (np.linalg.norm(objective(E)[1].real) * unit for E in (START, found.E))
    assert found.settled
    # L-BFGS stops when f falls by less than 1e−10: slopes of the order of its root remain
    assert after <= 1e-3 * before


def test_progress_is_called_once_a_step():
    seen = []
    adam(Objective(A, "published", 0.01, 0.0), START, 5, lambda k, n: seen.append((k, n)))
    assert seen == [(k, 5) for k in range(1, 6)]


def test_a_start_that_cannot_be_improved_is_an_error():
    """A normal matrix has every κ_j = 1 with E = 0."""
    normal = np.diag([-1.0, -2.0, -4.0])
    with pytest.raises(ConvergenceError, match="did not improve"):
        optimise(Objective(normal, "kappa", 20.0, 0.0), np.zeros((3, 3)))


def test_an_unknown_loss_is_named():
    with pytest.raises(InputError, match="kappa, published"):
        optimise(Objective(A, "square", 1.0, 0.0), START)
