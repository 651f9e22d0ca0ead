"""Proved bounds of σ_min(M) for a matrix M of balls, through M⁻¹ and approximate eigenvectors."""

import math

import flint
import numpy as np

from ssmtheory.analysis.sigma.exact import exponent
from ssmtheory.precision import working_precision

# Bits of the products: beyond the rounding of the eigenvectors, and one word to a number.
PRODUCT_BITS = 64
# Bits of the logarithms.
_LOG_BITS = 128


def sigma_bounds(M: flint.acb_mat) -> tuple[flint.arb, flint.arb] | None:
    """(lo, hi) with lo ≤ σ_min ≤ hi for every matrix in M; None if one could be singular.

    With R = M⁻¹ in balls and Q, whose columns are nearly orthonormal eigenvectors of RR*,

        D_jj / G_jj ≤ λ_max(RR*) = σ_min^−2 ≤ max_i Σ_j |D_ij| / (1 − max_i Σ_j |G − I|_ij)

    for D = Q*(RR*)Q and G = Q*Q, by Rayleigh and by Gershgorin: no gap is needed.
    """
    try:
        R = M.inv()
    except ZeroDivisionError:
        return None
    entries = R.entries()
    if not all(v.is_finite() for v in entries):
        return None
    k = exponent(entries)
    with working_precision(PRODUCT_BITS):
        R = R * flint.acb(flint.arb(2) ** (-k))
        found = _top_eigenvalue(R * R.conjugate().transpose())
        if found is None:
            return None
        unit = flint.arb(2) ** (-k)
        return (unit / found[1].sqrt()).lower(), (unit / found[0].sqrt()).upper()


def _top_eigenvalue(H: flint.acb_mat) -> tuple[flint.arb, flint.arb] | None:
    """Bounds of λ_max(H), H Hermitian and positive, of order 1; None if the balls are too wide."""
    N = H.nrows()
    middle = np.array([complex(v) for v in H.entries()]).reshape(N, N)
    Q = flint.acb_mat(np.linalg.eigh(middle)[1].tolist())
    adjoint = Q.conjugate().transpose()
    D, G = (adjoint * H * Q).tolist(), (adjoint * Q).tolist()
    upper = max(_sum_of_moduli(row) for row in D)
    for i in range(N):
        G[i][i] -= 1
    slack = 1 - max(_sum_of_moduli(row) for row in G)
    lower = (D[-1][-1].real / (G[-1][-1].real + 1)).lower()
    if not (slack > 0 and lower > 0 and upper.is_finite()):
        return None
    return lower, (upper / slack).upper()


def _sum_of_moduli(row: list[flint.acb]) -> flint.arb:
    return sum((abs(v).abs_upper() for v in row), flint.arb(0)).upper()


def residual_bound(M: flint.acb_mat, bits: int) -> flint.arb:
    """‖Mv‖/‖v‖ ≥ σ_min(M) for a v of inverse iteration with M + E, |E| about 2^−bits |M|.

    The perturbation E makes a singular M invertible, and leaves ‖(M + E)v‖ as small as itself.
    One step of the iteration: O(N³) without balls, a sixth of the work of M⁻¹ in balls.
    """
    N = M.nrows()
    rng = np.random.default_rng(N)
    noise = flint.acb_mat(rng.standard_normal((N, N)).tolist())
    size = flint.arb(2) ** (exponent(M.entries()) - bits + 16)
    b = flint.acb_mat(rng.standard_normal((N, 1)).tolist())
    v = (M.mid() + noise * flint.acb(size)).solve(b, algorithm="approx").mid()
    return (_norm(M * v) / _norm(v)).upper()


def depth(M: flint.acb_mat, bits: int) -> int:
    """About log2(‖M‖/σ_min(M)), at most about ``bits``: how many bits M⁻¹ loses."""
    bound = residual_bound(M, bits)
    if bound.is_zero():
        return bits
    mantissa, power = bound.man_exp()
    return exponent(M.entries()) - int(power) - int(mantissa).bit_length()


def _norm(column: flint.acb_mat) -> flint.arb:
    return sum((v.real**2 + v.imag**2 for v in column.entries()), flint.arb(0)).sqrt()


def log10_outward(lo: flint.arb, hi: flint.arb) -> tuple[float, float]:
    """(a, b), doubles, with a ≤ log10(lo) and log10(hi) ≤ b; log10(0) = −inf."""
    with working_precision(_LOG_BITS):
        a = math.nextafter(float(_log10(lo).lower()), -math.inf) if lo > 0 else -math.inf
        b = -math.inf if hi.is_zero() else math.nextafter(float(_log10(hi).upper()), math.inf)
        return a, b


def _log10(x: flint.arb) -> flint.arb:
    return x.log() / flint.arb(10).log()
