"""Ball NPLR forms: proved residuals, nesting in precision, correctly rounded floats."""

import flint
import numpy as np
import pytest

from ssmtheory.decompositions.certified import BallModes, certify, correctly_rounded
from ssmtheory.errors import AccuracyError, ConvergenceError, InputError, StructureError
from ssmtheory.families import family
from ssmtheory.precision import working_precision

EPS = np.finfo(float).eps
CASES = [(name, N) for name in ("legs", "lagt", "legt") for N in (1, 2, 3, 8, 17)]
CASES += [("fout", N) for N in (2, 4, 16)]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def case(request):
    name, N = request.param
    return family(name), N


def test_the_residual_is_proved_and_follows_the_precision(case):
    fam, N = case
    for bits in (128, 400):
        form = fam.nplr_balls(N, bits)
        assert form.residual <= N**2 * 2.0 ** (48 - bits)
        assert form.order == N


def test_the_float_form_is_the_same_to_rounding(case):
    fam, N = case
    floats, rounded = fam.nplr(N), fam.nplr_rounded(N)
    scale = max(1.0, np.abs(rounded.lam).max())
    upper = np.unique(np.abs(rounded.lam.imag))
    gap = np.diff(upper).min() if upper.size > 1 else 1.0
    for name in ("lam", "P", "B", "V"):
        exact, found = getattr(rounded, name), getattr(floats, name)
        # eigh of LegT has errors ε‖A‖/gap; the closed forms are far inside
        allowed = 64 * N * EPS * max(1.0, np.abs(exact).max()) * max(1.0, scale / gap)
        assert np.abs(found - exact).max() <= allowed


def test_rounding_is_the_same_from_a_higher_precision(case):
    fam, N = case
    low = fam.nplr_rounded(N)
    high = correctly_rounded(lambda bits: fam.nplr_balls(N, 4 * bits))
    for name in ("lam", "P", "V", "B"):
        assert np.array_equal(getattr(low, name), getattr(high, name))


def test_every_float_is_the_nearest_to_the_exact_entry():
    fam, N = family("legs"), 9
    floats, form = fam.nplr_rounded(N), fam.nplr_balls(N, 300)
    with working_precision(300):
        for value, ball in zip(floats.V.ravel(), form.modes.V.entries(), strict=True):
            for x, exact in ((value.real, ball.real), (value.imag, ball.imag)):
                error = abs(flint.arb(float(x)) - exact)
                for neighbour in (np.nextafter(x, -np.inf), np.nextafter(x, np.inf)):
                    assert error <= abs(flint.arb(float(neighbour)) - exact)


def test_single_precision_is_rounded_once():
    rounded = family("legs").nplr_rounded(16, np.float32)
    assert rounded.lam.dtype == rounded.V.dtype == np.complex64
    exact = family("legs").nplr_rounded(16)
    assert np.abs(rounded.P - exact.P).max() <= np.finfo(np.float32).eps * np.abs(exact.P).max()


def test_gauge_and_symmetry(case):
    fam, N = case
    rounded = fam.nplr_rounded(N)
    assert np.array_equal(rounded.lam[::-1].conj(), rounded.lam)
    assert np.all(np.diff(rounded.lam.imag) <= 0)
    first = rounded.P[:, 0]
    assert np.array_equal(first.imag, np.zeros(N))
    assert np.all(first.real >= 0)


def test_a_wrong_mode_is_caught():
    fam, N = family("legs"), 6
    A, B = fam.balls(N, 200)
    with working_precision(200):
        modes = fam.ball_modes(N)
        lam = [*modes.lam[:-1], modes.lam[-1] * (1 + flint.arb("1e-20"))]
        with pytest.raises(AccuracyError, match="certified residual"):
            certify(A, B, BallModes(lam, modes.P, modes.V, modes.B))


def test_what_cannot_round_is_refused():
    """More bits are asked for, and when they do not help the search ends."""
    fam, asked = family("legs"), []

    def build(bits):
        asked.append(bits)
        return fam.nplr_balls(9, 58)

    with pytest.raises(ConvergenceError, match="does not round uniquely"):
        correctly_rounded(build)
    assert asked == [128 * 2**i for i in range(7)]


def test_other_formats_and_families_are_refused():
    with pytest.raises(InputError, match="float32 or float64"):
        family("legs").nplr_rounded(4, np.int32)
    with pytest.raises(StructureError, match="legs, lagt, legt and fout"):
        family("chebs").nplr_balls(4)


def test_legt_keeps_any_precision():
    """The eigensolver's vectors lose bits with N and with the precision."""
    for bits in (64, 700):
        assert family("legt").nplr_balls(28, bits).residual <= 28**2 * 2.0 ** (48 - bits)
