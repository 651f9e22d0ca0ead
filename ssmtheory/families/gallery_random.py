"""Random matrices, the same ones each time: the generator is seeded with N."""

import numpy as np


def hatano(N: int) -> np.ndarray:
    """Tridiagonal (e^{−g}, d_j, e^g), g = 0.4, d_j uniform on [−1.5, 1.5]: Hatano–Nelson."""
    d = np.random.default_rng(N).uniform(-1.5, 1.5, N)
    return np.diag(d) + np.exp(-0.4) * np.eye(N, k=-1) + np.exp(0.4) * np.eye(N, k=1)


def gaussian(N: int) -> np.ndarray:
    """Independent normal entries of variance 1/N."""
    return np.random.default_rng(N).standard_normal((N, N)) / np.sqrt(N)


def triangular(N: int) -> np.ndarray:
    """The upper triangle of ``gaussian``."""
    return np.triu(gaussian(N))
