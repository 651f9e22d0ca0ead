"""H1–H3: the matrices of HiPPO from their definition, exactness, and the time scale."""

import math
from itertools import pairwise

import flint
import numpy as np
from scipy.special import eval_legendre

import ssmtheory as st
from ssmtheory.claims import (
    Claim,
    Recorded,
    Variant,
    ball_at_least,
    ball_at_most,
    close,
    exactly,
    identity,
)
from ssmtheory.families import derive
from ssmtheory.paper_checks._legendre import functional, polynomials
from ssmtheory.paper_checks._legs_exact import rational
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision

LEGS, LEGT, LAGT = ("legs",), ("legt", "lmu"), ("lagt", "glagt")
SIZES, ALL_SIZES = (1, 2, 5, 16), (1, 2, 3, 5, 8, 16, 31, 64)


def signed_squares(rows) -> list[list[flint.fmpq]]:
    """sign(x)x² of every rational entry, so that entries that are roots compare exactly."""
    return [[x * x if x >= 0 else -x * x for x in row] for row in rows]


def differing(left, right) -> int:
    """How many entries of two tables differ."""
    pairs = zip(left, right, strict=True)
    return sum(a != b for x, y in pairs for a, b in zip(x, y, strict=True))


def translated_legendre(run, reconstruct=True):
    """A_nk = −r_n r_k {1 (n ≥ k); (−1)^{n−k} (n < k)}, B = r, from the window's definition."""
    for N in run.pick(SIZES, ALL_SIZES):
        nu = [flint.fmpq(2 * n + 1) for n in range(N)]
        printed = [
            [-(1 if n >= k or (k - n) % 2 == 0 else -1) * nu[n] * nu[k] for k in range(N)]
            for n in range(N)
        ]
        found = derive.translated(derive.beta_moments(0, 0), N, reconstruct=reconstruct)
        for name, core in (("derived", found), ("st.family", st.family("legt").core(N))):
            A, B = derive.signed_squares(core)
            count = differing(A, printed) + differing([B], [nu])
            yield exactly(f"entries of A, B {name} that differ, N = {N}", count, 0)


def translated_laguerre(run, diagonal="1"):
    """A = −tril(1) with ``diagonal`` on the diagonal, B = 1, from the measure e^{−τ}."""
    for N in run.pick(SIZES, ALL_SIZES):
        d = rational(diagonal)
        printed = [[-flint.fmpq(n > k) if n != k else -d for k in range(N)] for n in range(N)]
        derived = derive.fading(derive.gamma_moments(0), N, 1)
        library = st.family("glagt", alpha=0, beta=1).core(N)
        for name, core in (("derived", derived), ("glagt(0, 1)", library)):
            A, B = derive.signed_squares(core)
            count = differing(A, signed_squares(printed)) + sum(b != 1 for b in B)
            yield exactly(f"entries of A, B {name} that differ, N = {N}", count, 0)


def lmu(run, alternating=True):
    """E A_LegT E⁻¹ = A_LMU and E B_LegT = B_LMU for E = diag((−1)ⁿ√(2n+1)), entry by entry."""
    for N in run.pick(SIZES, ALL_SIZES):
        legt, unit = st.family("legt").core(N), st.family("lmu").core(N)
        sign = [(-1) ** n if alternating else 1 for n in range(N)]
        # the square roots of E and of the rational core of LegT multiply to 2n + 1
        A = [
            [sign[n] * sign[k] * legt.nu[n] / legt.nu[k] * legt.M[n, k] for k in range(N)]
            for n in range(N)
        ]
        B = [s * q * b for s, q, b in zip(sign, legt.nu, legt.b, strict=True)]
        count = differing(A, unit.M.tolist()) + differing([B], [unit.b])
        yield exactly(f"entries of A, B that differ, N = {N}", count, 0)


def window_error(N: int, omega) -> flint.arb:
    """‖x(iω) − c‖, c_n = ∫₀¹ e^{iω(y−1)} p_n(y) dy = r_n e^{−iω/2} iⁿ j_n(ω/2)."""
    half = flint.arb(omega) / 2
    states = st.closed_forms.legt.states_balls(flint.acb(0, omega), N)
    turn, root, total = flint.acb(0, -half).exp(), (flint.arb.pi() / (2 * half)).sqrt(), 0
    for n, state in enumerate(states):
        j = root * half.bessel_j(flint.arb(n) + 0.5)
        gap = state - flint.arb(2 * n + 1).sqrt() * turn * flint.acb(0, 1) ** n * j
        total += (gap * gap.conjugate()).real
    return total.sqrt()


def closure(run, small=1e-7):
    """At ω = 20 LegT's coefficients are off by 0.6 at N = 8, and by ``small`` from N = 24 on."""
    with working_precision(300):
        yield ball_at_least("‖x − c‖, ω = 20, N = 8", window_error(8, 20), 0.6)
        for N in run.pick((24,), (24, 28, 32, 48, 64)):
            yield ball_at_most(f"‖x − c‖, ω = 20, N = {N}", window_error(N, 20), small)


def exact_projection(run, shift=0):
    """(m + shift) c_n = Σ_k A_nk c_k + B_n with c_n = ∫₀¹ y^m p_n(y) dy: f = t^m, any m ≤ 2N."""
    for N in run.pick((1, 2, 5, 16, 32), ALL_SIZES):
        core, p, wrong = st.family("legs").core(N), polynomials(N), 0
        for m in range(2 * N + 1):
            c = flint.fmpq_mat(
                N, 1, [functional(q, lambda j, m=m: flint.fmpq(1, m + j + 1)) for q in p]
            )
            rest = c * flint.fmpq(m + shift) - core.M * c - flint.fmpq_mat(N, 1, core.b)
            wrong += sum(x != 0 for x in rest.entries())
        name = f"of {2 * N + 1} powers × {N} states, those that differ, N = {N}"
        basis = "both sides are rational in m, of degree N at most: equal for every m"
        yield exactly(name, wrong, 0, basis=basis)


def piecewise_projection(u: np.ndarray, N: int) -> np.ndarray:
    """(…, N): c_n = ∫₀¹ f p_n, f = u_k on [k/L, (k+1)/L], by (2n+1)P_n = (P_{n+1} − P_{n−1})'."""
    L = u.shape[-1]
    y = 2 * np.arange(L + 1) / L - 1
    n = np.arange(N + 1)[:, None]
    P = eval_legendre(n, y)
    integral = np.vstack([(y + 1) / 2, (P[2:] - P[:-2]) / (2 * (2 * n[1:-1] + 1))])[:N]
    return np.sqrt(2.0 * n[:N, 0] + 1) * (u @ np.diff(integral, axis=1).T)


def held_signal(run, method="zoh"):
    """st.project of L samples = the projection of the signal that holds each of them."""
    for N, L in run.pick(((8, 50), (64, 1000)), ((8, 50), (64, 1000), (256, 4000))):
        u = run.rng.choice((-1.0, 1.0), L)
        yield identity(
            f"max |c − projection|, N = {N}, L = {L}",
            st.project("legs", N, u, 1.0, method=method).coefficients,
            piecewise_projection(u, N),
            bound=16 * U * math.sqrt(N) * L,
            basis="L contracting steps, each rounding ‖c‖ ≤ 1 by 8u√N, and L terms ≤ 1 by 8u",
        )


def step_order(run, order=2, method="bilinear"):
    """‖c − ∫ f p‖ for f = t² + cos 7t falls like L^{−order} with the number L of steps."""
    N, nodes = 16, np.polynomial.legendre.leggauss(48)
    y = (nodes[0] + 1) / 2
    n = np.arange(N)
    p = np.sqrt(2.0 * n + 1)[:, None] * eval_legendre(n[:, None], nodes[0])
    exact, error = p @ (nodes[1] / 2 * signal(y)), []
    lengths = run.pick((1000, 2000), (1000, 2000, 4000, 8000))
    for L in lengths:
        samples = signal((np.arange(L) + 0.5) / L)
        found = st.project("legs", N, samples, 1 / L, method=method).coefficients
        error.append(float(np.linalg.norm(found - exact)))
    for L, (coarse, fine) in zip(lengths, pairwise(error), strict=False):
        # the error is an expansion in 1/L whose coefficients grow like powers of N²
        yield close(
            f"error at L = {L} over that at {2 * L}, {method}",
            coarse / fine,
            2.0**order,
            error=2.0**order * N * N / L / 4,
            basis="the next power of 1/L, with a coefficient of N²/4",
        )


def signal(t):
    """t² + cos 7t."""
    return t * t + np.cos(7 * t)


def bilinear_steps(u, N: int, step: flint.fmpq, scaled: bool) -> list[flint.fmpq]:
    """The trapezoidal steps of t c' = A c + B f (c' = A c + B f if not scaled), t = Δ, 2Δ, …."""
    core, c = st.family("legs").core(N), flint.fmpq_mat(N, 1, [int(n == 0) for n in range(N)])
    eye = flint.fmpq_mat(N, N, [int(n == k) for n in range(N) for k in range(N)])
    c, b = c * flint.fmpq(u[0]), flint.fmpq_mat(N, 1, core.b)
    for k, sample in enumerate(u[1:], start=1):
        before, after = (step / (2 * (step * j if scaled else 1)) for j in (k, k + 1))
        right = c + core.M * c * before + b * ((before + after) * int(sample))
        c = (eye - core.M * after).solve(right)
    return c.entries()


def equivariance(run, scaled=True):
    """The states after L steps do not depend on Δ, exactly."""
    N, L = run.pick((8, 12), (16, 32))
    u = [int(x) for x in run.rng.integers(-9, 10, L)]
    reference = bilinear_steps(u, N, flint.fmpq(1), scaled)
    for step in (flint.fmpq(1, 1000), flint.fmpq(1, 10), flint.fmpq(7, 3)):
        found = bilinear_steps(u, N, step, scaled)
        count = sum(a != b for a, b in zip(found, reference, strict=True))
        yield exactly(f"of {N} states, those that differ from Δ = 1, Δ = {step}", count, 0)


def equivariance_library(run, scaled=True):
    """st.project gives the same bits for every Δ."""
    for N, L in run.pick(((64, 500),), ((64, 500), (256, 20_000))):
        u = run.rng.choice((-1.0, 1.0), L)
        for method in ("bilinear", "backward", "zoh")[: 3 if N < 100 else 2]:
            found = [
                st.project("legs", N, u, dt, method=method, scaled=scaled).coefficients
                for dt in (1e-6, 1.0, 10.0, math.pi * 1e5)
            ]
            name = f"max difference between four Δ, {method}, N = {N}, L = {L}"
            basis = "the recurrence has no Δ: the same operations on the same numbers"
            yield identity(name, np.array(found), np.array([found[1]] * 4), bound=0.0, basis=basis)


CLAIMS = (
    Claim(
        id="H1-legt",
        paper="hippo",
        locator="Theorem 1, LegT",
        statement="Projecting the window [t−θ, t] on Legendre polynomials, with f(t−θ) taken from "
        "the coefficients, gives θA_nk = −r_n r_k {1 (n ≥ k); (−1)^{n−k} (n < k)}, θB_n = r_n.",
        scope="N ≤ 16, in full N ≤ 64, exact",
        check=translated_legendre,
        false_variant=Variant("… with f(t−θ) taken as 0", {"reconstruct": False}),
        recorded="proved",
        evidence="symbolic",
        families=LEGT,
    ),
    Claim(
        id="H1-lagt",
        paper="hippo",
        locator="Theorem 1, LagT",
        statement="Projecting the past on Laguerre polynomials under e^{−(t−x)} gives A = −1 on "
        "and below the diagonal, B = 1.",
        scope="N ≤ 16, in full N ≤ 64, exact",
        check=translated_laguerre,
        false_variant=Variant("… −½ on the diagonal", {"diagonal": "1/2"}),
        recorded="proved",
        evidence="symbolic",
        families=LAGT,
        erratum=True,
        note="The published code calls another matrix LagT, with −½ on the diagonal (here `lagt`; "
        "the theorem's is `glagt(0, 1)`). It belongs to the functions L_n(t)e^{−t/2}, orthonormal "
        "for the uniform weight on the whole past, not for e^{−t}; see HT9 for what this does.",
    ),
    Claim(
        id="H1-lmu",
        paper="hippo",
        locator="Theorem 1, LegT with λ_n = (2n+1)^{1/2}(−1)ⁿ",
        statement="LegT in the scale λ_n = (−1)ⁿ√(2n+1) is the LMU, entry by entry.",
        scope="N ≤ 16, in full N ≤ 64, exact",
        check=lmu,
        false_variant=Variant("… in the scale λ_n = √(2n+1)", {"alternating": False}),
        recorded="proved",
        evidence="symbolic",
        families=LEGT,
    ),
    Claim(
        id="H1-closure",
        paper="hippo",
        locator="Appendix D.1, the approximation of f(t−θ)",
        statement="LegT's coefficients are not the projection: for f = e^{20it}, θ = 1, they are "
        "off by 0.6 at N = 8, and by less than 10⁻⁷ from N = 24 on.",
        scope="N = 8, 24, in full N ≤ 64, balls",
        check=closure,
        false_variant=Variant("… by less than 10⁻⁸ from N = 24 on", {"small": 1e-8}),
        recorded="proved",
        evidence="certified",
        expected=(
            Recorded("‖x − c‖, ω = 20, N = 8", 0.65710043, 1e-7),
            Recorded("‖x − c‖, ω = 20, N = 24", 4.6573e-8, 1e-11),
        ),
        families=LEGT,
        note="The error sets in when ω/2 passes about 0.6 N, and falls faster than exponentially "
        "below: LegT forgets correctly only what it can represent.",
    ),
    Claim(
        id="H2",
        paper="hippo",
        locator="Theorem 2, LegS",
        statement="t c' = Ac + Bf holds exactly for the Legendre coefficients of f on [0, t].",
        scope="f = t^m, m ≤ 2N, hence every m; N ≤ 32, in full N ≤ 64, exact",
        check=exact_projection,
        false_variant=Variant("… with n + 2 on the diagonal", {"shift": 1}),
        recorded="proved",
        evidence="symbolic",
        families=LEGS,
        note="The paper prints c' = −(1/t)Ac + (1/t)Bf with a positive A; the codes put the sign "
        "into A, as here.",
    ),
    Claim(
        id="H2-held",
        paper="hippo",
        locator="Theorem 2 and section 2.4, zero-order hold in log t",
        statement="Ā_k = e^{A log(1+1/k)} gives the coefficients of a piecewise constant signal "
        "without any discretisation error.",
        scope="random ±1, N = 64, L = 1000, in full N = 256, L = 4000",
        check=held_signal,
        false_variant=Variant("… Ā_k by the bilinear rule", {"method": "bilinear"}),
        recorded="holds",
        evidence="numerical",
        families=LEGS,
    ),
    Claim(
        id="H2-bilinear",
        paper="hippo",
        locator="Section 2.4, the bilinear rule",
        statement="The bilinear recurrence of LegS tends to the coefficients of a smooth f, with "
        "an error of order 2 in the step.",
        scope="f = t² + cos 7t, N = 16, L = 1000, 2000, in full 8000",
        check=step_order,
        false_variant=Variant("… by the backward rule", {"method": "backward"}),
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("error at L = 1000 over that at 2000, bilinear", 3.99773, 1e-4),),
        families=LEGS,
    ),
    Claim(
        id="H2-euler",
        paper="hippo",
        locator="Theorem 2, the discrete recurrence (Euler)",
        statement="c_{k+1} = (1 − A/k)c_k + (1/k)Bf_k tends to the coefficients with an error of "
        "order 1 in the step.",
        scope="f = t² + cos 7t, N = 16, L = 1000, 2000, in full 8000",
        check=step_order,
        parameters={"method": "euler", "order": 1},
        false_variant=Variant("… of order 2", {"order": 2}),
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("error at L = 1000 over that at 2000, euler", 2.00255, 1e-4),),
        families=LEGS,
        note="At small N; H7 says what happens at larger ones.",
    ),
    Claim(
        id="H3",
        paper="hippo",
        locator="Proposition 3, timescale equivariance",
        statement="The states of the discretised LegS do not depend on the step Δ.",
        scope="bilinear, three Δ, N = 8, 12 steps, in full N = 16, 32 steps, exact",
        check=equivariance,
        false_variant=Variant("… of its time-invariant form", {"scaled": False}),
        recorded="proved",
        evidence="symbolic",
        families=LEGS,
    ),
    Claim(
        id="H3-library",
        paper="hippo",
        locator="Proposition 3, timescale equivariance",
        statement="The same states come out for every Δ from 10⁻⁶ to 3·10⁵, to the last bit.",
        scope="three rules, N = 64, L = 500, in full N = 256, L = 20 000",
        check=equivariance_library,
        false_variant=Variant("… of the time-invariant form", {"scaled": False}),
        recorded="holds",
        evidence="numerical",
        families=LEGS,
    ),
)
