"""Characteristic polynomial of LegT's Gram matrix by a recurrence of five real numbers.

At s = a + iy, μ ≥ 0, with m = |s|² − μ and g_n = 2(2n+3), start from D = x = q = 1, p = r = 0 and
run n = N−2 … −1:

    D ← m q,   p ← m p + g q,   x ← m x + g a q,   r ← −m r + g y q,
    q ← m D + 2g (a x − y r − μ p) + g² q,         4 det((sI−A)*(sI−A) − μI) = q + 2x + D.

Why: singular vectors, (sI−A) u = σ v and (sI−A)* v = σ u, solve one system of order 2N, LegT with
s replaced by a 2 × 2 matrix and both ports terminated.  Its Bessel-type recurrence
ξ_n = ξ_{n+2} + g_n ξ_{n+1}/s (closed_forms.legt) becomes H_n = g_n W − H̄_{n+1}/det H_{n+1} for
2 × 2 Hermitian matrices H with equal diagonal, W = [[σ, s̄], [s, σ]]/(μ − |s|²): an inversion and
a translation in a three-dimensional space with the form p² − x² − r², which are linear in the
five homogeneous coordinates; there μp² = x² + r² − qD is kept.  At μ = 0 it is the recurrence of
|ξ|², stable for Re s ≥ 0; in the left half plane it loses a factor 1/s_min² (kernels.legt_sigma).
"""

from numba import njit

from ssmtheory.kernels.allpass import LANES

RESULT = 4  # rows 4, 5, 6: the polynomial, its first and half second derivative
_FIRST = 7  # rows 7 … 21: D, p, x, r, q, each with its derivatives


def gram_pass(work, N):
    """The polynomial in ν, μ = base + ν, and its derivatives (rows 4–6), up to one factor.

    Rows 0–3 of each lane are a, y, 1/scale, ν, all but the third scaled; base is a² for a > 0,
    where σ_min ≥ a, and 0 else.
    """
    for j in range(LANES):
        for row in range(_FIRST, _FIRST + 15):
            work[row * LANES + j] = 0.0
        for row in (_FIRST, _FIRST + 6, _FIRST + 12):
            work[row * LANES + j] = 1.0
    for start in range(N, 0, -4):
        for k in range(start, max(start - 4, 0), -1):  # n = k − 2
            constant = 2.0 * (2 * k - 1)
            for j in range(LANES):
                a, y, nu = work[j], work[LANES + j], work[3 * LANES + j]
                base = max(a, 0.0)
                rest = min(a, 0.0)
                m = (rest * rest + y * y) - nu
                mu = base * base + nu
                g = constant * work[2 * LANES + j]
                D, D1, D2 = work[7 * LANES + j], work[8 * LANES + j], work[9 * LANES + j]
                p, p1, p2 = work[10 * LANES + j], work[11 * LANES + j], work[12 * LANES + j]
                x, x1, x2 = work[13 * LANES + j], work[14 * LANES + j], work[15 * LANES + j]
                r, r1, r2 = work[16 * LANES + j], work[17 * LANES + j], work[18 * LANES + j]
                q, q1, q2 = work[19 * LANES + j], work[20 * LANES + j], work[21 * LANES + j]
                work[7 * LANES + j] = m * q
                work[8 * LANES + j] = m * q1 - q
                work[9 * LANES + j] = m * q2 - q1
                work[10 * LANES + j] = m * p + g * q
                work[11 * LANES + j] = m * p1 - p + g * q1
                work[12 * LANES + j] = m * p2 - p1 + g * q2
                work[13 * LANES + j] = m * x + g * a * q
                work[14 * LANES + j] = m * x1 - x + g * a * q1
                work[15 * LANES + j] = m * x2 - x1 + g * a * q2
                work[16 * LANES + j] = g * y * q - m * r
                work[17 * LANES + j] = g * y * q1 - m * r1 + r
                work[18 * LANES + j] = g * y * q2 - m * r2 + r1
                turn = a * x - y * r - mu * p
                turn1 = a * x1 - y * r1 - mu * p1 - p
                turn2 = a * x2 - y * r2 - mu * p2 - p1
                work[19 * LANES + j] = m * D + 2.0 * g * turn + g * g * q
                work[20 * LANES + j] = m * D1 - D + 2.0 * g * turn1 + g * g * q1
                work[21 * LANES + j] = m * D2 - D1 + 2.0 * g * turn2 + g * g * q2
        for j in range(LANES):
            size = abs(work[7 * LANES + j]) + abs(work[13 * LANES + j]) + abs(work[19 * LANES + j])
            for row in range(_FIRST, _FIRST + 15):
                work[row * LANES + j] /= size
    for j in range(LANES):
        for row in range(3):
            D, x = work[(7 + row) * LANES + j], work[(13 + row) * LANES + j]
            work[(4 + row) * LANES + j] = work[(19 + row) * LANES + j] + 2.0 * x + D


_OPTIONS = {"cache": True, "nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
gram_pass = njit(inline="always", **_OPTIONS)(gram_pass)
