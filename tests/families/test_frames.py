"""Frames against the families, against exact Gram matrices, and against what they must do."""

import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.families.frames import (
    SampledFrame,
    gauss_nodes,
    legendre_frame,
    scaled,
    translated,
)

EPS = np.finfo(float).eps


def mixed(frame, T):
    """The frame Tφ, T (M, N)."""
    return SampledFrame(
        frame.y, frame.weights, T @ frame.values, T @ frame.slopes, T @ frame.past,
        T @ frame.present,
    )  # fmt: skip


@pytest.mark.parametrize("N", [1, 2, 5, 12, 24])
@pytest.mark.parametrize(("make", "name"), [(scaled, "legs"), (translated, "legt")])
def test_legendre_frame_is_the_family(make, name, N):
    """L = N Gauss nodes integrate every product exactly."""
    found, (A, B) = make(legendre_frame(N, *gauss_nodes(N))), family(name).arrays(N)
    # the nodes have an error of u each, which the slopes magnify by N²
    assert np.abs(found.A - A).max() <= 4 * N**2 * EPS * np.abs(A).max()
    assert np.array_equal(found.B, B)


def uniform(L):
    """Nodes and trapezoidal weights, as in the published construction."""
    weights = np.full(L + 1, 1 / L)
    weights[[0, -1]] /= 2
    return np.linspace(0, 1, L + 1), weights


def test_uniform_samples_give_legs_whatever_their_weights(rng):
    """yφ' lies in the span, and the dual of any weights gives its coefficients back."""
    A = family("legs").arrays(6)[0]
    y, weights = uniform(40)
    for w in (weights, rng.uniform(0.5, 2, 41)):
        found = scaled(legendre_frame(6, y, w)).A
        assert np.abs(found - A).max() <= 1e3 * EPS * np.abs(A).max()


def test_uniform_samples_give_legt_to_the_order_of_their_weights():
    """φ̃(0) depends on the Gram matrix: the trapezoidal rule leaves O(1/L²)."""
    A = family("legt").arrays(6)[0]
    errors = [np.abs(translated(legendre_frame(6, *uniform(L))).A - A).max() for L in (400, 800)]
    assert errors[0] < 0.1
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.05)


@pytest.mark.parametrize("make", [scaled, translated])
def test_another_basis_is_the_similar_system(rng, make):
    """φ → Tφ gives c → Tc: A → TAT⁻¹, B → TB."""
    base, T = legendre_frame(6, *gauss_nodes(6)), rng.standard_normal((6, 6))
    found, plain = make(mixed(base, T)), make(base)
    expected = T @ plain.A @ np.linalg.inv(T)
    allowed = 100 * EPS * np.linalg.cond(T) ** 2 * np.abs(plain.A).max()
    assert np.abs(found.A - expected).max() <= allowed
    assert np.abs(found.B - T @ plain.B).max() <= 50 * EPS * np.abs(T).max()


@pytest.mark.parametrize("make", [scaled, translated])
def test_a_redundant_frame_intertwines(rng, make):
    """M = 9 functions in 5 dimensions: A_M T = T A and B_M = T B, whatever the dual adds."""
    base, T = legendre_frame(5, *gauss_nodes(7)), rng.standard_normal((9, 5))
    frame, plain = mixed(base, T), make(base)
    assert frame.dimension == 5
    assert frame.values.shape == (9, 7)
    found = make(frame)
    allowed = 100 * EPS * np.linalg.cond(T) ** 2 * np.abs(plain.A).max() * np.abs(T).max()
    assert np.abs(found.A @ T - T @ plain.A).max() <= allowed
    assert np.abs(found.B - T @ plain.B).max() <= 50 * EPS * np.abs(T).max()


def test_chebyshev_polynomials_are_similar_to_legendre():
    """Same span and functional: the spectrum is −1 … −N for the scaled, LegT's for the window."""
    N = 6
    base = legendre_frame(N, *gauss_nodes(N))
    T = np.array([_legendre_coefficients(n, N) for n in range(N)])
    poles = np.sort(scaled(mixed(base, T)).eigenvalues().real)
    # κ of the eigenvalues of LegS at N = 6 is up to 1e4, and T has the condition 10
    assert np.abs(poles + np.arange(N, 0, -1.0)).max() <= 1e6 * EPS
    window = translated(mixed(base, T)).A
    legt = family("legt").arrays(N)[0]
    assert np.abs(np.poly(window) / np.poly(legt) - 1).max() <= 1e6 * EPS


def _legendre_coefficients(n, N):
    """T_n(2y−1) in the orthonormal Legendre polynomials, exact up to the conversion."""
    from numpy.polynomial import chebyshev, legendre

    series = legendre.poly2leg(chebyshev.cheb2poly(np.eye(N)[n]))
    padded = np.zeros(N)
    padded[: len(series)] = series
    return padded / np.sqrt(2 * np.arange(N) + 1)


def test_dual_reconstructs_and_its_pseudo_inverse_is_the_gram_one(rng):
    """Σ c_k φ̃_k = f for f in the span; φ̃(0) by solving the exact Gram system."""
    base, T = legendre_frame(4, *gauss_nodes(9)), rng.standard_normal((6, 4))
    frame = mixed(base, T)
    f = rng.standard_normal(4) @ base.values
    coefficients = (frame.values * frame.weights) @ f
    condition = np.linalg.cond(T)
    assert np.abs(coefficients @ frame.dual() - f).max() <= 100 * EPS * condition * np.abs(f).max()
    gram = T @ T.T
    by_gram = np.linalg.pinv(gram, rcond=1e-10) @ T @ base.past
    allowed = 1e3 * EPS * condition**2 * np.abs(by_gram).max()
    assert np.abs(frame.dual_past() - by_gram).max() <= allowed
    low, high = frame.bounds
    sigma = np.linalg.svd(T, compute_uv=False)
    assert (low, high) == pytest.approx((sigma[-1] ** 2, sigma[0] ** 2), rel=1e3 * EPS * condition)


def test_legendre_is_a_parseval_basis():
    frame = legendre_frame(8, *gauss_nodes(10))
    assert frame.bounds == pytest.approx((1, 1), rel=1e3 * EPS)
    assert np.abs(frame.dual() - frame.values).max() <= 1e3 * EPS


def test_scaled_memory_is_exact_on_its_span():
    """t c' = Ac + Bf for f(s) = s³: c_n(t) = t³∫y³φ_n, so 3c = Ac + B at t = 1."""
    frame = legendre_frame(6, *gauss_nodes(8))
    c = (frame.values * frame.weights) @ frame.y**3
    system = scaled(frame)
    assert np.abs(system.A @ c + system.B - 3 * c).max() <= 1e3 * EPS


def test_window_memory_is_exact_on_its_span():
    """f(s) = s² at t = 0, f(s−1+y) = (y−1)²: c' = ∫ 2(y−1)φ and f(0) = 0."""
    frame = legendre_frame(6, *gauss_nodes(8))
    c, slope = ((frame.values * frame.weights) @ g for g in ((frame.y - 1) ** 2, 2 * (frame.y - 1)))
    system = translated(frame)
    assert np.abs(system.A @ c - slope).max() <= 1e4 * EPS
    forgetful = translated(frame, reconstruct=False)
    assert np.abs(forgetful.A @ c - slope).max() > 0.5


def test_closure_zero_is_the_plain_derivative():
    """LegT without its rank-one part: −D, nilpotent."""
    A = translated(legendre_frame(5, *gauss_nodes(5)), reconstruct=False).A
    r = np.sqrt(2 * np.arange(5) + 1.0)
    n = np.arange(5)
    D = np.where((n[:, None] > n) & ((n[:, None] - n) % 2 == 1), 2 * np.outer(r, r), 0.0)
    assert np.abs(A + D).max() <= 100 * EPS * D.max()


def test_a_fourier_frame_is_not_fout():
    """A = K − bbᵀ, B = b: FouT with half of its damping and half of its input."""
    N, L = 7, 64
    y = (np.arange(L) + 0.5) / L  # exact for products of these frequencies
    values, slopes = [np.ones(L)], [np.zeros(L)]
    for m in (1, 2, 3):
        angle = 2 * np.pi * m * y
        # the sine of the lag 1 − y, which FouT counts in
        values += [-np.sqrt(2) * np.sin(angle), np.sqrt(2) * np.cos(angle)]
        rate = 2 * np.pi * m * np.sqrt(2)
        slopes += [-rate * np.cos(angle), -rate * np.sin(angle)]
    b = np.array([1.0, *[0, np.sqrt(2)] * 3])
    found = translated(SampledFrame(y, np.full(L, 1 / L), values, slopes, b, b))
    # FouT orders (1, idle, cos, sin, …): leave the idle state out and swap the pairs
    A, B = family("fout").arrays(N + 1)
    order = [0, 3, 2, 5, 4, 7, 6]
    fout = A[np.ix_(order, order)]
    assert np.abs(found.A - (fout + np.outer(b, b))).max() <= 1e3 * EPS * np.abs(fout).max()
    assert np.array_equal(2 * found.B, B[order])


PLAIN = {
    "y": [0.0, 1.0],
    "weights": [0.5, 0.5],
    "values": [[1.0, 1.0]],
    "slopes": [[0.0, 0.0]],
    "past": [1.0],
    "present": [1.0],
}


@pytest.mark.parametrize(
    "change",
    [
        {"values": [1.0, 1.0]},
        {"values": [[0.0, 0.0]]},
        {"values": [[1.0, 1j]]},
        {"values": [[1.0, np.nan]]},
        {"slopes": [[0.0]]},
        {"y": [0.0, 2.0]},
        {"weights": [0.0, 1.0]},
        {"past": [1.0, 2.0]},
        {"present": 1.0},
    ],
)
def test_bad_frames_are_refused(change):
    assert SampledFrame(**PLAIN).dimension == 1
    with pytest.raises(InputError):
        SampledFrame(**PLAIN | change)


def test_bad_orders_are_refused():
    for make in (lambda: gauss_nodes(0), lambda: legendre_frame(0, *gauss_nodes(2))):
        with pytest.raises(InputError):
            make()
