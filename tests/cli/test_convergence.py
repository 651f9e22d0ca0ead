"""``ssmtheory convergence``: the JSON contract, the tables and mistakes."""

import pytest

from ssmtheory.analysis.convergence.convergence import convergence
from ssmtheory.cli import main


@pytest.fixture(autouse=True)
def listed(monkeypatch):
    monkeypatch.setitem(main.COMMANDS, "convergence", ("convergence", "Modes of convergence."))


def test_json_is_that_of_the_library(run):
    data = run("convergence", "legs", "--n", "8,16", "--state", 1, "--json").json
    assert data == convergence("legs", [8, 16], state=1).to_json()


def test_options(run):
    options = ("--form", "rank-one", "--rho", 0.3, "--quantity", "weak", "--decay", 2)
    data = run("convergence", "legs", "-n", "8", *options, "--json").json
    assert [mode["quantity"] for mode in data["modes"]] == ["weak"]
    assert (data["form"], data["rho"], data["decay"]) == ("rank-one", 0.3, 2.0)
    options = ("--form", "rank-one", "--rho", "3/10", "--quantity", "weak", "--decay", 2)
    assert run("convergence", "legs", "-n", "8", *options, "--json").json == data


def test_tables(run):
    done = run("convergence", "legs", "--n", "8,16")
    assert done.code == 0
    assert "0.492125" in done.out
    assert "exact limit" in done.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("legs", "--n", "8,x"), "16,32,64"),
        (("legs",), "--n"),
        (("legz", "--n", "8"), "Did you mean"),
        (("legs", "--n", "8", "--form", "rank-one"), "rho"),
        (("s4d-lin", "--n", "8"), "low-rank"),
    ],
)
def test_mistakes(run, words, sentence):
    done = run("convergence", *words)
    assert done.code == 2
    assert sentence in done.err
