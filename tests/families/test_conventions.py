"""Each converter against the formula of the code it speaks for, written out in loops."""

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.families import conventions, family

N = 8
EPS = 2.0**-52


def assert_same(got, expected, ulps=4):
    for a, b in zip(got, expected, strict=True):
        assert np.allclose(a, b, rtol=ulps * EPS, atol=0)


def test_halved_legt_of_the_s4_code():
    r = np.sqrt(2.0 * np.arange(N) + 1)
    A = [
        [-0.5 * r[n] * r[k] * ((-1) ** (n - k) if n < k else 1) for k in range(N)] for n in range(N)
    ]
    assert_same(conventions.with_window(*family("legt").arrays(N), 2), (A, r / 2))


def test_halved_fout_of_the_s4_code():
    d = np.stack([np.zeros(N // 2), np.arange(N // 2)], axis=-1).reshape(-1)[1:]
    b = np.zeros(N)
    b[0::2], b[0] = np.sqrt(2), 1
    A = np.pi * (-np.diag(d, 1) + np.diag(d, -1)) - np.outer(b, b)
    assert_same(conventions.with_window(*family("fout").arrays(N), 2), (A, b))


def test_fourier2_of_the_s4_code_is_our_fout():
    halved = conventions.with_window(*family("fout").arrays(N), 2)
    assert_same(conventions.with_window(*halved, 0.5), family("fourier2").arrays(N), ulps=0)


def test_window_rescales_time():
    """K_θ(t) = K(t/θ)/θ."""
    from ssmtheory.systems import StateSpace

    A, B = family("legt").arrays(4)
    theta, t = 3.0, np.array([0.4, 0.9])
    slow = StateSpace(*conventions.with_window(A, B, theta)).kernel(theta * t)
    # expm is backward stable; LegT at N = 4 has ‖A‖t ~ 20 and condition ~ 10
    assert np.allclose(slow, StateSpace(A, B).kernel(t) / theta, atol=2000 * EPS, rtol=0)


@pytest.mark.parametrize("theta", [0, -1.0, float("nan")])
def test_window_must_be_positive(theta):
    with pytest.raises(InputError, match="window"):
        conventions.with_window(*family("legt").arrays(2), theta)


def test_hippo_prints_the_other_sign():
    A, B = family("legs").arrays(N)
    printed, _ = conventions.opposite_sign(A, B)
    assert np.array_equal(np.diag(printed), np.arange(1.0, N + 1))
    assert_same(conventions.opposite_sign(printed, B), (A, B), ulps=0)


def test_lagt_with_diagonal_minus_one():
    converted = conventions.with_decay(*family("lagt").arrays(N), 0.5)
    assert_same(converted, (-np.tri(N), np.ones(N)), ulps=0)
    assert_same(converted, family("glagt(0,1)").arrays(N), ulps=2)


def test_legt_and_lmu():
    legt, lmu = family("legt").arrays(N), family("lmu").arrays(N)
    assert_same(conventions.legt_to_lmu(*legt), lmu)
    assert_same(conventions.lmu_to_legt(*lmu), legt)


def test_one_indexed_legs():
    def entry(n, k):
        return -np.sqrt((2 * n + 1) * (2 * k + 1)) if n > k else -(n + 1.0) if n == k else 0.0

    A = [[entry(n, k) for k in range(1, N + 1)] for n in range(1, N + 1)]
    B = np.sqrt(2.0 * np.arange(1, N + 1) + 1)
    assert_same(conventions.one_indexed(*family("legs").arrays(N + 1)), (A, B))


def test_one_indexed_needs_a_state_to_drop():
    with pytest.raises(InputError, match="order 2"):
        conventions.one_indexed(*family("legs").arrays(1))


def test_input_of_the_s4d_code():
    """It takes V*B itself: twice ours, and halving is the inverse of doubling."""
    lam, B = family("s4d-legs").arrays(N)
    _, B_legs = family("legs").arrays(N)
    doubled = conventions.doubled_input(lam, B)
    # |V*B|² summed over all modes is |B|²: the half spectrum carries half of it
    assert 2 * np.sum(np.abs(doubled[1]) ** 2) == pytest.approx(N * N, rel=20 * N * EPS)
    assert np.sum(B_legs**2) == pytest.approx(N * N, rel=N * EPS)
    assert_same(conventions.halved_input(*doubled), (lam, B), ulps=0)


def test_conjugate_half_gives_the_same_kernel():
    lam, B = family("s4d-lin").arrays(N)
    C, t = np.exp(1j * np.arange(N // 2)), np.array([0.1, 0.7])
    other, B_other = conventions.conjugate_half(lam, B)
    assert (other.imag <= 0).all()
    ours = 2 * np.real(np.exp(np.outer(t, lam)) @ (C * B))
    theirs = 2 * np.real(np.exp(np.outer(t, other)) @ (C.conj() * B_other))
    assert np.array_equal(ours, theirs)


def test_full_spectrum_sums_to_twice_the_real_part():
    lam, B = family("s4d-inv").arrays(N)
    C, t = np.exp(1j * np.arange(N // 2)), np.array([0.1, 0.7])
    full, B_full = conventions.full_spectrum(lam, B)
    total = np.exp(np.outer(t, full)) @ (np.concatenate([C, C.conj()]) * B_full)
    half = 2 * np.real(np.exp(np.outer(t, lam)) @ (C * B))
    # sums of N terms of modulus at most 1
    assert np.abs(total - half).max() <= 4 * N * EPS


def test_converters_leave_their_arguments_alone():
    A, B = family("legt").arrays(N)
    before = A.copy(), B.copy()
    for convert in (
        conventions.opposite_sign,
        conventions.legt_to_lmu,
        conventions.lmu_to_legt,
        conventions.one_indexed,
        conventions.halved_input,
        conventions.doubled_input,
    ):
        for out, given in zip(convert(A, B), (A, B), strict=True):
            assert not np.shares_memory(out, given)
    assert np.array_equal(A, before[0])
    assert np.array_equal(B, before[1])
