"""``ssmtheory eig``: the JSON contract, digits, certification."""

import numpy as np
import pytest

KEYS = {"real", "imag", "radius", "status", "kappa"}


def test_json_has_the_fixed_keys(run):
    data = run("eig", "legs", "-n", 4, "--json").json
    assert {"schema", "family", "n", "part", "eigenvalues"} <= set(data)
    assert (data["family"], data["n"], data["part"]) == ("legs", 4, "full")
    assert all(set(row) == KEYS for row in data["eigenvalues"])
    assert [row["real"] for row in data["eigenvalues"]] == ["-1", "-2", "-3", "-4"]
    assert [row["kappa"] for row in data["eigenvalues"]] == ["4", "20", "36", "20"]


def test_digits_and_part(run, reference):
    data = run("eig", "legs", "-n", 8, "--part", "normal", "--digits", 20, "--json").json
    top = reference["legs"][8]["normal_part_imag"][0]
    assert data["eigenvalues"][0]["imag"] == "19.857410370970576835"
    assert top.startswith("19.85741037097057683")
    assert data["digits"] == 20


def test_the_table_prints_the_same_digits(run):
    out = run("eig", "legt", "-n", 6, "--digits", 12).out
    rows = run("eig", "legt", "-n", 6, "--digits", 12, "--json").json["eigenvalues"]
    for row in rows:
        assert row["real"].lstrip("-") in out
        assert row["imag"].lstrip("-") in out


def test_a_matrix_file(run, tmp_path, rng):
    A = rng.standard_normal((5, 5))
    np.save(tmp_path / "A.npy", A)
    data = run("eig", "--matrix", "A.npy", "--json").json
    found = np.array([float(r["real"]) + 1j * float(r["imag"]) for r in data["eigenvalues"]])
    exact = np.linalg.eigvals(A)
    assert max(np.abs(exact - z).min() for z in found) <= 1e3 * np.finfo(float).eps
    assert data["family"] == "matrix"


def test_require_certified(run, tmp_path):
    np.save(tmp_path / "hard.npy", np.kron(np.eye(2), [[0, 1], [1j, 2]]))
    assert run("eig", "--matrix", "hard.npy", "--json").code == 0
    assert run("eig", "--matrix", "hard.npy", "--json", "--require-certified").code == 3
    assert run("eig", "legs", "-n", 4, "--require-certified").code == 0


@pytest.mark.parametrize("digits", ["0", "99999999", "x"])
def test_bad_digits(run, digits):
    done = run("eig", "legs", "-n", 4, "--digits", digits)
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_rho_is_taken_exactly(run, reference):
    data = run("eig", "legs", "-n", 8, "--rho", "0.1", "--digits", 25, "--json").json
    imag = {row["imag"].lstrip("-") for row in data["eigenvalues"]}
    for _, text in reference["legs"][8]["rank_one"]["0.1"]["eigenvalues"]:
        assert any(text.startswith(printed[:22]) for printed in imag)
    assert data["method"] == "rank-one"
