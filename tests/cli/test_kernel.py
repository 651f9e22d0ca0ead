"""``ssmtheory kernel``: the JSON contract, files and mistakes."""

import numpy as np
import pytest

from ssmtheory.families import family
from ssmtheory.systems.kernel import system_kernel


def test_json_has_the_fixed_keys(run):
    data = run("kernel", "legs", "-n", 4, "--dt", "0.1", "--length", 6, "--json").json
    assert data["schema"] == "ssmtheory/kernel/1"
    assert (data["method"], data["form"], data["dt"], data["length"]) == ("zoh", "dplr", 0.1, 6)
    assert np.array_equal(data["kernel"], system_kernel(family("legs").system(4), 0.1, 6))


def test_files_and_table(run, tmp_path):
    done = run("kernel", "legt", "-n", 4, "--dt", "0.1", "--length", 50, "--out", "k.npz")
    assert done.code == 0
    assert done.out.splitlines()[-1] == "k.npz"
    assert (tmp_path / "k.npz").exists()


def test_errors_and_aliasing(run):
    options = ("--dt", "2", "--length", 20, "--method", "bilinear", "--errors")
    done = run("kernel", "s4d-lin", "-n", 8, *options)
    assert done.code == 0
    assert "direct32" in done.out
    assert "aliases" in done.err


def test_forms(run):
    options = ("--dt", "0.1", "--length", 3, "--state", 0, "--json")
    plain = run("kernel", "legs", "-n", 8, *options).json["kernel"]
    diagonal = run("kernel", "legs", "-n", 8, "--form", "diagonal", *options).json["kernel"]
    assert np.shape(plain) == np.shape(diagonal) == (1, 3)
    assert np.abs(np.subtract(plain, diagonal)).max() > 1e-3
    form = ("kernel", "legs", "-n", 8, *options, "--form", "rank-one", "--rho")
    assert run(*form, "1/8").json == run(*form, "0.125").json
    refused = run(*form, "9/8")
    assert (refused.code, refused.out) == (2, "")
    assert "rho must lie in (0, 1]" in refused.err


@pytest.mark.parametrize(
    "args",
    [
        ["legs", "-n", 4, "--dt", "0.1"],
        ["legs", "-n", 4, "--length", 5],
        ["legs", "-n", 4, "--dt", "0", "--length", 5],
        ["legs", "-n", 4, "--dt", "nan", "--length", 5],
        ["legs", "-n", 4, "--dt", "0.1", "--length", 0],
        ["legs", "-n", 4, "--dt", "0.1", "--length", 5, "--method", "tustin"],
        ["legs", "-n", 4, "--dt", "0.1", "--length", 5, "--state", 4],
        ["legs", "-n", 4, "--dt", "0.1", "--length", 5, "--out", "k.txt"],
        ["legs", "-n", 4, "--dt", "0.1", "--length", 10**13],
        ["legs", "--dt", "0.1", "--length", 5],
        ["chebs", "-n", 4, "--dt", "0.1", "--length", 5, "--form", "diagonal"],
        ["grcar", "-n", 4, "--dt", "0.1", "--length", 5],
    ],
)
def test_mistakes(run, args):
    done = run("kernel", *args)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
