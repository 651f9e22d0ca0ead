"""Modes of the normal parts as balls, in the canonical gauge: closed forms, and a skew part."""

import flint

from ssmtheory.closed_forms import legs, legt_normal_part
from ssmtheory.decompositions.certified import BallModes


def legs_modes(N: int) -> BallModes:
    """LegS: V_nm = p̃_m r_n/√2 · (−1)ⁿ e^{−i(2θ_n + φ_n)}/|λ_m+n+1|, V*P = p̃, V*B = √2 p̃.

    φ_n = arctan(ω/(n+½)) and θ_n = Σ_{k<n} φ_k are the phases of the chain's factors.  As real
    sums they lose a bit per doubling of N; a product of complex balls would lose one per factor.
    """
    upper = legs.normal_part_frequencies_balls(N)
    omega = [*upper, *([flint.arb(0)] * (N % 2)), *(-w for w in reversed(upper))]
    p = legs.canonical_input_balls([abs(w) for w in omega], N)
    columns = [_legs_column(w, q, N) for w, q in zip(omega, p, strict=True)]
    lam = [flint.acb(flint.arb("-0.5"), w) for w in omega]
    root2 = flint.arb(2).sqrt()
    return BallModes(lam, _column(p), _from_columns(columns), _column([root2 * q for q in p]))


def lagt_modes(N: int) -> BallModes:
    """LagT: V_nm = (sin((2n+1)φ) − i cos((2n+1)φ))/√N, φ = (2m+1)π/(2N), V*P = p̃.

    Sines and cosines of rational multiples of π: the zeros among them are exact.
    """
    columns, p, lam = [], [], []
    root = flint.arb(N).sqrt()
    for m in range(N):
        q = flint.fmpq(2 * m + 1, 2 * N)
        parts = [flint.arb.sin_cos_pi_fmpq((2 * n + 1) * q) for n in range(N)]
        columns.append([flint.acb(sine / root, -cosine / root) for sine, cosine in parts])
        sine, cosine = flint.arb.sin_cos_pi_fmpq(q)
        lam.append(flint.acb(0, cosine / sine / 2))
        p.append(1 / (flint.arb(2 * N).sqrt() * sine))
    root2 = flint.arb(2).sqrt()
    return BallModes(lam, _column(p), _from_columns(columns), _column([root2 * q for q in p]))


def fout_modes(N: int) -> BallModes:
    """FouT: v = (e_{2m} ∓ i e_{2m+1})/√2 for ±2πim, V*P = √2 but 0 at the idle state."""
    half = 1 / flint.arb(2).sqrt()
    V, lam = flint.acb_mat(N, N), []
    frequencies = [*range(N // 2 - 1, 0, -1), 0, 0, *range(-1, -N // 2, -1)]
    for column, m in enumerate(frequencies):
        lam.append(flint.acb(0, 2 * flint.arb.pi() * m))
        if m == 0:
            V[column - N // 2 + 1, column] = 1
        else:
            V[2 * abs(m), column] = flint.acb(half)
            V[2 * abs(m) + 1, column] = flint.acb(0, -half if m > 0 else half)
    p = [flint.arb(2).sqrt() if c != N // 2 else flint.arb(0) for c in range(N)]
    return BallModes(lam, _column(p), V, _column([flint.arb(2).sqrt() * q for q in p]))


def legt_modes(A: flint.arb_mat, P: flint.arb_mat, B: flint.arb_mat) -> BallModes:
    """LegT: S = A + PPᵀ is skew and couples only states of opposite parity.

    With D = diag((−1)ⁿ), DSD = −S: so for a simple iω the vector D v̄ is a multiple of v, and
    in the canonical gauge its even entries are real and its odd ones imaginary.  For odd N the
    null vector is (√(2N−1), 0, …, 0, 1)/√(2N): differences of the rows of Sv = 0 leave no other.
    """
    N = A.nrows()
    upper = legt_normal_part.frequencies_balls(N)
    columns = [legt_normal_part.mode_balls(w, N) for w in upper]
    columns += [_legt_null_vector(N)] * (N % 2)
    columns += [[z.conjugate() for z in columns[m]] for m in reversed(range(len(upper)))]
    omega = [*upper, *([flint.arb(0)] * (N % 2)), *(-w for w in reversed(upper))]
    V = _from_columns(columns)
    modal = V.conjugate().transpose() * flint.acb_mat(P)
    for m in range(N):  # the columns of P are the even and the odd states
        modal[m, 0] = flint.acb(modal[m, 0].real)
        modal[m, 1] = flint.acb(0, modal[m, 1].imag)
    B_modal = flint.acb_mat([[modal[m, 0] + modal[m, 1]] for m in range(N)])
    return BallModes([flint.acb(0, w) for w in omega], modal, V, B_modal)


def _legt_null_vector(N: int) -> list[flint.acb]:
    if N == 1:
        return [flint.acb(1)]
    norm = flint.arb(2 * N).sqrt()
    v = [flint.acb(0)] * N
    v[-1] = flint.acb(1 / norm)
    v[0] = flint.acb(flint.arb(2 * N - 1).sqrt() / norm)
    return v


def _legs_column(omega: flint.arb, p: flint.arb, N: int) -> list[flint.acb]:
    twice_theta, column = flint.arb(0), []
    for n in range(N):
        a = flint.arb(2 * n + 1) / 2
        phi = (omega / a).atan()
        size = (-1) ** n * p * (a / (a * a + omega * omega)).sqrt()  # r_n/√2 = √a
        sine, cosine = (twice_theta + phi).sin_cos()
        column.append(flint.acb(size * cosine, -size * sine))
        twice_theta += 2 * phi
    return column


def _from_columns(columns: list[list[flint.acb]]) -> flint.acb_mat:
    return flint.acb_mat([list(row) for row in zip(*columns, strict=True)])


def _column(values: list) -> flint.acb_mat:
    return flint.acb_mat([[flint.acb(v)] for v in values])
