"""σ_min from M⁻¹, and M⁻¹ in double-double, against high precision."""

import mpmath
import numpy as np
import pytest

import ssmtheory.kernels.nplr_capacitance as kernel
import ssmtheory.kernels.nplr_capacitance_dd as twin
from ssmtheory.analysis.sigma.nplr_form import scaled_form
from ssmtheory.systems import NPLR

EPS = np.finfo(float).eps


def form(rng, N, r, size=1.0):
    def draw(*shape):
        return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)

    return scaled_form(NPLR(draw(N), size * draw(N, r), size * draw(N, r), None, np.ones(N)))


def exact_inverse(form, z, digits=60):
    """M⁻¹ in mpmath."""
    r = form.rank
    with mpmath.workdps(digits):
        M = mpmath.eye(r)
        for i in range(form.order):
            s = mpmath.mpc(z) - mpmath.mpc(complex(form.lam[i]))
            for b in range(r):
                for a in range(r):
                    M[b, a] += mpmath.mpc(complex(form.Q[i, b].conj())) * complex(form.P[i, a]) / s
        return np.array((M**-1).tolist(), dtype=complex)


def in_double_double(form, z):
    inverse, accuracy = np.empty((z.size, form.rank, form.rank), complex), np.empty(z.size)
    twin.inverse_capacitance(z, form.lam, *form.columns, inverse, accuracy)
    return inverse, accuracy


@pytest.mark.parametrize("r", [1, 2, 3])
def test_double_double_inverse_beside_an_eigenvalue(rng, r):
    a = form(rng, 10, r)
    A = np.diag(a.lam) - a.P @ a.Q.conj().T
    z = np.append(np.linalg.eigvals(A)[:2], [0.3 + 1j])  # M cancels to 16 digits at two of them
    inverse, accuracy = in_double_double(a, z)
    for j in range(z.size):
        exact = exact_inverse(a, z[j])
        allowed = (accuracy[j] + r * EPS) * np.abs(exact).max()
        assert np.abs(inverse[j] - exact).max() <= allowed
    assert accuracy[0] > 1e6 * accuracy[2]  # and the estimate saw it


def test_a_singular_capacitance_has_no_accuracy():
    a = scaled_form(NPLR(np.array([0.5]), np.ones((1, 1)) / 2, np.ones((1, 1)), None, np.ones(1)))
    assert np.isinf(in_double_double(a, np.array([0.0 + 0j]) * a.lam)[1])[0]
    assert np.isinf(in_double_double(a, a.lam.copy())[1])[0]  # z on a mode


@pytest.mark.parametrize("r", [1, 2, 4])
def test_deep_points_agree_with_dense_singular_values(rng, r):
    N = 40
    a = form(rng, N, r, 3.0)
    A = np.diag(a.lam) - a.P @ a.Q.conj().T
    z = np.linalg.eigvals(A) * (1 + 1e-6)
    inverse, accuracy = in_double_double(a, z)
    out, error = np.empty(N), np.empty(N)
    kernel.log10_sigma_min(z, a.lam, a.grams, a.cross, inverse, accuracy, out, error)
    sigma = np.linalg.svd(z[:, None, None] * np.eye(N) - A, compute_uv=False)[:, -1]
    good = error < 1e-12
    assert good.sum() > N / 2
    allowed = 10 * N * EPS * np.linalg.norm(A, 2) + 1e-12 * sigma
    assert (np.abs(10.0**out - sigma) <= allowed)[good].all()
    # what is not below half the distance to the modes is left to others
    lowest = np.abs(z[:, None] - a.lam).min(axis=1)
    assert np.isnan(out[sigma > 0.6 * lowest]).all()


@pytest.mark.parametrize("gap", [0.0, 1e-14, 1e-3, 1.0])
def test_top_eigenvalue_however_close_the_second(rng, gap):
    U = np.linalg.qr(rng.standard_normal((3, 3)) + 1j * rng.standard_normal((3, 3)))[0]
    K = U @ np.diag([2.0, 2.0 - gap, 0.5]) @ U.conj().T
    found = kernel.log_top_eigenvalue(K.copy(), np.empty_like(K))
    assert found == pytest.approx(np.log(2.0), abs=100 * EPS)


def test_plain_twins_agree_with_the_compiled_kernels(rng, monkeypatch):
    a = form(rng, 8, 2, 3.0)
    z = np.linalg.eigvals(np.diag(a.lam) - a.P @ a.Q.conj().T)[:3] + 1e-4
    inverse, accuracy = in_double_double(a, z)
    out, error, plain = np.empty(3), np.empty(3), np.empty(3)
    args = (z, a.lam, a.grams, a.cross, inverse, accuracy)
    kernel.log10_sigma_min(*args, out, error)
    for name in ("hermitian_sums", "multiply", "adjoint", "norm", "cholesky"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    for name in ("log_top_eigenvalue", "corrected_inverse", "log_norm", "deep"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    kernel.log10_sigma_min.py_func(*args, plain, np.empty(3))
    np.testing.assert_allclose(plain, out, rtol=1e3 * EPS)
