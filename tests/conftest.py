"""Fixtures for the whole tree."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, database=None, max_examples=40)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def reference():
    """Brute-force values in ball arithmetic: {family: {N: {...}}} (tests/data/README.md)."""
    raw = json.loads((DATA / "values.json").read_text())
    return {fam: {int(N): v for N, v in by_order.items()} for fam, by_order in raw.items()}


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)


@pytest.fixture(scope="session")
def eigenvalues_below():
    """(M in balls, μ) -> number of eigenvalues of M*M below μ, proved.

    Sylvester's law of inertia on the pivots of LDL*: the referee of relative accuracy.
    """

    def count(M, mu):
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

    return count
