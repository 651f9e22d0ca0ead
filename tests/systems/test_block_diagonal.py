"""S5's system against dense matrix exponentials in the coordinates before diagonalisation."""

import numpy as np
import pytest
import scipy.linalg as spla

from ssmtheory.errors import InputError, StructureError
from ssmtheory.families import family
from ssmtheory.systems.block_diagonal import (
    block_diagonal,
    discretize_states,
    mixing_matrix,
    single_input_systems,
)
from ssmtheory.systems.simulate import simulate_system

EPS = np.finfo(float).eps
DT, L, H, OUT = 0.05, 12, 3, 2


@pytest.fixture(params=[(4, 1), (4, 3), (6, 2), (2, 4)], ids=str)
def model(request, rng):
    """(block, J, A dense by definition, B, C, D, u)."""
    n, J = request.param
    P = n * J
    A, b = family("legs").arrays(n)
    normal = np.kron(np.eye(J), A + np.outer(b, b) / 2)
    B, C = rng.standard_normal((P, H)), rng.standard_normal((OUT, P))
    D, u = rng.standard_normal((OUT, H)), rng.standard_normal((L, H))
    return family("legs").nplr(n), J, normal, B, C, D, u


def _by_exponentials(A, B, C, D, u, dt):
    """y_k = C x_k + D u_k, x_k = e^{ΔA} x_{k−1} + A⁻¹(e^{ΔA} − I)B u_k, dense and real."""
    step = spla.expm(dt * A)
    gain = np.linalg.solve(A, (step - np.eye(A.shape[0])) @ B)
    x, y = np.zeros(A.shape[0]), []
    for now in u:
        x = step @ x + gain @ now
        y.append(C @ x + D @ now)
    return np.array(y)


@pytest.mark.parametrize("half", [False, True])
def test_output_is_that_of_the_dense_real_system(model, half):
    block, J, A, B, C, D, u = model
    system = block_diagonal(block, J, B, C, D, conjugate_half=half)
    assert system.order == A.shape[0] // (1 + half)
    y = simulate_system(system, u, DT).y
    expected = _by_exponentials(A, B, C, D, u, DT)
    # V is unitary to 16 n u and the states decay: no condition number enters
    assert np.abs(y - expected).max() <= 500 * EPS * np.abs(expected).max()


def test_spectrum_is_copies_of_one_block(model):
    """Each ω of the blocks solves Σ_k arctan((k+½)/ω) = (m+½)π at N = P/J, J times."""
    block, J, _, B, C, _, _ = model
    system = block_diagonal(block, J, B, C, conjugate_half=True)
    n = block.order
    k = np.arange(n) + 0.5
    omega = system.lam.imag.reshape(J, n // 2)
    assert np.array_equal(omega, np.tile(omega[0], (J, 1)))
    assert np.abs(system.lam.real + 0.5).max() <= 4 * EPS
    phases = np.arctan(k / omega[0][:, None]).sum(axis=1) / np.pi
    assert np.abs(phases - np.arange(n // 2) - 0.5).max() <= 8 * n * EPS


def test_many_inputs_are_a_mixture_of_single_input_states(model):
    """y = [C … C](x⁽¹⁾; …; x⁽ᴴ⁾) + D u, in continuous and in discrete time."""
    block, J, _, B, C, D, u = model
    system = block_diagonal(block, J, B, C, D)
    bank, mixing = single_input_systems(system), mixing_matrix(system)
    assert len(bank) == H
    assert mixing.shape == (OUT, H * system.order)
    states = [simulate_system(one, u[:, h], DT).y for h, one in enumerate(bank)]
    mixed = np.concatenate(states, axis=1) @ mixing.T + u @ D.T
    y = simulate_system(system, u, DT).y
    assert np.abs(mixed - y).max() <= 200 * EPS * np.abs(y).max()
    s = 0.3 + 2j
    separate = np.array([one.states(s) for one in bank]).T
    G = system.transfer(s)
    assert np.abs(_repeated(mixing) @ separate + D - G).max() <= 200 * EPS * np.abs(G).max()


def _repeated(mixing):
    """The block that is repeated."""
    return mixing[:, : mixing.shape[1] // H]


def test_a_wrong_mixture_is_seen(model):
    """The last C block in place of the sum of all: the identity above can fail."""
    block, J, _, B, C, D, u = model
    system = block_diagonal(block, J, B, C, D)
    bank, mixing = single_input_systems(system), mixing_matrix(system)
    states = [simulate_system(one, u[:, h], DT).y for h, one in enumerate(bank)]
    wrong = states[-1] @ _repeated(mixing).T + u @ D.T
    y = simulate_system(system, u, DT).y
    assert np.abs(wrong - y).max() > 1e-3 * np.abs(y).max()


def test_half_is_the_whole(model):
    block, J, _, B, C, D, _ = model
    whole = block_diagonal(block, J, B, C, D)
    half = block_diagonal(block, J, B, C, D, conjugate_half=True)
    s = np.array([0.3 + 2j, 1.0])
    expected = whole.transfer(s)
    assert np.abs(half.whole().transfer(s) - expected).max() <= 500 * EPS * np.abs(expected).max()


def test_a_step_per_state(model, rng):
    """λ̄ = e^{Δ_m λ_m} and B̄ = (λ̄ − 1)/λ B row by row; equal steps are the ordinary ZOH."""
    block, J, _, B, C, D, u = model
    system = block_diagonal(block, J, B, C, D)
    dt = np.exp(rng.uniform(np.log(1e-3), np.log(1e-1), system.order))
    found = discretize_states(system, dt)
    powers = np.exp(dt * system.lam)
    assert np.abs(found.lam - powers).max() <= 8 * EPS
    # e^z − 1 cancels in the oracle: u/|z|, |z| ≥ 1e−3 · ½
    expected = ((powers - 1) / system.lam)[:, None] * system.B
    assert np.abs(found.B - expected).max() <= 1e4 * EPS * np.abs(expected).max()
    same = discretize_states(system, np.full(system.order, DT))
    ordinary = system.discretize(DT)
    assert np.abs(same.lam - ordinary.lam).max() <= 2 * EPS
    y = simulate_system(same, u, None).y
    assert np.abs(y - simulate_system(system, u, DT).y).max() <= 100 * EPS * np.abs(y).max()


def test_one_input_vector_is_scaled_per_state():
    system = family("s4d-real").system(3)
    found = discretize_states(system, np.array([0.1, 0.2, 0.3]), "backward")
    expected = np.array([0.1, 0.2, 0.3]) / (1 + np.array([0.1, 0.4, 0.9]))
    assert np.abs(found.B - expected).max() <= 2 * EPS


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda b: block_diagonal(b, 0, np.ones((4, 1)), np.ones((1, 4))), InputError),
        (lambda b: block_diagonal(b, 2, np.ones((4, 1)), np.ones((1, 4))), InputError),
        (lambda b: block_diagonal(b, 1, np.ones(4), np.ones((1, 4))), InputError),
        (lambda b: block_diagonal(b, 1, np.ones((4, 1)), np.ones(4)), InputError),
        (lambda b: block_diagonal(b.modal(), 1, np.ones((4, 1)), np.ones((1, 4))), StructureError),
        (lambda b: _half(b, 1, 1j * np.ones((4, 1)), np.ones((1, 4))), InputError),
        (lambda b: _half(family("legs").nplr(3), 1, np.ones((3, 1)), np.ones((1, 3))),
         StructureError),
        (lambda b: single_input_systems(b.diagonal()), InputError),
        (lambda b: mixing_matrix(b.diagonal()), InputError),
        (lambda b: discretize_states(b.diagonal(), 0.1), InputError),
        (lambda b: discretize_states(b.diagonal(), np.zeros(4)), InputError),
        (lambda b: discretize_states(b.diagonal().discretize(0.1), np.ones(4)), InputError),
    ],
)  # fmt: skip
def test_bad_input_is_refused(make, error):
    with pytest.raises(error):
        make(family("legs").nplr(4))


def _half(*given):
    return block_diagonal(*given, conjugate_half=True)
