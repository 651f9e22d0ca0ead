"""The pencil's counts and the roots it leads to, against dense singular values."""

import numpy as np
import pytest

import ssmtheory.kernels.nplr_pencil as pencil
import ssmtheory.kernels.nplr_secular as kernel
from ssmtheory.analysis.sigma.nplr_form import scaled_form
from ssmtheory.systems import NPLR

EPS = np.finfo(float).eps


def form(rng, N, r):
    def draw(*shape):
        return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)

    return scaled_form(NPLR(2 * draw(N), draw(N, r), draw(N, r), None, np.ones(N)))


def dense(form):
    return np.diag(form.lam) - form.P @ form.Q.conj().T


def pencil_at(form, z, sigma):
    """B(σ), B'(σ) and the indices of the border."""
    s, r = z - form.lam, form.rank
    m, near = np.abs(s), np.empty(r + 1, np.int64)
    pencil.nearest(m, near)
    moved = np.empty_like(form.cross)
    pencil.shift_rows(s.real.copy(), s.imag.copy(), form.cross, moved)
    B, slope = np.empty((3 * r + 1,) * 2, complex), np.empty((3 * r + 1,) * 2, complex)
    weights = np.empty((3, form.order))
    args = (m, s / m, *form.columns, form.grams, moved, sigma, near, weights, B, slope, True)
    pencil.assemble(*args)
    return B, slope, near


@pytest.mark.parametrize("r", [1, 2, 3])
def test_inertia_counts_the_singular_values_below_sigma(rng, r):
    for _ in range(10):
        a = form(rng, 14, r)
        z = complex(*rng.standard_normal(2)) / 4
        values = np.linalg.svd(z * np.eye(14) - dense(a), compute_uv=False)
        top = np.sort(np.abs(z - a.lam))[r + 1]
        for sigma in rng.uniform(0, top, 6):
            B, slope, _ = pencil_at(a, z, sigma)
            assert np.count_nonzero(np.linalg.eigvalsh(B) > 0) - r == (values < sigma).sum()
            assert np.linalg.eigvalsh(slope).min() > 0


def test_slope_is_the_derivative_of_the_pencil(rng):
    a, z, h = form(rng, 12, 2), 0.1 + 0.05j, 1e-5
    sigma = 0.5 * np.abs(z - a.lam).min()
    ahead, behind = pencil_at(a, z, sigma + h)[0], pencil_at(a, z, sigma - h)[0]
    slope = pencil_at(a, z, sigma)[1]
    # the third derivative over 6, with poles at a distance of σ or more
    size = np.abs(slope).max()
    allowed = size * (h / sigma) ** 2 + 4 * EPS * np.abs(ahead).max() / h
    np.testing.assert_allclose((ahead - behind) / (2 * h), slope, atol=allowed)


def test_nearest_modes_in_order(rng):
    m = rng.uniform(0, 1, 30)
    m[3] = m[11]
    near = np.empty(5, np.int64)
    pencil.nearest(m, near)
    np.testing.assert_array_equal(m[near], np.sort(m)[:5])
    assert np.unique(near).size == 5


def evaluate(form, z, function=kernel.log10_sigma_min):
    out, error = np.empty(z.size), np.empty(z.size)
    p, q = form.columns
    function(z, form.lam, p, q, np.abs(p), np.abs(q), form.grams, form.cross, out, error)
    return out, error


@pytest.mark.parametrize("r", [1, 2, 4])
@pytest.mark.parametrize("N", [16, 60])
def test_agrees_with_dense_singular_values(rng, N, r):
    a = form(rng, N, r)
    z = rng.uniform(-1, 1, 60) + 1j * rng.uniform(-1, 1, 60)
    z[:2] = a.lam[:2]
    found, error = evaluate(a, z)
    sigma = np.linalg.svd(z[:, None, None] * np.eye(N) - dense(a), compute_uv=False)[:, -1]
    trusted = error <= kernel.BRACKET
    assert trusted.mean() > 0.9
    allowed = 10 * N * EPS * np.linalg.norm(dense(a), 2) + kernel.BRACKET * sigma
    assert (np.abs(10.0**found - sigma) <= allowed)[trusted].all()


def test_plain_twins_agree_with_the_compiled_kernels(rng, monkeypatch):
    a = form(rng, 9, 2)
    z = np.array([0.1 + 0.2j, a.lam[0], -0.4])
    compiled = evaluate(a, z)[0]
    for name in ("equilibrate", "step_to_root", "root_error", "smallest"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    names = ("row_sum", "two_row_sums", "entry", "nearest", "shift_rows", "set_weights")
    for name in (*names, "gram_block", "cross_block", "add_border", "assemble"):
        monkeypatch.setattr(pencil, name, getattr(pencil, name).py_func)
    for name in ("assemble", "nearest", "shift_rows"):
        monkeypatch.setattr(kernel, name, getattr(pencil, name))
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = evaluate(a, z, kernel.log10_sigma_min.py_func)[0]
    np.testing.assert_allclose(plain, compiled, atol=2 * kernel.BRACKET)
