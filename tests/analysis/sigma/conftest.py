"""The referees of every method that claims relative accuracy, all in ball arithmetic."""

import math

import flint
import numpy as np
import pytest

from ssmtheory.precision import working_precision


@pytest.fixture
def sigma_is_enclosed(eigenvalues_below):
    """(A in balls, z, log10 σ, t) -> whether [σ(1 − t), σ(1 + t)] holds σ_min(zI − A), proved."""

    def enclosed(A, z, log10_sigma, t):
        with working_precision(1200):
            M = minus(A, z)
            square = flint.arb(10) ** (2 * flint.arb(log10_sigma))
            low, high = square * (1 - flint.arb(t)) ** 2, square * (1 + flint.arb(t)) ** 2
            return eigenvalues_below(M, low) == 0 and eigenvalues_below(M, high) >= 1

    return enclosed


@pytest.fixture
def sigma_by_inverse():
    """(A in balls, z, bits) -> log10 σ_min(zI − A) as a ball: −log10 ‖(zI − A)⁻¹‖₂.

    The inverse is found in balls and then rounded to doubles, which moves its norm by at most
    N·2⁻⁵³ of itself: about 1e-14, at any depth.
    """

    def sigma(A, z, bits=400):
        with working_precision(bits):
            R = minus(A, z).inv()
            entries = [(entry.real, entry.imag) for entry in R.entries()]
            return -log10_norm(entries, R.nrows())

    return sigma


@pytest.fixture
def sigma_by_generators():
    """(generators, z, bits) -> log10 σ_min(zI − A) as a ball, O(N) per product with (zI − A)⁻¹.

    generators : (d, l, m, p, q), lists of balls: A_nk is −d_n for n = k, −l_n m_k for n > k and
    −p_n q_k for n < k.  Up to order 64 all columns of the inverse are found; above it (for deep
    points) its norm by power iteration, until two iterates agree to 1e-14.
    """

    def sigma(generators, z, bits):
        with working_precision(bits):
            N, z = len(generators[0]), flint.acb(z.real, z.imag)
            if N <= 64:
                columns = [resolvent(generators, z, unit(N, k)) for k in range(N)]
                return -log10_norm([(v.real, v.imag) for column in columns for v in column], N)
            return -log10(by_powers(generators, z))

    return sigma


def minus(A, z):
    """zI − A."""
    M = flint.acb_mat(-A)
    for n in range(M.nrows()):
        M[n, n] += flint.acb(z.real, z.imag)
    return M


def log10_norm(entries, N):
    """log10 of the 2-norm of an N × N matrix of pairs of balls, entries of any magnitude."""
    largest = max(max(abs(x).abs_upper(), abs(y).abs_upper()) for x, y in entries)
    scaled = [(x / largest, y / largest) for x, y in entries]
    assert all(part.rad() < 2.0**-60 for pair in scaled for part in pair), "more bits"
    matrix = np.reshape([complex(float(x.mid()), float(y.mid())) for x, y in scaled], (N, N))
    return log10(largest) + math.log10(np.linalg.norm(matrix, 2))


def log10(x):
    """log10 of a ball."""
    return x.log() / flint.arb(10).log()


def unit(N, k):
    """The k-th unit vector."""
    return [flint.acb(int(n == k)) for n in range(N)]


def resolvent(generators, z, b):
    """(zI − A)⁻¹ b: forward with Σ_{k<n} m_k x_k and Σ_{k<n} q_k x_k, linear in u = Σ q_k x_k."""
    S, W, x = [flint.acb(0)] * 2, [flint.acb(0)] * 2, []
    for d, low, m, p, q, entry in zip(*generators, b, strict=True):
        pivot = z + d - p * q
        x.append(((entry - low * S[0] + p * W[0]) / pivot, (p * W[1] - low * S[1] - p) / pivot))
        S = [s + m * part for s, part in zip(S, x[-1], strict=True)]
        W = [w + q * part for w, part in zip(W, x[-1], strict=True)]
    u = W[0] / (1 - W[1])
    return [known + u * slope for known, slope in x]


def by_powers(generators, z, steps=20):
    """‖(zI − A)⁻¹‖₂ by iteration with it and its adjoint, from below."""
    d, low, m, p, q = generators
    adjoint, before = (d, q, p, m, low), flint.arb(1)
    x = [flint.acb(1 + (7 * n) % 5) for n in range(len(d))]
    for _ in range(steps):
        y = normalised(resolvent(generators, z, x))[0]
        x, norm = normalised(resolvent(adjoint, z.conjugate(), y))
        assert norm.rel_accuracy_bits() > 60, "more bits"
        if abs(norm / before - 1) < 1e-14:
            return norm
        before = norm
    raise AssertionError("not deep enough for power iteration")


def normalised(x):
    """(x/|x|, |x|), the balls of the first replaced by their midpoints."""
    norm = sum((v.real**2 + v.imag**2 for v in x), flint.arb(0)).sqrt()
    return [(v / norm).mid() for v in x], norm
