"""Kernels of every representation against ball arithmetic, exact rationals and the recurrence."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import family
from ssmtheory.systems import NPLR, Diagonal, StateSpace, channel_threads
from ssmtheory.systems.discretize import GBT, RULES, LogTimeZOH, discretize
from ssmtheory.systems.kernel import select_kernel_method, system_kernel
from ssmtheory.systems.kernel_balls import kernel_balls
from ssmtheory.systems.kernel_diagonal import diagonal_kernel

EPS = np.finfo(float).eps


def recurrence(system, dt, length, method="zoh"):
    """C Ā^k B̄ step by step: the definition."""
    discrete = system.dense() if dt is None else discretize(system.dense(), dt, method)
    C = np.eye(discrete.order) if discrete.C is None else discrete.C
    x, out = discrete.B, []
    for _ in range(length):
        out.append(C @ x)
        x = discrete.A @ x
    return np.moveaxis(np.array(out), 0, -1)


@pytest.fixture
def modes(rng):
    lam = -0.5 + 1j * np.array([0.5, 3.0, 11.0, 1303.0])
    B, C = (rng.standard_normal(4) + 1j * rng.standard_normal(4) for _ in range(2))
    return Diagonal(lam, B, C, half=True)


@pytest.mark.parametrize("length", [1, 2, 3, 100, 128, 1001])
@pytest.mark.parametrize("method", ["zoh", "bilinear", "backward", "dirac", GBT(0.7)])
def test_diagonal_against_balls(modes, length, method):
    for half in (True, False):
        system = replace(modes, half=half)
        found = system_kernel(system, 0.01, length, method)
        assert found.shape == (length,)
        assert found.dtype == (float if half else complex)
        # log2 L + 3 roundings in a product of powers, N of the sum, relative to Σ|w|
        assert kernel_balls(system, 0.01, length, method).error(found) <= 64 * EPS


def test_long_kernels_keep_their_digits(modes):
    """kΔω = 2·10⁸ at the end: the phase alone would cost eight digits."""
    system = replace(modes, lam=modes.lam + 0.5 - 1e-6)
    length, dt = 2**14, 10.0
    found = system_kernel(system, dt, length)[-50:]
    exact = kernel_balls(system, dt, length)
    top = np.abs(exact.values).max()
    assert np.abs(found - exact.values[-50:]).max() <= 64 * EPS * top


@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "fout"])
@pytest.mark.parametrize("method", ["bilinear", "backward", GBT(0.6)])
@pytest.mark.parametrize("length", [64, 257, 1000])
def test_generating_function_against_balls(name, method, length, rng):
    form = family(name).nplr(16)
    form = replace(form, C=rng.standard_normal(16) @ form.V)
    assert select_kernel_method(form, method, length) == "generating"
    found = system_kernel(form, 0.01, length, method)
    assert found.dtype == float  # conjugate modes: a real system
    # Woodbury's correction exceeds its result by ‖P‖²/(distance to a mode), at most 10² here
    assert kernel_balls(form, 0.01, length, method).error(found) <= 1e2 * EPS


@pytest.mark.parametrize("N", [1, 5])
def test_generating_function_of_odd_orders(N, rng):
    form = family("legs").nplr(N)
    form = replace(form, C=rng.standard_normal((1, N)) @ form.V)
    few = replace(form, C=form.C[0])
    found = system_kernel(few, 0.1, 100, "bilinear")
    assert found.dtype == float
    assert kernel_balls(few, 0.1, 100, "bilinear").error(found) <= 64 * EPS


def test_generating_function_of_a_complex_system(rng):
    N, shape = 6, (6, 2)
    lam = -rng.random(N) + 5j * rng.standard_normal(N)
    P, Q = (0.3 * (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) for _ in range(2))
    B, C = (rng.standard_normal(N) + 1j * rng.standard_normal(N) for _ in range(2))
    system = NPLR(lam, P, Q, None, B, C)
    found = system_kernel(system, 0.05, 301, "bilinear")
    assert found.dtype == complex
    assert kernel_balls(system, 0.05, 301, "bilinear").error(found) <= 1e3 * EPS


def test_unpaired_modes_are_taken_one_by_one(rng):
    """Pairs that are not n, N−1−n: the kernel is complex and the same."""
    form = family("legs").nplr(5)
    order = [0, 4, 1, 3, 2]
    C = rng.standard_normal(5) @ form.V
    parts = {"lam": form.lam[order], "P": form.P[order], "Q": form.Q[order], "B": form.B[order]}
    mixed = NPLR(**parts, V=None, C=C[order])
    for method in ("zoh", "bilinear"):
        found = system_kernel(mixed, 0.1, 80, method)
        expected = system_kernel(replace(form, C=C), 0.1, 80, method)
        assert (found.dtype, expected.dtype) == (complex, float)
        assert np.abs(found - expected).max() <= 256 * EPS * np.abs(expected).max()


def test_a_pole_on_the_unit_circle():
    """FouT has an idle state at λ = 0, a pole at the node z = 1 of the undamped circle."""
    form = family("fout").nplr(8)
    assert np.any(form.lam == 0)
    form = replace(form, C=np.ones(8) @ form.V)
    found = system_kernel(form, 0.1, 128, "bilinear")
    assert kernel_balls(form, 0.1, 128, "bilinear").error(found) <= 1e2 * EPS


@pytest.mark.parametrize("name", ["legs", "lagt", "legt", "fout"])
@pytest.mark.parametrize("method", list(RULES))
def test_dense_and_nplr_against_the_recurrence(name, method):
    dt, length = 1 / 256, 70
    system, form = family(name).system(6), family(name).nplr(6)
    expected = recurrence(system, dt, length, method)
    scale = (length * 6) * EPS * np.abs(expected).max()
    for x in (system, form):
        found = system_kernel(x, dt, length, method)
        assert found.shape == (6, length)
        assert np.abs(found - expected).max() <= 4 * scale


@pytest.mark.parametrize("method", ["zoh", "bilinear"])
@pytest.mark.parametrize("dt", [1e-6, 1e-3, 100.0])
def test_dense_kernels_keep_their_digits_at_any_step(dt, method, rng):
    """At Δ = 1e−6 squaring Ā = I + ΔA itself loses 10³ times as much."""
    system = replace(family("fout").system(16), C=rng.standard_normal(16))
    found = system_kernel(system, dt, 4096, method)
    # squarings from ‖E‖ = ½ on double what they inherit: √N · 4096‖ΔA‖ at 1e−3
    allowed = {1e-6: 16, 1e-3: 4096, 100.0: 4096}[dt] * EPS
    assert kernel_balls(system, dt, 4096, method).error(found) <= allowed


def test_tiny_entries_of_a_discrete_matrix_survive():
    """Ā − I would lose 1e−20 beside 1; the power is then kept itself."""
    system = StateSpace(np.diag([1e-20, 0.5]), np.ones(2), np.array([1.0, 0.0]), dt=1.0)
    found = system_kernel(system, None, 4)
    expected = np.array([1.0, 1e-20, 1e-40, 1e-60])
    assert np.all(np.abs(found - expected) <= 4 * EPS * expected)


def test_dense_against_exact_rationals():
    """K_k = C Ā^k B̄ of a rational system, in exact arithmetic throughout."""
    A, B, C = [[-1, 2], [-2, -1]], [1, 3], [2, -1]
    dt, length = Fraction(1, 4), 200
    a, b = -1 * dt / 2, 2 * dt / 2
    det = (1 - a) ** 2 + b**2
    inverse = [[(1 - a) / det, b / det], [-b / det, (1 - a) / det]]
    plus = [[1 + a, b], [-b, 1 + a]]
    bar = [[sum(inverse[i][m] * plus[m][j] for m in (0, 1)) for j in (0, 1)] for i in (0, 1)]
    x = [dt * sum(inverse[i][m] * B[m] for m in (0, 1)) for i in (0, 1)]
    exact = []
    for _ in range(length):
        exact.append(float(C[0] * x[0] + C[1] * x[1]))
        x = [bar[i][0] * x[0] + bar[i][1] * x[1] for i in (0, 1)]
    dense = StateSpace(np.array(A, float), np.array(B, float), np.array(C, float))
    found = system_kernel(dense, 0.25, length, "bilinear")
    assert np.abs(found - exact).max() <= 64 * EPS * np.abs(exact).max()
    balls = kernel_balls(dense, 0.25, length, "bilinear")
    assert np.all(np.abs(balls.values - exact) <= balls.radius + EPS * np.abs(exact))


def test_shapes_of_several_inputs_and_outputs(rng):
    B, C = rng.standard_normal((4, 2)), rng.standard_normal((3, 4))
    lam = -1.0 - np.arange(4.0)
    for b, c, shape in (
        (B, C, (3, 2, 70)),
        (B[:, 0], C, (3, 70)),
        (B, C[0], (2, 70)),
        (B[:, 0], C[0], (70,)),
        (B, None, (4, 2, 70)),
        (B[:, 0], None, (4, 70)),
    ):
        diagonal = Diagonal(lam, b, c)
        P = 0.1 * np.ones((4, 1))
        expected = recurrence(diagonal, 0.1, 70)
        for system in (diagonal, diagonal.dense(), NPLR(lam, 0 * P, P, None, b, c)):
            for method in ("zoh", "bilinear"):
                found = system_kernel(system, 0.1, 70, method)
                assert found.shape == shape
                balls = kernel_balls(system, 0.1, 70, method)
                assert balls.values.shape == shape
                assert balls.error(found) <= 256 * EPS
            assert np.abs(system_kernel(system, 0.1, 70) - expected).max() <= 256 * EPS


@pytest.mark.parametrize("method", ["zoh", "bilinear"])
def test_one_step_per_channel(method, rng):
    form, dt = family("legs").nplr(8), np.array([0.001, 0.02, 0.3])
    C = rng.standard_normal((3, 8)) @ form.V
    systems = (
        replace(form, C=C),
        replace(form.modal(), C=C).dense(),
        replace(form.diagonal(), C=C),
    )
    for system in systems:
        found = system_kernel(system, dt, 100, method)
        assert found.shape == (3, 100)
        for h in range(3):
            alone = system_kernel(replace(system, C=C[h]), dt[h], 100, method)
            assert np.abs(found[h] - alone).max() <= 64 * EPS * np.abs(alone).max()
        assert kernel_balls(system, dt, 100, method).values.shape == (3, 100)


def test_no_channels():
    system = Diagonal(np.array([-1.0]), np.ones(1), np.ones((0, 1)))
    assert system_kernel(system, np.zeros(0), 7).shape == (0, 7)
    dense = replace(system.dense(), C=np.ones((0, 1)))
    assert system_kernel(dense, np.zeros(0), 7).shape == (0, 7)
    form = family("legs").nplr(2)
    assert system_kernel(replace(form, C=np.ones((0, 2))), np.zeros(0), 99, "bilinear").size == 0


def test_many_channels_are_the_same_as_one(rng):
    """More channels than one block: threads change nothing."""
    lam = -0.5 + 1j * rng.standard_normal((20, 3))
    C = rng.standard_normal((20, 3)) + 0j
    found = diagonal_kernel(lam, np.ones(3), C, np.full(20, 0.1), 50, half=True)
    for h in range(20):
        alone = diagonal_kernel(lam[h], np.ones(3), C[h], 0.1, 50, half=True)
        assert np.abs(found[h] - alone).max() <= 32 * EPS


@pytest.mark.parametrize("method", ["zoh", "bilinear"])
def test_threads_change_no_bit(method, modes, monkeypatch, rng):
    form, dt = family("legs").nplr(8), np.geomspace(1e-3, 0.3, 20)
    C = rng.standard_normal((20, 8)) @ form.V
    systems = (replace(form, C=C), replace(modes, C=C[:, :4]))
    found = {}
    for cores in (1, 2):
        monkeypatch.setattr(channel_threads, "usable_cores", lambda cores=cores: cores)
        found[cores] = [system_kernel(x, dt, 100, method) for x in systems]
    assert all(map(np.array_equal, found[1], found[2]))


@pytest.mark.parametrize("method", ["zoh", "bilinear"])
def test_zero_and_repeated_modes(method):
    lam = np.array([0.0, 0.0, -1.0, -1.0])
    found = system_kernel(Diagonal(lam, np.ones(4), np.ones(4)), 0.5, 9, method)
    pair = system_kernel(Diagonal(lam[::2], np.ones(2), 2 * np.ones(2)), 0.5, 9, method)
    assert found.dtype == float
    assert np.abs(found - pair).max() <= 8 * EPS
    constant = system_kernel(Diagonal(lam[:1], np.ones(1), np.ones(1)), 0.5, 9, method)
    assert np.array_equal(constant, np.full(9, 0.5))


def test_discrete_systems_take_no_step(modes):
    form = family("legs").nplr(6)
    for system in (modes, replace(form, C=np.ones(6) @ form.V), family("legs").system(6)):
        discrete = discretize(system, 0.05, "bilinear")
        expected = system_kernel(system, 0.05, 90, "bilinear")
        for dt in (None, 0.05):
            found = system_kernel(discrete, dt, 90)
            # Ā rounded is another system: 90 steps of it
            assert np.abs(found - expected).max() <= 200 * EPS * np.abs(expected).max()
        assert kernel_balls(discrete, None, 90).error(system_kernel(discrete, None, 90)) <= 1e-13
        with pytest.raises(InputError, match="discrete already"):
            system_kernel(discrete, 0.1, 90)


def test_single_precision(modes):
    unit = np.finfo(np.float32).eps
    parts = {name: getattr(modes, name).astype(np.complex64) for name in ("lam", "B", "C")}
    single = replace(modes, **parts)
    found = system_kernel(single, 0.01, 5000)
    assert found.dtype == np.float32
    assert kernel_balls(single, 0.01, 5000).error(found) <= 16 * unit
    legs = family("legs").system(8, np.float32)
    assert system_kernel(legs, 0.01, 50).dtype == np.float32
    whole = system_kernel(replace(single, half=False), 0.01, 50)
    assert whole.dtype == np.complex64


def test_fast_decay_is_zero_and_not_slow():
    system = Diagonal(np.array([-50.0 + 1j]), np.ones(1), np.ones(1))
    assert system_kernel(system, 1.0, 4096)[-1] == 0


def test_states_of_a_half_are_complex(modes):
    found = system_kernel(replace(modes, C=None), 0.01, 40)
    assert found.shape == (4, 40)
    assert np.abs(2 * (modes.C @ found).real - system_kernel(modes, 0.01, 40)).max() <= 64 * EPS


BAD = Diagonal(np.array([-1.0, -2.0]), np.ones(2), np.ones(2))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"dt": 0.0}, "dt must be positive"),
        ({"dt": -0.1}, "dt must be positive"),
        ({"dt": np.nan}, "dt must be positive"),
        ({"dt": None}, "needs a step"),
        ({"dt": np.ones((2, 2))}, r"shape \(2, 2\)"),
        ({"dt": np.ones(3), "system": replace(BAD, C=np.ones((2, 2)))}, "3 channels and C has 2"),
        ({"dt": np.ones(2), "system": replace(BAD, C=None)}, "one step per channel"),
        ({"length": 0}, "length must be at least 1"),
        ({"length": -5}, "length must be at least 1"),
        ({"length": 2.5}, "whole number"),
        ({"method": LogTimeZOH()}, "no kernel"),
        ({"system": replace(BAD, C=np.ones(3))}, r"C of shape \(3,\)"),
        ({"system": replace(BAD, B=np.array([np.nan, 1]))}, "B has NaN"),
        ({"system": replace(BAD, lam=np.array([np.inf, 1]))}, "lam has NaN"),
        ({"system": StateSpace(np.eye(2))}, "no input matrix"),
        ({"system": np.eye(2)}, "StateSpace, Diagonal or NPLR"),
        ({"system": replace(BAD, lam=np.array([500.0, 1.0]))}, "beyond the range"),
        ({"system": replace(BAD, lam=np.array([500.0, 1.0])).dense()}, "beyond the range"),
    ],
)
def test_bad_input_is_one_sentence(change, match):
    args = {"system": BAD, "dt": 1.0, "length": 10} | change
    with pytest.raises(InputError, match=match) as caught:
        system_kernel(**args)
    assert str(caught.value).count("\n") == 0


def test_unknown_rules_and_shapes():
    with pytest.raises(UnknownNameError):
        system_kernel(BAD, 0.1, 5, "tustin")
    with pytest.raises(InputError, match=r"not \(2,\), \(3,\), \(2,\)"):
        diagonal_kernel(np.ones(2), np.ones(3), np.ones(2), 0.1, 5)
    with pytest.raises(InputError, match="does not fit lam"):
        diagonal_kernel(np.ones((2, 3)), np.ones(3), np.ones(3), np.ones(5), 5)
    with pytest.raises(InputError, match="no kernel"):
        diagonal_kernel(np.ones(2), np.ones(2), np.ones(2), 1, 5, LogTimeZOH())
    with pytest.raises(InputError, match="B of shape"):
        system_kernel(NPLR(BAD.lam, *[np.ones((2, 1))] * 2, None, np.ones(3)), 0.1, 5)
    with pytest.raises(InputError, match="C has entries"):
        diagonal_kernel(np.ones(2), np.ones(2), np.array([np.nan, 0]), 0.1, 5)


def test_a_length_that_cannot_fit_is_refused_before_it_is_allocated():
    with pytest.raises(InputError, match="shorter length"):
        system_kernel(BAD, 0.1, 10**12)
    with pytest.raises(InputError, match="shorter length"):
        system_kernel(BAD.dense(), 0.1, 10**12)


@pytest.mark.parametrize("kind", [np.float16, np.longdouble, int])
def test_types_between_and_beyond_single_and_double(kind):
    """Half precision gives single, extended precision and whole numbers give double."""
    A, ones = np.array([[-1, 0], [1, -2]]), np.ones(2)
    exact = system_kernel(StateSpace(A.astype(float), ones, ones), 0.1, 9)
    for system in (
        StateSpace(A.astype(kind), ones.astype(kind), ones.astype(kind)),
        Diagonal(np.array([-1, -2]).astype(kind), ones.astype(kind), ones.astype(kind)),
    ):
        found = system_kernel(system, 0.1, 9)
        assert found.dtype == (np.float32 if kind is np.float16 else np.float64)
        if isinstance(system, StateSpace):
            assert np.abs(found - exact).max() <= 16 * np.finfo(found.dtype).eps


@pytest.mark.parametrize(
    ("system", "match"),
    [
        (StateSpace(np.array([["a"]]), np.ones(1)), "A must hold numbers"),
        (StateSpace(np.zeros((0, 0)), np.zeros(0), np.zeros(0)), "no states"),
        (StateSpace(-np.eye(2), np.ones((2, 1, 1)), np.ones(2)), "B of shape"),
        (StateSpace(-np.eye(2), np.ones(2), np.ones((1, 1, 2))), "C of shape"),
        (StateSpace(1e3 * np.eye(1), np.ones(1), np.ones(1)), "smaller dt"),
    ],
)
def test_systems_without_a_kernel(system, match):
    with pytest.raises(InputError, match=match):
        system_kernel(system, 1.0, 50)


@pytest.mark.parametrize("method", ["zoh", "bilinear", "dirac"])
def test_the_state_of_a_single_mode(method):
    """No warning of numpy's about the views it broadcasts (warnings are errors here)."""
    system = Diagonal(np.array([-1.0 + 2j]), np.array([3.0]))
    discrete = discretize(system, 0.1, method)
    expected = discrete.B * discrete.lam ** np.arange(6)
    found = system_kernel(system, 0.1, 6, method)
    assert found.shape == (1, 6)
    assert np.abs(found - expected).max() <= 64 * np.finfo(float).eps * np.abs(expected).max()
