"""Two generalised reflections by exact signs and by eig; orthogonal matrices by their factors."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.linalg as spla
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.errors import InputError
from ssmtheory.systems import householder
from ssmtheory.systems.reflections import (
    factor_orthogonal,
    pair_discriminant,
    pair_eigenvalues,
    pair_is_complex,
)

EPS = np.finfo(float).eps
RATES = st.fractions(0, 2, max_denominator=50)
# cos θ = (1−t²)/(1+t²) and sin θ are rational, so the 2 × 2 matrix is too.
TANGENTS = st.fractions(-3, 3, max_denominator=20)


def _rational_pair(b1, b2, t):
    """(I − β₂k₂k₂ᵀ)(I − β₁e₁e₁ᵀ) in rationals, and cos θ."""
    c, s = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    second = [[1 - b2 * c * c, -b2 * c * s], [-b2 * c * s, 1 - b2 * s * s]]
    first = [[1 - b1, 0], [0, 1]]
    return [
        [sum(second[i][m] * first[m][j] for m in range(2)) for j in range(2)] for i in range(2)
    ], c


@given(RATES, RATES, TANGENTS)
def test_discriminant_is_that_of_the_matrix(b1, b2, t):
    A, c = _rational_pair(b1, b2, t)
    trace, det = A[0][0] + A[1][1], A[0][0] * A[1][1] - A[0][1] * A[1][0]
    assert pair_discriminant(b1, b2, c) == trace**2 - 4 * det
    assert pair_is_complex(b1, b2, c) == (
        (2 - b1 - b2 + b1 * b2 * c * c) ** 2 < 4 * (1 - b1) * (1 - b2)
    )


@given(RATES, RATES, TANGENTS)
def test_complex_only_above_one_and_between_the_two_bounds(b1, b2, t):
    c = _rational_pair(b1, b2, t)[1]
    x = b1 * b2 * c * c
    with mpmath.workdps(40):
        inside = False
        if b1 > 1 and b2 > 1:
            p, q = (
                mpmath.sqrt(mpmath.mpf((b - 1).numerator) / (b - 1).denominator) for b in (b1, b2)
            )
            value = mpmath.mpf(x.numerator) / x.denominator
            tiny = mpmath.mpf(10) ** -35  # equality is real
            inside = (p - q) ** 2 + tiny < value < (p + q) ** 2 - tiny
    assert pair_is_complex(b1, b2, c) == inside


def test_random_pairs_agree_with_eig(rng):
    b1, b2, c = rng.uniform(0, 2, 2000), rng.uniform(0, 2, 2000), rng.uniform(-1, 1, 2000)
    found = pair_eigenvalues(b1, b2, c)
    assert 100 < pair_is_complex(b1, b2, c).sum() < 1900
    for x, y, z, pair in zip(b1, b2, c, found, strict=True):
        keys = [[1.0, 0.0, 0.0], [z, np.sqrt(1 - z * z), 0.0]]
        wanted = np.linalg.eigvals(householder.product(keys, [x, y]))
        ours = np.array([*pair, 1.0])
        distance = np.abs(wanted[:, None] - ours).min(axis=1).max()
        # The product is known to a few eps; a double eigenvalue moves by the root of that.
        gap = max(abs(pair[0] - pair[1]), np.sqrt(EPS))
        assert distance <= 40 * EPS / gap


def test_double_rate_is_a_rotation_by_twice_the_angle():
    theta = np.linspace(0.1, 1.5, 9)
    pairs = pair_eigenvalues(2.0, 2.0, np.cos(theta))
    # cos θ is given to eps/2, and 2θ is as sensitive to it as 2/sin θ.
    error = np.abs(pairs[:, 0] - np.exp(2j * theta))
    assert (error <= 8 * EPS / np.sin(theta)).all()
    assert (pairs[:, 1] == pairs[:, 0].conj()).all()


def test_rates_below_one_are_real_whatever_the_rounding(rng):
    b = rng.uniform(0, 1, (2, 10_000))
    b[1, ::2] = b[0, ::2]
    c = rng.uniform(-1, 1, 10_000) * np.where(rng.random(10_000) < 0.5, 1e-9, 1.0)
    assert not pair_is_complex(*b, c).any()


def test_real_pairs_keep_the_digits_of_the_small_one():
    """β₂ = 1 − 2⁻⁵⁰: the smaller eigenvalue is (1−β₁)(1−β₂) over the larger."""
    b1, b2, c = 0.5, 1 - 2.0**-50, 0.25
    with mpmath.workdps(50):
        t = 2 - mpmath.mpf(b1) - b2 + mpmath.mpf(b1) * b2 * mpmath.mpf(c) ** 2
        det = (1 - mpmath.mpf(b1)) * (1 - mpmath.mpf(b2))
        small = (t - mpmath.sqrt(t * t - 4 * det)) / 2
        error = abs(mpmath.mpf(float(pair_eigenvalues(b1, b2, c)[1].real)) / small - 1)
    assert error <= 10 * EPS
    assert (pair_eigenvalues(1.0, 1.0, 0.0) == 0).all()


def test_cosine_is_at_most_one():
    with pytest.raises(InputError, match="cosine must"):
        pair_eigenvalues(1.0, 1.0, 1.5)


def _random_orthogonal(rng, N):
    Q, R = np.linalg.qr(rng.standard_normal((N, N)))
    return Q * np.sign(np.diag(R))


def _assert_factors(Q, count):
    keys = factor_orthogonal(Q)
    assert len(keys) == count
    assert np.abs(np.linalg.norm(keys, axis=1) - 1).max(initial=0) <= 20 * len(Q) * EPS
    A = np.eye(len(Q))
    for k in keys:  # the product by dense matrices, not by the module's own
        A = (np.eye(len(Q)) - 2 * np.outer(k, k)) @ A
    assert np.abs(A - Q).max() <= 64 * len(Q) * EPS


@pytest.mark.parametrize("N", [1, 2, 3, 8, 31])
@pytest.mark.parametrize("sign", [1, -1])
def test_any_orthogonal_matrix_by_the_dimension_it_moves(N, sign, rng):
    Q = _random_orthogonal(rng, N)
    Q[:, 0] *= sign * np.sign(np.linalg.det(Q))
    # A generic Q of determinant 1 fixes a line in odd dimensions, one of −1 in even ones.
    _assert_factors(Q, N if (-1) ** N == sign else N - 1)


@pytest.mark.parametrize("angle", [1e-12, 1e-8, 1e-3, 3.0, np.pi])
def test_a_turn_of_one_plane_takes_two(angle, rng):
    Z, turn = _random_orthogonal(rng, 7), np.eye(7)
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    turned = Z @ turn @ Z.T
    if angle >= 1e-3:
        _assert_factors(turned, 2)
    else:  # rounding Q may move the rest by as much as eps, which takes reflections of its own
        assert len(factor_orthogonal(turned)) <= 7
        _assert_factors(turn, 2)


def test_permutations_take_n_minus_their_cycles(rng):
    for _ in range(20):
        image = rng.permutation(8)
        unseen, cycles = set(range(8)), 0
        while unseen:
            cycles, now = cycles + 1, unseen.pop()
            while image[now] in unseen:
                now = image[now]
                unseen.discard(now)
        Q = np.zeros((8, 8))
        Q[image, np.arange(8)] = 1
        _assert_factors(Q, 8 - cycles)


def test_identity_takes_none_and_minus_one_all():
    assert factor_orthogonal(np.eye(4)).shape == (0, 4)
    _assert_factors(-np.eye(4), 4)


@pytest.mark.parametrize("Q", [np.ones((2, 3)), np.zeros((0, 0)), np.ones(3)])
def test_only_square_matrices(Q):
    with pytest.raises(InputError, match="square"):
        factor_orthogonal(Q)


def test_only_orthogonal_matrices(rng):
    with pytest.raises(InputError, match="orthogonal"):
        factor_orthogonal(rng.standard_normal((3, 3)))
    with pytest.raises(InputError, match="orthogonal"):
        factor_orthogonal(np.eye(3) * (1 + 1e-9))
    nearly = spla.expm(np.array([[0, 1], [-1, 0]]) * float(Fraction(1, 3)))
    _assert_factors(nearly, 2)
