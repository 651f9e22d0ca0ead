"""FouT's poles: against the dense ball eigensolver, and what is not proved is not returned."""

import flint
import numpy as np
import pytest

from ssmtheory.closed_forms import fout_spectrum
from ssmtheory.errors import ConvergenceError
from ssmtheory.families import family
from ssmtheory.precision import working_precision

BITS = 128


def starts(N):
    return np.linalg.eigvals(family("fout").arrays(N)[0])


@pytest.mark.parametrize("N", [2, 4, 10, 24])
def test_every_pole_is_an_eigenvalue_of_the_ball_matrix(N):
    with working_precision(BITS):
        poles = fout_spectrum.certified_poles(starts(N), N)
    A, _ = family("fout").balls(N, 4 * BITS)
    with working_precision(4 * BITS):
        reached = [i for i in range(N) if i != 1]
        dense = flint.acb_mat([[A[i, j] for j in reached] for i in reached]).eig()
        assert len(poles) == N
        assert poles[-1].is_zero()
        for value in dense:
            assert sum(pole.overlaps(value) for pole in poles) == 1


@pytest.mark.parametrize("N", [4, 64])
def test_the_poles_sum_to_the_trace(N):
    with working_precision(BITS):
        poles = fout_spectrum.certified_poles(starts(N), N)
        total = sum(poles, flint.acb(0))
    assert total.contains(-2 * (N - 1))
    assert float(total.real.rad()) < N * 2.0 ** (20 - BITS)


@pytest.mark.parametrize("N", [4, 16])
def test_condition_numbers_are_those_of_lapack_here(N):
    """κ is below 5 here, so that LAPACK's own condition numbers are good to N·κ²·ε."""
    A = family("fout").arrays(N)[0]
    values, V = np.linalg.eig(A)
    kappa = np.linalg.norm(V, axis=0) * np.linalg.norm(np.linalg.inv(V), axis=1)
    with working_precision(BITS):
        for pole in fout_spectrum.certified_poles(values, N):
            nearest = int(np.argmin(np.abs(values - complex(pole))))
            exact = float(fout_spectrum.condition_number(pole, N))
            assert abs(kappa[nearest] - exact) <= 64 * N * 25 * 2.0**-53


def test_two_starts_at_one_pole_are_not_taken_for_two_poles():
    z = starts(8)
    z[np.argsort(z.imag)[-1]] = z[np.argsort(z.imag)[-2]]
    with working_precision(BITS), pytest.raises(ConvergenceError, match="ran together"):
        fout_spectrum.certified_poles(z, 8)


def test_a_missing_conjugate_is_noticed():
    z = starts(8)
    z[np.argmax(z.imag)] = -3.0
    with working_precision(BITS), pytest.raises(ConvergenceError):
        fout_spectrum.certified_poles(z, 8)
