"""The ladder, the exact rationals and the clusters, each on what only it can do."""

import flint
import numpy as np
import pytest

from ssmtheory.analysis.spectra import ball_eig
from ssmtheory.precision import is_accurate


def test_the_ladder_climbs_until_the_digits_are_certain():
    """LegT at N = 24 cannot be isolated at double precision."""
    from ssmtheory.families import family

    asked = []

    def build(bits):
        asked.append(bits)
        return family("legt").balls(24, bits)[0]

    rows = ball_eig.certified_eigenvalues(build, 5, real=True)
    assert len(asked) > 1
    assert asked == [asked[0] * 2**i for i in range(len(asked))]
    assert all(is_accurate(ball, 5) for ball, _, _ in rows)


def test_the_ladder_gives_up_on_multiple_eigenvalues(monkeypatch):
    monkeypatch.setattr(ball_eig, "RUNGS", 2)
    A = np.array([[2.0, 1], [0, 2]])
    assert ball_eig.certified_eigenvalues(lambda b: ball_eig.float_balls(A), 5, real=True) is None


def test_exact_rationals_count_multiplicities():
    A = np.array([[2.0, 1, 0], [0, 2, 0], [0.5, 0, 3]])
    rows = ball_eig.rational_eigenvalues(A, 12)
    assert sorted(complex(ball).real for ball, _, _ in rows) == [2, 2, 3]


def test_exact_rationals_have_a_size_limit(monkeypatch):
    monkeypatch.setattr(ball_eig, "EXACT_LIMIT", 2)
    assert ball_eig.rational_eigenvalues(np.eye(3), 5) is None


def test_triangular_condition_numbers():
    """[[1, t], [0, 2]] has κ = √(1 + t²) for both eigenvalues."""
    rows = ball_eig.triangular_eigenvalues(np.array([[1.0, 3.0], [0.0, 2.0]]), 15)
    assert [status for _, status, _ in rows] == ["exact", "exact"]
    for _, _, kappa in rows:
        assert abs(kappa - flint.arb(10).sqrt()) < 1e-10


def test_clusters_hold_the_eigenvalues():
    A = ball_eig.float_balls(np.array([[1j, 0.0], [0.0, 1j]]))
    rows = ball_eig.clustered_eigenvalues(A, 10)
    assert rows is None or all(ball.contains(flint.acb(0, 1)) for ball, _, _ in rows)


def test_a_ball_on_the_axis_is_real_only_if_its_mirror_image_meets_no_other():
    upper, lower = flint.acb(1, flint.arb(0.1, 0.5)), flint.acb(1, flint.arb(-0.7, 0.1))
    assert ball_eig._proved_real([upper, flint.acb(5)], 0).imag.is_zero()
    assert not ball_eig._proved_real([upper, flint.acb(1, flint.arb(-0.5, 0.05))], 0).imag.is_zero()
    assert ball_eig._proved_real([lower, upper], 0) is lower  # does not meet the axis


@pytest.mark.parametrize("value", [0.1, 1e-310, -1e300, 1 + 1e-15j])
def test_floats_become_exact_balls(value):
    ball = ball_eig.float_balls(np.array([[value]]))[0, 0]
    assert complex(ball) == value
    assert ball.real.rad().is_zero()
    assert ball.imag.rad().is_zero()
