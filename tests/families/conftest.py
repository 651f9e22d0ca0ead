"""What every family test needs: the list of families, and the one comparison of arithmetics."""

from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest

from ssmtheory.families.catalog import families, family
from ssmtheory.precision import working_precision

# Parameters away from the defaults, so that no symmetry (alpha = beta) or special value
# (alpha = 0) hides a wrong formula.
WITH_PARAMETERS = (
    "glagt(1/3,1/7)",
    "glagt(-1/2,2)",
    "gegt(2/3)",
    "gegs(2/3)",
    "jact(1/3,-1/2)",
    "jacs(1/3,-1/2)",
    "jact(2,0)",
    "jacs(-3/4,5/2)",
)
# Allowed relative error of a float entry in units of 2^-53 (two units are one ulp at most).
# Closed entries take at most five roundings, of which the worst seen adds up to 2.6; jact
# has the condition |ln rho_n - ln rho_k| of an expm1, s4d-legs and dss a Newton iteration.
ALLOWED = 4
ALLOWED_BY_NAME = {"jact": 16, "s4d-legs": 16, "dss": 16}
UNIT = 2.0**-53


def pytest_generate_tests(metafunc):
    if "family_name" in metafunc.fixturenames:
        metafunc.parametrize("family_name", [*families(), *WITH_PARAMETERS])


@pytest.fixture
def fam(family_name):
    return family(family_name)


@pytest.fixture
def assert_float_matches_balls(fam):
    """(A, B), (ball A, ball B): every float entry as close to the ball as ``ALLOWED`` says."""
    allowed = ALLOWED_BY_NAME.get(fam.name, ALLOWED)

    def check(system, balls):
        for values, matrix in zip(system, balls, strict=True):
            assert _float_error(values, matrix) <= allowed

    return check


@pytest.fixture
def to_mpmath():
    """A ball matrix -> mpmath matrix of its midpoints, nothing rounded but by mp.prec."""

    def convert(balls):
        rows = [[_mpf(balls[i, j]) for j in range(balls.ncols())] for i in range(balls.nrows())]
        return mpmath.matrix(rows)

    return convert


@pytest.fixture
def fraction_of():
    """fmpq -> Fraction."""
    return lambda q: Fraction(int(q.p), int(q.q))


def _float_error(values: np.ndarray, balls) -> float:
    """The worst relative error of an entry in units of 2^−53; an exact zero must be met.

    Real and imaginary parts count separately; modes are compared with a diagonal matrix.
    """
    values = np.asarray(values)
    if values.ndim == 1 and balls.ncols() > 1:
        values = np.diag(values)
    values = values.reshape(balls.nrows(), balls.ncols())
    worst = 0.0
    with working_precision(128):
        for i in range(balls.nrows()):
            for j in range(balls.ncols()):
                exact = flint.acb(balls[i, j])
                worst = max(
                    worst,
                    _part_error(float(values[i, j].real), exact.real),
                    _part_error(float(values[i, j].imag), exact.imag),
                )
    return worst


def _part_error(value: float, exact: flint.arb) -> float:
    if exact.is_zero():
        return 0.0 if value == 0.0 else float("inf")
    if not np.isfinite(value):  # max() below would step over a NaN
        return float("inf")
    difference = abs(flint.arb(value) - exact).abs_upper()
    return float(difference / abs(exact).abs_lower()) / UNIT


def _mpf(ball):
    if isinstance(ball, flint.acb):
        return mpmath.mpc(_mpf(ball.real), _mpf(ball.imag))
    mantissa, exponent = ball.mid().man_exp()
    return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))
