"""Facts that tie families together: similarity, normal parts, exact spectra."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from ssmtheory.families import conventions, family, fourier, lagt, legt

NPLR_MODULES = {"legt": legt, "lagt": lagt, "fout": fourier}
EPS = 2.0**-52


@pytest.mark.parametrize("N", [1, 2, 9])
def test_lmu_is_legt_in_other_coordinates_exactly(N):
    """E S = diag((−1)ⁿ(2n+1)) is rational: LMU = (ES) M (ES)⁻¹ without a rounding."""
    core, lmu = family("legt").core(N), family("lmu").core(N)
    E = flint.fmpq_mat(N, N)
    for n in range(N):
        E[n, n] = (-1) ** n * (2 * n + 1)
    assert E * core.M * E.inv() == lmu.M
    assert flint.fmpq_mat(N, 1, lmu.b) == E * flint.fmpq_mat(N, 1, core.b)


@pytest.mark.parametrize("N", [2, 7, 8])
@pytest.mark.parametrize(("name", "module"), NPLR_MODULES.items())
def test_low_rank_part_leaves_a_skew_matrix(name, module, N):
    fam = family(name)
    N += N % 2 if fam.even else 0
    P = module.low_rank(N)
    assert P.shape == (N, fam.nplr_rank)
    A, _ = fam.arrays(N)
    normal = A + P @ P.T
    assert np.abs(normal + normal.T).max() <= 4 * EPS * np.abs(A).max()


def test_rational_low_rank_columns_are_the_float_ones():
    N = 9
    fam = family("legt")
    columns = np.array([[float(x) for x in column] for column in fam.low_rank_squared(N)])
    root = np.sqrt([float(v) for v in fam.core(N).nu])
    assert np.array_equal(columns.T * root[:, None], legt.low_rank(N))


def test_rank_is_minimal():
    """One vector does not do for LegT: the symmetric part of A has rank 2."""
    A, _ = family("legt").arrays(8)
    assert np.linalg.matrix_rank(A + A.T) == 2


@pytest.mark.parametrize("name", ["legs", "chebs", "cheb2s", "gegs(2/3)", "jacs(-3/4,5/2)"])
def test_condition_numbers_of_a_triangular_family(name, fraction_of):
    """κ² from the eigenvectors of M, found as null vectors in rational numbers."""
    N, fam = 6, family(name)
    core = fam.core(N)
    for entry in fam.exact_spectrum(N):
        right = _null_vector(core.M, entry.value)
        left = _null_vector(core.M.transpose(), entry.value)
        overlap = sum(x * y for x, y in zip(right, left, strict=True))
        square = sum(v * x * x for v, x in zip(core.nu, right, strict=True)) * sum(
            y * y / v for v, y in zip(core.nu, left, strict=True)
        )
        assert entry.multiplicity == 1
        assert fraction_of(entry.kappa_squared) == fraction_of(square / overlap**2)


def test_gegenbauer_at_one_half_has_the_integer_condition_numbers_of_legs():
    assert family("gegs").exact_spectrum(9) == family("legs").exact_spectrum(9)


@pytest.mark.parametrize("name", ["chebt", "cheb2t", "gegt", "jact(1/3,-1/2)"])
def test_translated_families_are_nilpotent(name):
    fam = family(name)
    M = fam.core(6).M
    assert flint.fmpq_mat(6, 6) == M**6
    assert flint.fmpq_mat(6, 6) != M**5  # one Jordan block
    assert fam.exact_spectrum(6) == [(flint.fmpq(0), 6, None)]
    assert fam.exact_spectrum(1) == [(flint.fmpq(0), 1, flint.fmpq(1))]


@pytest.mark.parametrize(
    ("name", "value"),
    [("lagt", Fraction(-1, 2)), ("glagt", Fraction(-101, 200)), ("glagt(1/3,3)", Fraction(-2))],
)
def test_laguerre_families_are_one_jordan_block(name, value, fraction_of):
    fam, N = family(name), 5
    (entry,) = fam.exact_spectrum(N)
    assert (fraction_of(entry.value), entry.multiplicity, entry.kappa_squared) == (value, N, None)
    A, _ = fam.balls(N, 160)
    shifted = A - float(value) * flint.arb_mat(np.eye(N).tolist())
    power = flint.arb_mat(np.eye(N).tolist())
    for _ in range(N - 1):
        power = power * shifted
    assert abs(power[N - 1, 0]) > 0.1
    assert all(abs(x) < 1e-14 for x in (power * shifted).entries())  # working precision is 53
    assert fam.exact_spectrum(1)[0].kappa_squared == 1


def test_real_modes_are_the_eigenvalues_of_legs(fraction_of):
    real, legs = family("s4d-real").exact_spectrum(7), family("legs").exact_spectrum(7)
    assert [e.value for e in real] == [e.value for e in legs]
    assert {fraction_of(e.kappa_squared) for e in real} == {1}


@pytest.mark.parametrize("N", [2, 8, 16])
def test_s4d_legs_is_the_diagonal_restriction_of_legs(N):
    """Against eigh of the skew part: λ, and |V*B|/2 (the gauge makes it positive)."""
    A, B = family("legs").arrays(N)
    skew = A + np.outer(B, B) / 2 + np.eye(N) / 2
    omega, V = np.linalg.eigh(-1j * (skew - skew.T) / 2)
    lam, modal = family("s4d-legs").arrays(N)
    bound = 10 * N * EPS * np.abs(omega).max()  # backward error of eigh, normal matrix
    assert np.abs(lam - (-0.5 + 1j * omega[::-1][: N // 2])).max() <= bound
    expected = np.abs(V.conj().T @ B)[::-1][: N // 2] / 2
    gap = np.diff(omega).min()
    assert np.abs(modal - expected).max() <= bound / gap * np.linalg.norm(B)
    assert (modal.real > 0).all()
    assert not modal.imag.any()


def test_dss_is_the_upper_half_at_twice_the_size():
    lam, B = family("dss").arrays(6)
    assert np.array_equal(lam, family("s4d-legs").arrays(12)[0])
    assert np.array_equal(B, np.ones(6))
    assert not family("dss").system(6).half


def test_foud_is_normal_and_fout_is_not():
    for name, normal in (("foud", True), ("fout", False)):
        A, _ = family(name).arrays(8)
        commutator = np.linalg.norm(A @ A.T - A.T @ A)
        assert (commutator <= 10 * EPS * np.linalg.norm(A) ** 2) == normal


def test_idle_state_of_fout():
    A, B = family("fout").arrays(8)
    assert not A[1].any()
    assert not A[:, 1].any()
    assert B[1] == 0


def test_characteristic_polynomial_of_legt_and_lmu_is_one():
    assert family("legt").core(12).M.charpoly() == family("lmu").core(12).M.charpoly()


@pytest.mark.parametrize("name", ["legt", "fout"])
def test_window_two_is_half_of_both(name):
    A, B = family(name).arrays(6)
    halved = conventions.with_window(A, B, 2)
    assert np.array_equal(2 * halved[0], A)
    assert np.array_equal(2 * halved[1], B)


def _null_vector(M: flint.fmpq_mat, value: flint.fmpq) -> list[flint.fmpq]:
    N = M.nrows()
    shifted = flint.fmpq_mat(M)
    for n in range(N):
        shifted[n, n] -= value
    reduced, rank = shifted.rref()
    assert rank == N - 1
    pivots = [next(k for k in range(N) if reduced[n, k] != 0) for n in range(rank)]
    (free,) = set(range(N)) - set(pivots)
    vector = [flint.fmpq(0)] * N
    vector[free] = flint.fmpq(1)
    for n, pivot in enumerate(pivots):
        vector[pivot] = -reduced[n, free]
    return vector
