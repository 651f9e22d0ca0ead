r"""DSS: N complex modes, the upper half of the normal part of LegS at size 2N.

λ_n = −½ + iω_n, Σ_{k<2N} arctan((k+½)/ω_n) = (n+½)π, B = 1; K(t) = Re Σ_n C_n e^{λ_n t},
the real part without the factor 2 that a conjugate half would ask for.
"""

from functools import partial
from typing import TYPE_CHECKING

import flint
import numpy as np

from ssmtheory.families import s4d
from ssmtheory.families.base import Family
from ssmtheory.references import Source

if TYPE_CHECKING:
    import sympy


def arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """λ and B = 1, both of shape (N,), imaginary parts descending."""
    lam, _ = s4d.legs_arrays(2 * N)
    return lam, np.ones_like(lam)


def modes(N: int) -> list[flint.acb]:
    """The N modes as balls at the working precision."""
    return s4d.legs_modes(2 * N)


def symbolic(N: int) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """diag(λ) and B = 1 as sympy matrices."""
    import sympy

    return s4d.diagonal_symbolic(s4d.normal_part_frequencies_exact(2 * N), [sympy.Integer(1)] * N)


FAMILY = Family(
    name="dss",
    title="DSS (N free modes from LegS at size 2N)",
    source=Source("dss", "skew-HiPPO initialisation"),
    window="that of LegS as N grows",
    formula="upper half of the spectrum of A + B B^T/2 of LegS at 2N, B = 1",
    notes=("N counts complex modes, none a conjugate of another; the output is Re, without a 2.",),
    diagonal=True,
    arrays=arrays,
    symbolic=symbolic,
    ball_arrays=partial(s4d.unit_input_balls, modes),
    modes=modes,
    modes_status="certified",
)
