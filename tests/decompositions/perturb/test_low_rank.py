"""A + τPP* at any rank: identities, the bound, and V*V from V*P alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb.low_rank import (
    condition_from_gram,
    input_in_range,
    low_rank_modes,
    low_rank_perturbation,
)
from ssmtheory.errors import StructureError
from ssmtheory.families import family

EPS = np.finfo(float).eps


def ingredients(name, N):
    system, form = family(name).system(N), family(name).nplr(N)
    return system.A, system.B, (form.V @ form.P).real


@given(
    name=st.sampled_from(["legt", "fout", "legs"]),
    N=st.sampled_from([4, 8, 12]),
    rho=st.floats(0.1, 0.9),
    omega=st.floats(0.05, 200.0),
)
def test_the_state_error_obeys_its_bound(name, N, rho, omega):
    A, B, P = ingredients(name, N)
    modes = low_rank_modes(A, P, B, rho)
    R = np.linalg.inv(1j * omega * np.eye(N) - A)
    error = np.linalg.norm(modes.V @ (modes.B / (1j * omega - modes.lam)) - R @ B)
    bound = rho / (1 - rho) * np.linalg.norm(input_in_range(P, B)) * np.linalg.norm(R @ P, 2)
    assert error <= bound + 1e3 * N * EPS * modes.kappa * np.linalg.norm(B)


@pytest.mark.parametrize("name", ["legt", "fout"])
def test_the_gram_matrix_needs_only_the_reach(name):
    A, B, P = ingredients(name, 10)
    modes = low_rank_modes(A, P, B, 0.3)
    moving = modes.lam.real < -1e-8  # the idle state of FouT has λ = 0, and 0/0
    V = modes.V[:, moving]
    found = condition_from_gram(modes.lam[moving], (P.T @ V).T, 0.0, 0.3)
    # a quotient: rounding of V over the smallest damping
    allowed = 1e3 * EPS * np.linalg.norm(A, 2) * modes.kappa / np.abs(modes.lam[moving].real).min()
    assert np.abs(found - V.conj().T @ V).max() <= allowed


def test_the_perturbation_is_tau_times_the_low_rank_part(rng):
    P = rng.standard_normal((5, 2))
    E = low_rank_perturbation(P, 1.0)
    assert np.array_equal(E, P @ P.T)
    assert np.linalg.matrix_rank(low_rank_perturbation(P, 0.25)) == 2


def test_an_input_outside_the_range_is_refused(rng):
    with pytest.raises(StructureError, match="range of P"):
        input_in_range(rng.standard_normal((5, 1)), rng.standard_normal(5))
