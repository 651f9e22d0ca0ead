"""Spectra from exact characteristic polynomials, against the eigensolver in balls and formulas."""

import math
from fractions import Fraction

import numpy as np
import pytest

from ssmtheory.analysis.nonnormal.nonnormality import nonnormality
from ssmtheory.analysis.spectra.ball_eig import certified_eigenvalues, float_balls
from ssmtheory.analysis.spectra.integer_roots import integer_rows
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.precision import is_accurate

N = 33


def test_it_agrees_with_the_eigensolver_in_balls(rng):
    A = rng.standard_normal((N, N))
    balls = certified_eigenvalues(lambda bits: float_balls(A), 15, real=True)
    found = spectrum(A)
    assert found.status == "certified"
    balls = sorted(balls, key=lambda row: (-float(row[0].real.mid()), -float(row[0].imag.mid())))
    for one, (ball, _, kappa) in zip(found.eigenvalues, balls, strict=True):
        assert one.ball.overlaps(ball)
        assert one.kappa.overlaps(kappa)


@pytest.mark.parametrize("digits", [15, 120])
def test_the_digits_asked_for(rng, digits):
    A = rng.standard_normal((N, N))
    assert all(is_accurate(e.ball, digits) for e in spectrum(A, digits=digits).eigenvalues)


def ladder(n):
    """Lower triangular: −1, …, −n on the diagonal and −20 below it."""
    return -20 * np.tril(np.ones((n, n)), -1) - np.diag(np.arange(1.0, n + 1))


def ladder_conditions(n):
    """κ_j = ‖x‖‖y‖ from eigenvectors by substitution in exact rationals, with y_j x_j = 1."""
    A = [[Fraction(int(v)) for v in row] for row in ladder(n)]
    out = []
    for j in range(n):
        x, y = [Fraction(0)] * n, [Fraction(0)] * n
        x[j] = y[j] = Fraction(1)
        for i in range(j + 1, n):
            x[i] = sum(A[i][k] * x[k] for k in range(j, i)) / (A[j][j] - A[i][i])
        for i in range(j - 1, -1, -1):
            y[i] = sum(y[k] * A[k][i] for k in range(i + 1, j + 1)) / (A[j][j] - A[i][i])
        out.append(math.sqrt(sum(v * v for v in x) * sum(v * v for v in y)))
    return out


def test_condition_numbers_of_a_triangular_matrix_against_rationals():
    found = spectrum(ladder(40))
    assert found.status == "exact"
    assert found.values.tolist() == [-float(k) for k in range(1, 41)]
    exact = ladder_conditions(40)
    for e, kappa in zip(found.eigenvalues, exact, strict=True):
        assert float(e.kappa) == pytest.approx(kappa, rel=1e-6)
    assert max(exact) > 1e16  # beyond what LAPACK's eigenvectors could show


def test_multiple_eigenvalues_are_counted_and_defective(rng):
    L = np.tril(rng.integers(-1, 2, (N, N)), -1) + np.eye(N)
    J = np.diag(np.r_[2.0, 2.0, np.arange(3.0, N + 1)])
    J[0, 1] = 1.0
    inverse = np.round(np.linalg.inv(L))
    A = L @ J @ inverse
    assert np.array_equal(inverse @ L, np.eye(N))
    assert np.abs(A).max() < 2.0**50  # so that the product is exact
    found = spectrum(A)
    infinite = [e for e in found.eigenvalues if e.kappa is not None]
    assert len(infinite) == 2
    assert all(not e.kappa.is_finite() and complex(e) == 2 for e in infinite)


def test_what_it_leaves_to_others(rng):
    A = rng.standard_normal((N, N))
    assert integer_rows(A[:8, :8], 15) is None
    assert integer_rows(A + 1j, 15) is None
    wide = A.copy()
    wide[0, 0] = 1e-200
    assert integer_rows(wide, 15) is None


def test_nonnormality_of_grcar_100():
    found = nonnormality("grcar", 100)
    assert found.henrici == pytest.approx(10.91126012, abs=5e-9)
    assert found.numerical_abscissa == pytest.approx(2.993881699, abs=5e-10)
    assert found.methods["log10_kappa_max"] == ("ball-eig", "certified")
    assert found.log10_kappa_max > 16
