"""``ssmtheory pseudospectrum``: points, grids, files."""

import json

import numpy as np
import pytest


def test_points_match_brute_force(run, reference):
    expected = reference["legs"][32]["resolvent_norm2"]
    done = run("pseudospectrum", "legs", "-n", 32, "--json", "--at", *expected)
    data = done.json
    assert (data["family"], data["n"]) == ("legs", 32)
    for point, (text, norm) in zip(data["points"], expected.items(), strict=True):
        assert set(point) >= {"z", "log10_sigma_min", "method", "floor"}
        assert point["z"] == [float(v) for v in text.split(",")]
        assert abs(10 ** point["log10_sigma_min"] * float(norm) - 1) <= 1e-11
        assert point["method"] == "allpass"


@pytest.mark.parametrize(
    "args",
    [
        ["--at", "-3.3,1.7", "--at", "0,2.5"],
        ["--at", "-3.3,1.7", "0,2.5"],
        ["--at", "-3.3+1.7j", "2.5j"],
        ["--at=-3.3+1.7i", "--at=2.5i"],
    ],
)
def test_points_can_be_written_in_several_ways(run, args):
    data = run("pseudospectrum", "legs", "-n", 8, "--json", *args).json
    assert [p["z"] for p in data["points"]] == [[-3.3, 1.7], [0, 2.5]]


def test_options_may_follow_the_points(run):
    data = run("pseudospectrum", "--at", "-1,2", "3,4", "--json", "-n", "8", "legs").json
    assert [p["z"] for p in data["points"]] == [[-1, 2], [3, 4]]


def test_an_eigenvalue_is_minus_infinity_and_still_json(run):
    data = run("pseudospectrum", "legs", "-n", 8, "--json", "--at", "-3,0").json
    assert data["points"][0]["log10_sigma_min"] == "-inf"


@pytest.mark.parametrize("point", ["x", "1,2,3", "1,", "nan,0", "inf,0"])
def test_bad_points(run, point):
    done = run("pseudospectrum", "legs", "-n", 8, "--at", point)
    assert done.code == 2
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "args",
    [
        ["--window=1,2,3"],
        ["--window=a,b,c,d"],
        ["--window=1,0,0,1"],
        ["--window=0,inf,0,1"],
        ["--grid", "1"],
        ["--grid", "10000000"],
        ["--out", "picture.gif"],
        ["--out", "no/such/folder/x.npz"],
    ],
)
def test_bad_grids_write_nothing(run, tmp_path, args):
    done = run("pseudospectrum", "legs", "-n", 8, *args)
    assert done.code in (2, 74)
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_grid_as_json(run):
    data = run("pseudospectrum", "legs", "-n", 4, "--grid", 5, "--window=-6,2,-3,3", "--json").json
    assert np.shape(data["log10_sigma"]) == (5, 5)
    assert data["window"] == [-6, 2, -3, 3]


@pytest.mark.parametrize("suffix", [".npz", ".json", ".png", ".pdf", ".svg"])
def test_saved_grids(run, tmp_path, suffix):
    name = f"out{suffix}"
    args = ("pseudospectrum", "legt", "-n", 4, "--grid", 8, "--window=-9,3,-6,6", "--out", name)
    assert run(*args).code == 0
    first = (tmp_path / name).read_bytes()
    if suffix == ".npz":
        with np.load(tmp_path / name) as saved:
            assert saved["log10_sigma"].shape == (8, 8)
    elif suffix == ".json":
        assert json.loads(first)["method"]
    assert run(*args).code == 0
    assert (tmp_path / name).read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == [name]
