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
