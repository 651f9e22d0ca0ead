"""What other programs for pseudospectra and norms are known to get wrong, each as a test of ours.

Each test is named after the fault; its docstring says whose it is.  Faults that the tests of a
function cover already are not repeated here.
"""

import math

import numpy as np
import pytest
import scipy.linalg as spla
import scipy.ndimage as ndi

from ssmtheory.analysis.level_sets.kreiss import kreiss
from ssmtheory.analysis.level_sets.stability_radius import distance_to_instability
from ssmtheory.analysis.nonnormal.nonnormality import nonnormality
from ssmtheory.analysis.norms import h2_norm, hinf_norm
from ssmtheory.analysis.pseudospectra.pseudospectrum import (
    log10_sigma_min,
    pseudospectrum,
    resolvent_norm,
    select_pseudospectrum_method,
)
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.transients.bounds import growth_lower_bound, transient_bounds
from ssmtheory.analysis.transients.growth import transient_growth
from ssmtheory.errors import InputError
from ssmtheory.families.gallery import find
from ssmtheory.systems import Pencil, StateSpace

EPS = np.finfo(float).eps
DEMMEL3 = -np.array([[1, 100, 1e4], [0, 1, 100], [0, 0, 1]])


def system(A, B, C, D=0.0, dt=None):
    A = np.atleast_2d(A)
    B, C = np.asarray(B).reshape(A.shape[0], -1), np.atleast_2d(C)
    return StateSpace(A, B, C, np.atleast_2d(D) if np.ndim(D) else D, dt)


def gain(plant, omega):
    """σ_max(G(iω)), one dense solve for every ω."""
    A, B, C = plant.A, plant.B, np.atleast_2d(plant.C)
    shifted = 1j * np.asarray(omega)[:, None, None] * np.eye(len(A)) - A
    return np.linalg.norm(C @ np.linalg.solve(shifted, B[None]) + plant.D, 2, axis=(1, 2))


# Pseudospectra


@pytest.mark.parametrize("n", [5, 20, 40])
def test_a_sentinel_1e308_for_an_infinite_resolvent(n):
    """EigTool puts the resolvent norm 1e308 where zI − A is singular, and draws contours of it."""
    nilpotent = np.eye(n, k=1) * 2.0
    dense = nilpotent.copy()
    dense[0, 0] = dense[-1, 0] = 0.0
    for A in (nilpotent, nilpotent.T, np.zeros((n, n)), dense):
        assert log10_sigma_min(A, z=0.0) == -math.inf
        assert resolvent_norm(A, z=0.0) == math.inf


def test_a_singular_matrix_with_a_multiple_eigenvalue():
    """pseudopy passes the Schur factor to a triangular solver that calls it singular."""
    A = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    shown = pseudospectrum(A, grid=30)
    assert not np.isnan(shown.log10_sigma).any()
    assert np.isneginf(log10_sigma_min(A, z=[0.0, 1.0])).all()
    z = shown.x[None, :] + 1j * shown.y[:, None]
    expected = np.linalg.svd(z[..., None, None] * np.eye(3) - A, compute_uv=False)[..., -1]
    np.testing.assert_allclose(10.0**shown.log10_sigma, expected, rtol=1e-9, atol=shown.floor)


def test_a_rectangular_matrix():
    """pseudopy insists on a square matrix.  The matrix is the one its user asked about."""
    A = np.array([[1.0, 3, 2], [5, 3, 1], [3, 4, 5], [3, 4, 5]])
    shown = pseudospectrum(Pencil(A), grid=12, window=(-5, 12, -6, 6))
    z = shown.x[None, :] + 1j * shown.y[:, None]
    shifted = z[..., None, None] * np.eye(4, 3) - A
    expected = np.linalg.svd(shifted, compute_uv=False)[..., -1]
    np.testing.assert_allclose(10.0**shown.log10_sigma, expected, rtol=1e-12)
    with pytest.raises(InputError, match="square"):
        pseudospectrum(A)


def test_an_svd_of_full_order_at_every_point():
    """pseudopy takes one, which ends its use at orders of some hundreds; bands need none."""
    A = find("grcar").matrix(800)
    assert select_pseudospectrum_method(A) == "banded-lanczos"
    z = 1 + 4j
    expected = np.linalg.svd(z * np.eye(800) - A, compute_uv=False)[-1]
    # u‖A‖ of the SVD
    assert log10_sigma_min(A, z=z) == pytest.approx(math.log10(expected), abs=800 * EPS)


def test_extended_precision_stored_as_doubles():
    """Pseudospectra.jl keeps σ_min in doubles even for matrices of big floats: 0 below 1e-308."""
    W = spla.hadamard(32) / math.sqrt(32)
    A = np.round(W @ np.eye(32, k=1) @ W.T * 32) / 32  # a Jordan block in another basis, exactly
    value = log10_sigma_min(A, z=1e-12, precision="balls")
    assert value == pytest.approx(32 * -12, abs=1e-9)  # |z|^32 (1 − |z|²)
    shown = pseudospectrum(A, grid=2, window=(1e-12, 2e-12, 1e-12, 2e-12), precision="balls")
    assert (shown.log10_sigma < -360).all()
    assert shown.trusted.all()


@pytest.mark.parametrize("kind", ["schur-lanczos", "banded-lanczos", "triangular-lanczos"])
def test_start_vectors_carried_from_point_to_point(rng, kind):
    """Continuation locks on another singular value; here no point sees its neighbours."""
    A = {
        "schur-lanczos": rng.standard_normal((40, 40)) / 6,
        "banded-lanczos": find("grcar").matrix(40),
        "triangular-lanczos": find("kahan").matrix(40),
    }[kind]
    assert select_pseudospectrum_method(A) == kind
    engine, z = sigma_min(A), rng.uniform(-1, 2, 200) + 1j * rng.uniform(-2, 2, 200)
    order = rng.permutation(200)
    values = engine(z)
    np.testing.assert_allclose(engine(z[order]), values[order], rtol=0, atol=1e-12)
    np.testing.assert_allclose(engine(z[7:8]), values[7:8], rtol=0, atol=1e-9)


def test_components_that_curve_tracing_misses():
    """Tracing finds the components it has a seed for.  Three discs of very different size."""
    A = spla.block_diag([[0.0, 1.0], [0.0, 0.0]], 3.0, -2 + 2j)
    options = {"grid": 121, "window": (-4, 4, -4, 4), "levels": [-0.7]}
    for adaptive in (False, True):
        shown = pseudospectrum(A, adaptive=adaptive, **options)
        assert ndi.label(shown.log10_sigma < -0.7)[1] == 3


def test_values_of_the_matrix_before():
    """eigentools shows the eigenvalues of the parameters, or of the resolution, before."""
    A = np.array([[0.0, 1.0], [-1.0, -0.3]])
    before = pseudospectrum(A, grid=8)
    A[1, 1] = -40.0
    after = pseudospectrum(A, grid=8)
    assert after.window[0] < -40 < before.window[0]
    lam = np.linalg.eigvals(A)
    assert (log10_sigma_min(A, z=lam) < -12).all()
    coarse, fine = (log10_sigma_min("legs", N, z=-9.0) for N in (8, 9))
    assert coarse > -10
    assert fine == -math.inf


def test_a_contour_of_rounding_noise_is_marked_as_such():
    """Peers draw what an SVD returns below u‖A‖ as if it were the pseudospectrum."""
    A = np.linalg.qr(np.random.default_rng(1).standard_normal((32, 32)))[0]
    A = A @ np.asarray(find("kahan").matrix(32) * 30 - 3 * np.eye(32, k=1)) @ A.T
    shown = pseudospectrum(A, grid=24, window=(-4, 4, -4, 4))
    exact = pseudospectrum(A, grid=24, window=(-4, 4, -4, 4), precision="auto")
    error = np.abs(10.0**shown.log10_sigma - 10.0**exact.log10_sigma)
    assert not shown.trusted.all()
    assert (error <= shown.floor + 1e-9 * 10.0**exact.log10_sigma).all()


# Scalars


def test_the_mask_of_the_disc_blanks_its_bounding_square():
    """EigTool leaves out |Re z|, |Im z| ≤ 1 where it means |z| ≤ 1: the corners are lost."""
    turn = np.exp(0.25j * math.pi)
    A = np.array([[0.95, 1.0], [0.0, 0.9]])
    plain, turned = kreiss(A, discrete=True), kreiss(turn * A, discrete=True)
    assert abs(turned.at) > 1 > max(abs(turned.at.real), abs(turned.at.imag))
    assert turned.value == pytest.approx(plain.value, rel=1e-9)
    sigma = np.linalg.svd(turned.at * np.eye(2) - turn * A, compute_uv=False)[-1]
    assert (abs(turned.at) - 1) / sigma == pytest.approx(turned.value, rel=1e-9)


def test_no_points_outside_the_unit_disc():
    """EigTool's default window may hold no |z| > 1, and its bound on powers then fails."""
    A = np.array([[0.1, 30.0], [0.0, -0.2]])
    bounds, peak = transient_bounds(A, discrete=True), transient_growth(A, discrete=True)
    assert 1 < bounds.lower <= peak.value * (1 + 1e-9) <= bounds.upper * (1 + 1e-9)


@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_the_lower_bound_for_large_resolvents(scale):
    """Pseudospectra.jl leaves this bound early where ‖(zI − A)⁻¹‖ is large, which hid a fault."""
    A = DEMMEL3 * scale
    z = 2.0 * scale
    bound = growth_lower_bound(A, z, np.array([0.01, 1.0, 20.0]) / scale)
    assert (np.diff(bound) > 0).all()
    exact = z * np.linalg.norm(np.linalg.inv(z * np.eye(3) - A), 2)
    assert exact > 1000
    # e^{−40}, and u‖A‖‖(zI − A)⁻¹‖
    assert bound[-1] == pytest.approx(exact, rel=1e-9)
    assert bound[-1] <= transient_growth(A).value


def test_eigenvector_conditions_without_scaling_the_columns():
    """κ(V) of a V whose columns have any length says nothing; ours have length one."""
    c = 1e3
    found = nonnormality(np.array([[0.0, c], [0.0, 1.0]]))
    assert 10**found.log10_kappa_2 == pytest.approx(c + math.hypot(1, c), rel=1e-9)


def test_a_distance_to_instability_below_the_root_of_rounding():
    """Bisection on Hamiltonian eigenvalues (SLICOT's AB13ED) ends at √u‖A‖ = 1e-8."""
    a = 1e-5
    found = distance_to_instability(np.array([[-a, 1.0], [0.0, -a]]))
    # at ω = 0 σ₁σ₂ = a² and σ₁² + σ₂² = 1 + 2a²
    assert found.value == pytest.approx(a * a / math.sqrt(1 + 2 * a * a), rel=1e-9)


def test_multiple_eigenvalues_of_a_hadamard_matrix():
    """mpmath's QR iteration does not converge for it at 53 bits: ±√8, four times each."""
    found = spectrum(spla.hadamard(8).astype(float))
    expected = np.repeat([math.sqrt(8), -math.sqrt(8)], 4)
    np.testing.assert_allclose(found.values, expected, rtol=0, atol=1e-12)


# Norms


def test_a_pole_nearer_to_the_axis_than_1e_8():
    """python-control takes |Re λ| < 1e-8 for 0 and returns ∞; its Lyapunov solver gives NaN."""
    a = 1e-10
    cascade = system([[-a, 1.0], [0.0, -1.0]], [0.0, 1.0], [1.0, 0.0])  # 1/((s + a)(s + 1))
    peak, energy = hinf_norm(cascade), h2_norm(cascade)
    assert peak.value == pytest.approx(1 / a, rel=1e-5)
    assert energy.value == pytest.approx(1 / math.sqrt(2 * a * (1 + a)), rel=1e-5)


@pytest.mark.parametrize("tall", [False, True])
def test_non_square_systems_with_feedthrough(tall):
    """python-control's fallback compares DᵀD with an identity of the other size."""
    A, one, D = np.array([[-1.0]]), np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])
    plant = system(A, one, [[1.0]], D) if not tall else system(A, [[1.0]], one.T, D.T)
    found = hinf_norm(plant)
    # |1/(1 + iω)|² + 4
    assert found.value == pytest.approx(math.sqrt(5), rel=16 * EPS)
    assert found.at == pytest.approx(0.0, abs=1e-7)


def test_complex_coefficients_are_transposed_with_conjugation(rng):
    """python-control transposes where it should take the adjoint, and refuses complex systems."""
    A = rng.standard_normal((5, 5)) + 1j * rng.standard_normal((5, 5))
    A -= (np.linalg.eigvals(A).real.max() + 0.2) * np.eye(5)
    B = rng.standard_normal((5, 2)) + 1j * rng.standard_normal((5, 2))
    C = rng.standard_normal((3, 5)) + 1j * rng.standard_normal((3, 5))
    plant = system(A, B, C)
    found = hinf_norm(plant)
    omega = np.linspace(-8, 8, 4001)
    assert gain(plant, [found.at])[0] == pytest.approx(found.value, rel=1e-9)
    assert gain(plant, omega).max() <= found.value * (1 + 1e-9)


def test_a_norm_that_two_steps_do_not_find():
    """ControlSystems.jl gives up after 250 iterations on this sensitivity function."""
    pairs = [-7.282563985219324 + 7.114985406231401j, -1.5268748507837735 + 1.2594070637611725j]
    real = [-101.47795511977208, -48.91219110762173, -7.96322290641594, -0.7114937019357614]
    zeros = [*real, -0.5, *pairs, *np.conj(pairs)]
    pairs = [-5.297845964509693 + 6.146324852257861j, -1.4795349979133343 + 1.2376578249023653j]
    real = [-101.32273797977184, -49.510558929948274, -20.0, -11.82446898287247, 0.0]
    real += [-10.604444850836952, -0.6235091399063754, -0.2743617810110765]
    poles = [*real, *pairs, *np.conj(pairs)]
    loop = series(zeros, poles, 704.6392766532747 * 0.6)
    found = hinf_norm(system(loop.A - loop.B @ loop.C, loop.B, -loop.C, [[1.0]]))

    def sensitivity(omega):
        """|1/(1 + L)| from the zeros and poles of L."""
        s = 1j * np.asarray(omega)[:, None]
        L = (s - zeros).prod(axis=1) / (s - poles).prod(axis=1) * (704.6392766532747 * 0.6)
        return np.abs(1 / (1 + L))

    assert found.status == "converged"
    assert sensitivity([found.at])[0] == pytest.approx(found.value, rel=1e-11)
    assert sensitivity(np.linspace(0.01, 30, 20_000)).max() <= found.value * (1 + 1e-11)
    # the value that its other routine gives, at 5.806
    assert found.value > 1.3053326074298346


def series(zeros, poles, gain):
    """gain · Π(s − zero)/Π(s − pole), more poles than zeros, as sections one after another."""
    n = len(poles)
    A, B, C = np.zeros((n, n), complex), np.zeros((n, 1), complex), np.zeros((1, n), complex)
    through, output = np.ones(1), np.zeros(n, complex)  # what enters the next section
    for k, pole in enumerate(poles):
        A[k, k] = pole
        A[k] += output
        B[k] = through
        if k < len(zeros):  # (s − zero)/(s − pole) = 1 + (pole − zero)/(s − pole)
            output = output.copy()
            output[k] += pole - zeros[k]
        else:
            output, through = np.eye(1, n, k)[0].astype(complex), np.zeros(1)
    C[0] = gain * output
    return system(A, B, C)


def test_one_random_system_in_two_hundred(rng):
    """ControlSystems.jl fails for about 0.5 % of random systems of order four."""
    omega = np.r_[0, np.geomspace(1e-3, 1e3, 400)]
    for _ in range(60):
        A = rng.standard_normal((4, 4))
        A -= (np.linalg.eigvals(A).real.max() + rng.exponential(0.3)) * np.eye(4)
        plant = system(A, rng.standard_normal(4), rng.standard_normal(4), rng.standard_normal())
        found = hinf_norm(plant)
        assert found.status == "converged"
        assert gain(plant, omega).max() <= found.value * (1 + 1e-9)


def test_discrete_energy_with_feedthrough_is_finite():
    """ControlSystems.jl once said ∞.  (z² − 1.45 z + 0.475)/(z − ½)² = 1 + …, by its series."""
    plant = system([[1.0, -0.25], [1.0, 0.0]], [1.0, 0.0], [-0.45, 0.225], 1.0, 1.0)
    assert h2_norm(plant).value == pytest.approx(1.1269427669584644, rel=32 * EPS)


def test_order_forty_nine():
    """pyMOR, through SLICOT, fails on a transfer function of this order.  Here: (s + 1)^−49."""
    A = -np.eye(49) + np.eye(49, k=-1)
    found = hinf_norm(system(A, np.eye(49)[0], np.eye(49)[-1]))
    assert found.value == pytest.approx(1.0, rel=1e-9)
    assert found.at == pytest.approx(0.0, abs=1e-6)
