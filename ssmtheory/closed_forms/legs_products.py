r"""Long products of LegS factors, Π_{first ≤ j < last} (z − j)/(z + j + 1), at full precision.

Multiplied out, a million factors add a million roundings, and not at random: z − j loses the
same digits of a small z every time.  With w = z + ½ and h = j + ½ a factor is

    (w − h)/(w + h) = −(1 − 2w/(w+h)) = 1 − 2h/(w+h),

and the logarithm of the form that is close to ±1 carries an error of ε|log| alone; far from
both, the factor's own rounding is no larger than its sensitivity to z.
"""

import numpy as np

# Up to so many factors the product itself is as good.
SHORT = 16
_CLOSE = 0.5


def long_product(z: complex, first: int, last: int) -> complex:
    """The product at one point: relative error a few ε(1 + |log| + the condition number).

    0 at one of its zeros, ∞ at one of its poles and where it overflows.
    """
    j = np.arange(float(first), float(last))
    plus, minus = z + (j + 1), z - j
    if not plus.all():
        return complex(np.inf)
    if not minus.all():
        return 0j
    h, w = j + 0.5, z + 0.5
    mirrored = np.abs(w) < h
    away = np.where(mirrored, 2 * z + 1, 2 * h) / plus
    close = np.abs(away) < _CLOSE
    re, im = _log_one_minus(away[close])
    direct = np.log(minus[~close] / plus[~close])
    height = float(re.sum() + direct.real.sum())
    angle = float(im.sum() + direct.imag.sum())
    sign = -1.0 if np.count_nonzero(mirrored & close) % 2 else 1.0
    with np.errstate(over="ignore"):
        size = sign * np.exp(height)
    return complex(size * np.cos(angle), size * np.sin(angle)) if np.isfinite(size) else np.inf


def _log_one_minus(v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """log(1 − v) for |v| < ½; absolute error ε|v|."""
    return 0.5 * np.log1p(np.abs(v) ** 2 - 2 * v.real), np.arctan2(-v.imag, 1 - v.real)
