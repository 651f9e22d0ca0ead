"""e^{tA}B is the basis the family is named after."""

import mpmath
import numpy as np
import pytest

from ssmtheory.families import family

N = 7
T = mpmath.mpf(7) / 10


def _legs(n):
    return mpmath.sqrt(2 * n + 1) * mpmath.exp(-T) * mpmath.legendre(n, 2 * mpmath.exp(-T) - 1)


def _lagt(n):
    return mpmath.laguerre(n, 0, T) * mpmath.exp(-T / 2)


def _chebs(n):
    y = mpmath.exp(-T)
    return y * mpmath.chebyt(n, 2 * y - 1) * (mpmath.sqrt(2) if n else 1)


def _cheb2s(n):
    y = mpmath.exp(-T)
    return y * mpmath.chebyu(n, 2 * y - 1)


def _chebt(n):
    return mpmath.chebyt(n, 1 - 2 * T) * (mpmath.sqrt(2) if n else 1)


def _cheb2t(n):
    return mpmath.chebyu(n, 1 - 2 * T)


def _glagt(n):  # glagt(0,1): the Laguerre functions at twice the decay
    return mpmath.laguerre(n, 0, T) * mpmath.exp(-T)


KERNELS = {
    "legs": _legs,
    "lagt": _lagt,
    "glagt(0,1)": _glagt,
    "chebs": _chebs,
    "cheb2s": _cheb2s,
    "chebt": _chebt,
    "cheb2t": _cheb2t,
}


@pytest.mark.parametrize(("name", "basis"), KERNELS.items())
def test_kernel_is_the_basis(name, basis, to_mpmath):
    with mpmath.workdps(40):
        A, B = (to_mpmath(x) for x in family(name).balls(N, 160))
        kernel = mpmath.expm(T * A) * B
        expected = mpmath.matrix([basis(n) for n in range(N)])
        # e^{tA} loses the digits of e^{t‖A‖} ~ 10^20 at worst: half of the 40 remain
        assert mpmath.norm(kernel - expected, mpmath.inf) < mpmath.mpf(10) ** -20


def test_fout_transfer_function_is_the_midpoint_of_the_window():
    """bᵀ(s−A)⁻¹B → (1 + e^{−s})/2: the window [0, 1] with half of the jump at either end.

    g = bᵀ(s−K)⁻¹b = ½coth(s/2) − Σ_{m≥N/2} 2s/(s²+4π²m²), and |tail| ≤ |s|/(2π²(N/2−1))
    to first order; G = 2g/(1+2g) has the derivative 2/(1+2g)².
    """
    order, s = 256, 1 + 2j
    system = family("fout").system(order)
    measured = (system.B / 2) @ system.states(s)
    tail = abs(s) / (2 * np.pi**2 * (order // 2 - 1))
    slope = 2 / abs(1 + 1 / np.tanh(s / 2)) ** 2
    error = abs(measured - (1 + np.exp(-s)) / 2)
    assert error < 1.1 * slope * tail
    assert error > 0.5 * slope * tail  # so that the bound would see a factor 2 in A


def test_fout_kernel_is_the_fourier_basis_on_the_window_and_dies_behind_it():
    """L²([0, 2]) distance of each of the first kernels to √2 cos, √2 sin on [0, 1], 0 after.

    The residue is the tail of a jump's Fourier series: O(N^{−1/2}).
    """
    order, t = 128, np.arange(0.0, 2.0, 1 / 512)
    kernel = family("fout").system(order).kernel(t)[:, :4]
    waves = np.stack(
        [
            np.ones_like(t),
            0 * t,
            *(np.sqrt(2) * shape(2 * np.pi * t) for shape in (np.cos, np.sin)),
        ],
        axis=1,
    )
    distance = np.sqrt(np.mean((kernel - waves * (t < 1)[:, None]) ** 2, axis=0) * 2)
    assert (distance < 2 / np.sqrt(order)).all()
    assert np.linalg.norm(kernel[:, 2]) > 10 * distance[2]


def test_fout_sine_turns_the_right_way():
    kernel = family("fout").system(64).kernel(np.array([0.25]))[0]
    assert kernel[3] > 1  # √2 sin(π/2), not its negative
    assert abs(kernel[2]) < 0.2  # √2 cos(π/2)
