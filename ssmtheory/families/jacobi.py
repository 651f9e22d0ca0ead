r"""Jacobi polynomials on a sliding or a growing window: one core for all classical weights.

Weight (1−y)^α y^β on [0, 1], normalised to mass 1; y = 1 is the present; P_n has Jacobi's
usual scaling, P_n(1) = (α+1)_n/n! and P_n(0) = (−1)ⁿ(β+1)_n/n!, and p_n = √ν_n P_n is
orthonormal.  With U_n = (β+1)_n/(α+β+2)_{n−1}, W_n = (−1)ⁿ(α+1)_n/(α+β+2)_{n−1},

    P_n'  = Σ_{k<n} ν_k (U_n P_k(1) − W_n P_k(0)) P_k,
    yP_n' = n P_n + Σ_{k<n} ν_k U_n P_k(1) P_k.

Translated with closure zero: A = −D (nilpotent), B = p(1).  Scaled: A = −(I + E), B = p(1).
α = β = λ − ½ is Gegenbauer, λ = 0 and 1 Chebyshev I and II.
Source: [dlmf, 18.3, 18.9] for the polynomials; [lssl, general orthogonal measures].
"""

from fractions import Fraction
from functools import partial
from typing import NamedTuple

import flint
import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.families.base import ExactEigenvalue, Family, RationalCore
from ssmtheory.families.parameters import require_above, rounded, to_fmpq
from ssmtheory.precision import working_precision
from ssmtheory.references import Source

# A translated entry is a difference of nearly equal terms; its logarithm is kept as a pair
# of doubles, so the sequences need twice 53 bits and a guard for N recurrence steps.
_SEQUENCE_BITS = 192
_HALF = Fraction(1, 2)
# Exact κ² are rationals of O(N) digits, N² operations: a tenth of a second at this order.
_EXACT_CONDITION_ORDER = 128
# κ in balls takes ½N² short steps, some ten seconds at this order.
_CONDITION_ORDER = 8192
_SOURCE = Source("lssl", "measures of the classical orthogonal polynomials")


class Sequences(NamedTuple):
    """ν_n, P_n(1), P_n(0), U_n, W_n for n < N, as rationals or as balls."""

    nu: list
    at_one: list
    at_zero: list
    U: list
    W: list


def sequences(alpha: flint.fmpq, beta: flint.fmpq, N: int, number=flint.fmpq) -> Sequences:
    """The five sequences by their term ratios, in the arithmetic of ``number``."""
    one = number(1)
    nu, at_one, at_zero, U, W = [one], [one], [one], [number(0)], [number(0)]
    gamma, u, w = one / ((alpha + 1) * (beta + 1)), one * (beta + 1), -one * (alpha + 1)
    for n in range(1, N):
        if n > 1:
            total = alpha + beta + n
            gamma = gamma * (n * total) / ((alpha + n) * (beta + n))
            u, w = u * ((beta + n) / total), -w * ((alpha + n) / total)
        nu.append(gamma * (2 * n + alpha + beta + 1))
        at_one.append(at_one[-1] * ((alpha + n) / n))
        at_zero.append(-at_zero[-1] * ((beta + n) / n))
        U.append(u)
        W.append(w)
    return Sequences(nu, at_one, at_zero, U, W)


def translated_core(alpha, beta, N: int) -> RationalCore:
    """M_nk = −ν_k (U_n P_k(1) − W_n P_k(0)) below the diagonal, b_n = P_n(1)."""
    seq = sequences(to_fmpq(alpha), to_fmpq(beta), N)
    M = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(n):
            M[n, k] = -seq.nu[k] * (seq.U[n] * seq.at_one[k] - seq.W[n] * seq.at_zero[k])
    return RationalCore(M, seq.nu, seq.at_one)


def scaled_core(alpha, beta, N: int) -> RationalCore:
    """M_nk = −ν_k U_n P_k(1) below the diagonal, −(n+1) on it, b_n = P_n(1)."""
    seq = sequences(to_fmpq(alpha), to_fmpq(beta), N)
    M = flint.fmpq_mat(N, N)
    for n in range(N):
        for k in range(n):
            M[n, k] = -seq.nu[k] * seq.U[n] * seq.at_one[k]
        M[n, n] = flint.fmpq(-(n + 1))
    return RationalCore(M, seq.nu, seq.at_one)


def scaled_arrays(alpha, beta, N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A = −(I + E) and B; an entry is one product of two rounded numbers."""
    x, b, _, _ = _float_sequences(to_fmpq(alpha), to_fmpq(beta), N)
    A = np.outer(-x, b)
    A[np.triu_indices(N)] = 0.0
    A[np.diag_indices(N)] = -np.arange(1.0, N + 1.0)
    return A, b


def translated_arrays(alpha, beta, N: int) -> tuple[np.ndarray, np.ndarray]:
    """Float64 A = −D and B, without cancellation.

    D_nk = √ν_n U_n · p_k(1) · (1 − (−1)^{n−k} e^δ) with δ = ln ρ_n − ln ρ_k and
    ρ_n = (α+1)_n/(β+1)_n: where n−k is even the bracket is −expm1(δ), small beside 1.
    """
    x, b, high, low = _float_sequences(to_fmpq(alpha), to_fmpq(beta), N)
    A = np.zeros((N, N))
    for n in range(1, N):  # row by row: N² temporaries cost more than the arithmetic
        growth = np.expm1((high[n] - high[:n]) + (low[n] - low[:n]))
        growth[n - 1 :: -2] = -2.0 - growth[n - 1 :: -2]
        A[n, :n] = x[n] * b[:n] * growth
    return A, b


def scaled_spectrum(alpha, beta, N: int) -> list[ExactEigenvalue]:
    """−1, …, −N, each with κ² = Σν_n v_n² · Σy_n²/ν_n (v, y below, y·v = 1).

    Exact up to N = 128, balls at the working precision beyond.  Raises ``InputError`` above
    N = 8192, where the O(N²) steps would take minutes.
    """
    if N > _CONDITION_ORDER:
        raise InputError(
            f"the condition numbers of scaled Jacobi families take O(N^2) steps; choose N at "
            f"most {_CONDITION_ORDER}, not {N}."
        )
    if N > _EXACT_CONDITION_ORDER:
        squares = kappa_squared_balls(to_fmpq(alpha), to_fmpq(beta), N)
        return [ExactEigenvalue(flint.fmpq(-(j + 1)), 1, k) for j, k in enumerate(squares)]
    seq = sequences(to_fmpq(alpha), to_fmpq(beta), N)
    g = [nu * p for nu, p in zip(seq.nu, seq.at_one, strict=True)]
    return [ExactEigenvalue(flint.fmpq(-(j + 1)), 1, _kappa_squared(j, seq, g)) for j in range(N)]


def nilpotent_spectrum(N: int) -> list[ExactEigenvalue]:
    """0 with multiplicity N: A is strictly lower triangular, defective for N > 1."""
    return [ExactEigenvalue(flint.fmpq(0), N, flint.fmpq(1) if N == 1 else None)]


def jacobi_family(alpha, beta, *, translated: bool, **facts) -> Family:
    """The family of weight (1−y)^α y^β, its matrices and its spectrum filled in.

    Raises ``InputError`` unless α > −1 and β > −1: the weight is not integrable otherwise.
    """
    require_above("alpha", alpha, -1, "for an integrable weight")
    require_above("beta", beta, -1, "for an integrable weight")
    return (_translated_family if translated else _scaled_family)(alpha, beta, facts)


def _translated_family(alpha, beta, facts: dict) -> Family:
    return Family(
        window="last unit of time; what leaves the window is taken as zero",
        formula="A = -D, B = p(1), where p' = D p on [0, 1]",
        triangular=True,
        core=partial(translated_core, alpha, beta),
        arrays=partial(translated_arrays, alpha, beta),
        exact_spectrum=nilpotent_spectrum,
        **facts,
    )


def _scaled_family(alpha, beta, facts: dict) -> Family:
    return Family(
        window="whole past, stretched (time-invariant form: e^{-t})",
        formula="A = -(I + E), B = p(1), where y p' = E p on [0, 1]",
        triangular=True,
        core=partial(scaled_core, alpha, beta),
        arrays=partial(scaled_arrays, alpha, beta),
        exact_spectrum=partial(scaled_spectrum, alpha, beta),
        **facts,
    )


def _jacobi(name: str, alpha, beta, *, translated: bool) -> Family:
    return jacobi_family(
        alpha,
        beta,
        translated=translated,
        name=name,
        title=f"{'translated' if translated else 'scaled'} Jacobi(alpha, beta)",
        source=_SOURCE,
        notes=("The weight is (1-y)^alpha y^beta and y = 1 is the present.",),
        parameters={"alpha": Fraction(alpha), "beta": Fraction(beta)},
    )


def _gegenbauer(name: str, lambda_, *, translated: bool) -> Family:
    require_above("lambda_", lambda_, Fraction(-1, 2), "for an integrable weight")
    exponent = lambda_ - Fraction(1, 2)
    return jacobi_family(
        exponent,
        exponent,
        translated=translated,
        name=name,
        title=f"{'translated' if translated else 'scaled'} Gegenbauer(lambda)",
        source=_SOURCE,
        notes=("lambda = 1/2 is Legendre, 0 and 1 are Chebyshev I and II.",),
        parameters={"lambda_": Fraction(lambda_)},
    )


def jact(alpha=0, beta=0) -> Family:
    """Translated Jacobi(α, β), closure zero; raises ``InputError`` unless α, β > −1."""
    return _jacobi("jact", alpha, beta, translated=True)


def jacs(alpha=0, beta=0) -> Family:
    """Scaled Jacobi(α, β); raises ``InputError`` unless α, β > −1."""
    return _jacobi("jacs", alpha, beta, translated=False)


def gegt(lambda_=_HALF) -> Family:
    """Translated Gegenbauer(λ), α = β = λ − ½; raises ``InputError`` unless λ > −½."""
    return _gegenbauer("gegt", lambda_, translated=True)


def gegs(lambda_=_HALF) -> Family:
    """Scaled Gegenbauer(λ), α = β = λ − ½; raises ``InputError`` unless λ > −½."""
    return _gegenbauer("gegs", lambda_, translated=False)


def _kappa_squared(j: int, seq: Sequences, g: list[flint.fmpq]) -> flint.fmpq:
    """κ² of −(j+1): right vector v from v_j = 1 downwards, left y from y_j = 1 upwards.

    In M both recurrences carry one running sum, because its lower part is −U gᵀ.
    """
    right, total = seq.nu[j], g[j]
    for n in range(j + 1, len(g)):
        v = -seq.U[n] * total / (n - j)
        right += seq.nu[n] * v * v
        total += g[n] * v
    left, total = 1 / seq.nu[j], seq.U[j]
    for k in range(j - 1, -1, -1):
        y = g[k] * total / (j - k)
        left += y * y / seq.nu[k]
        total += seq.U[k] * y
    return right * left


def kappa_squared_balls(alpha: flint.fmpq, beta: flint.fmpq, N: int) -> list[flint.arb]:
    """κ_j² = ‖v‖²‖y‖² as N balls, ½N² steps without cancellation.

    The running sum of the right vector is a product: Σ_{k≤n} g_k v_k = g_j Π (1 − d_m/(m−j)),
    d = U g ≥ m.  The left vector holds the coefficients of y^j, so that ‖y‖² is the moment
    (β+1)_{2j}/(α+β+2)_{2j} times the squared leading coefficient of P_j.
    """
    seq = sequences(alpha, beta, N, flint.arb)
    g = [nu * p for nu, p in zip(seq.nu, seq.at_one, strict=True)]
    d = [u * v for u, v in zip(seq.U, g, strict=True)]
    weight = [nu * u * u for nu, u in zip(seq.nu, seq.U, strict=True)]
    left = _left_norms(alpha, beta, N)
    return [left[j] * (seq.nu[j] + _right_tail(j, g[j], d, weight)) for j in range(N)]


def _right_tail(j: int, total: flint.arb, d: list, weight: list) -> flint.arb:
    """Σ_{n>j} ν_n v_n², v_n = −U_n (Σ_{k<n} g_k v_k)/(n−j)."""
    tail = flint.arb(0)
    for step, (dn, w) in enumerate(zip(d[j + 1 :], weight[j + 1 :], strict=True), 1):
        share = total / step
        tail += w * share * share
        total = share * (step - dn)  # not total − dn·share, whose two balls are correlated
    return tail


def _left_norms(alpha: flint.fmpq, beta: flint.fmpq, N: int) -> list[flint.arb]:
    """Σ y_n²/ν_n with y_j = 1: c_j² (β+1)_{2j}/(α+β+2)_{2j}, c_j = (j+α+β+1)_j/j!."""
    s, norm, leading = alpha + beta + 1, flint.arb(1), flint.arb(1)
    norms = [norm]
    for j in range(N - 1):
        norm = norm * (beta + 1 + 2 * j) * (beta + 2 + 2 * j)
        norm = norm / ((s + 1 + 2 * j) * (s + 2 + 2 * j))
        ratio = (2 * j + s) / (j + s) if j else flint.fmpq(1)
        leading = leading * ratio * (2 * j + 1 + s) / (j + 1)
        norms.append(leading * leading * norm)
    return norms


def _float_sequences(alpha: flint.fmpq, beta: flint.fmpq, N: int) -> tuple[np.ndarray, ...]:
    """√ν_n U_n, p_n(1), and ln ρ_n as a pair of doubles; each of shape (N,)."""
    with working_precision(_SEQUENCE_BITS):
        seq = sequences(alpha, beta, N, flint.arb)
        root = [nu.sqrt() for nu in seq.nu]
        x = rounded([r * u for r, u in zip(root, seq.U, strict=True)])
        b = rounded([r * p for r, p in zip(root, seq.at_one, strict=True)])
        logs = _log_ratios(alpha, beta, N)
        high = rounded(logs)
        low = rounded([value - flint.arb(h) for value, h in zip(logs, high, strict=True)])
    return x, b, high, low


def _log_ratios(alpha: flint.fmpq, beta: flint.fmpq, N: int) -> list[flint.arb]:
    """ln ρ_n, ρ_n = (α+1)_n/(β+1)_n; exactly 0 when α = β."""
    ratio = [flint.arb(1)]
    for n in range(1, N):
        ratio.append(ratio[-1] * ((alpha + n) / (beta + n)))
    return [r.log() for r in ratio]


BUILDERS = {
    "gegt": (gegt, ("lambda_",)),
    "gegs": (gegs, ("lambda_",)),
    "jact": (jact, ("alpha", "beta")),
    "jacs": (jacs, ("alpha", "beta")),
}
