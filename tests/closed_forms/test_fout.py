"""FouT modes against the family's matrix."""

import numpy as np
import pytest

from ssmtheory.closed_forms import fout
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps


@pytest.mark.parametrize("N", [2, 4, 10, 64])
def test_modes_diagonalise_the_normal_part(N):
    system = family("fout").system(N)
    lam, p, V = fout.normal_modes(N)
    P = system.B / np.sqrt(2)
    normal = system.A + np.outer(P, P)
    assert np.abs(normal @ V - V * lam).max() <= 8 * EPS * max(np.abs(lam).max(), 1)
    assert np.abs(V.conj().T @ V - np.eye(N)).max() <= 4 * EPS
    assert np.abs(V.conj().T @ P - p).max() <= 4 * EPS


def test_balls_hold_the_floats():
    with working_precision(100):
        balls = sorted((complex(z) for z in fout.normal_part_balls(8)), key=lambda z: -z.imag)
        decaying = fout.decaying_balls(8)
    assert np.max(np.abs(np.array(balls) - fout.normal_modes(8)[0])) <= 4 * EPS * 20
    exact = np.sort_complex(np.linalg.eigvals(family("foud").system(8).A))
    found = np.sort_complex([complex(z) for z in decaying])
    assert np.max(np.abs(np.sort(exact.imag) - np.sort(found.imag))) <= 1e3 * EPS
    assert np.all(found.real == -0.5)
