"""What is printed of points of the plane."""

import io
from fractions import Fraction

import numpy as np
import pytest
from rich.console import Console

from ssmtheory.analysis.subject import as_subject
from ssmtheory.reports.terminal_plane import points_table


@pytest.mark.parametrize(
    "bounds",
    [
        [np.log10(2.0), np.nextafter(np.log10(2.0), 1.0)],
        [-0.1234567890123456, -0.1234567890123455],
        [-5e-324, 5e-324],
        [-200.00000007238241, -200.0000000723824],
        ["-inf", 1e-300 / 3],
    ],
)
def test_printed_bounds_are_proved_too(bounds):
    row = {"z": [2.0, 0.0], "log10_sigma_min": 0.3, "method": "svd", "trusted": True}
    table = points_table(as_subject(np.eye(3)), [row | {"log10_bounds": bounds}])
    stream = io.StringIO()
    Console(file=stream, width=160).print(table)
    low, high = stream.getvalue().split("[")[1].split("]")[0].split(", ")
    assert low == "-inf" if bounds[0] == "-inf" else Fraction(low) <= Fraction(bounds[0])
    assert Fraction(high) >= Fraction(bounds[1])
