"""The scattering products of LegT, its blocks and its plain twins."""

import numpy as np
import pytest

import ssmtheory.kernels.legt_sigma as kernel
from ssmtheory.analysis.sigma.legt import tables
from ssmtheory.families import family
from ssmtheory.kernels.allpass import LANES

EPS = np.finfo(float).eps


def evaluate(z, N, function=kernel.log10_sigma_min):
    z = np.atleast_1d(np.asarray(z, dtype=complex))
    out = np.empty(z.size)
    function(z.real.copy(), z.imag.copy(), *tables(N), out)
    return out


@pytest.mark.parametrize("s", [0.5 + 0.25j, 3.0 + 7.0j, 11.0 + 0j])
def test_smaller_singular_value_of_the_scattering_matrix(s):
    """S = I − P*(sI − A)⁻¹P from a dense solve, P = [B C]."""
    N = 4
    A, B = family("legt").system(N).A, family("legt").system(N).B
    P = np.stack([B, B * (-1.0) ** np.arange(N)], axis=1)
    S = np.eye(2) - P.T @ np.linalg.solve(s * np.eye(N) - A, P)
    exact = np.linalg.svd(S, compute_uv=False)[-1]
    poles, zeros = (np.array(table) for table in tables(N))
    mirrored, behind = poles.copy(), zeros.copy()
    mirrored[:2] *= -1
    behind[:2] *= -1
    work, e = np.zeros(22 * LANES), np.zeros(11 * LANES, dtype=np.int64)
    work[0], work[LANES], work[2 * LANES] = s.real, s.imag, 1.0
    for row, table in ((7, mirrored), (8, np.zeros((4, N))), (9, zeros), (10, behind)):
        kernel.ratio_pass(work, e, row, table, float(N), poles)
    mantissa, exponent = kernel.smaller_square(work, e, 0)
    # the dense S cancels: condition 1/s_min
    assert np.sqrt(np.ldexp(mantissa, exponent)) == pytest.approx(exact, rel=400 * EPS / exact)


def test_plain_twins_agree_with_the_compiled_kernels(monkeypatch):
    z = np.array([-3.3 + 1.7j, 0.4 + 2j, -1.5, -20 + 11j, 5.0, -0.5 + 0.1j])
    compiled = evaluate(z, 4)
    names = ("ratio_pass", "smaller_square", "deep_block", "shallow_block", "laguerre_step")
    for name in (*names, "gram_pass", "binary_scale"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    plain = evaluate(z, 4, kernel.log10_sigma_min.py_func)
    # The compiled one contracts a·b + c; both are accurate to a few N·eps.
    np.testing.assert_allclose(plain, compiled, rtol=0, atol=40 * 4 * EPS)


def test_blocks_do_not_mix_points(rng):
    z = rng.uniform(-40, 10, 2 * LANES + 5) + 1j * rng.uniform(0, 30, 2 * LANES + 5)
    together = evaluate(z, 16)
    alone = np.array([evaluate(point, 16)[0] for point in z])
    np.testing.assert_array_equal(together, alone)


def test_conjugate_points_have_the_same_value(rng):
    z = rng.uniform(-30, 10, 50) + 1j * rng.uniform(0, 30, 50)
    np.testing.assert_allclose(evaluate(z, 16), evaluate(z.conj(), 16), rtol=0, atol=64 * EPS)
