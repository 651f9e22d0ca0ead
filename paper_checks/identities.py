"""Exact identities for LegS, X1–X13: the backbone of what is said about S4D, S5, DSS and PTD.

They are derived (theory of the all-pass chain), not quoted; the locator names the statement of
the literature that each makes checkable.
"""

import math

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Recorded, Variant, at_most, ball_close, exactly, identity
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision

LEGS = ("legs",)


def lyapunov(run, shift=1):
    """A + Aᵀ + c I + BBᵀ = 0 in exact arithmetic."""
    for N in run.pick((1, 2, 5, 16), (1, 2, 5, 16, 32, 64)):
        A, B = st.family("legs").exact(N)
        residual = (A + A.T + shift * A.eye(N) + B * B.T).applyfunc(lambda x: x.expand())
        yield exactly(f"entries of A + Aᵀ + I + BBᵀ not 0, N = {N}", len(residual.values()), 0)


def resolvent_bound(run, bound=2):
    """sup_ω ‖R(iω)‖ ≤ bound, attained at ω = 0."""
    for N in (2, 8, 32, 128):
        sup = 1 / st.distance_to_instability("legs", N).value
        # β is exact to its tolerance 1e-10, and its rounding is far below that
        yield at_most(
            f"sup ‖R(iω)‖, N = {N}", sup, bound, error=1e-9, basis="level-set tolerance 1e-10"
        )


def telescoped(run, power=1):
    """1 − BᵀR(s)B = T_N(s)^power at random s, the left side by the state response."""
    closed = st.closed_forms.legs
    for N in run.pick((1, 8, 64), (1, 8, 64, 1024, 10**6)):
        s = 1j * run.rng.uniform(0.1, 3 * N, 20)
        B = np.sqrt(2.0 * np.arange(N) + 1)
        left = 1 - closed.states(s, N) @ B
        right = closed.allpass(s, N) ** power
        yield identity(
            f"max |1 − BᵀRB − T|, N = {N}",
            left,
            right,
            bound=16 * U * N,
            basis="N terms of modulus ≤ 1, each good to a few u",
        )


def secular(run, offset=0.5):
    """Σ_k arctan((k − ½)/ω_m) = π(m + offset) at every frequency, in balls."""
    with working_precision(200):
        for N in run.pick((2, 5, 16, 64), (2, 5, 16, 64, 256)):
            worst = flint.arb(0)
            for m, omega in enumerate(st.closed_forms.legs.normal_part_frequencies_balls(N)):
                total = sum((((flint.arb(k) + 0.5) / omega).atan() for k in range(N)), flint.arb(0))
                worst = worst.max(abs(total - flint.arb.pi() * (m + flint.arb(offset))))
            yield ball_close(f"max secular residual, N = {N}", worst, 0, within=1e-40)


def top_frequency(run, constant=math.pi / 6):
    """N²/π − ω_0 → constant: within 1/N of it."""
    for N in run.pick((64, 256, 4096), (64, 256, 4096, 10**6)):
        with working_precision(200):
            start = float(st.closed_forms.legs.normal_part_frequencies(N)[0])
            omega = frequency_ball(start, 0, N)
            gap = flint.arb(N) ** 2 / flint.arb.pi() - omega
            yield ball_close(f"N²/π − ω₀, N = {N}", gap, constant, within=1 / flint.arb(N))


def frequency_ball(start: float, m: int, N: int) -> flint.arb:
    """ω_m of the LegS normal part, certified at the working precision."""
    from ssmtheory.closed_forms.legs_spectrum import certified_frequency

    return certified_frequency(start, m, N, flint.ctx.prec)


CLAIMS = (
    Claim(
        id="X1",
        paper="s4",
        locator="Theorem 1, LegS; derived",
        statement="A + Aᵀ = −(I + BBᵀ) for LegS, so that ‖e^{tA}‖₂ ≤ e^{−t/2}.",
        scope="N ≤ 16, in full N ≤ 64, exact matrices",
        check=lyapunov,
        false_variant=Variant("… with 2I in the place of I", {"shift": 2}),
        recorded="proved",
        evidence="symbolic",
        families=LEGS,
    ),
    Claim(
        id="X1-resolvent",
        paper="ptd",
        locator="Theorem 3, its factor sup‖R‖; derived",
        statement="sup_ω ‖R(iω)‖₂ ≤ 2 for LegS at every N.",
        scope="N = 2 … 128",
        check=resolvent_bound,
        false_variant=Variant("… ≤ 1.8", {"bound": 1.8}),
        recorded="holds",
        evidence="numerical",
        expected=(
            Recorded("sup ‖R(iω)‖, N = 2", 1.366, 5e-4),
            Recorded("sup ‖R(iω)‖, N = 128", 1.850, 5e-4),
        ),
        families=LEGS,
    ),
    Claim(
        id="X2",
        paper="ptd",
        locator="Lemma 1; derived",
        statement="1 − BᵀR(s)B = T_N(s) = Π_{k<N} (s−k)/(s+k+1) for LegS.",
        scope="20 random points of the imaginary axis, N ≤ 64, in full N ≤ 10⁶",
        check=telescoped,
        false_variant=Variant("… = T_N(s)²", {"power": 2}),
        recorded="holds",
        evidence="numerical",
        families=LEGS,
    ),
    Claim(
        id="X5",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="The normal part of LegS has the eigenvalues −½ ± iω_m with "
        "Σ_{k<N} arctan((k+½)/ω_m) = π(m+½), and 0 for odd N.",
        scope="all m, N ≤ 64, in full N ≤ 256, balls of 200 bits",
        check=secular,
        false_variant=Variant("… = π m", {"offset": 0.0}),
        recorded="proved",
        evidence="certified",
        families=LEGS,
    ),
    Claim(
        id="X6",
        paper="s4d",
        locator="Conjecture 5; derived",
        statement="N²/π − ω_0 → π/6 for the largest frequency of the LegS normal part.",
        scope="|difference from the limit| ≤ 1/N for N ≤ 4096, in full N ≤ 10⁶, balls",
        check=top_frequency,
        false_variant=Variant("… → 1/2", {"constant": 0.5}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("N²/π − ω₀, N = 256", 0.523590, 2e-6),),
        families=LEGS,
        note="The constant that the conjecture gives as about 0.5236 is π/6.",
        erratum=True,
    ),
)
