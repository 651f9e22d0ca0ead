"""LegT's Gram polynomial against power sums of singular values, and against exact integers."""

import flint
import numpy as np
import pytest

import ssmtheory.kernels.legt_gram as kernel
from ssmtheory.families import family
from ssmtheory.kernels.allpass import LANES

EPS = np.finfo(float).eps


@pytest.mark.parametrize("N", [1, 2, 5])
@pytest.mark.parametrize("s", [1.3 + 0.4j, -2.2 + 1.1j, -0.1 - 3j, 0.5j])
def test_quotients_are_power_sums_of_the_singular_values(N, s):
    """L1 = Σ 1/(σ_i² − μ) and L2 = Σ 1/(σ_i² − μ)² at a third of the way to the smallest."""
    A = family("legt").system(N).A
    squares = np.linalg.svd(s * np.eye(N) - A, compute_uv=False) ** 2
    base = max(s.real, 0.0) ** 2
    nu = 0.3 * (squares[-1] - base)
    work = np.repeat([s.real, s.imag, 1.0, nu, *np.zeros(18)], LANES)
    lanes = slice(None, None, LANES)
    kernel.gram_pass.py_func(work, N)
    f, f1, f2 = work[lanes][4:7]
    gaps = squares - base - nu
    condition = squares[0] / gaps[-1]
    assert -f1 / f == pytest.approx((1 / gaps).sum(), rel=100 * EPS * condition)
    L2 = (f1 / f) ** 2 - 2 * f2 / f
    assert L2 == pytest.approx((1 / gaps**2).sum(), rel=200 * EPS * condition)


def test_the_recurrence_is_the_determinant_in_exact_arithmetic():
    """In rationals, N = 6: q + 2x + D is inside the ball of 4 det((sI−A)*(sI−A) − μI)."""
    N, a, y, mu = 6, flint.fmpq(-3, 2), flint.fmpq(7, 3), flint.fmpq(5, 4)
    D, p, x, r, q = (flint.fmpq(v) for v in (1, 0, 1, 0, 1))
    m = a * a + y * y - mu
    for n in range(N - 2, -2, -1):
        g = 2 * (2 * n + 3)
        turned = m * D + 2 * g * (a * x - y * r - mu * p) + g * g * q
        D, p, x, r, q = m * q, m * p + g * q, m * x + g * a * q, g * y * q - m * r, turned
    A = family("legt").balls(N, 400)[0]
    M = flint.acb_mat(-A)
    for n in range(N):
        M[n, n] += flint.acb(flint.arb(a), flint.arb(y))
    flint.ctx.prec, before = 400, flint.ctx.prec
    try:
        G = M.conjugate().transpose() * M
        for n in range(N):
            G[n, n] -= flint.arb(mu)
        assert (4 * G.det()).contains(flint.acb(flint.arb(q + 2 * x + D)))
    finally:
        flint.ctx.prec = before
