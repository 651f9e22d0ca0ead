"""Enclosures of λ_max and ‖V‖₂ against ball eigenvalues, exact values and wrong bounds."""

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmtheory.decompositions.perturb.enclosure import (
    UNIT,
    largest_eigenvalue_enclosure,
    norm_enclosure,
    rounding_factor,
)
from ssmtheory.errors import AccuracyError
from ssmtheory.limits import modest_threads
from ssmtheory.precision import working_precision

SEEDS = st.integers(0, 10_000)


def hermitian(seed, N=6):
    """G*G of a complex Gaussian G: positive, not scalar."""
    rng = np.random.default_rng(seed)
    G = rng.standard_normal((N, N)) + 1j * rng.standard_normal((N, N))
    H = G.conj().T @ G
    return (H + H.conj().T) / 2


@given(seed=SEEDS)
def test_the_exact_eigenvalue_is_inside(seed):
    H = hermitian(seed)
    low, high = largest_eigenvalue_enclosure(H)
    with working_precision(200):
        exact = [v.real for v in flint.acb_mat([[complex(v) for v in row] for row in H]).eig()]
        largest = max(exact, key=lambda v: float(v.mid()))
        assert flint.arb(low) <= largest <= flint.arb(high)
    # both ends are γ tr M wide, of which each term is at most N λ_max
    assert high / low - 1 <= 16 * H.shape[0] * rounding_factor(H.shape[0])


@given(seed=SEEDS, size=st.floats(1e-12, 1e-2))
def test_every_matrix_within_the_error_is_covered(seed, size):
    H, F = hermitian(seed), hermitian(seed + 1)
    F *= size / np.linalg.norm(F, 2) * np.random.default_rng(seed).choice([-1, 1])
    low, high = largest_eigenvalue_enclosure(H, size * (1 + 64 * UNIT))
    assert low <= np.linalg.eigvalsh(H + F)[-1] <= high
    assert high - low >= 2 * size


def test_the_identity_and_its_multiples():
    low, high = largest_eigenvalue_enclosure(3 * np.eye(50))
    assert low <= 3 <= high
    assert high - low <= 3 * 32 * 50 * rounding_factor(50)


@given(seed=SEEDS)
def test_norms_are_enclosed(seed):
    rng = np.random.default_rng(seed)
    Q, _ = np.linalg.qr(rng.standard_normal((5, 5)) + 1j * rng.standard_normal((5, 5)))
    D = rng.uniform(0.1, 2, 5)
    low, high = norm_enclosure(Q * D)
    assert low <= D.max() * (1 + 64 * UNIT)  # Q is unitary to rounding
    assert D.max() * (1 - 64 * UNIT) <= high
    assert high / low - 1 <= 64 * 5 * rounding_factor(5)


def test_large_orders_go_through_lanczos():
    H = hermitian(0, 260)
    with modest_threads():
        low, high = largest_eigenvalue_enclosure(H)
        assert low <= np.linalg.eigvalsh(H)[-1] <= high


def test_a_wrong_eigenvalue_is_not_believed(monkeypatch):
    """The upper bound rests on the factorisation, not on the eigensolver."""
    module = "ssmtheory.decompositions.perturb.enclosure.top_eigenpair"
    monkeypatch.setattr(module, lambda H: (1.0, np.eye(H.shape[0])[0]))
    with pytest.raises(AccuracyError, match="largest eigenvalue"):
        largest_eigenvalue_enclosure(np.diag([1.0, 2.0]))
