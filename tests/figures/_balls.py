"""e^{tA}B in ball arithmetic: the referee of the kernels that figures show."""

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.precision import working_precision

BITS = 200


def exponential(name: str, N: int, times, *, form: str = "dplr") -> np.ndarray:
    """(len(times), N): e^{tA}B of a family, or of A + ½BBᵀ with B/2 for "diagonal" (LegS)."""
    A, B = st.family(name).balls(N, BITS)
    with working_precision(BITS):
        if form == "diagonal":
            A, B = A + B * B.transpose() * flint.arb(0.5), B * flint.arb(0.5)
        columns = [((A * flint.arb(float(t))).exp() * B).entries() for t in times]
    assert max(float(x.rad()) for column in columns for x in column) < 1e-20
    return np.array([[float(x.mid()) for x in column] for column in columns])
