r"""The Legendre memory unit: LegT in coordinates that make every entry an integer.

A_nk = (2n+1) {−1 (n < k); (−1)^{n−k+1} (n ≥ k)},  B_n = (−1)ⁿ(2n+1),  window 1.
(A, B) = (E A_LegT E⁻¹, E B_LegT) with E = diag((−1)ⁿ√(2n+1)), exactly.
"""

import flint
import numpy as np

from ssmtheory.closed_forms import legt as closed
from ssmtheory.families.base import Family, RationalCore
from ssmtheory.references import Source


def core(N: int) -> RationalCore:
    """The integer matrix itself: ν = 1."""
    M = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(N):
            M[n, k] = (2 * n + 1) * (1 if n > k and (n - k) % 2 else -1)
    b = [flint.fmpq((-1) ** n * (2 * n + 1)) for n in range(N)]
    return RationalCore(M, [flint.fmpq(1)] * N, b)


def arrays(N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A and B, exact."""
    odd = 2.0 * np.arange(N) + 1.0
    lower = np.tri(N, k=-1)
    lower[0::2, 0::2] = lower[1::2, 1::2] = 0.0  # keeps n > k with n − k odd
    B = odd.copy()
    B[1::2] *= -1.0
    return odd[:, None] * (2.0 * lower - 1.0), B


FAMILY = Family(
    name="lmu",
    title="Legendre memory unit",
    source=Source("lmu", "Equation 2"),
    window="last unit of time, uniform",
    formula="A_nk = (2n+1) (-1 if n<k, (-1)^(n-k+1) if n>=k), B_n = (-1)^n (2n+1)",
    notes=(
        "Similar to LegT through diag((-1)^n sqrt(2n+1)).",
        "Divide A and B by theta for a window of length theta.",
    ),
    core=core,
    arrays=arrays,
    poles=closed.poles_balls,
    characteristic_polynomial=closed.characteristic_polynomial,
    eigenvalue_condition=closed.lmu_condition_number,
)
