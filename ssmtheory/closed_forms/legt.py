r"""LegT (window 1): its transfer function is the [N−1/N] Padé approximant of e^{−s}.

The characteristic polynomial is the Padé denominator,

    det(sI − A) = Σ_j (2N−1−j)! N! / ((N−1)! j! (N−j)!) s^j,

and ξ_n = x_n/√(2n+1) obeys the Bessel-type recurrence s(ξ_n − ξ_{n+2}) = 2(2n+3) ξ_{n+1}
with ξ_N = ξ_{N−1}; at an eigenvalue that is the right eigenvector, and D = diag((−1)ⁿ)
turns it into the left one because Aᵀ = D A D.
"""

import math

import flint


def characteristic_polynomial(N: int) -> flint.fmpz_poly:
    """det(sI − A) with integer coefficients, monic, degree N."""
    f = math.factorial
    return flint.fmpz_poly(
        [f(2 * N - 1 - j) * f(N) // (f(N - 1) * f(j) * f(N - j)) for j in range(N + 1)]
    )


def scaled_states(s: flint.acb, N: int) -> list[flint.acb]:
    """ξ_n(s) for n < N up to a common factor, by the recurrence run downwards (the stable way)."""
    xi = [flint.acb(1)] * (N + 1)
    for n in range(N - 2, -1, -1):
        xi[n] = xi[n + 2] + 2 * (2 * n + 3) * xi[n + 1] / s
    return xi[:N]


def condition_number(eigenvalue: flint.acb, N: int) -> flint.arb:
    """κ = ‖v‖²/|vᵀDv| with v_n = √(2n+1) ξ_n(λ), as a ball."""
    xi = scaled_states(eigenvalue, N)
    norm = sum(((2 * n + 1) * abs(x) * abs(x) for n, x in enumerate(xi)), flint.arb(0))
    product = sum(((2 * n + 1) * (-1) ** n * x * x for n, x in enumerate(xi)), flint.acb(0))
    return norm / abs(product)


def lmu_condition_number(eigenvalue: flint.acb, N: int) -> flint.arb:
    """κ for LMU = E LegT E⁻¹, E = diag((−1)ⁿ√(2n+1)): ‖Ev‖ ‖E⁻¹Dv‖/|vᵀDv|."""
    xi = scaled_states(eigenvalue, N)
    right = sum(((2 * n + 1) ** 2 * abs(x) * abs(x) for n, x in enumerate(xi)), flint.arb(0))
    left = sum((abs(x) * abs(x) for x in xi), flint.arb(0))
    product = sum(((2 * n + 1) * (-1) ** n * x * x for n, x in enumerate(xi)), flint.acb(0))
    return (right * left).sqrt() / abs(product)
