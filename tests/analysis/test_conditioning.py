"""Condition numbers in logarithms, and the digits an eigensolver needs."""

import math

import numpy as np

from ssmtheory.analysis.conditioning import conditioning
from ssmtheory.analysis.spectrum import spectrum
from ssmtheory.closed_forms import legs

EPS = np.finfo(float).eps


def test_legs_64_needs_about_fifty_digits():
    found = conditioning(spectrum("legs", 64), norm=2607.0)
    exact = [legs.condition_number(j, 64) for j in range(64)]
    assert np.max(np.abs(found.log10_kappa - [math.log10(k) for k in exact])) <= 64 * EPS * 50
    assert found.log10_kappa_V_lower == found.log10_kappa.max()
    assert abs(found.log10_kappa_V_upper - math.log10(sum(exact))) <= 64 * EPS * 50
    worst = max(math.log10(k) + math.log10(2607.0 / (j + 1)) for j, k in enumerate(exact))
    assert found.digits_needed == 1 + math.ceil(worst)
    assert 49 <= found.digits_needed <= 53


def test_the_digits_needed_are_the_digits_needed():
    """Below them a dense eigensolver on a rotated LegS has no digit right; above them it has."""
    import mpmath

    N = 8
    A = np.array(spectrum("legs", N).values)
    needed = conditioning(spectrum("legs", N), norm=np.linalg.norm(_legs(N), 2)).digits_needed
    assert len(A) == N
    assert needed < 16
    errors = {}
    for digits in (needed - 5, needed + 2):
        with mpmath.workdps(digits):
            Q = mpmath.qr(mpmath.matrix(_gaussian(N).tolist()))[0]
            values = mpmath.eig(Q * mpmath.matrix(_legs(N).tolist()) * Q.T, right=False)
            found = np.sort_complex(
                np.array([complex(float(v.real), float(v.imag)) for v in values])
            )
        errors[digits] = np.max(np.abs(found - np.arange(-N, 0.0)))
    assert errors[needed + 2] < 0.1
    assert errors[needed - 5] > 0.1


def _gaussian(N):
    return np.random.default_rng(5).standard_normal((N, N))


def _legs(N):
    from ssmtheory.families import family

    return family("legs").system(N).A


def test_defective_and_unknown():
    defective = conditioning(spectrum("lagt", 5), norm=1.0)
    assert defective.defective
    assert defective.digits_needed is None
    unknown = conditioning(spectrum(np.kron(np.eye(2), [[0, 1], [1j, 2]])), norm=1.0)
    assert not unknown.defective
    assert unknown.digits_needed is None
    assert unknown.to_json()["log10_kappa"] == [None] * 4


def test_normal_matrices_need_one_digit():
    found = conditioning(spectrum(np.diag([1.0, 2.0])), norm=2.0)
    assert found.log10_kappa_V_lower == 0.0
    assert found.digits_needed == 2
    assert conditioning(spectrum(np.zeros((2, 2))), norm=0.0).to_json()["digits_needed"] == 1
