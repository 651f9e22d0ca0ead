"""Certified spectra: brute-force digits, statuses, condition numbers, hard matrices."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from ssmtheory.analysis.spectra.methods import select_spectrum_method
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, StructureError, UnknownNameError
from ssmtheory.families import families, family
from ssmtheory.precision import working_precision


def agrees(printed: str, expected: str) -> bool:
    """Two correctly rounded decimals of one number: within a unit of the shorter one's end."""
    return abs(Fraction(printed) - Fraction(expected)) <= max(_unit(printed), _unit(expected))


def _unit(text: str) -> Fraction:
    mantissa, _, exponent = text.partition("e")
    places = len(mantissa.partition(".")[2])
    return Fraction(10) ** (int(exponent or 0) - places)


@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
@pytest.mark.parametrize("name", ["legs", "lagt"])
def test_normal_parts_match_brute_force_to_all_digits(reference, name, N):
    rows = spectrum(name, N, part="normal", digits=32).to_json()["eigenvalues"]
    upper = [row for row in rows if not row["imag"].startswith("-") and row["imag"] != "0"]
    expected = reference[name][N]["normal_part_imag"]
    assert len(upper) == len(expected)
    for row, text in zip(upper, expected, strict=True):
        assert agrees(row["imag"], text)
        assert Fraction(row["real"]) == (Fraction(-1, 2) if name == "legs" else 0)


@pytest.mark.parametrize("N", [2, 4, 8, 16, 32])
def test_legt_matches_brute_force_to_all_digits(reference, N):
    rows = spectrum("legt", N, digits=32).to_json()["eigenvalues"]
    upper = sorted(
        ((row["real"], row["imag"]) for row in rows if not row["imag"].startswith("-")),
        key=lambda pair: (float(pair[0]), float(pair[1])),
    )
    for (real, imag), (x, y) in zip(upper, reference["legt"][N]["eigenvalues"], strict=True):
        assert agrees(real, x)
        assert agrees(imag, y)


def test_legs_is_exact_with_integer_condition_numbers():
    found = spectrum("legs", 64)
    assert found.status == "exact"
    assert found.values.tolist() == [-(j + 1) for j in range(64)]
    rows = found.to_json()["eigenvalues"]
    assert {row["radius"] for row in rows} == {"0"}
    assert rows[5]["kappa"] == "459600223328064"
    assert max(len(row["kappa"]) for row in rows) == 47


@pytest.mark.parametrize("name", families())
def test_every_family_is_certified_at_order_16(name):
    found = spectrum(name, 16)
    assert found.status in {"exact", "certified"}
    assert len(found.eigenvalues) == family(name).order(16)


@pytest.mark.parametrize("name", families())
def test_every_family_agrees_with_a_dense_ball_eigensolver(name):
    """Sum and product of the eigenvalues are trace and determinant of the ball matrix."""
    N = 8
    A, _ = family(name).balls(N, 300)
    found = spectrum(name, N, digits=40)
    with working_precision(300):
        A = flint.acb_mat(A)
        total = sum((e.ball for e in found.eigenvalues), flint.acb(0))
        product = flint.acb(1)
        for e in found.eigenvalues:
            product *= e.ball
        scale = max(1.0, float(abs(A.det()).abs_upper()))
        assert abs(A.trace() - total) <= flint.arb("1e-35") * max(1.0, abs(complex(total)))
        assert float(abs(A.det() - product).abs_upper()) <= 1e-35 * scale


@pytest.mark.parametrize("name", ["legs", "chebs", "jacs(1/3,-1/2)", "legt", "lmu", "fout"])
def test_condition_numbers_agree_with_a_dense_ball_eigensolver(name):
    N = 8
    A, _ = family(name).balls(N, 500)
    found = spectrum(name, N, digits=20)
    with working_precision(500):
        values, left, right = flint.acb_mat(A).eig(left=True, right=True)
        for j, value in enumerate(values):
            x = sum((abs(right[i, j]) * abs(right[i, j]) for i in range(N)), flint.arb(0)).sqrt()
            y = sum((abs(left[j, i]) * abs(left[j, i]) for i in range(N)), flint.arb(0)).sqrt()
            kappa = x * y / abs(sum((left[j, i] * right[i, j] for i in range(N)), flint.acb(0)))
            nearest = min(found.eigenvalues, key=lambda e: float(abs(e.ball - value).mid()))
            assert abs(nearest.kappa / kappa - 1) < flint.arb("1e-6")


@pytest.mark.parametrize("name", ["lagt", "chebt", "glagt", "jact"])
def test_jordan_blocks_have_infinite_condition(name):
    found = spectrum(name, 6)
    assert {row["kappa"] for row in found.to_json()["eigenvalues"]} == {"inf"}
    assert len(set(found.values.tolist())) == 1


@pytest.mark.parametrize("name", ["legt", "lmu", "fout", "chebs"])
def test_the_first_precision_is_enough(name, monkeypatch):
    """Precision is predicted, not found by doubling: each row set is built once."""
    built = []

    def counting(bits):
        built.append(bits)
        return working_precision(bits)

    monkeypatch.setattr("ssmtheory.analysis.spectra.methods.working_precision", counting)
    spectrum(name, 40)
    assert len([bits for bits in built if bits >= 60]) == 1


def test_digits_are_what_was_asked():
    for digits in (5, 15, 60):
        row = spectrum("legs", 10, part="normal", digits=digits).to_json()["eigenvalues"][0]
        assert len(row["imag"].replace(".", "")) == digits
        assert 0 < float(row["radius"]) < 10.0 ** (2 - digits)


def test_the_radius_bounds_the_printed_number():
    coarse = spectrum("legt", 12, digits=8)
    fine = spectrum("legt", 12, digits=40)
    for a, b in zip(coarse.eigenvalues, fine.eigenvalues, strict=True):
        real, imag, radius = a.decimals(8)
        x, y, _ = b.decimals(40)
        distance = (Fraction(real) - Fraction(x)) ** 2 + (Fraction(imag) - Fraction(y)) ** 2
        assert distance <= Fraction(radius) ** 2


# Known spectra that defeat LAPACK or isolation.  Sources: gallery(5) and the Rohn-type 6 x 6
# matrix with a sixfold eigenvalue 2 are standard test matrices.
GALLERY5 = [
    [-9, 11, -21, 63, -252],
    [70, -69, 141, -421, 1684],
    [-575, 575, -1149, 3451, -13801],
    [3891, -3891, 7782, -23345, 93365],
    [1024, -1024, 2048, -6144, 24572],
]
SIXFOLD = [
    [-60, 1, 42, -3, -10, 4],
    [133, 0, -92, 6, 23, -8],
    [-186, 3, 128, -9, -30, 12],
    [252, -4, -171, 14, 41, -16],
    [-310, 5, 210, -15, -48, 20],
    [372, -6, -252, 18, 60, -22],
]


@pytest.mark.parametrize(("A", "value"), [(GALLERY5, 0), (SIXFOLD, 2)])
def test_defective_matrices_are_certified(A, value):
    found = spectrum(np.array(A, dtype=float))
    assert found.status == "certified"
    assert set(found.values.tolist()) == {value}


def test_triangular_matrices_are_read_off_exactly():
    A = np.diag([1.5, -2.0, 1.5]) + np.triu(np.ones((3, 3)), 1)
    found = spectrum(A)
    assert found.status == "exact"
    assert found.values.tolist() == [1.5, 1.5, -2.0]
    assert spectrum(np.array([[1j, 0], [1, 1j]])).status == "exact"


def test_simple_condition_numbers_of_a_matrix():
    """Moler's 3 x 3 example, κ for λ = 3, 1, 2 as published in six digits."""
    A = np.array([[-64.0, 82, 21], [144, -178, -46], [-771, 962, 248]])
    kappas = {round(complex(e).real): e.kappa_decimal(7) for e in spectrum(A).eigenvalues}
    assert kappas == {3: "833.1092", 1: "450.7228", 2: "383.7564"}


def test_real_eigenvalues_of_real_matrices_are_proved_real(rng):
    A = rng.standard_normal((9, 9))
    found = spectrum(A)
    real = [e for e in found.eigenvalues if e.ball.imag.is_zero()]
    assert len(real) % 2 == 1
    assert len(real) == np.sum(np.abs(np.linalg.eigvals(A).imag) == 0)


def test_a_multiple_eigenvalue_that_cannot_be_isolated_says_uncertified():
    block = np.array([[0, 1], [1j, 2]])
    found = spectrum(np.kron(np.eye(2), block))
    assert found.status == "uncertified"
    row = found.to_json()["eigenvalues"][0]
    assert row["radius"] == "inf"
    assert row["kappa"] is None


def test_the_smallest_matrices():
    assert spectrum(np.array([[3.0]])).values.tolist() == [3.0]
    assert spectrum("legs", 1).values.tolist() == [-1.0]
    assert spectrum("legs", 1, part="normal").values.tolist() == [-0.5]
    assert spectrum(np.zeros((3, 3))).values.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "part", "method"),
    [
        ("legs", "full", "algebra"),
        ("legs", "normal", "secular"),
        ("legt", "full", "secular"),
        ("legt", "normal", "integer-polynomial"),
        ("s4d-lin", "full", "algebra"),
        ("fout", "full", "secular"),
        ("fout", "normal", "algebra"),
    ],
)
def test_the_method_follows_the_structure(name, part, method):
    assert select_spectrum_method(as_subject(name, 8), part) == method


def test_parts_and_digits_are_checked():
    with pytest.raises(UnknownNameError, match="part"):
        spectrum("legs", 4, part="half")
    with pytest.raises(InputError, match="digits"):
        spectrum("legs", 4, digits=0)
    with pytest.raises(StructureError, match="no normal-plus-low-rank form"):
        spectrum("chebs", 4, part="normal")
    with pytest.raises(StructureError):
        spectrum(np.eye(3), part="normal")


def test_order_is_rightmost_first_and_conjugates_together():
    values = spectrum("legt", 9).values
    assert np.all(np.diff(np.round(values.real, 9)) <= 0)
    pairs = values[np.abs(values.imag) > 0].reshape(-1, 2)
    assert np.max(np.abs(pairs[:, 0] - pairs[:, 1].conj())) <= 1e-13
    assert np.all(pairs[:, 0].imag > 0)


def test_representations_for_reading():
    found = spectrum("legs", 3)
    assert repr(found) == "Spectrum('legs', N=3, part='full', 3 eigenvalues, exact)"
    assert "<table>" in found._repr_html_()
