"""Two doubles carry a pole to 106 bits."""

import flint

from ssmtheory.analysis.sigma.pole_table import pole_table
from ssmtheory.precision import working_precision


def test_two_doubles_hold_each_coordinate_to_106_bits():
    with working_precision(200):
        poles = [flint.acb(-flint.arb(2).sqrt(), flint.arb(7).sqrt()), flint.acb(-flint.arb.pi())]
        table = pole_table(poles)
        assert table.shape == (4, 2)
        h, low, theta, rest = (flint.arb(value) for value in table[:, 1])
        assert abs(flint.acb(-h - low, theta + rest) - poles[0]) < flint.arb(2) ** -105
        assert table[2:, 0].tolist() == [0.0, 0.0]  # |θ| ascending
        assert abs(flint.arb(table[0, 0]) + table[1, 0] - flint.arb.pi()) < flint.arb(2) ** -105


def test_no_poles_is_an_empty_table():
    assert pole_table([]).shape == (4, 0)
