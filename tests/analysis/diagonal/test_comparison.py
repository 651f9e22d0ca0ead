"""HiPPO against its diagonal restriction: the exact ratio 1/(1 + T_N), spikes, kernels."""

import numpy as np
import pytest

from ssmtheory.analysis.diagonal.comparison import compare_with_diagonal, frequency_grid
from ssmtheory.analysis.subject import as_subject
from ssmtheory.closed_forms import lagt, legs

EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def legs_64():
    return compare_with_diagonal(as_subject("legs", 64))


def test_the_ratio_is_the_closed_form(legs_64):
    """G_diag = G/(1 + T_N) for LegS and LagT."""
    found = legs_64
    ratio = 1 / (1 + np.exp(legs.log_allpass(1j * found.omega, 64)))
    # T is a sum of 64 logarithms; 1/(1+T) has condition 1/|1+T| on top
    allowed = 200 * 64 * EPS * np.abs(ratio)
    assert np.all(np.abs(found.diagonal / found.hippo - ratio) <= allowed * np.abs(ratio))


def test_first_state_is_one_pole(legs_64):
    assert np.max(np.abs(legs_64.hippo * (1 + 1j * legs_64.omega) - 1)) <= 8 * EPS


@pytest.mark.parametrize(("N", "height"), [(32, 0.6402), (128, 0.63684)])
def test_the_last_spike_has_the_published_height(N, height):
    """It tends to 2/π = 0.63662 and does not vanish."""
    found = compare_with_diagonal(as_subject("legs", N))
    assert abs(found.spike_heights[0] - height) <= 5.01e-5


def test_spikes_stand_where_the_law_says(legs_64):
    assert legs_64.spikes[0] == pytest.approx(64**2 / np.pi - np.pi / 6, rel=1e-6)
    assert not legs_64.poles_on_axis
    assert np.isin(legs_64.spikes, legs_64.omega).all()


def test_kernels_do_not_converge_uniformly(legs_64):
    """K^diag(0) = K(0)/2 for every N."""
    assert legs_64.kernels[0, :] == pytest.approx(np.sqrt([1, 3, 5, 7]), rel=8 * EPS)
    assert legs_64.kernels_diagonal[0, :] == pytest.approx(np.sqrt([1, 3, 5, 7]) / 2, rel=1e-11)
    assert legs_64.kernel_distance >= 0.5
    assert legs_64.resolved


def test_poles_on_the_axis_are_said_and_avoided():
    found = compare_with_diagonal(as_subject("lagt", 8))
    assert found.poles_on_axis
    assert np.isinf(found.spike_heights).all()
    assert np.isfinite(np.abs(found.diagonal)).all()
    ratio = 1 / (1 + np.exp(lagt.log_allpass(1j * found.omega, 8)))
    assert np.all(np.abs(found.diagonal / found.hippo / ratio - 1) <= 1e4 * EPS * np.abs(ratio))


@pytest.mark.parametrize("name", ["legt", "fout"])
def test_families_without_closed_kernels_use_the_matrix(name):
    found = compare_with_diagonal(as_subject(name, 8))
    assert found.kernels.shape == found.kernels_diagonal.shape == (found.t.size, 4)
    assert np.isfinite(found.kernels).all()
    assert found.to_json()["poles_on_axis"]


def test_other_subjects_have_nothing_to_compare():
    assert compare_with_diagonal(as_subject("chebs", 4)) is None
    assert compare_with_diagonal(as_subject(np.eye(3))) is None


def test_small_orders():
    for N in (1, 2, 3):
        found = compare_with_diagonal(as_subject("legs", N))
        assert found.kernels.shape[1] == min(4, N)
        assert np.isfinite(np.abs(found.diagonal)).all()


def test_the_grid_hits_the_spikes_it_may():
    spikes = np.array([100.0, 10.0, 1.0])
    assert np.isin(spikes, frequency_grid(spikes, on_axis=False)).all()
    assert not np.isin(spikes, frequency_grid(spikes, on_axis=True)).any()
