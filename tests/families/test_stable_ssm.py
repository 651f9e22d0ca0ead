"""Reparameterisations: their definitions in 400 digits, and the gradients they bound."""

import mpmath
import numpy as np
import pytest

from ssmtheory.errors import InputError
from ssmtheory.families.stable_ssm import DIRECT, EXP, SOFTPLUS, best, best_discrete

EPS = np.finfo(float).eps
CASES = {
    "direct": (DIRECT, lambda w: w, False),
    "exp": (EXP, lambda w: -mpmath.exp(w), False),
    "softplus": (SOFTPLUS, lambda w: -mpmath.log1p(mpmath.exp(w)), False),
    "best": (best(), lambda w: -1 / (w**2 + mpmath.mpf(1) / 2), False),
    "best(3,0.1)": (best(3, 0.1), lambda w: -1 / (3 * w**2 + mpmath.mpf(0.1)), False),
    "best-discrete": (best_discrete(), lambda w: 1 - 1 / (w**2 + mpmath.mpf(1) / 2), True),
}
POINTS = np.array([-300.0, -40.5, -3.0, -0.7, -1e-3, 1e-3, 0.2, 1.5, 30.0, 300.0])


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return CASES[request.param]


def test_value_slope_and_scale_are_those_of_the_definition(case):
    """f' by differentiation in 400 digits, g = |f'|/f² or |f'|/(1−f)²."""
    f, definition, discrete = case
    with mpmath.workdps(400):
        for w in POINTS:
            exact = mpmath.mpf(float(w))
            value, slope = definition(exact), mpmath.diff(definition, exact)
            gap = 1 - value if discrete else value
            scale = abs(slope) / gap**2
            # 1 − 1/(aw²+b) cancels where it is near zero: absolute there
            size = max(abs(value), mpmath.mpf(1)) if discrete else abs(value)
            assert abs(mpmath.mpf(float(f.value(w))) - value) <= 8 * EPS * size
            assert abs(mpmath.mpf(float(f.slope(w))) - slope) <= 8 * EPS * abs(slope)
            assert abs(mpmath.mpf(float(f.gradient_scale(w))) - scale) <= 16 * EPS * scale


def test_inverse_gives_the_parameter_back(case):
    f, _, discrete = case
    lam = np.array([0.9, 0.5, 0.0, -0.5]) if discrete else -np.array([1e-6, 0.01, 0.5, 1.7])
    assert np.abs(f.value(f.inverse(lam)) - lam).max() <= 64 * EPS


def test_best_has_a_gradient_linear_in_the_parameter():
    """f'/f² = 2aw is the equation that the best f solves; the others grow without bound."""
    w = np.linspace(0, 50, 11)
    assert np.array_equal(best(2.0).gradient_scale(w), 4 * w)
    assert np.array_equal(best_discrete(2.0).gradient_scale(w), 4 * w)
    lam = -np.array([1e-1, 1e-3, 1e-5])
    # at λ → 0: g = 1/λ², 1/|λ|, and 2√(1/|λ| − b)
    assert DIRECT.gradient_scale(DIRECT.inverse(lam)) == pytest.approx(lam**-2, rel=8 * EPS)
    assert EXP.gradient_scale(EXP.inverse(lam)) == pytest.approx(-1 / lam, rel=64 * EPS)
    root = 2 * np.sqrt(-1 / lam - 0.5)
    assert best().gradient_scale(best().inverse(lam)) == pytest.approx(root, rel=64 * EPS)


@pytest.mark.parametrize("f", [DIRECT, EXP, SOFTPLUS, best()], ids=lambda f: f.name)
def test_scale_is_the_gradient_of_the_total_kernel(f):
    """d/dw ∫₀^∞ e^{f(w)t} dt = f'/f², by quadrature of the differentiated kernel."""
    w = -0.8 if f.name == "direct" else 0.8
    value, slope = float(f.value(w)), float(f.slope(w))
    gradient = mpmath.quad(lambda t: t * slope * mpmath.exp(value * t), [0, 10, mpmath.inf])
    # mpmath works in 15 digits here
    assert abs(gradient) == pytest.approx(float(f.gradient_scale(w)), rel=1e3 * EPS)


def test_discrete_scale_is_the_gradient_of_the_total_kernel():
    """d/dw Σ_k λ̄^k = f'/(1 − λ̄)², by central differences of 1/(1 − f)."""
    f, w = best_discrete(), mpmath.mpf("1.3")
    with mpmath.workdps(40):
        total = lambda v: mpmath.nsum(lambda k: (1 - 1 / (v**2 + 0.5)) ** k, [0, mpmath.inf])  # noqa: E731
        h = mpmath.mpf(10) ** -12
        gradient = (total(w + h) - total(w - h)) / (2 * h)
    assert float(gradient) == pytest.approx(float(f.gradient_scale(1.3)), rel=1e-12)


def test_stability_of_the_discrete_form_needs_half():
    """|λ̄| ≤ 1 for all w exactly when b ≥ ½, with −1 at w = 0 for b = ½."""
    w = np.linspace(-5, 5, 1001)
    assert best_discrete().value(0.0) == -1.0
    assert (np.abs(best_discrete(1.0, 0.5).value(w)) <= 1).all()
    assert best(1.0, 0.4).value(0.0) + 1 < -1
    with pytest.raises(InputError, match="1/2"):
        best_discrete(1.0, 0.4)


def test_range_of_best_depends_on_b():
    """Decays up to 1/b: 2 for the paper's ½, 10 for the 0.1 of its code."""
    assert best().inverse(-2.0) == 0.0
    assert best(1.0, 0.1).inverse(-10.0) == 0.0
    assert best(1.0, 0.1).value(best(1.0, 0.1).inverse(-0.5)) == pytest.approx(-0.5, rel=8 * EPS)
    with pytest.raises(InputError):
        best().inverse(-2.1)


def test_ends_of_the_range_of_doubles_give_no_warning():
    w = np.array([-1e4, -745.0, 0.0, 745.0, 1e4, np.inf, -np.inf])
    for f in (DIRECT, EXP, SOFTPLUS, best(), best_discrete()):
        assert not np.isnan(f.value(w)).any()
        assert not np.isnan(f.slope(w[:5])).any()
        assert not np.isnan(f.gradient_scale(w)).any()
        assert f.value(w.reshape(7, 1)).shape == (7, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: best(0.0),
        lambda: best(1.0, -1.0),
        lambda: best(np.inf),
        lambda: EXP.inverse(0.5),
        lambda: SOFTPLUS.inverse([-1.0, 0.0]),
        lambda: DIRECT.inverse(1.0),
        lambda: best_discrete().inverse(1.0),
        lambda: EXP.value(1j),
        lambda: EXP.value(np.nan),
        lambda: EXP.value("w"),
    ],
)
def test_bad_input_is_refused(make):
    with pytest.raises(InputError):
        make()
