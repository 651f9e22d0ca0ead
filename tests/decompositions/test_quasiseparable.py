"""Off-diagonal ranks in exact arithmetic, and LSSL's factors against the families' own cores."""

from dataclasses import replace
from itertools import combinations

import flint
import numpy as np
import pytest
import sympy

from ssmtheory.decompositions.quasiseparable import (
    lagt_factors,
    legs_factors,
    legt_factors,
    off_diagonal_ranks,
)
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.families.derive import beta_moments, translated

EPS = np.finfo(float).eps
FACTORS = {"legs": legs_factors, "lagt": lagt_factors, "legt": legt_factors}
RANKS = {
    "legs": (1, 0),
    "legt": (1, 1),
    "lmu": (1, 1),
    "lagt": (1, 0),
    "glagt(0,1/3)": (1, 0),
    "chebs": (1, 0),
    "jacs(1/3,-1/2)": (1, 0),
    "gegs(2/3)": (1, 0),
    "chebt": (2, 0),
    "jact(1/3,-1/2)": (2, 0),
    "jact(2,0)": (2, 0),
    "gegt(2/3)": (2, 0),
}


@pytest.mark.parametrize("name", RANKS)
@pytest.mark.parametrize("N", [6, 11])
def test_families_are_quasiseparable(name, N):
    """Exact on the rational core, and the same from rounded entries."""
    fam = family(name)
    assert off_diagonal_ranks(fam.core(N).M) == RANKS[name]
    assert off_diagonal_ranks(fam.arrays(N)[0]) == RANKS[name]


@pytest.mark.parametrize(
    ("alpha", "beta", "ranks"),
    [
        (0, 0, (1, 1)),
        (2, 0, (1, 1)),
        (0, 1, (2, 1)),
        (1, 2, (2, 1)),
        (2, 2, (3, 1)),
        (flint.fmpq(1, 2), flint.fmpq(1, 2), (3, 1)),
        (flint.fmpq(1, 3), flint.fmpq(-1, 2), (3, 1)),
    ],
)
def test_jacobi_windows_are_3_quasiseparable(alpha, beta, ranks):
    """Corollary 4.1: the guess of f(t−1) adds one to the (2, 0) of closure zero, so 3 is sharp.

    For small whole α and β part of it drops out, for Legendre down to (1, 1).
    """
    moments = beta_moments(alpha, beta)
    assert off_diagonal_ranks(translated(moments, 9, reconstruct=True).M) == ranks
    assert off_diagonal_ranks(translated(moments, 9).M) == (2, 0)


def test_ranks_by_minors():
    """Rank by the largest minor that is not zero, every block, on small integer matrices."""
    rng = np.random.default_rng(3)
    for _ in range(5):
        A = rng.integers(-1, 2, (5, 5))
        exact = sympy.Matrix(A.tolist())
        lower = max(_rank_by_minors(exact[p:, :p]) for p in range(1, 5))
        upper = max(_rank_by_minors(exact[:p, p:]) for p in range(1, 5))
        assert off_diagonal_ranks(exact) == (lower, upper)
        assert off_diagonal_ranks(flint.fmpq_mat(5, 5, A.ravel().tolist())) == (lower, upper)
        assert off_diagonal_ranks(A) == (lower, upper)


def _rank_by_minors(block):
    for size in range(min(block.shape), 0, -1):
        for rows in combinations(range(block.rows), size):
            for columns in combinations(range(block.cols), size):
                if block.extract(list(rows), list(columns)).det() != 0:
                    return size
    return 0


def test_other_matrices_are_not(rng):
    assert off_diagonal_ranks(rng.standard_normal((8, 8))) == (4, 4)
    assert off_diagonal_ranks(np.diag([1.0, 2.0, 3.0])) == (0, 0)
    assert off_diagonal_ranks(np.ones((1, 1))) == (0, 0)
    assert off_diagonal_ranks(np.ones((2, 2))) == (1, 1)
    A = family("legs").arrays(8)[0]
    A[6, 1] *= 1 + 1e-6
    assert off_diagonal_ranks(A) == (2, 0)
    assert off_diagonal_ranks(A, tolerance=1e-3) == (1, 0)


def test_the_inverse_of_a_tridiagonal_is_1_quasiseparable(rng):
    T = np.diag(rng.uniform(3, 4, 9)) + np.diag(rng.uniform(-1, 1, 8), 1)
    T += np.diag(rng.uniform(-1, 1, 8), -1)
    assert off_diagonal_ranks(np.linalg.inv(T), tolerance=1e-11) == (1, 1)


@pytest.mark.parametrize("name", FACTORS)
@pytest.mark.parametrize("N", [1, 2, 3, 4, 7, 12])
def test_factors_are_the_family_exactly(name, N):
    """−(D + T⁻¹) diag(ν) is the rational core, entry by entry; T is tridiagonal."""
    factors, core = FACTORS[name](N), family(name).core(N)
    assert factors.core() == core.M
    assert factors.nu == core.nu
    assert factors.tridiagonal() * factors.tridiagonal().inv() == _identity(N)
    A = family(name).arrays(N)[0]
    assert (np.abs(factors.dense() - A) <= 4 * EPS * np.abs(A)).all()


def _identity(N):
    return flint.fmpq_mat([[int(n == k) for k in range(N)] for n in range(N)])


@pytest.mark.parametrize("name", FACTORS)
@pytest.mark.parametrize("N", [1, 2, 9, 60])
def test_products_and_solves_are_the_dense_ones(rng, name, N):
    factors = FACTORS[name](N)
    A = family(name).arrays(N)[0]
    for x in (rng.standard_normal(N), rng.standard_normal((N, 3)) + 1j):
        size = np.abs(A) @ np.abs(x)
        # T⁻¹ is a running sum (LegT: two of them) of N terms
        assert (np.abs(factors.apply(x) - A @ x) <= 8 * N * EPS * size.max()).all()
        for g in (1e-3, 0.5, 40.0):
            M = np.eye(N) - g * A
            found = factors.resolve(x, g)
            residual = np.abs(M @ found - x).max()
            assert residual <= 16 * N * EPS * np.linalg.norm(M, 1) * np.abs(found).max()


def test_a_step_of_the_bilinear_rule_in_linear_time(rng):
    """(I − ½ΔA)⁻¹(x + ½ΔAx) is Ā x of the discretised family."""
    dt, x = 0.1, rng.standard_normal(20)
    factors, system = legt_factors(20), family("legt").system(20)
    stepped = factors.resolve(x + dt / 2 * factors.apply(x), dt / 2)
    A_bar = system.discretize(dt, "bilinear").A
    # ‖Ā‖ ≤ 1 (dissipative); the right side is ‖ΔA‖ times larger than x
    allowed = 100 * EPS * np.linalg.norm(dt * system.A, 2) * np.abs(x).max()
    assert np.abs(stepped - A_bar @ x).max() <= allowed


def test_the_transpose_of_the_tridiagonal_is_another_matrix():
    """S4 prints T transposed: the check above is not blind to it."""
    right = legt_factors(5)
    wrong = replace(right, lower=right.upper, upper=right.lower)
    assert wrong.core() != family("legt").core(5).M


@pytest.mark.parametrize(
    "make",
    [
        lambda: off_diagonal_ranks(np.ones((2, 3))),
        lambda: off_diagonal_ranks(np.ones(4)),
        lambda: off_diagonal_ranks(np.ones((0, 0))),
        lambda: off_diagonal_ranks(np.full((2, 2), np.nan)),
        lambda: off_diagonal_ranks([["a"]]),
        lambda: off_diagonal_ranks(np.eye(3), tolerance=2.0),
        lambda: off_diagonal_ranks(flint.fmpq_mat(2, 3)),
        lambda: off_diagonal_ranks(sympy.Matrix([[1, sympy.sqrt(2)], [0, 1]])),
        lambda: legs_factors(0),
        lambda: legt_factors(2.5),
        lambda: lagt_factors(-1),
        lambda: legs_factors(3).apply(np.ones(4)),
        lambda: legs_factors(3).resolve(np.ones(4), 0.1),
        lambda: legs_factors(3).resolve(np.ones(3), np.inf),
        lambda: legs_factors(3).resolve(np.ones(3), -0.5),
    ],
)
def test_bad_input_is_refused(make):
    with pytest.raises(InputError):
        make()
