"""Ladders λ̄^{2^j} and tables of powers against ball arithmetic."""

import flint
import numpy as np
import pytest

from ssmtheory.kernels import powers
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
LAM = np.array([-0.5 + 1303.27j, -0.5 - 3.1j, -1e-300 + 0j, 0j, -7.0, 1e-12j, -1e-9 + 2e5j])
DT = np.array([1e-3, 0.1, 1.0, 0.5, 0.25, 1e-3, 7.7e-4])
LEVELS = 21


def balls(bar):
    """Relative distance of out[j, i] to bar_i^{2^j}, largest over j and i."""

    def worst(out):
        found = 0.0
        for i in range(LAM.size):
            z = bar(i)
            for j in range(LEVELS):
                if abs(z) > flint.arb(2) ** -900:
                    found = max(found, float(abs(flint.acb(complex(out[j, i])) - z) / abs(z)))
                z = z * z
        return found

    return worst


def test_exponential_ladder_is_right_to_the_last_bits_at_any_rung():
    out = np.empty((LEVELS, LAM.size), dtype=complex)
    powers.exponential_ladder(LAM, DT, out)
    with working_precision(300):
        worst = balls(lambda i: (flint.arb(DT[i]) * flint.acb(LAM[i])).exp())(out)
    assert worst <= 4 * EPS  # exp, cos and sin of the library, and two products


def test_exponential_ladder_beats_the_plain_exponential():
    """The plain e^{kΔλ} loses the digits of kΔ Im λ: 4 digits at k = 2^20 here."""
    with working_precision(300):
        exact = (flint.arb(DT[6]) * flint.acb(LAM[6]) * 2**20).exp()
        plain = flint.acb(complex(np.exp(2.0**20 * (DT[6] * LAM[6]))))
        lost = float(abs(plain - exact) / abs(exact))
    assert lost > 1e4 * EPS


@pytest.mark.parametrize("alpha", [0.0, 0.5, 0.3, 1.0])
def test_moebius_powers(alpha):
    parts, out = np.empty((4, LAM.size)), np.empty((LEVELS, LAM.size), dtype=complex)
    powers.moebius(LAM, DT, alpha, parts)
    powers.square_ladder(parts, out)
    out[:, [0, 6]] = 0.0  # these grow beyond the range for some α

    def bar(i):
        z = flint.arb(DT[i]) * flint.acb(LAM[i])
        a = flint.arb(alpha)
        return (1 + (1 - a) * z) / (1 - a * z) if 1 <= i <= 5 else flint.acb(0)

    with working_precision(300):
        worst = balls(bar)(out)
    # 2^20 squarings of a double-double: 2^20 · 8 · 2^−104 is far below one rounding
    assert worst <= 2 * EPS


def test_square_ladder():
    z = np.array([0.999 + 0.03j, 0.0, -1.0, 1j])
    out = np.empty((LEVELS, 4), dtype=complex)
    powers.square_ladder(np.stack([z.real, 0 * z.real, z.imag, 0 * z.real]), out)
    with working_precision(300):
        for i in range(4):
            x = flint.acb(z[i])
            for j in range(LEVELS):
                assert abs(flint.acb(complex(out[j, i])) - x) <= 2 * EPS * abs(x)
                x = x * x


@pytest.mark.parametrize("count", [1, 2, 3, 64, 100])
@pytest.mark.parametrize("shared", [True, False])
def test_power_table(count, shared, rng):
    H, M = 3, 4
    z = rng.uniform(0.9, 1.0, (1 if shared else H, M)) * np.exp(1j * rng.uniform(-3, 3, (1, M)))
    start = rng.standard_normal((H, M)) + 1j * rng.standard_normal((H, M))
    ladder = np.stack([z ** (2.0**j) for j in range(7)])
    table = np.empty((H, 2 * M, count))
    powers.power_table(ladder, start, 0.0, table)
    expected = start[..., None] * z[..., None] ** np.arange(count)
    found = table[:, :M] + 1j * table[:, M:]
    assert np.abs(found - expected).max() <= 32 * EPS * np.abs(start).max()
    twin = np.empty_like(table)
    powers.power_table.py_func(ladder, start, 0.0, twin)
    assert np.abs(twin - table).max() <= 16 * EPS * np.abs(start).max()


def test_powers_below_tiny_are_zero():
    table = np.empty((1, 2, 64))
    ladder = (0.5 + 0j) ** (2.0 ** np.arange(6))[:, None, None]
    powers.power_table(ladder, np.ones((1, 1), complex), 0.3, table)
    assert table[0, 0].tolist() == [1.0, 0.5] + [0.0] * 62


def test_plain_twin():
    out, twin = (np.empty((5, LAM.size), dtype=complex) for _ in range(2))
    powers.exponential_ladder(LAM, DT, out)
    powers.exponential_ladder.py_func(LAM, DT, twin)
    assert np.abs(out - twin).max() <= 2 * EPS
