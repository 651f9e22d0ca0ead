"""Small reports, built once: the analysis is tested elsewhere, here it is only told."""

import numpy as np
import pytest

from ssmtheory.analysis.subject import as_subject
from ssmtheory.reports.gallery import gallery
from ssmtheory.reports.model import build_report


def _build(x, N=None):
    return build_report(as_subject(x, N), grid=20)


@pytest.fixture(scope="session")
def report():
    return _build("legs", 8)


@pytest.fixture(scope="session")
def pictures(report):
    return gallery(report)


@pytest.fixture(scope="session")
def matrix_report():
    """A small matrix of no family, far from normal: −1 and −2 joined by an entry of 100."""
    return _build(np.array([[-1.0, 100.0], [0.0, -2.0]]))


@pytest.fixture(scope="session")
def build():
    """Reports by family name and size or by matrix, kept for the session."""
    kept = {}

    def cached(x, N=None):
        key = (x, N) if isinstance(x, str) else np.asarray(x).tobytes()
        if key not in kept:
            kept[key] = _build(x, N)
        return kept[key]

    return cached
