"""Random perturbations: norm, reproducibility, selection, refusals."""

import numpy as np
import pytest

from ssmtheory.decompositions.perturb.ginibre import ginibre, ginibre_modes
from ssmtheory.errors import ConvergenceError, InputError
from ssmtheory.families import family

EPS = np.finfo(float).eps
A, B = family("legs").arrays(12)


@pytest.mark.parametrize("kind", ["real", "complex"])
def test_the_perturbation_has_the_norm_asked_for(rng, kind):
    E = ginibre_modes(A, B, 0.05, rng, kind=kind).E
    assert np.linalg.norm(E, 2) == pytest.approx(0.05 * np.linalg.norm(A, 2), rel=64 * EPS)
    assert np.iscomplexobj(E) == (kind == "complex")


def test_the_same_seed_gives_the_same_draw():
    runs = [ginibre(5, 1.0, np.random.default_rng(7)) for _ in range(2)]
    assert np.array_equal(*runs)
    assert not np.array_equal(runs[0], ginibre(5, 1.0, np.random.default_rng(8)))


def test_more_draws_do_not_raise_kappa():
    one, ten = (
        ginibre_modes(A, B, 0.05, np.random.default_rng(1), draws=k).modes.kappa for k in (1, 10)
    )
    assert ten < one


def test_rejected_draws_leave_a_stable_one():
    """At ε = 3e−3 some draws are stable and some are not."""
    rng = np.random.default_rng(0)
    kept = ginibre_modes(A, B, 3e-3, rng, draws=30, reject_unstable=True)
    assert kept.modes.lam.real.max() < 0


def test_no_stable_draw_is_said():
    with pytest.raises(ConvergenceError, match="none of 3 draws"):
        ginibre_modes(A, B, 0.5, np.random.default_rng(0), draws=3, reject_unstable=True)


@pytest.mark.parametrize(("eps", "draws"), [(0, 1), (-1, 1), (np.nan, 1), (np.inf, 1), (0.1, 0)])
def test_bad_arguments_are_refused(rng, eps, draws):
    with pytest.raises(InputError, match=r"eps must be|draws must be"):
        ginibre_modes(A, B, eps, rng, draws=draws)
