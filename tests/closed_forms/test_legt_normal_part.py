"""Modes of LegT's skew part: against its characteristic polynomial, its matrix and LAPACK."""

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms.legt_normal_part import frequencies_balls, mode_balls
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


def skew_core(N: int) -> flint.fmpq_mat:
    """S in the coordinates without square roots: ∓(2k+1) for k of the other parity than n."""
    S = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(N):
            if (n - k) % 2:
                S[n, k] = (2 * k + 1) * (-1 if n > k else 1)
    return S


@pytest.mark.parametrize("N", [1, 2, 3, 8, 17, 30])
def test_frequencies_are_the_roots_of_the_characteristic_polynomial(N):
    with working_precision(300):
        found = frequencies_balls(N)
        roots = [z for z, _ in skew_core(N).charpoly().numer().complex_roots()]
        exact = sorted((z.imag for z in roots if z.imag > 0), key=float, reverse=True)
    assert len(found) == len(exact) == N // 2
    assert all(a.overlaps(b) for a, b in zip(found, exact, strict=True))
    assert all(a.rel_accuracy_bits() >= 290 for a in found)


@pytest.mark.parametrize("N", [2, 3, 24, 41])
@pytest.mark.parametrize("bits", [64, 500])
def test_modes_are_unit_eigenvectors_in_the_canonical_gauge(N, bits):
    with working_precision(bits):
        omega = frequencies_balls(N)
        S = flint.acb_mat(flint.arb_mat(skew_core(N)))
        for w in omega:
            v = mode_balls(w, N)
            y = flint.acb_mat([[z / flint.arb(2 * n + 1).sqrt()] for n, z in enumerate(v)])
            residual = (S * y - y * flint.acb(0, w)).entries()
            assert all(z.contains(0) for z in residual)
            assert max(float(abs(z).abs_upper()) for z in residual) <= 2.0 ** (16 - bits) * N**3
            square = sum((z.real * z.real + z.imag * z.imag for z in v), flint.arb(0))
            assert square.contains(1)
            assert all(z.real.is_zero() if n % 2 else z.imag.is_zero() for n, z in enumerate(v))
            assert (
                sum((flint.arb(2 * n + 1).sqrt() * v[n] for n in range(0, N, 2)), flint.acb(0)).real
                > 0
            )


def test_a_large_order_against_lapack():
    N = 90
    system = family("legt").system(N)
    P = np.where(np.arange(N)[:, None] % 2 == np.arange(2), system.B[:, None], 0.0)
    exact = np.linalg.eigvalsh(1j * (system.A + P @ P.T))[::-1][: N // 2]
    with working_precision(128):
        found = np.array([float(w) for w in frequencies_balls(N)])
    # backward stable: absolute errors of ε‖S‖
    assert np.abs(found - exact).max() <= 16 * EPS * exact[0]
