"""H∞ norms: published values, formulas, invariances, and grids that must never be higher."""

import math

import numpy as np
import pytest

from ssmtheory.analysis.level_sets.stability_radius import distance_to_instability
from ssmtheory.analysis.norms import (
    h2_norm,
    hankel_singular_values,
    hinf_distance,
    hinf_form_distance,
    hinf_norm,
    l2_form_distance,
)
from ssmtheory.analysis.norms import hinf as norms_hinf
from ssmtheory.analysis.norms.hinf import Gain, Top, certified, plant_hinf
from ssmtheory.analysis.norms.hinf_level import level_set
from ssmtheory.analysis.norms.plant import as_plant
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.systems import NPLR, Diagonal, StateSpace
from ssmtheory.systems.discretize import discretize

U = 2.0**-53
# Brent's method stops where the top is flat to rounding: the place is known to √u of its width.
PLACE = 1e-7


def ss(A, B, C, D=0.0, dt=None):
    A = np.atleast_2d(A)
    D = np.atleast_2d(D) if np.ndim(D) else D
    return StateSpace(A, np.asarray(B).reshape(A.shape[0], -1), np.atleast_2d(C), D, dt)


def slicot_example():
    A = np.zeros((6, 6))
    for i, (stiffness, damping) in enumerate(((-0.5, -2e-4), (-1, -2e-5), (-2, -2e-6))):
        A[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[0, 1], [stiffness, damping]]
    b = np.tile([1.0, 0.0], 3)
    return ss(A, b, b)


def resonant(weights):
    d, eye = np.diag(np.arange(1.0, 11)), np.eye(10)
    A = np.block([[-0.1 * eye, -d], [d, 0 * d]])
    return ss(A, 0.1 * np.append(weights, np.zeros(10)), np.append(np.zeros(10), np.ones(10)))


LAPLACE_7 = (
    [
        [-0.81, 0.47, -0.43, 1.58, 0.25, -0.40, 0.92],
        [-0.61, -1.89, 0.80, -1.59, 2.01, 0.98, -0.90],
        [0.50, -1.18, -2.12, -1.56, -1.14, 0.14, -0.87],
        [-1.28, 2.12, 0.47, -1.16, 3.65, -1.23, -1.26],
        [-0.24, -0.08, 1.58, -3.58, -1.26, 1.72, -2.59],
        [1.28, -0.96, -1.28, -0.57, -2.43, -2.43, -0.36],
        [-0.16, 1.53, -0.99, 1.47, 0.61, -2.22, -3.27],
    ],
    [
        [0.49, -0.80, 0.10],
        [-0.18, 0.70, 0.72],
        [0.00, 0.83, 2.58],
        [1.42, 0.00, 0.00],
        [0.00, 0.22, 0.19],
        [0.00, 0.00, -0.08],
        [0.00, -1.15, -1.93],
    ],
    [[0.00, 0.84, 0.10, 0.30, 0.49, 1.71, 0.00], [-1.79, -0.89, -0.54, -0.60, 0.74, -0.19, 0.00]],
    [[1.36, 0.96, 1.44], [-1.07, 0.00, -1.96]],
)
MIMO_3 = (
    [
        [-1.017041847539126, -0.224182952826418, 0.042538079149249],
        [-0.310374015319095, -0.516461581407780, -0.119195790221750],
        [-1.452723568727942, 1.7995860837102088, -1.491935830615152],
    ],
    [
        [0.312858596637428, -0.164879019209038],
        [-0.864879917324456, 0.627707287528727],
        [-0.030051296196269, 1.093265669039484],
    ],
    [
        [1.109273297614398, 0.077359091130425, -1.113500741486764],
        [-0.863652821988714, -1.214117043615409, -0.006849328103348],
    ],
)
D_2 = ([[0.2, -0.8], [-0.8, 0.07]], np.diag([1.0, 2.0]), [[1.0, 0.0]])

# (system, value, |ω| or ω for complex ones, digits of the published value)
PUBLISHED = {
    "slicot ab13dd": (slicot_example(), 5.000000001e5, 1.414213562, 1e-9),
    "resonant": (resonant(np.ones(10)), 1.05871265, 0.9874, 1e-8),
    "resonant, fifth doubled": (
        resonant(np.where(np.arange(10) == 4, 2.0, 1.0)),
        2.00918,
        4.9981,
        1e-6,
    ),
    "seven states": (ss(*LAPLACE_7), 4.899135403568278, 6.112977387441163, 1e-12),
    "matlab": (ss(*MIMO_3), 4.276759162964244, None, 1e-12),
    "second order": (ss([[0, 1], [-100, -10]], [0, 100], [1, 0]), 1.1547005, 7.0710678, 1e-7),
    "discrete": (ss(*D_2, dt=0.005), 17.794697451669421, 0.0, 2e-12),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_values(name):
    system, value, at, digits = PUBLISHED[name]
    found = hinf_norm(system)
    assert found.value == pytest.approx(value, rel=digits)
    if at is not None:
        assert found.at == pytest.approx(at, rel=1e-4 if digits > 1e-9 else 1e-6, abs=PLACE)
    assert found.status == "converged"


@pytest.mark.parametrize("pole", [-1 + 1j, -1 - 1j, -0.25 + 300j])
def test_one_complex_pole(pole):
    found = hinf_norm(ss([[pole]], [2.0], [1j]))
    assert found.value == pytest.approx(-2 / pole.real, rel=16 * U)
    assert found.at == pytest.approx(pole.imag, abs=PLACE)


@pytest.mark.parametrize("shift", [-1.0, 0.0, 1.0])
def test_shifted_resonance_has_its_peak_where_the_shift_puts_it(shift):
    # 1/(σ² + σ + 1) at σ = s − i·shift: 2/√3 at shift ± 1/√2
    A = np.array([[0, 1], [-1, -1]]) + 1j * shift * np.eye(2)
    found = hinf_norm(ss(A, [0, 1], [1, 0]))
    assert found.value == pytest.approx(2 / math.sqrt(3), rel=32 * U)
    assert abs(found.at - shift) == pytest.approx(math.sqrt(0.5), abs=PLACE)


@pytest.mark.parametrize("zeta", [1e-6, 1e-3, 0.1, 0.5])
def test_damped_oscillator(zeta):
    # sup |1/(s² + 2ζs + 1)| = 1/(2ζ√(1−ζ²)) at √(1−2ζ²); the data carry u/ζ
    found = hinf_norm(ss([[0, 1], [-1, -2 * zeta]], [0, 1], [1, 0]))
    assert found.value == pytest.approx(0.5 / zeta / math.sqrt(1 - zeta**2), rel=64 * U / zeta)
    assert found.at == pytest.approx(math.sqrt(1 - 2 * zeta**2), abs=PLACE)


@pytest.mark.parametrize("theta", [0.0, 1.0, -1.0, 2.5, math.pi])
def test_one_discrete_pole(theta):
    pole = 0.8 * np.exp(1j * theta)
    found = hinf_norm(ss([[pole.real if theta in (0.0, math.pi) else pole]], [1], [1], 0.0, 0.5))
    assert found.value == pytest.approx(5.0, rel=32 * U)
    assert found.at == pytest.approx(theta / 0.5, abs=PLACE)


@pytest.mark.parametrize(
    ("D", "value", "at"), [(1.0, 2.0, 0.0), (-1.0, 1.0, math.inf), (-0.5, 0.5, None)]
)
def test_feedthrough(D, value, at):
    # D + 1/(s+1): between D + 1 and D; D = −½ is all-pass
    found = hinf_norm(ss([[-1.0]], [1.0], [1.0], D))
    assert found.value == pytest.approx(value, rel=4 * U)
    assert at is None or found.at == pytest.approx(at, abs=PLACE)
    assert found.status == "converged"


def test_lagt_is_all_pass_and_legs_is_bounded_by_one():
    for name in ("lagt", "legs"):
        system = family(name).system(12)
        found = hinf_norm(ss(system.A, system.B, system.B, -1.0))
        # u times the growth of a product of 12 factors
        assert found.value == pytest.approx(1.0, rel=1e3 * U)


@pytest.mark.parametrize("pole", [0.0, 1j, 1.0, 2 - 3j])
def test_unstable_is_inf_and_names_the_pole(pole):
    found = hinf_norm(ss([[pole]], [1.0], [1.0]))
    assert found.value == math.inf
    assert found.at == pole


def test_oscillator_without_damping_is_inf():
    found = hinf_norm(ss([[0.0, 1.0], [-1.0, 0.0]], [1, 0], [0, 1]))
    assert found.value == math.inf
    assert abs(found.at) == pytest.approx(1.0, rel=4 * U)


def test_unstable_states_that_do_not_matter_are_left_out():
    # an unstable mode that the input cannot reach
    system = ss([[-1.0, 0.0], [0.0, 3.0]], [1.0, 0.0], [1.0, 1.0])
    assert hinf_norm(system).value == pytest.approx(1.0, rel=4 * U)
    assert math.isfinite(hinf_norm("fout", 8).value)  # its idle state integrates nothing


def test_no_system_left():
    found = hinf_norm(ss([[1.0]], [0.0], [1.0], [[3.0]]))
    assert (found.value, found.status) == (3.0, "exact")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("dt", [None, 0.1])
@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (3, 1)])
def test_no_point_of_a_fine_grid_is_higher(seed, dt, shape):
    rng = np.random.default_rng(seed)

    def draw(*size):
        return rng.standard_normal(size) + 1j * rng.standard_normal(size)

    p, m = shape
    A = draw(7, 7)
    lam = np.linalg.eigvals(A)
    A = A - (lam.real.max() + 0.02) * np.eye(7) if dt is None else A * (0.98 / np.abs(lam).max())
    system = StateSpace(A, draw(7, m), draw(p, 7), 0.3 * draw(p, m), dt)
    found = hinf_norm(system)
    t = np.linspace(-np.pi, np.pi, 1001)[1:-1]
    s = 1j * 3 * np.tan(t / 2) if dt is None else np.exp(1j * t)
    grid = np.linalg.norm(_dense(system, s), 2, axis=(1, 2))
    assert grid.max() <= found.value * (1 + 1e-9)
    at = 1j * found.at if dt is None else np.exp(1j * found.at * dt)
    # the residual of the oracle's dense solve: u·κ(s − A) ≤ 1e5 u here
    assert np.linalg.norm(_dense(system, at), 2) == pytest.approx(found.value, rel=1e5 * U)


def _dense(system, s):
    shifted = np.multiply.outer(s, np.eye(system.order)) - system.A
    return system.C @ np.linalg.solve(shifted, system.B) + system.D


@pytest.mark.parametrize("name", ["legs", "legt", "lagt"])
def test_resolvent_is_the_reciprocal_distance_to_instability(name):
    A = family(name).system(6).A
    found = hinf_norm(StateSpace(A, np.eye(6)))
    beta = distance_to_instability(A)
    assert found.value * beta.value == pytest.approx(1.0, rel=1e-12)


def test_bilinear_transform_keeps_the_norm():
    system = ss(*LAPLACE_7)
    discrete = discretize(StateSpace(system.A, system.B, system.C, 0.0), 0.2, "bilinear")
    # z = (1 + s dt/2)/(1 − s dt/2): the discrete G is dt/(1 − s dt/2)·(that of the states)
    A, dt = system.A, 0.2
    W = np.linalg.inv(np.eye(7) - dt / 2 * A)
    twin = StateSpace(
        discrete.A, dt * W @ system.B, system.C @ W, system.C @ W @ system.B * dt / 2, dt
    )
    expected = hinf_norm(StateSpace(A, system.B, system.C, 0.0))
    found = hinf_norm(twin)
    assert found.value == pytest.approx(expected.value, rel=1e4 * U)
    warped = 2 / dt * math.tan(found.at * dt / 2)
    assert warped == pytest.approx(expected.at, rel=1e-6)


def test_half_of_a_conjugate_system_stands_for_the_whole():
    half = Diagonal(
        np.array([-0.1 + 2j, -0.5 + 7j]), np.array([1 + 1j, 2.0]), np.ones(2), half=True
    )
    lam, B = (np.concatenate([x, x.conj()]) for x in (half.lam, half.B))
    found, dense = hinf_norm(half), hinf_norm(StateSpace(np.diag(lam), B, np.ones(4)))
    assert found.value == pytest.approx(dense.value, rel=64 * U)
    assert found.at == pytest.approx(abs(dense.at), abs=PLACE)
    assert found.at >= 0


def test_nplr_and_dense_agree():
    rng = np.random.default_rng(2)
    P = rng.standard_normal((5, 2)) + 1j * rng.standard_normal((5, 2))
    lam = -0.1 + 1j * np.linspace(5, -4, 5)
    B, C = rng.standard_normal((5, 2)), rng.standard_normal((3, 5))
    form = NPLR(lam, P, P, None, B, C)
    dense = StateSpace(np.diag(lam) - P @ P.conj().T, B, C)
    assert hinf_norm(form).value == pytest.approx(hinf_norm(dense).value, rel=1e3 * U)


def test_distance_of_a_system_from_itself_is_zero_and_from_its_shift_is_known():
    a, b = ss([[-1.0]], [1.0], [1.0]), ss([[-2.0]], [1.0], [1.0])
    assert hinf_distance(a, a).value <= 4 * U
    # 1/(s+1) − 1/(s+2) = 1/((s+1)(s+2)), largest at 0
    assert hinf_distance(a, b).value == pytest.approx(0.5, rel=8 * U)


def test_zero_output():
    found = hinf_norm(StateSpace(np.array([[-1.0, 1.0], [0.5, -2.0]]), np.ones(2), np.zeros(2)))
    assert found.value == 0.0


@pytest.mark.parametrize(
    ("system", "message"),
    [
        (StateSpace(-np.eye(2)), "no input matrix"),
        (StateSpace(-np.eye(2), np.array([1.0, np.nan])), "NaN"),
        (StateSpace(-np.eye(2), np.ones(2), np.ones(2), np.ones((2, 3))), "of shape"),
    ],
)
def test_bad_systems(system, message):
    with pytest.raises(InputError, match=message):
        hinf_norm(system)


def test_distance_refuses_other_shapes():
    a = ss([[-1.0]], [1.0], [1.0])
    with pytest.raises(InputError, match="outputs"):
        hinf_distance(a, ss([[-1.0]], [[1.0, 2.0]], [1.0]))
    with pytest.raises(InputError, match="dt"):
        hinf_distance(a, ss([[0.5]], [1.0], [1.0], 0.0, 0.1))


@pytest.mark.parametrize("size", [1e-200, 1e-150, 1e150, 1e200])
def test_scale_of_input_and_output_does_not_matter(size):
    system = ss([[-1.0, 2.0], [-2.0, -0.1]], [size, 0.0], [0.0, 1.0], 0.25 * size)
    one = ss([[-1.0, 2.0], [-2.0, -0.1]], [1.0, 0.0], [0.0, 1.0], 0.25)
    assert hinf_norm(system).value / size == pytest.approx(hinf_norm(one).value, rel=32 * U)


@pytest.mark.parametrize("dt", [None, 0.5])
def test_level_sets_lead_from_any_start_to_the_top(dt):
    system = resonant(np.where(np.arange(10) == 4, 2.0, 1.0))
    if dt is not None:
        system = discretize(system, dt, "zoh")
    plant = as_plant(system)
    expected, gain = plant_hinf(plant), Gain(plant)
    start = Top(float(gain(np.array([3.5 * (dt or 1.0)]))[0]), 3.5)
    assert start.value < expected.value / 2
    top, margin, why = certified(gain, level_set(plant), start)
    assert top.value == pytest.approx(expected.value, rel=1e-12)
    assert margin <= 1e-9
    assert "Hamiltonian" in why


def test_crossings_are_where_the_gain_is_the_level():
    plant = as_plant(ss(*LAPLACE_7))
    gain, level = Gain(plant), 4.0  # above σ_max(D)
    omega = level_set(plant).crossings(level)
    # 1e-9: a simple crossing is known to u‖H‖κ
    met = np.sort(omega[np.abs(gain(omega) - level) < 1e-9])
    grid = np.linspace(-60, 60, 4001)
    changes = np.flatnonzero(np.diff(np.sign(gain(grid) - level)))
    assert changes.size == met.size > 0
    assert (np.abs(grid[changes] - met) <= grid[1] - grid[0]).all()


def test_above_the_order_of_hamiltonians_the_value_is_a_lower_bound(monkeypatch):
    monkeypatch.setattr(norms_hinf, "HAMILTONIAN_ORDER", 3)
    found = hinf_norm(slicot_example())
    assert found.status == "lower bound"
    assert found.value == pytest.approx(5.000000001e5, rel=1e-9)


@pytest.mark.parametrize(
    ("system", "message"),
    [
        (StateSpace(np.array([["a"]]), np.ones(1)), "A must hold numbers"),
        (StateSpace(-np.eye(2), np.array(["a", "b"])), "B must hold numbers"),
        (StateSpace(-np.eye(2), np.ones(2), np.ones(2), "x"), "D must hold numbers"),
        (StateSpace(np.zeros((0, 0)), np.zeros(0)), "no states"),
        (StateSpace(-np.eye(2), np.ones(2), np.ones((1, 1, 2))), "C of shape"),
        (Diagonal(-np.ones(2), np.ones(2), np.ones(3)), "C of shape"),
        (StateSpace(np.eye(2) / 2, np.ones(2), np.ones(2), 0.0, -1.0), "dt must be positive"),
        (StateSpace(np.eye(2) / 2, np.ones(2), np.ones(2), 0.0, 0.0), "dt must be positive"),
        (StateSpace(np.eye(2) / 2, np.ones(2), np.ones(2), 0.0, math.nan), "dt must be positive"),
        (StateSpace(-1e160 * np.eye(2), np.ones(2), np.ones(2)), "another unit"),
    ],
)
def test_systems_that_are_none(system, message):
    for norm in (hinf_norm, h2_norm, hankel_singular_values):
        with pytest.raises(InputError, match=message):
            norm(system)


@pytest.mark.parametrize("C", [np.array(["a"] * 4), [1, 2, None, 4], [[1], [1, 2]], np.ones(3)])
def test_outputs_that_are_none(C):
    for norm in (hinf_norm, h2_norm, hankel_singular_values, hinf_form_distance, l2_form_distance):
        with pytest.raises(InputError, match="C must"):
            norm("legs", 4, C=C)


@pytest.mark.parametrize("kind", [np.float32, np.longdouble])
def test_norms_are_computed_in_double_whatever_the_type(kind):
    A = np.array([[-1.0, 3.0], [-2.0, -0.125]])
    wide = StateSpace(A, np.ones(2), np.ones(2))
    narrow = StateSpace(A.astype(kind), np.ones(2, kind), np.ones(2, kind))
    assert hinf_norm(narrow).value == hinf_norm(wide).value
    assert h2_norm(narrow).value == h2_norm(wide).value


@pytest.mark.parametrize("eps", [1e-2, 1e-3, 1e-4])
def test_the_tolerance_covers_the_rounding_of_a_non_normal_matrix(eps):
    """A known to u‖A‖ leaves G to u‖A‖‖CR‖‖RB‖/‖G‖, not to u‖A‖ over the distance to a pole.

    1/((σ+ε)(σ+2ε)(σ+3ε)), σ = s − i, is 1/(6ε³) at its top ω = 1.
    """
    chain = np.diag([1j - eps, 1j - 2 * eps, 1j - 3 * eps]) + np.diag([1.0, 1.0], 1)
    turn = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))[0]
    system = StateSpace(turn @ chain @ turn.T, turn[:, 2], turn[:, 0])
    found = hinf_norm(system)
    assert abs(found.value * 6 * eps**3 - 1) <= found.tolerance <= 1e2 * U / eps**3


@pytest.mark.parametrize("size", [1e160, 1e300])
def test_fast_diagonal_systems_stay_in_range(size):
    system = Diagonal(size * np.array([-1 + 1j, -2.0]), np.ones(2), np.ones(2))
    one = Diagonal(np.array([-1 + 1j, -2.0]), np.ones(2), np.ones(2))
    assert hinf_norm(system).value * size == pytest.approx(hinf_norm(one).value, rel=64 * U)
