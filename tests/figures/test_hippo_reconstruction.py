"""Online reconstruction against projections and recurrences that are written out here.

A wrong figure would show another signal, another window, or a mirrored reconstruction.
"""

import numpy as np
import pytest
from scipy.special import eval_legendre

import ssmtheory as st
from figures import hippo_reconstruction as figure
from ssmtheory.figures._signal import band_limited_noise

EPS = np.finfo(float).eps
SMALL = {"T": 3.0, "dt": 0.02, "N": 8, "freq": 3.0, "seed": 0, "cells": 50}


@pytest.fixture(scope="module")
def found():
    return figure.data(method="zoh", **SMALL)


def test_the_signal_is_the_inverse_transform_of_the_published_draws():
    T, dt, freq, rms = 3.0, 1e-3, 3.0, 0.5
    count = 1 + round(T / dt) // 2
    rng = np.random.RandomState(0)
    imaginary, real = rng.normal(0.0, rms * np.sqrt(0.5), (2, count))
    kept = np.arange(count) <= freq * T
    kept[0] = False
    share = kept.sum() / (count - 1)
    spectrum = np.where(kept, real + 1j * imaginary, 0.0) / np.sqrt(share)
    u = np.fft.irfft(spectrum * np.sqrt(2 * (count - 1)))
    ours = band_limited_noise(dt * np.arange(round(T / dt)), T, freq, 0, rms)
    assert np.abs(ours - (u - u[0])).max() < 1e3 * EPS  # 9 terms and a transform of 3000


def test_the_signal_has_no_cycle_above_its_band():
    t = 1e-3 * np.arange(3000)
    power = np.abs(np.fft.rfft(band_limited_noise(t, 3.0, 3.0, 5)))
    assert power[10:].max() < 1e-10 * power.max()
    assert power[1:10].min() > 1e-3 * power.max()


def test_scaled_legs_is_the_projection_on_polynomials(found):
    u, N = found["u"], 8
    y = 2 * np.arange(u.size + 1) / u.size - 1
    P = eval_legendre(np.arange(N + 1)[:, None], y)
    n = np.arange(1, N)[:, None]
    integrals = np.vstack([y, (P[2:] - P[:-2]) / (2 * n + 1)])  # ∫ P_n, exactly
    moments = np.diff(integrals, axis=1) @ u / 2
    at = eval_legendre(np.arange(N)[:, None], 2 * found["t"] / 3.0 - 1)
    exact = ((2 * np.arange(N) + 1) * moments) @ at
    # 150 contractions, each rounding ‖c‖ ≤ 1 by 8√N u, read back by Σ(2n+1) = N²
    assert np.abs(found["legs_scaled"] - exact).max() < 150 * 8 * 3 * 64 * EPS


@pytest.mark.parametrize("name", ["legt", "fout", "legs"])
def test_time_invariant_memories_are_their_recurrence(name):
    found = figure.data(method="bilinear", **SMALL)
    A, B = st.family(name).arrays(8)
    left, right = np.eye(8) - 0.01 * A, np.eye(8) + 0.01 * A
    c = np.zeros(8)
    for sample in found["u"]:
        c = np.linalg.solve(left, right @ c + 0.02 * B * sample)
    age = 3.0 - found["t"]
    m = np.arange(4)[:, None]
    y = np.exp(-age) if name == "legs" else 1 - age
    basis = np.sqrt(2 * np.arange(8) + 1)[:, None] * eval_legendre(np.arange(8)[:, None], 2 * y - 1)
    if name == "fout":
        angle = 2 * np.pi * m * age
        basis = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1).reshape(8, -1)
        basis[0] = 1.0
    shown = ~np.isnan(found[name])
    assert shown.sum() == (150 if name == "legs" else 50)
    # 150 solves with κ(I − ΔA/2) < 4, read back by ‖basis‖ < 8 (inside the window)
    bound = 150 * 4 * 8 * 8 * EPS
    assert np.abs(found[name] - c @ basis)[shown].max() < bound


def test_errors_are_the_largest_of_each_cell(found):
    gap = np.abs(found["legt"] - found["u"]).reshape(50, 3)
    assert np.isnan(found["legt_error"][:33]).all()
    assert (found["legt_error"][34:] == gap[34:].max(axis=1)).all()


def test_measures_have_mass_one_where_they_live(found):
    # midpoint rule: exact for constants, (dt²/24) for e^{x−3}
    mass = {"legs_scaled": 1.0, "legs": 1 - np.exp(-3), "legt": 1.0, "fout": 1.0}
    for name, value in mass.items():
        assert 0.02 * found[f"{name}_measure"].sum() == pytest.approx(value, abs=2e-5)
