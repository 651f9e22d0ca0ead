"""The study in small: LegS reaches the best polynomial, deterministically."""

import pytest

from experiments import function_approximation as study


def test_legs_is_near_the_best_polynomial():
    params = study.Params(steps=4000, order=24, band=5.0, samples=400)
    result = study.run(params)
    rows = {(row.memory, row.method): row.mean_square_error for row in result.rows}
    assert result.floor < 1e-3
    assert rows["legs", "zoh"] == pytest.approx(result.floor, rel=0.5, abs=1e-6)
    assert rows["legs", "bilinear"] < 0.1
    assert study.report(result).count("steps/s") == 3


def test_the_large_study_is_of_a_million_samples():
    assert study.FULL.steps == 10**6


def test_too_narrow_a_memory_loses_the_signal():
    """N polynomials cannot hold more than N/2 cycles: most of the unit mean square is lost."""
    result = study.run(study.Params(steps=2000, order=8, band=40.0, samples=400))
    assert all(row.mean_square_error > 0.3 for row in result.rows)


def test_signal_has_unit_mean_square_and_follows_the_seed():
    one, same, other = (study.signal(study.Params(steps=500, seed=s)) for s in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    assert (one**2).mean() == pytest.approx(1)
