"""A small Hermitian matrix H = Pᵀ L D L* P with D of 1×1 and 2×2 blocks: inertia and solves.

Diagonal pivoting over the whole remaining matrix (Bunch and Parlett 1971), normwise backward
stable.  A 2×2 pivot is only taken where it has one eigenvalue of each sign, so that the inertia
is read off by counting.
"""

import numpy as np
from numba import njit

# (1 + √17)/8: it balances the growth of the two kinds of pivots.
_BALANCE = 0.6403882032022076
# A pivot that vanishes stands for one of the order of rounding: its sign is not determined.
_TINY = 1e-300


def swap(H, i, j):
    """Exchange rows i, j and columns i, j."""
    for k in range(H.shape[0]):
        H[i, k], H[j, k] = H[j, k], H[i, k]
    for k in range(H.shape[0]):
        H[k, i], H[k, j] = H[k, j], H[k, i]


def largest(H, k):
    """Positions of the largest |diagonal| and of the largest |off-diagonal| entry from k on."""
    n, diagonal, off, at, row, column = H.shape[0], -1.0, -1.0, k, k, k
    for i in range(k, n):
        if abs(H[i, i].real) > diagonal:
            diagonal, at = abs(H[i, i].real), i
        for j in range(k, i):
            size = abs(H[i, j].real) + abs(H[i, j].imag)
            if size > off:
                off, row, column = size, i, j
    return at, row, column, diagonal >= _BALANCE * off


def factor(H, order, double):
    """Overwrite H by L and D; the number of positive eigenvalues.

    H : (n, n) complex Hermitian, both triangles.  order : (n,) int, becomes the permutation.
    double : (n,) bool, becomes True at the first index of each 2×2 block.
    """
    n, k, positive = H.shape[0], 0, 0
    for i in range(n):
        order[i] = i
        double[i] = False
    while k < n:
        at, row, column, single = largest(H, k)
        if single:
            swap(H, k, at)
            order[k], order[at] = order[at], order[k]
            d = H[k, k].real
            if d == 0.0:
                d = _TINY
                H[k, k] = d
            positive += d > 0.0
            for i in range(k + 1, n):
                c = H[i, k] / d
                for j in range(k + 1, n):
                    H[i, j] -= c * np.conj(H[j, k])
            for i in range(k + 1, n):
                H[i, k] = H[i, k] / d
            k += 1
            continue
        swap(H, k, column)
        order[k], order[column] = order[column], order[k]
        swap(H, k + 1, row)
        order[k + 1], order[row] = order[row], order[k + 1]
        double[k] = True
        positive += 1
        a, b, c = H[k, k].real, H[k + 1, k], H[k + 1, k + 1].real
        det = a * c - (b.real * b.real + b.imag * b.imag)
        if not det < 0.0:  # it underflowed
            det = -_TINY
        for i in range(k + 2, n):
            u, v = H[i, k], H[i, k + 1]
            x, y = (u * c - v * b) / det, (v * a - u * np.conj(b)) / det
            for j in range(k + 2, n):
                H[i, j] -= x * np.conj(H[j, k]) + y * np.conj(H[j, k + 1])
        for i in range(k + 2, n):
            u, v = H[i, k], H[i, k + 1]
            H[i, k], H[i, k + 1] = (u * c - v * b) / det, (v * a - u * np.conj(b)) / det
        k += 2
    return positive


def solve(H, order, double, b, y, x):
    """x with H x = b, from what ``factor`` left; y is work space, all apart."""
    n = b.size
    for i in range(n):
        y[i] = b[order[i]]
    k = 0
    while k < n:
        first = k + 1 if double[k] else k
        for j in range(k, first + 1):
            for i in range(first + 1, n):
                y[i] -= H[i, j] * y[j]
        k = first + 1
    k = 0
    while k < n:
        if double[k]:
            a, b21, c = H[k, k].real, H[k + 1, k], H[k + 1, k + 1].real
            det = min(a * c - (b21.real * b21.real + b21.imag * b21.imag), -_TINY)
            u, v = y[k], y[k + 1]
            y[k], y[k + 1] = (c * u - np.conj(b21) * v) / det, (a * v - b21 * u) / det
            k += 2
        else:
            y[k] = y[k] / H[k, k].real
            k += 1
    for j in range(n - 1, -1, -1):
        first = j + 1 if double[j] else j
        for i in range(first + 1, n):
            y[j] -= np.conj(H[i, j]) * y[i]
    for i in range(n):
        x[order[i]] = y[i]


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
swap = njit(inline="always", **_OPTIONS)(swap)
largest = njit(inline="always", **_OPTIONS)(largest)
factor = njit(**_OPTIONS)(factor)
solve = njit(**_OPTIONS)(solve)
