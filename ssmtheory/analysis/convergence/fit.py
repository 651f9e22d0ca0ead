"""d(N) ≈ c N^{−p} by least squares of log d on log N."""

import math
from dataclasses import dataclass

import numpy as np
import scipy.stats as sst

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Fit:
    """d ≈ constant · N^{−rate}; ``uncertainty`` is half the 95 % interval of the rate.

    The interval takes the residuals for independent and normal.  A trend in them (a rate that
    is reached only as N → ∞) is not in it: compare with the exact limit where there is one.
    inf from two points.
    """

    rate: float
    uncertainty: float
    constant: float

    @property
    def decays(self) -> bool | None:
        """Whether d decreases like a power of N; None when the interval leaves it open.

        A rate below 1/20 over the range of N that was looked at counts as no decay (tuned).
        """
        if self.rate - self.uncertainty > 0.05:
            return True
        return False if self.rate + self.uncertainty < 0.05 else None

    def to_json(self) -> dict:
        known = math.isfinite(self.uncertainty)
        return {
            "rate": self.rate,
            "uncertainty": self.uncertainty if known else None,
            "constant": self.constant,
        }


def fit_rate(Ns, distances) -> Fit | None:
    """The fit; None for fewer than two sizes or where a distance is 0 or infinite."""
    x, y = np.log(np.asarray(Ns, dtype=float)), np.asarray(distances, dtype=float)
    if x.size < 2 or not (np.isfinite(y) & (y > 0)).all():
        return None
    y = np.log(y)
    centred = x - x.mean()
    spread = float(centred @ centred)
    slope = float(centred @ y) / spread
    constant = math.exp(float(y.mean()) - slope * float(x.mean()))
    if x.size == 2:
        return Fit(-slope, math.inf, constant)
    residual = y - y.mean() - slope * centred
    error = math.sqrt(float(residual @ residual) / (x.size - 2) / spread)
    quantile = float(sst.t.ppf(0.5 + _CONFIDENCE / 2, x.size - 2))
    return Fit(-slope, quantile * error, constant)
