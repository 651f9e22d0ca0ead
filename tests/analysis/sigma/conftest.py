"""The referee of every method that claims relative accuracy: inertia in ball arithmetic."""

import flint
import pytest

from ssmtheory.precision import working_precision


@pytest.fixture
def sigma_is_enclosed():
    """(A in balls, z, log10 σ, t) -> whether [σ(1 − t), σ(1 + t)] holds σ_min(zI − A), proved."""

    def enclosed(A, z, log10_sigma, t):
        with working_precision(1200):
            M = flint.acb_mat(-A)
            for n in range(M.nrows()):
                M[n, n] += flint.acb(z.real, z.imag)
            square = flint.arb(10) ** (2 * flint.arb(log10_sigma))
            low, high = square * (1 - flint.arb(t)) ** 2, square * (1 + flint.arb(t)) ** 2
            return eigenvalues_below(M, low) == 0 and eigenvalues_below(M, high) >= 1

    return enclosed


def eigenvalues_below(M, mu):
    """Number of eigenvalues of M*M below mu, by Sylvester's law on certified LDL* pivots."""
    N = M.nrows()
    G = (M.transpose().conjugate() * M).tolist()
    for n in range(N):
        G[n][n] -= mu
    negative = 0
    for j in range(N):
        pivot = G[j][j].real
        assert not pivot.contains(0), "raise the working precision"
        negative += bool(pivot < 0)
        for i in range(j + 1, N):
            factor = G[i][j] / pivot
            for k in range(j + 1, i + 1):
                G[i][k] -= factor * G[k][j].conjugate()
    return negative
