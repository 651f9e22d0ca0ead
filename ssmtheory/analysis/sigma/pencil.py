"""Pencils zE − A: one QZ form and triangular solves if square, else an SVD at each z.

With t = z‖E‖/‖A‖ (powers of two) the matrices are scaled to order one, and for |t| > 1 the
pencil is taken as t (E − A/t): σ_min stays representable for z of any size, and for a singular
E tends to its limit there.
"""

import math

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.sigma.engine import SigmaMin, log10
from ssmtheory.analysis.sigma.lanczos import lane_work, svd_sigma, triangular_sigma
from ssmtheory.analysis.sigma.scaling import power_of_two_scale
from ssmtheory.analysis.subject import Subject
from ssmtheory.limits import require_memory
from ssmtheory.precision import rounding_floor

# Up to this order the SVD of each zE − A is as fast as what replaces it (measured).
SVD_ORDER = 16


def applies(subject: Subject) -> bool:
    """The subject is a pencil that is not a square matrix with E = I."""
    return subject.is_pencil


def prepare(subject: Subject) -> SigmaMin:
    """σ_min(zE − A) of a square or rectangular pencil; floor 10·m·u·(‖A‖ + |z|‖E‖) at each z."""
    pencil = subject.given
    rows, n = pencil.A.shape
    require_memory(16 * 10 * rows * n, f"The pencil of shape {rows} x {n}")
    scale_A, scale_E = power_of_two_scale(pencil.A), power_of_two_scale(pencil.E)
    A, E = pencil.A / scale_A, pencil.E / scale_E
    norms = np.linalg.norm(A, 2), np.linalg.norm(E, 2)
    if pencil.is_square and n > SVD_ORDER:
        method, work, near, far = "qz-lanczos", lane_work(200.0 * n**2), *_by_qz(A, E)
    else:
        method, work, near, far = "pencil-svd", 20.0 * n**3, *_by_svd(*_fewer_rows(A, E))
    shift = math.frexp(scale_E)[1] - math.frexp(scale_A)[1]

    def evaluate(z):
        t, reciprocal, log10_t = _scaled_points(z, shift)
        inside = np.abs(t) <= 1
        values, size = np.empty(z.size), np.where(inside, 0.0, log10_t) + math.log10(scale_A)
        values[inside] = near(np.ascontiguousarray(t[inside]))
        values[~inside] = far(np.ascontiguousarray(reciprocal[~inside]))
        weight_A = np.where(inside, 1.0, np.abs(reciprocal))
        weight_E = np.where(inside, np.abs(t), 1.0)
        floors = log10(rounding_floor(rows, weight_A * norms[0] + weight_E * norms[1]))
        return values + size, floors + size

    return SigmaMin(method, rounding_floor(rows, norms[0]) * scale_A, work + 1000.0, evaluate)


def _scaled_points(z: np.ndarray, shift: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """t = 2^shift z (0 where |t| > 1), 1/t (0 where |t| ≤ 1), log10 |t|, without overflow."""
    modulus = log10(np.abs(z)) + shift * math.log10(2.0)
    inside = modulus <= 0
    small = np.where(inside, z, 0)
    t = np.ldexp(small.real, shift) + 1j * np.ldexp(small.imag, shift)
    large = np.where(inside, 1, z)
    exponent = np.frexp(np.maximum(np.abs(large.real), np.abs(large.imag)))[1]
    unit = np.ldexp(large.real, -exponent) + 1j * np.ldexp(large.imag, -exponent)
    inverse = 1 / unit
    back = -exponent - shift
    reciprocal = np.ldexp(inverse.real, back) + 1j * np.ldexp(inverse.imag, back)
    return np.where(inside, t, 2.0), np.where(inside, 0, reciprocal), modulus


def _by_svd(A, E):
    """σ_min(tE − A) and σ_min(E − A/t), each by LAPACK's SVD."""
    return lambda t: svd_sigma(t, A, E), lambda w: svd_sigma(w, E, A)


def _by_qz(A, E):
    """The same from one complex QZ form: both factors triangular for every t."""
    U, V = spla.qz(A, E, output="complex")[:2]
    return triangular_sigma(U, V), triangular_sigma(V, U)


def _fewer_rows(A, E):
    """(A, E) with at most 2N rows and the same singular values of zE − A: [E A] = Q [·]."""
    if A.shape[0] <= 2 * A.shape[1]:
        return A, E
    R = np.linalg.qr(np.hstack([E, A]), mode="r")
    return R[:, A.shape[1] :], R[:, : A.shape[1]]
