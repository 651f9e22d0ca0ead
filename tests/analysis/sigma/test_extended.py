"""Double-double, balls and escalation, against proved brackets."""

import math
import threading

import numpy as np
import pytest

from ssmtheory.analysis.sigma import dense, extended
from ssmtheory.analysis.sigma.brackets import bracket
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.subject import as_subject

# Rounding of the Lanczos vectors, and of log10.
ROUNDING = 1e-13


def hidden_jordan(n):
    """A Jordan block in the orthogonal basis of a Hadamard matrix: dense, every entry exact."""
    W = np.ones((1, 1))
    while len(W) < n:
        W = np.kron(W, [[1.0, 1.0], [1.0, -1.0]])
    return W @ (2.0 * np.eye(n, k=1)) @ W.T / n


CASES = {
    "dense": (hidden_jordan(32), [0.3, 0.5 + 0.1j, 0.9, 1.5, 3.0]),
    "legt": (as_subject("legt", 40), [-30.0, -25 + 3j, -20.0, 1.0]),
    "lower triangular": (as_subject("legs", 32), [-9.3, -8.2 + 0.5j, 2.0]),
    "lower Hessenberg": (np.tri(24, k=1) / 4, [0.01, 0.05j, -0.3]),
}


@pytest.mark.parametrize("name", CASES)
def test_within_the_floor_of_the_proved_value(name):
    x, z = CASES[name]
    subject = as_subject(x)
    engine = extended.prepare(subject)
    values = engine(np.array(z, complex))
    norm = np.linalg.norm(subject.matrix, 2)
    assert engine.floor == pytest.approx(10 * subject.order * 2.0**-104 * norm, rel=1e-12)
    for point, value in zip(z, values, strict=True):
        true = 10.0 ** bracket(subject, point).value
        assert abs(10.0**value - true) <= engine.floor + ROUNDING * true


def test_it_reaches_where_doubles_do_not():
    subject = as_subject(hidden_jordan(32))
    z = np.array([0.3 + 0j])
    true = bracket(subject, z[0]).value
    assert -28 < true < -25
    assert extended.prepare(subject)(z)[0] == pytest.approx(true, abs=1e-3)
    assert abs(dense.prepare_svd(subject)(z)[0] - true) > 5


@pytest.mark.parametrize("exponent", [-990, 990])
def test_any_scale_and_far_outside(rng, exponent):
    A = rng.standard_normal((9, 9))
    z = rng.standard_normal(5) + 1j
    plain = extended.prepare(as_subject(A))(z)
    scaled = extended.prepare(as_subject(np.ldexp(A, exponent)))(z * 2.0**exponent)
    shift = exponent * math.log10(2)
    np.testing.assert_allclose(scaled - shift, plain, atol=8 * math.ulp(shift) + ROUNDING)
    far = extended.prepare(as_subject(A))(np.array([1e200, -1e308j]))
    np.testing.assert_allclose(far, [200, 308], rtol=2.0**-51)


def test_points_where_lanczos_does_not_settle_go_to_balls(monkeypatch, rng):
    monkeypatch.setattr(extended, "lane_limit", lambda n: 1)
    A = rng.standard_normal((8, 8))
    z = np.array([0.1 + 0.2j])
    value = extended.prepare(as_subject(A))(z)[0]
    assert value == pytest.approx(bracket(A, z[0]).value, abs=ROUNDING)


def test_balls_at_any_depth_and_on_an_eigenvalue():
    engine = extended.prepare_balls(as_subject(np.eye(30, k=1)))
    values, floors = engine.measure(np.array([1e-6, 0.0, 2.0]))
    assert values[0] == pytest.approx(-180, abs=1e-11)  # |z|^30 (1 − |z|²)
    assert values[1] == -math.inf
    assert (floors == -math.inf).all()


def test_balls_among_threads_keep_their_precision():
    """Every point is a chunk; a precision shared by mistake would widen or stop them."""
    subject = as_subject("legs", 12)
    z = np.linspace(-11, -1, 30) + 0.3j
    values, floors = extended.prepare_balls(subject).measure(z)
    assert (floors == -math.inf).all()
    expected = [bracket(subject, point).value for point in z]
    np.testing.assert_array_equal(values, expected)


def constant(value, floor, seen):
    def evaluate(z):
        seen.append(z.size)
        return np.full(z.size, value) if np.isscalar(value) else value(z)

    return SigmaMin("made up", floor, 1e6, evaluate)


def test_only_points_near_the_floor_are_computed_again():
    seen = [[], [], []]
    base = constant(lambda z: z.real.copy(), 1e-10, seen[0])
    finer = constant(-12.5, 1e-12, seen[1])
    finest = constant(-40.0, 0.0, seen[2])
    engine = extended.escalated(base, [lambda: finer, lambda: finest], margin=1.0)
    values, floors = engine.measure(np.array([-3.0, -8.9, -9.1, -20.0]))
    np.testing.assert_array_equal(values, [-3.0, -8.9, -40.0, -40.0])
    np.testing.assert_array_equal(floors, [-10, -10, -math.inf, -math.inf])
    assert seen == [[4], [2], [2]]


def test_a_finer_engine_is_prepared_once_and_only_when_needed():
    made, guard = [], threading.Lock()

    def make():
        with guard:
            made.append(threading.get_ident())
        return constant(-15.0, 0.0, [])

    engine = extended.escalated(constant(-1.0, 1e-10, []), [make])
    engine(np.zeros(100))
    assert not made
    engine = extended.escalated(constant(-12.0, 1e-10, []), [make])
    assert (engine(np.zeros(100)) == -15.0).all()  # a dozen chunks, several threads
    assert len(made) == 1


def test_escalation_leaves_nothing_to_hatch():
    """Double, double-double and balls together on a matrix that needs all three."""
    subject = as_subject(hidden_jordan(16))
    makers = [lambda: extended.prepare(subject), lambda: extended.prepare_balls(subject)]
    engine = extended.escalated(dense.prepare_svd(subject), makers)
    z = np.array([3.0, 0.3, 1e-3, 0.0], complex)
    values, floors = engine.measure(z)
    assert (values >= floors).all()
    for point, value in zip(z[:3], values[:3], strict=True):
        assert value == pytest.approx(bracket(subject, point).value, abs=1e-4)
    assert values[3] == -math.inf
