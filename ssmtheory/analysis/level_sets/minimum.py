"""Least values of a function that is given by its values, and where they are, to all its digits.

A minimum is flat: values that carry an error δ place it to √δ only.  The root of the derivative
of an interpolant over a width w places it to δ/w: each round fits the values on a window by a
polynomial, takes its stationary point, and narrows the window about it; the round whose error,
estimated from what the polynomial leaves unexplained, is least decides.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev as cheb

_MOST_ROUNDS = 40
# An estimated error so much above the best one will not fall below it again: noise has been met.
_HOPELESS = 20.0
_SLACK = 1e-14

_NODES = cheb.chebpts2(25)
_FIT = np.linalg.inv(cheb.chebvander(_NODES, _NODES.size - 1))
_TAIL = 5

_DEGREE = 5
_SIDE = cheb.chebpts2(8)
_PLANE = np.stack([v.ravel() for v in np.meshgrid(_SIDE, _SIDE)], axis=1)
_POWERS = [(i, j) for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i)]
_PLANE_MATRIX = np.array([[x**i * y**j for i, j in _POWERS] for x, y in _PLANE])
_PLANE_FIT = np.linalg.pinv(_PLANE_MATRIX)


@dataclass(frozen=True)
class Minimum:
    """Where a least value is, the value, and an estimate of the error of the place."""

    at: float | np.ndarray
    value: float
    error: float


def least_on_interval(f: Callable, a: float, t: float, b: float) -> Minimum:
    """A local minimum of f near the best of t and samples of [a, b].

    f : (m,) -> (m,), −inf allowed; smooth at the minimum, and defined a little outside [a, b].
    """
    best_t, best = float(t), float(f(np.array([t]))[0])
    found, middle, width = Minimum(best_t, best, np.inf), (a + b) / 2, (b - a) / 2
    for _ in range(_MOST_ROUNDS):
        if best == -np.inf or width <= 4e-16 * abs(middle):
            break
        values = f(middle + width * _NODES)
        k = int(np.argmin(values))
        if values[k] < best:
            best_t, best = float(middle + width * _NODES[k]), float(values[k])
        fitted = _stationary(values, best) if np.isfinite(values).all() else None
        if fitted is not None:
            x, value, error = fitted
            if error * width < found.error:
                found = Minimum(middle + width * x, value, error * width)
            elif error * width > _HOPELESS * found.error:
                break
        middle = best_t if fitted is None else float(middle + width * fitted[0])
        width /= 4
    return _checked(lambda at: float(f(np.array([at]))[0]), found, best_t, best)


def _stationary(values: np.ndarray, best: float) -> tuple[float, float, float] | None:
    """(x, value, error) of the interpolant's least minimum in (−1, 1), if it is the lowest point.

    The error is that of the derivative, from the last coefficients, over the second derivative.
    """
    c = _FIT @ values
    tail = float(np.abs(c[-_TAIL:]).max())
    roots = cheb.chebroots(cheb.chebder(c))
    x = roots.real[(np.abs(roots.imag) < 1e-6) & (np.abs(roots.real) < 1)]
    if x.size == 0:
        return None
    x = x[np.argmin(cheb.chebval(x, c))]
    value, bend = float(cheb.chebval(x, c)), float(cheb.chebval(x, cheb.chebder(c, 2)))
    if bend <= 0 or value > best + _NODES.size * tail + _SLACK:
        return None
    # noise of size δ in the values moves the derivative by nδ inside, by n²δ at an end
    growth = _NODES.size / max(np.sqrt(1 - x * x), 1 / _NODES.size)
    return float(x), value, float(growth) * tail / bend


def least_on_plane(f: Callable, start: np.ndarray, size: float) -> Minimum:
    """A local minimum of f near ``start``, from squares of half side ``size`` and less.

    f : (m, 2) -> (m,), +inf allowed; smooth at the minimum.
    """
    best_p = np.asarray(start, dtype=float)
    best = float(f(best_p[None, :])[0])
    found, middle = Minimum(best_p, best, np.inf), best_p
    for _ in range(_MOST_ROUNDS):
        points = middle + size * _PLANE
        values = f(points)
        k = int(np.argmin(values))
        if values[k] < best:
            best_p, best = points[k], float(values[k])
        fitted = _stationary_plane(values) if np.isfinite(values).all() else None
        if fitted is None:
            # downhill in longer and longer steps, until the window holds the minimum
            outward = np.abs(best_p - middle).max() > 0.99 * size
            middle, size = best_p, size * 2 if outward else size / 2
        else:
            p, value, error = fitted
            if error * size < found.error:
                found = Minimum(middle + size * p, value, error * size)
            elif error * size > _HOPELESS * found.error:
                break
            middle, size = middle + size * p, size / 3
        if size <= 1e-12:
            break
    return _checked(lambda at: float(f(at[None, :])[0]), found, best_p, best)


def _stationary_plane(values: np.ndarray) -> tuple[np.ndarray, float, float] | None:
    """(p, value, error) of the fitted polynomial's minimum in the square, by Newton's method."""
    c = _PLANE_FIT @ values
    rest = float(np.abs(_PLANE_MATRIX @ c - values).max())
    p = _PLANE[int(np.argmin(values))] * 0.9
    for _ in range(20):
        value, gradient, hessian = _polynomial(c, p)
        bend = float(np.linalg.eigvalsh(hessian)[0])
        if bend <= 0:
            return None
        step = -np.linalg.solve(hessian, gradient)
        p = p + step
        if np.abs(p).max() >= 1:
            return None
        if np.abs(step).max() <= 1e-15:
            break
    return p, value, _PLANE.shape[0] ** 0.5 * rest / bend


def _polynomial(c: np.ndarray, p: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Value, gradient and Hessian of Σ c_ij x^i y^j."""
    x, y = p
    total, gx, gy, xx, xy, yy = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for value, (i, j) in zip(c, _POWERS, strict=True):
        total += value * x**i * y**j
        gx += value * i * x ** max(i - 1, 0) * y**j
        gy += value * j * x**i * y ** max(j - 1, 0)
        xx += value * i * (i - 1) * x ** max(i - 2, 0) * y**j
        xy += value * i * j * x ** max(i - 1, 0) * y ** max(j - 1, 0)
        yy += value * j * (j - 1) * x**i * y ** max(j - 2, 0)
    return float(total), np.array([gx, gy]), np.array([[xx, xy], [xy, yy]])


def _checked(f: Callable, found: Minimum, best_at, best: float) -> Minimum:
    """``found`` with f's own value there, unless a sample is lower beyond rounding."""
    if np.isfinite(found.error):
        value = f(found.at)
        if value <= best + 2 * abs(found.value - value) + _SLACK:
            return Minimum(found.at, value, found.error)
    return Minimum(best_at, best, np.inf)
