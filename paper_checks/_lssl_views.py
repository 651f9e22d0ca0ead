"""L1–L3: gates are step sizes, depth is Picard iteration, filters are state spaces."""

import math
from fractions import Fraction

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Recorded, Variant, at_most, ball_close, exactly, identity
from ssmtheory.paper_checks import _rational as exact
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision
from ssmtheory.systems.discretize_balls import dense_balls
from ssmtheory.systems.gated import (
    adaptive_recurrence,
    gate,
    gated_recurrence,
    picard_bound,
    picard_stack,
    step_of_gate,
)

BITS = 200


def gate_is_step(run, alpha=1.0):
    """Ā = 1 − σ(z) and B̄ = σ(z) for GBT(α) of x' = −x + u at Δ = e^z, in balls."""
    with working_precision(BITS):
        minus, plus = flint.acb_mat([[-1]]), flint.acb_mat([[1]])
        for sevenths in run.pick((-70, -7, -1, 0, 5, 40), range(-280, 281, 8)):
            z = flint.arb(flint.fmpq(sevenths, 7))
            A_bar, B_bar = dense_balls(st.GBT(alpha), minus, plus, z.exp())
            sigma = 1 / (1 + (-z).exp())
            kept, written = A_bar[0, 0].real + sigma, B_bar[0, 0].real
            yield ball_close(f"Ā + σ(z), z = {sevenths}/7", kept, 1, within=1e-50)
            yield ball_close(f"B̄/σ(z), z = {sevenths}/7", written / sigma, 1, within=1e-50)


def gated_states(run, rule="backward"):
    """The gated recurrence against a step that changes at every time, over a long sequence."""
    for length in run.pick((1000, 10**4), (1000, 10**4, 10**6)):
        z, u = 3 * run.rng.standard_normal(length), run.rng.standard_normal(length)
        leak = st.Diagonal(np.array([-1.0]), np.ones(1))
        stepped = adaptive_recurrence(leak, step_of_gate(z), u, rule)[:, 0]
        # e_k = (1 − σ_k) e_{k−1} + 1: how the error of one step fades
        fading = gated_recurrence(z, 1 / gate(z).write).max()
        yield identity(
            f"max |gated − stepped|, L = {length}",
            gated_recurrence(z, u),
            stepped,
            bound=float(16 * U * np.abs(u).max() * fading),
            basis="16u max|u| in each step, faded by the gates",
        )


def implicit_gate(run, argument="previous"):
    """Backward Euler of x' = −x + f, f = t + bx, against the gated form with f at ``argument``."""
    for b in run.pick((-9, 2), (-9, -3, 2, 5)):
        x, t, wrong = Fraction(1), Fraction(0), 0
        for k in range(run.pick(8, 40)):
            dt = Fraction(k + 1, 8 * (k + 3))
            t += dt
            then = (x + dt * t) / (1 + dt - dt * b)  # solves x = before + Δ(−x + t + bx)
            inside = {"previous": x, "current": then, "mean": (x + then) / 2}[argument]
            wrong += then != x / (1 + dt) + dt / (1 + dt) * (t + b * inside)
            x = then
        yield exactly(f"steps that differ, f = t + ({b})x", wrong, 0)


def picard(run, lipschitz=3.0):
    """(1+Δ)^k |x⁽ˡ⁾_k − x_k| ≤ (qΔM)^l C(L+l−1, l) × its value at depth 0, f = 3x + cos t."""
    slope = 3.0
    for T, length in run.pick(((2.0, 512),), ((2.0, 512), (4.0, 8192))):
        dt = T / length
        t = dt * np.arange(1, length + 1)
        stack = picard_stack(lambda t, x: slope * x + np.cos(t), 1.0, dt, length, 30)
        weight = (1 + dt) ** np.arange(1, length + 1)
        solved = _implicit(slope, dt, t)
        off = (weight * np.abs(stack - solved)).max(axis=1)
        allowed = off[0] * picard_bound(lipschitz, dt, length, 30)
        # 16u for each of L steps on numbers below weight·|x|
        rounding = 16 * U * length * float((weight * np.abs(solved)).max())
        for depth in (1, 5, 10, 20, 30):
            yield at_most(
                f"error at depth {depth}, T = {T:g}, L = {length}",
                off[depth],
                allowed[depth],
                error=rounding,
                basis="16u for each of L steps, times the largest weighted state",
            )


def _implicit(slope: float, dt: float, t: np.ndarray) -> np.ndarray:
    """The limit of the stack: (1 + Δ − ΔM) x_k = x_{k−1} + Δ cos t_k."""
    out, x = np.empty(t.size), 1.0
    for k, now in enumerate(t):
        x = (x + dt * math.cos(now)) / (1 + dt - dt * slope)
        out[k] = x
    return out


def rational_filter(run, spare=0):
    """A companion realisation of p/q, deg q = N, and the rank of its Hankel matrix = N + spare."""
    for N in run.pick((1, 2, 5, 9), (1, 2, 5, 9, 16, 24)):
        p = exact.whole(run.rng, 1, N).entries()
        q = exact.whole(run.rng, 1, N).entries()  # of s⁰ … s^{N−1}; monic
        A = exact.matrix(N, N, lambda n, k, N=N, q=q: -q[k] if n == N - 1 else int(k == n + 1))
        B, C = exact.column([0] * (N - 1) + [1]), exact.row(p)
        top, bottom = flint.fmpq_poly(p), flint.fmpq_poly([*q, 1])
        found = 0
        for j in range(2 * N + 1):  # enough for two rational functions of degree N
            s = flint.fmpq(7 * N + j)  # beyond every root of q: its coefficients are at most 5
            found += (C * (exact.eye(N) * s - A).solve(B))[0, 0] != top(s) / bottom(s)
        yield exactly(f"points where C(sI−A)⁻¹B is not p/q, N = {N}", found, 0)
        markov = exact.krylov(A, B, C, 2 * N + 2)
        hankel = exact.matrix(N + 1, N + 1, lambda n, k, h=markov: h[n + k])
        yield exactly(f"least number of states, N = {N}", hankel.rank(), N + spare)


def pade(run, extra=0):
    """The first 2N + extra Taylor coefficients of LegT's delayed output are those of e^{−s}."""
    for N in run.pick((1, 2, 5, 12, 24), range(1, 49)):
        core = st.family("legt").core(N)
        C = exact.row([(-1) ** n * nu for n, nu in enumerate(core.nu)])
        state, inverse, wrong = exact.column(core.b), core.M.inv(), 0
        for k in range(2 * N + extra):
            state = inverse * state
            wrong += -(C * state)[0, 0] != flint.fmpq((-1) ** k, math.factorial(k))
        yield exactly(f"coefficients that differ, N = {N}", wrong, 0)


def unrolled(run, last="B̄"):
    """y_k = Σ_j C Ā^{k−j} B̄ u_j + Du_k with the last term ``last``·u_k, for one state."""
    A, B, C, D = Fraction(-1, 3), Fraction(2), Fraction(5), Fraction(7)
    factor = {"B̄": B, "C B̄": C * B, "C Ā B̄": C * A * B}[last]
    for length in run.pick((1, 6), (1, 6, 40)):
        u = [Fraction(int(v)) for v in run.rng.integers(1, 9, length)]
        x, wrong = Fraction(0), 0
        for k in range(length):
            x = A * x + B * u[k]
            earlier = sum((C * A ** (k - j) * B * u[j] for j in range(k)), Fraction(0))
            wrong += C * x + D * u[k] != earlier + factor * u[k] + D * u[k]
        yield exactly(f"outputs that differ, L = {length}", wrong, 0)


CLAIMS = (
    Claim(
        id="L1",
        paper="lssl",
        locator="Lemma 3.1",
        statement="x_t = (1−σ(z))x_{t−1} + σ(z)u_t is GBT(1) of x' = −x + u with the step Δ = e^z.",
        scope="z = −10 … 40/7, in full −40 … 40, balls of 200 bits",
        check=gate_is_step,
        false_variant=Variant("… is GBT(½), the bilinear rule", {"alpha": 0.5}),
        recorded="proved",
        evidence="certified",
    ),
    Claim(
        id="L1-recurrence",
        paper="lssl",
        locator="Lemma 3.1 and Corollary C.3",
        statement="A gated recurrence is a state space model whose step changes with the input.",
        scope="random gates over L = 10⁴ steps, in full 10⁶",
        check=gated_states,
        false_variant=Variant("… by the bilinear rule", {"rule": "bilinear"}),
        recorded="holds",
        evidence="numerical",
    ),
    Claim(
        id="L1-C1-printed",
        paper="lssl",
        locator="Lemma C.1 and its proof",
        statement="Backward Euler of x' = −x + f(t, x) is x_k = (1−σ)x_{k−1} + σ f(t_k, x_{k−1}).",
        scope="f = t + bx, b = −9, 2, in full four b, exact",
        check=implicit_gate,
        false_variant=Variant("… + σ f(t_k, ½(x_{k−1} + x_k))", {"argument": "mean"}),
        true_variant=Variant("… = (1−σ)x_{k−1} + σ f(t_k, x_k)", {"argument": "current"}),
        recorded="refuted",
        evidence="symbolic",
        erratum=True,
        note="The proof ends with f(t_k, x_k) and puts x_{k−1} in its place.  What is printed is "
        "the semi-implicit rule (implicit in −x, explicit in f), also of first order, but without "
        "the stability of backward Euler: for f = −9x and Δ = 1 it multiplies x by −4, and "
        "backward Euler by 1/11.",
    ),
    Claim(
        id="L2",
        paper="lssl",
        locator="Lemma 3.2, Theorem 4",
        statement="A stack of layers of one state with a pointwise f between them is the Picard "
        "iteration of x' = −x + f(t, x): after l layers e^t|x⁽ˡ⁾ − x| is at most (MT)^l/l! times "
        "its first value, discretely (qΔM)^l C(L+l−1, l), q = 1/(1+Δ).",
        scope="f = 3x + cos t (M = 3) on [0, 2], 512 steps; in full also [0, 4], 8192 steps",
        check=picard,
        false_variant=Variant("… with M = 2", {"lipschitz": 2.0}),
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("error at depth 20, T = 2, L = 512", 9.027562e-4, 2e-9),),
        note="The lemma is about infinite depth; the factorial says how deep: MT = 6 needs 30 "
        "layers for 10⁻⁹.  At a step Δ > 0 it needs MΔ < 1 + Δ as well.",
    ),
    Claim(
        id="L3",
        paper="lssl",
        locator="Section 3.2, convolutions are LSSLs",
        statement="A convolution filter with a rational transfer function of degree N is a state "
        "space model of N states, and of no fewer.",
        scope="random integer filters, N ≤ 9, in full N ≤ 24, exact",
        check=rational_filter,
        false_variant=Variant("… of N − 1 states", {"spare": -1}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="L3-pade",
        paper="lssl",
        locator="Section 3.2, Padé approximants and the LMU",
        statement="LegT's output of the input one window ago is the [N−1/N] Padé approximant of "
        "e^{−s}: 2N Taylor coefficients agree.",
        scope="N ≤ 24, in full N ≤ 48, exact",
        check=pade,
        false_variant=Variant("… 2N + 1 agree", {"extra": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("legt",),
    ),
    Claim(
        id="L-convolution-printed",
        paper="lssl",
        locator="Section 3.1, Eq. (6)",
        statement="y_k = CĀᵏB̄u_0 + … + CĀB̄u_{k−1} + B̄u_k + Du_k.",
        scope="one state, L = 6, in full 40, exact",
        check=unrolled,
        false_variant=Variant("… + CĀB̄u_k + Du_k", {"last": "C Ā B̄"}),
        true_variant=Variant("… + CB̄u_k + Du_k", {"last": "C B̄"}),
        recorded="refuted",
        evidence="symbolic",
        erratum=True,
        note="C is missing before B̄u_k, which is a vector; Eq. (7), the kernel, has it.",
    ),
)
