"""The assertions pass on what is right and fail with a table on what is not."""

import numpy as np
import pytest

from ssmtheory.analysis.convergence.assertions import assert_kernel_converges, assert_spectrum
from ssmtheory.closed_forms import legs
from ssmtheory.errors import InputError, UnknownNameError

NS = [8, 16, 32]


def test_convergence_that_holds():
    found = assert_kernel_converges("legs", NS, rate=1.0)
    assert found["weak"].converges
    assert_kernel_converges("legs", NS, quantity="l2", form="rank-one", rho=0.3, rate=0.5)


@pytest.mark.parametrize("quantity", ["sup", "l2", "hinf"])
def test_convergence_that_does_not_hold(quantity):
    with pytest.raises(AssertionError, match="does not converge") as caught:
        assert_kernel_converges("legs", NS, quantity=quantity)
    lines = str(caught.value).splitlines()
    assert len(lines) == 1 + 1 + len(NS) + 2
    assert lines[1].split() == ["N", quantity]


def test_rate_that_is_not_reached():
    with pytest.raises(AssertionError, match=r"rate is 0\.5, below 1"):
        assert_kernel_converges("legs", NS, quantity="l2", form="rank-one", rho=0.3, rate=1)
    with pytest.raises(UnknownNameError):
        assert_kernel_converges("legs", NS, quantity="strong")


def test_spectrum_that_is_right():
    assert_spectrum(-np.arange(1.0, 9.0)[::-1], "legs", 8)
    lam = -0.5 + 1j * legs.normal_part_frequencies(8)
    assert_spectrum(np.concatenate([lam.conj(), lam]), "legs", 8, part="normal")
    assert_spectrum(lam, "legs", 8, part="normal")
    assert_spectrum(lam.conj().astype(np.complex64), "legs", 8, part="normal")
    odd = np.append(-0.5 + 1j * legs.normal_part_frequencies(5), -0.5)
    assert_spectrum(odd, "legs", 5, part="normal")
    assert_spectrum(legs.rank_one_poles(6, 0.3), "legs", 6, rho=0.3)


def test_spectrum_that_is_wrong():
    lam = -0.5 + 1j * legs.normal_part_frequencies(8)
    with pytest.raises(AssertionError, match="1 of 4 eigenvalues") as caught:
        assert_spectrum(lam + np.array([0, 0, 1e-10, 0]), "legs", 8, part="normal")
    assert "1e-10" in str(caught.value)
    assert_spectrum(lam + np.array([0, 0, 1e-10, 0]), "legs", 8, part="normal", tol=1e-9)
    # single precision is not what double may leave
    with pytest.raises(AssertionError):
        assert_spectrum(lam.astype(np.complex64).astype(complex), "legs", 8, part="normal")
    # a value twice in the place of another
    with pytest.raises(AssertionError):
        assert_spectrum([-1.0, -1.0, -3.0], "legs", 3)


def test_bad_input():
    with pytest.raises(InputError, match="not 3"):
        assert_spectrum([-1.0, -2.0, -3.0], "legs", 8)
    with pytest.raises(InputError, match="finite"):
        assert_spectrum([-1.0, np.nan], "legs", 2)
    with pytest.raises(InputError, match="vector"):
        assert_spectrum(np.eye(2), "legs", 2)
    with pytest.raises(InputError, match="ragged"):
        assert_spectrum([[1.0], [1.0, 2.0]], "legs", 2)


@pytest.mark.parametrize("tol", ["x", np.nan, -1.0])
def test_a_tolerance_that_is_none(tol):
    with pytest.raises(InputError, match="tol must be a positive number"):
        assert_spectrum([-1.0, -2.0], "legs", 2, tol=tol)


@pytest.mark.parametrize("rate", ["x", np.nan, [1, 2], -1])
def test_a_rate_that_is_none(rate):
    """A NaN would pass every comparison."""
    with pytest.raises(InputError, match="rate must be a positive number"):
        assert_kernel_converges("legs", [4, 8], rate=rate)


def test_one_quantity_is_asserted():
    with pytest.raises(UnknownNameError, match="sup, l2, weak, hinf"):
        assert_kernel_converges("legs", [4, 8], quantity=None)
