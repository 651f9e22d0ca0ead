"""L6–L9: the class P(D + T⁻¹)Q, Krylov functions, backward steps, operation counts."""

from dataclasses import replace

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Recorded, Variant, at_least, at_most, exactly, identity
from ssmtheory.decompositions.quasiseparable import (
    lagt_factors,
    legs_factors,
    legt_factors,
    off_diagonal_ranks,
)
from ssmtheory.families.derive import beta_moments, translated
from ssmtheory.paper_checks import _rational as exact
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U

FACTORS = {"legs": legs_factors, "legt": legt_factors, "lagt": lagt_factors}


def tridiagonal_inverse(run, transposed=False):
    """−P(D + T⁻¹)P is the family, entry by entry in the rational core."""
    for name, factors in FACTORS.items():
        for N in run.pick((1, 2, 3, 8, 24), range(1, 65)):
            found = factors(N)
            if transposed:
                found = replace(found, lower=found.upper, upper=found.lower)
            wrong = exact.differing(found.core(), st.family(name).core(N).M)
            yield exactly(f"entries that differ, {name}, N = {N}", wrong, 0)


def gegenbauer(run, exponents=(0, 1, 2)):
    """The sliding memories of weight (1−z²)^α have off-diagonal ranks ≤ 1, as P(D + T⁻¹)Q has."""
    for alpha in exponents:
        for N in run.pick((8,), (8, 20)):
            for reconstruct in (True, False) if alpha else (True,):
                core = translated(beta_moments(alpha, alpha), N, reconstruct=reconstruct)
                found = max(off_diagonal_ranks(core.M))
                closure = "projection" if reconstruct else "zero"
                name = f"excess of the rank over 1, α = {alpha}, closure {closure}, N = {N}"
                yield exactly(name, max(found - 1, 0), 0)


def rational_krylov(N: int, dt, length: int):
    """K_k = C Āᵏ B̄ (bilinear LegS, C_n = (−1)ⁿ r_n) exactly, and Ā in the core's coordinates."""
    core = st.family("legs").core(N)
    A, B = exact.bilinear(core.M, exact.column(core.b), dt)
    C = exact.row([(-1) ** n * nu for n, nu in enumerate(core.nu)])
    return exact.krylov(A, B, C, length), A


def generating_function(K: list, A: flint.fmpq_mat, reverse=True) -> tuple[list, list]:
    """(top, bottom) of C(I − Āx)⁻¹B̄: det(I − Āx), and the first N terms of its product with K."""
    N, coefficients = A.nrows(), A.charpoly().coeffs()
    bottom = coefficients[::-1] if reverse else coefficients
    top = [sum((bottom[i] * K[m - i] for i in range(m + 1)), flint.fmpq(0)) for m in range(N)]
    return top, bottom


def divided(top: list, bottom: list, length: int) -> list:
    """The power series top/bottom, bottom[0] = 1, in the arithmetic of its coefficients."""
    series = []
    for m in range(length):
        value = top[m] if m < len(top) else 0 * top[0]
        for i in range(1, min(m, len(bottom) - 1) + 1):
            value -= bottom[i] * series[m - i]
        series.append(value / bottom[0])
    return series


def krylov_exact(run, reverse=True):
    """K_L(Ā, B̄, C) is the series of C(I − Āx)⁻¹B̄ mod x^L, by long division."""
    for N in run.pick((1, 4, 10), (1, 4, 10, 20)):
        K, A = rational_krylov(N, flint.fmpq(1, 16), 3 * N)
        found = divided(*generating_function(K, A, reverse), 3 * N)
        wrong = sum(x != y for x, y in zip(found, K, strict=True))
        yield exactly(f"terms that differ, N = {N}", wrong, 0)


def krylov_floats(run, worst=16, states=1e-14):
    """The same division in doubles, from coefficients rounded once, and x ← Āx."""
    for N in run.pick((8, 16, 20), (8, 12, 16, 20, 24, 32)):
        K, A = rational_krylov(N, flint.fmpq(1, 64), 4 * N)
        top, bottom = ([exact.nearest(x) for x in part] for part in generating_function(K, A))
        true = np.array([exact.nearest(x) for x in K])
        largest = float(np.abs(true).max())
        loss = float(np.abs(np.array(divided(top, bottom, 4 * N)) - true).max()) / largest
        known = {"error": 4 * U * (1 + loss), "basis": "the exact terms rounded once"}
        if worst <= N:
            yield at_least(f"error of the division, N = {N}", loss, 0.5, **known)
        else:
            yield at_most(f"error of the division, N = {N}", loss, 0.5, **known)
        legs = st.family("legs").system(N)
        readout = st.StateSpace(legs.A, legs.B, (-1.0) ** np.arange(N) * legs.B)
        stepped = st.kernel(readout, 1 / 64, 4 * N, method="bilinear")
        recurrence = float(np.abs(stepped - true).max()) / largest
        known = {"error": 4 * U, "basis": "the exact terms rounded once"}
        yield at_most(f"error of x ← Āx, N = {N}", recurrence, states, **known)


def backward_step(run, third="I"):
    """G⁻¹ = Q⁻¹(TP⁻¹Q⁻¹ + Δt TD + Δt ``third``)⁻¹TP⁻¹ for G = I + Δt P(D + T⁻¹)Q, exactly."""
    rng, dt = run.rng, flint.fmpq(1, 7)
    for N in run.pick((1, 2, 5), (1, 2, 5, 12, 24)):
        P, Q, D = (exact.diagonal(exact.whole(rng, 1, N).entries()) for _ in range(3))
        full = exact.whole(rng, N, N)
        T = exact.matrix(N, N, lambda n, k, M=full: M[n, k] if abs(n - k) <= 1 else 0)
        last = {"I": exact.eye(N), "T": T}[third]
        G = exact.eye(N) + P * (D + T.inv()) * Q * dt
        middle = T * P.inv() * Q.inv() + T * D * dt + last * dt
        found = Q.inv() * middle.inv() * T * P.inv()
        yield exactly(f"entries of G⁻¹ that differ, N = {N}", exact.differing(found, G.inv()), 0)


def backward_gradients(run, sign=-1):
    """dx = (I + Δt A)⁻ᵀdy, dΔt = sign·dxᵀAy for y = (I + Δt A)⁻¹x, against sympy's derivative."""
    import sympy  # lazily: a report reads the records and runs no check

    dt, rng = sympy.Symbol("t"), run.rng
    for N in run.pick((1, 2, 3), (1, 2, 3, 4)):
        A, x, dy = (sympy.Matrix(rng.integers(-4, 5, shape)) for shape in ((N, N), (N, 1), (N, 1)))
        variables = sympy.Matrix(sympy.symbols(f"x0:{N}"))
        G = sympy.eye(N) + dt * A
        loss = (dy.T * G.adjugate() * variables)[0] / G.det()  # Lᵀ = dyᵀ G⁻¹ x, dy held fixed
        at = {dt: sympy.Rational(1, 7), **dict(zip(variables, x, strict=True))}
        G = G.subs(at)
        y, dx = G.LUsolve(x), G.T.LUsolve(dy)
        wrong = sum(loss.diff(v).subs(at) != d for v, d in zip(variables, dx, strict=True))
        yield exactly(f"entries of dx that differ, N = {N}", int(wrong), 0)
        change = sympy.simplify(loss.diff(dt).subs(at) - sign * (dx.T * A * y)[0])
        yield exactly(f"dΔt less its formula, N = {N}", change, sympy.Integer(0))


def backward_solve(run, gain=1.0):
    """(I − ΔA)x = b solved by one tridiagonal system: the residual of x at large N."""
    for name, factors in FACTORS.items():
        for N in run.pick((100, 4000), (100, 4000, 20_000)):
            found, dt = factors(N), 1 / 8
            b = run.rng.standard_normal(N)
            x = found.resolve(b, gain * dt)
            root = np.sqrt(np.array([float(v.p) for v in found.nu]))
            # |A||x| ≤ 2PΣ|Px|: T⁻¹ is at most two running sums
            size = np.abs(x) + np.abs(b) + 2 * dt * root * np.sum(root * np.abs(x))
            residual = (x - dt * found.apply(x) - b) / size
            yield identity(
                f"max |x − ΔAx − b| over the size of its terms, {name}, N = {N}",
                residual,
                np.zeros(N),
                bound=4 * N * U,
                basis="4Nu of |b| + |x| + Δ|A||x|, row by row: N terms in each running sum",
            )


def recursion_cost(m: int, q: int, growing: bool) -> int:
    """Σ over the m levels of (q³ + kq² + k²q) n log₂ n per block, N = 2^m, over N; exact.

    k, the columns that B and C have, starts at 1 and grows by q per level unless U and V are
    there already.
    """
    columns = [1 + q * level if growing else 1 + q for level in range(m)]
    return sum((m - d) * (q**3 + k * q**2 + k**2 * q) for d, k in enumerate(columns))


def operations(run, size=1, log_power=4, growing=True):
    """The recursion costs at most 8 q³ N^size log₂^power N operations, N = 2, 4, 8, …"""
    for q in run.pick((1, 3), (1, 2, 3, 10)):
        beyond = 0
        for m in range(1, run.pick(201, 1001)):
            cost = recursion_cost(m, q, growing) << m
            beyond += cost > 8 * q**3 * (1 << (m * size)) * m**log_power
        yield exactly(f"sizes N = 2^m at which it costs more, q = {q}", beyond, 0)


CLAIMS = (
    Claim(
        id="L6",
        paper="lssl",
        locator="Theorem 11",
        statement="LegS, LegT and LagT are −P(D + T⁻¹)P with P and D diagonal and T tridiagonal: "
        "D = −n/(2n+1), 0, −½ and T = bidiag(−1, 1), ½ tridiag(−1, (1, 0, …, 0, 1), 1), "
        "bidiag(−1, 1).",
        scope="N ≤ 24, in full N ≤ 64, exact",
        check=tridiagonal_inverse,
        false_variant=Variant("… with T transposed", {"transposed": True}),
        recorded="proved",
        evidence="symbolic",
        families=("legs", "legt", "lagt"),
    ),
    Claim(
        id="L6-gegenbauer-printed",
        paper="lssl",
        locator="Appendix E.2, the remark after Theorem 11",
        statement="The class P(D + T⁻¹)Q contains the sliding memories of the Gegenbauer weights.",
        scope="off-diagonal ranks, (1−z²)^α, α = 0, 1, 2, N = 8, in full 20, exact",
        check=gegenbauer,
        false_variant=Variant("… of 1 − z² alone", {"exponents": (1,)}),
        true_variant=Variant("… of Legendre, α = 0", {"exponents": (0,)}),
        recorded="refuted",
        evidence="symbolic",
        families=("gegt", "legt"),
        erratum=True,
        note="The class is 1-quasiseparable; these have rank 2 or 3 below the diagonal, whatever "
        "u(t−θ) is taken for.  Generalised Laguerre, named there too, is in the class.",
    ),
    Claim(
        id="L7",
        paper="lssl",
        locator="Theorem 2 and Appendix E.1",
        statement="K_L(Ā, B̄, C) is the power series of C(I − Āx)⁻¹B̄ mod x^L: one division of "
        "polynomials of degree N.",
        scope="bilinear LegS, N ≤ 10, L = 3N, in full N ≤ 20, exact",
        check=krylov_exact,
        false_variant=Variant("… with det(xI − Ā) for det(I − Āx)", {"reverse": False}),
        recorded="proved",
        evidence="symbolic",
        families=("legs",),
    ),
    Claim(
        id="L7-floats",
        paper="lssl",
        locator="Theorem 2, in exact arithmetic only",
        statement="In double precision that division has no correct digit from N = 16 on, even "
        "from coefficients that are rounded just once; x ← Āx keeps 14.",
        scope="bilinear LegS, Δ = 1/64, L = 4N, N = 8, 16, 20, in full 32",
        check=krylov_floats,
        false_variant=Variant("… from N = 8 on", {"worst": 8}),
        recorded="holds",
        evidence="numerical",
        expected=(
            Recorded("error of the division, N = 8", 2.470167e-9, 1e-14),
            Recorded("error of the division, N = 16", 0.5837140147, 1e-9),
            Recorded("error of the division, N = 20", 3409.04275, 1e-4),
        ),
        families=("legs",),
        note='The theorem says so ("exact arithmetic"), and S4\'s Lemma B.1 says why.  At N = 32 '
        "the error is 2·10¹⁸ times the kernel.",
    ),
    Claim(
        id="L8",
        paper="lssl",
        locator="Appendix E.3.3",
        statement="(I + Δt P(D + T⁻¹)Q)⁻¹ = Q⁻¹(TP⁻¹Q⁻¹ + Δt TD + Δt I)⁻¹TP⁻¹.",
        scope="random integer P, Q, D and tridiagonal T, N ≤ 5, in full N ≤ 24, exact",
        check=backward_step,
        false_variant=Variant("… + Δt T)⁻¹TP⁻¹", {"third": "T"}),
        recorded="proved",
        evidence="symbolic",
        note="The paper's map is (I + Δt A)⁻¹: the backward step of x' = Ax is called with −Δt.",
    ),
    Claim(
        id="L8-gradients",
        paper="lssl",
        locator="Appendix E.3.2",
        statement="For y = (I + Δt A)⁻¹x: dx = (I + Δt A)⁻ᵀdy and dΔt = −dxᵀAy.",
        scope="random integer A, x, dy, N ≤ 3, in full N ≤ 4, exact derivatives",
        check=backward_gradients,
        false_variant=Variant("… and dΔt = dxᵀAy", {"sign": 1}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="L8-solve",
        paper="lssl",
        locator="Appendix E.3.3",
        statement="A backward step of LegS, LegT and LagT is one tridiagonal solve, O(N), and is "
        "backward stable.",
        scope="Δ = 1/8, N ≤ 4000, in full N ≤ 20 000",
        check=backward_solve,
        false_variant=Variant("… with Δ off by a millionth", {"gain": 1 + 1e-6}),
        recorded="holds",
        evidence="numerical",
        families=("legs", "legt", "lagt"),
    ),
    Claim(
        id="L9",
        paper="lssl",
        locator="Lemma E.2, its proof",
        statement="The recursion for C(I − Ax)⁻¹B costs O(q³ N log⁴ N) operations.",
        scope="the proof's own count per block, at most 8q³N log₂⁴N, N = 2 … 2²⁰⁰, in full 2¹⁰⁰⁰",
        check=operations,
        false_variant=Variant("… O(q³ N log³ N)", {"log_power": 3}),
        recorded="proved",
        evidence="symbolic",
        note="The constant tends to 1/12.",
    ),
    Claim(
        id="L9-printed",
        paper="lssl",
        locator="Lemma E.2, its statement",
        statement="C(I − Ax)⁻¹B can be computed in O(q³ log⁴ N) operations.",
        scope="as for L9",
        check=operations,
        parameters={"size": 0},
        false_variant=Variant("… O(q³ log⁵ N)", {"log_power": 5}),
        true_variant=Variant("… O(q³ N log⁴ N)", {"size": 1}),
        recorded="refuted",
        evidence="symbolic",
        erratum=True,
        note="The factor N is missing: the answer alone has 2N coefficients.",
    ),
    Claim(
        id="L9-semiseparable",
        paper="lssl",
        locator="Corollary E.3",
        statement="For a semiseparable A the recursion costs O(N log² N) operations at fixed q.",
        scope="as for L9, with k fixed",
        check=operations,
        parameters={"log_power": 2, "growing": False},
        false_variant=Variant("… O(N log N)", {"log_power": 1}),
        recorded="proved",
        evidence="symbolic",
    ),
)
