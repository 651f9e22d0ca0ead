"""Test signals of the published figures."""

import numpy as np


def band_limited_noise(t, period: float, band: float, seed: int, rms: float = 0.5) -> np.ndarray:
    r"""u(t) = rms/√m · Σ_{j=1}^{m} (a_j cos 2πjt/T − b_j sin 2πjt/T), m = band·T, less u(0).

    ``t`` holds whole steps of one length, T = ``period``.  a_j and b_j are standard normal, the
    j-th of those that the published code draws: 1 + T/(2Δ) for all b, then as many for all a.
    """
    t = np.asarray(t, dtype=float)
    count = 1 + int(np.ceil(t.size / 2))
    rng = np.random.RandomState(seed)  # the generator of the publication, frozen for ever
    b, a = rng.standard_normal(count), rng.standard_normal(count)
    j = np.arange(1, int(band * period) + 1)
    angles = 2 * np.pi / period * np.outer(t, j)
    u = np.cos(angles) @ a[j] - np.sin(angles) @ b[j]
    return rms / np.sqrt(j.size) * (u - a[j].sum())
