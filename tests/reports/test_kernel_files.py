"""Kernels on disk and in tables."""

import io
import json

import numpy as np
import pytest
from rich.console import Console

from ssmtheory.analysis.time.kernel_table import kernel_table
from ssmtheory.errors import InputError, OutputFileError
from ssmtheory.reports.kernel_files import check_target, save_kernel
from ssmtheory.reports.terminal_kernel import error_table, value_table


@pytest.fixture(scope="module")
def table():
    return kernel_table("legs", 4, 0.1, 40, form="rank-one", rho=0.5, errors=True)


def test_arrays_come_back(table, tmp_path):
    path = save_kernel(table, tmp_path / "k.npz")
    with np.load(path) as saved:
        assert np.array_equal(saved["kernel"], table.kernel)
        assert saved["states"].tolist() == [0, 1, 2, 3]
        assert json.loads(str(saved["about"]))["rho"] == 0.5
    first = path.read_bytes()
    assert save_kernel(table, path).read_bytes() == first


def test_json_is_the_commands_own(table, tmp_path):
    saved = json.loads(save_kernel(table, tmp_path / "k.json").read_text())
    assert saved == json.loads(json.dumps(table.to_json()))


@pytest.mark.parametrize(
    ("suffix", "magic"), [(".png", b"\x89PNG"), (".pdf", b"%PDF"), (".svg", b"<?xml")]
)
def test_pictures(table, tmp_path, suffix, magic):
    assert save_kernel(table, tmp_path / f"k{suffix}").read_bytes().startswith(magic)


def test_bad_targets(tmp_path):
    with pytest.raises(InputError, match="must end in"):
        check_target(tmp_path / "k.txt")
    with pytest.raises(OutputFileError):
        check_target(tmp_path / "no" / "k.npz")


def test_tables_show_both_ends(table):
    text = io.StringIO()
    console = Console(file=text, width=160)
    console.print(value_table(table))
    console.print(error_table(table))
    assert "rho = 0.5" in text.getvalue()
    assert f"{table.kernel[3, 39]:.10g}" in text.getvalue()
    assert "direct32" in text.getvalue()


def test_complex_values_have_two_parts():
    text = io.StringIO()
    Console(file=text, width=160).print(value_table(kernel_table("s4d-lin", 4, 0.1, 3)))
    assert "i" in text.getvalue().splitlines()[-2]
