"""The line figures draw the numbers they are given, infinities and all."""

from dataclasses import replace

import numpy as np
import pytest

from ssmtheory.reports.plots.condition_numbers import plot_condition_numbers
from ssmtheory.reports.plots.kernels import envelope, plot_kernel
from ssmtheory.reports.plots.resolvent import plot_resolvent
from ssmtheory.reports.plots.spectrum import plot_spectrum
from ssmtheory.reports.plots.transfer import plot_transfer


def test_resolvent(ax, report, labels):
    line = plot_resolvent(ax, report.resolvent, report.nonnormality.numerical_abscissa)
    np.testing.assert_array_equal(line.get_ydata(), report.resolvent.log10_norm)
    assert "bound 1/|numerical abscissa|" in labels(ax)
    assert not any("trusted" in label or "infinite" in label for label in labels(ax))


def test_resolvent_with_a_pole_and_a_floor(ax, report, labels):
    norms = report.resolvent.log10_norm.copy()
    norms[5] = np.inf
    found = replace(report.resolvent, log10_norm=norms, log10_floor=0.0, log10_norm_negative=norms)
    line = plot_resolvent(ax, found)
    assert np.isnan(line.get_ydata()[5])
    assert "infinite: an eigenvalue on the axis" in labels(ax)
    assert "not trusted: beyond double precision" in labels(ax)
    assert "at −iω" in labels(ax)


def test_transfer_marks_the_spikes(ax, report):
    found = report.comparison
    hippo, diagonal = plot_transfer(ax, found)
    np.testing.assert_array_equal(hippo.get_ydata(), np.abs(found.hippo))
    np.testing.assert_array_equal(diagonal.get_ydata(), np.abs(found.diagonal))
    marks = ax.lines[-1]
    np.testing.assert_array_equal(marks.get_xdata(), found.spikes)
    np.testing.assert_array_equal(marks.get_ydata(), found.spike_heights)
    assert ax.get_ylim()[1] > found.spike_heights.max()


def test_transfer_with_poles_on_the_axis(ax, build, labels):
    plot_transfer(ax, build("lagt", 6).comparison)
    assert "undamped modes ωₘ" in labels(ax)
    assert np.isfinite(ax.get_ylim()).all()


def test_kernels(ax, report):
    hippo, diagonal = plot_kernel(ax, report.comparison, 2)
    assert ax.get_title(loc="right") == "n = 2"
    np.testing.assert_array_equal(hippo.get_ydata(), report.comparison.kernels[:, 2])
    assert diagonal.get_zorder() <= hippo.get_zorder()


def test_envelope_keeps_extremes_and_ends(rng):
    t = np.linspace(0, 1, 9001)
    values = rng.standard_normal(t.size)
    thin_t, thin = envelope(t, values, bins=50)
    assert thin.size <= 102
    assert (thin.min(), thin.max()) == (values.min(), values.max())
    assert (thin_t[0], thin_t[-1]) == (0.0, 1.0)
    assert (np.diff(thin_t) > 0).all()
    np.testing.assert_array_equal(thin, values[np.searchsorted(t, thin_t)])


def test_condition_numbers(ax, report):
    artists = plot_condition_numbers(ax, report.conditioning)
    np.testing.assert_array_equal(artists[0].get_ydata(), report.conditioning.log10_kappa)
    limit = artists[-1].get_ydata()[0]
    assert limit == pytest.approx(53 * np.log10(2))
    assert ax.get_ylim()[1] > limit


def test_infinite_condition_numbers_stay_in_view(ax, build, labels):
    artists = plot_condition_numbers(ax, build("lagt", 6).conditioning)
    assert artists[0].get_xdata().size == 6
    assert max(artists[0].get_ydata()) < ax.get_ylim()[1]
    assert "infinite κ: Jordan block" in labels(ax)


def test_spectrum_beside_lapack(ax, report, labels):
    certified, lapack = plot_spectrum(ax, report.spectrum, report.lapack)
    np.testing.assert_array_equal(certified.get_xdata(), report.spectrum.values.real)
    np.testing.assert_array_equal(lapack.get_ydata(), report.lapack.values.imag)
    assert labels(ax)[0] == "exact eigenvalue"


def test_a_real_spectrum_is_not_stretched(ax, report):
    (_,) = plot_spectrum(ax, report.spectrum)
    assert ax.get_ylim() == (-4.0, 4.0)
