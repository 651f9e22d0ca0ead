"""FouT's delay against dense recurrences and solves.

A wrong figure would show an impulse elsewhere, of another area, or an error that saturates early.
"""

import numpy as np
import pytest
import scipy.linalg

from figures import fout_delay as figure

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def found():
    return figure.data(N=16, T=6.0, dt=0.05, orders=[8, 16], top=300.0, points=12)


def matrices(N):
    """A = K − 2bbᵀ and B = 2b, written out."""
    b = np.zeros(N)
    b[0::2], b[0] = np.sqrt(2), 1.0
    A = -2 * np.outer(b, b)
    for m in range(N // 2):
        A[2 * m, 2 * m + 1] -= 2 * np.pi * m
        A[2 * m + 1, 2 * m] += 2 * np.pi * m
    return A, 2 * b


@pytest.mark.parametrize("rule", ["delay", "bilinear"])
def test_kernels_are_their_recurrence(found, rule):
    A, B = matrices(16)
    if rule == "bilinear":
        step = np.linalg.solve(np.eye(16) - 0.025 * A, np.eye(16) + 0.025 * A)
        x = np.linalg.solve(np.eye(16) - 0.025 * A, 0.05 * B)
    else:
        joint = scipy.linalg.expm(0.05 * np.block([[A, B[:, None]], [np.zeros((1, 17))]]))
        step, x = joint[:16, :16], joint[:16, 16]
    exact = []
    for _ in range(found["t"].size):
        exact.append(B @ x)
        x = step @ x
    exact[0] -= 1
    # 120 contractions of order 16, ‖B‖² = 60
    assert np.abs(found[rule] - exact).max() < 120 * 16 * 60 * EPS


def test_the_impulse_has_area_one_and_comes_after_one(found):
    # Σ K_k = G(0) − 1 = 1; what is left after t = 6 decays with the slowest pole
    assert found["delay"].sum() == pytest.approx(1.0, abs=0.02)
    assert abs(found["t"][np.argmax(found["delay"])] - 1.0) <= 0.1
    assert (found["zoh"][1] == found["delay"]).all()


def test_distances_are_those_of_dense_solves(found):
    turns = 2 * np.pi * np.linspace(0.0, 1.0, 17)
    for N, row in zip(found["orders"], found["distance"], strict=True):
        A, B = matrices(N)
        for omega, distance in zip(found["omega"], row, strict=True):
            points = omega - np.pi + turns
            # the idle state makes A singular at ω = 0: leave it out
            kept = np.arange(N) != 1
            resolvents = 1j * points[:, None, None] * np.eye(N - 1) - A[np.ix_(kept, kept)]
            G = np.linalg.solve(resolvents, B[kept, None].astype(complex))[..., 0] @ B[kept]
            exact = np.abs(G - 1 - np.exp(-1j * points)).max()
            assert distance == pytest.approx(exact, abs=1e4 * EPS)


def test_the_error_follows_its_law_and_is_at_most_two(found):
    closer = figure.data(N=256, T=0.5, dt=0.25, orders=[256], top=100.0, points=6)
    x = closer["omega"][:, None] - np.pi + 2 * np.pi * np.linspace(0.0, 1.0, 17)
    # what the truncated sum leaves of the cotangent: ω/(π²(N−1)) to the relative ω²/N²
    law = (4 * x * np.sin(x / 2) ** 2 / (np.pi**2 * 255)).max(axis=1)
    assert closer["distance"][0] == pytest.approx(law, rel=2 * (100 / 256) ** 2)
    assert closer["distance"][0, :2] == pytest.approx(law[:2], rel=0.02)
    assert found["distance"].max() <= 2 + 1e3 * EPS
    assert found["distance"][:, -1] == pytest.approx(2.0, rel=0.01)
