"""From a rational core to the symbolic and the ball matrices: one formula, two arithmetics."""

from typing import TYPE_CHECKING

import flint

from ssmtheory.families.base import RationalCore

if TYPE_CHECKING:
    import sympy


def core_to_sympy(core: RationalCore) -> "tuple[sympy.Matrix, sympy.Matrix]":
    """A_nk = M_nk √(ν_n/ν_k), B_n = b_n √ν_n as sympy matrices."""
    import sympy

    def number(q):
        return sympy.Rational(int(q.p), int(q.q))

    N = core.M.nrows()
    root = [sympy.sqrt(number(q)) for q in core.nu]
    A = sympy.zeros(N, N)
    for n in range(N):
        for k in range(N):
            if core.M[n, k] != 0:
                A[n, k] = number(core.M[n, k]) * sympy.sqrt(number(core.nu[n] / core.nu[k]))
    return A, sympy.Matrix([number(b) * r for b, r in zip(core.b, root, strict=True)])


def core_to_balls(core: RationalCore) -> tuple[flint.arb_mat, flint.arb_mat]:
    """A_nk = M_nk √(ν_n/ν_k), B_n = b_n √ν_n as balls at the working precision."""
    N = core.M.nrows()
    root = [flint.arb(q).sqrt() for q in core.nu]
    inverse = [1 / r for r in root]
    rows = [
        [
            flint.arb(core.M[n, k]) * root[n] * inverse[k] if core.M[n, k] != 0 else 0
            for k in range(N)
        ]
        for n in range(N)
    ]
    B = [[flint.arb(b) * r] for b, r in zip(core.b, root, strict=True)]
    return flint.arb_mat(rows), flint.arb_mat(B)
