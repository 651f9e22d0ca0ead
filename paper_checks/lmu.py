"""The Legendre memory unit as a Padé approximant of the delay, O1."""

from math import factorial

import flint

import ssmtheory as st
from ssmtheory.claims import (
    Claim,
    Recorded,
    Variant,
    ball_at_least,
    ball_at_most,
    ball_close,
    exactly,
)
from ssmtheory.paper_checks import _rational
from ssmtheory.paper_checks._legendre import polynomials
from ssmtheory.paper_checks._reflections import violated
from ssmtheory.precision import working_precision

SIZES, ALL_SIZES = (1, 2, 5, 16, 32), (1, 2, 3, 4, 5, 8, 12, 16, 24, 32, 48, 64)
EXACT = "integer matrix, solved exactly"


def pade(run, short=0):
    """Taylor coefficients of C(sI − A)⁻¹B, C = 1, against those of e^{−s}, k < 2N + short."""
    for N in run.pick(SIZES, ALL_SIZES):
        states, wrong = _moments(N, 2 * N + 1), 0
        found = [-sum(x, flint.fmpq(0)) for x in states]
        for k in range(2 * N + short):
            wrong += found[k] != _exponential(k)
        yield exactly(f"coefficients that differ, N = {N}", wrong, 0, basis=EXACT)
        f = factorial
        rest = flint.fmpq((-1) ** (N + 1) * f(N - 1) * f(N), f(2 * N - 1) * f(2 * N))
        last = found[2 * N] - _exponential(2 * N)
        yield exactly(f"coefficient of s^(2N) of G − e^(−s), N = {N}", last, rest, basis=EXACT)


def poles(run, shift=0):
    """det(sI − A) = Σ_j (2N−1−j+shift)! N!/((N−1)! j! (N−j)!) s^j, the Padé denominator."""
    f = factorial
    for N in run.pick(SIZES, ALL_SIZES):
        found = st.family("lmu").core(N).M.charpoly()
        terms = [
            flint.fmpq(f(2 * N - 1 - j + shift) * f(N), f(N - 1) * f(j) * f(N - j))
            for j in range(N + 1)
        ]
        wrong = sum(a != b for a, b in zip(found.coeffs(), terms, strict=True))
        yield exactly(f"coefficients that differ, N = {N}", wrong, 0, basis=EXACT)


def decoders(run, more=0):
    """Σ_i P_i(2r − 1) x_i(s) against e^{−rs}: coefficients of s^k, k < N + more, as in r."""
    for N in run.pick((1, 2, 5, 16), (1, 2, 3, 5, 8, 16, 32)):
        states, legendre, wrong = _moments(N, N + 1), polynomials(N), 0
        for k in range(N + more):
            found = flint.fmpq_poly([0])
            for p, x in zip(legendre, states[k], strict=True):
                found -= p * x
            wrong += found != flint.fmpq_poly([0] * k + [_exponential(k)])
        yield exactly(f"coefficients that differ, N = {N}", wrong, 0, basis=EXACT)


def delay_error(run, scale="1"):
    """|G(iω) − e^{−iω}| ≤ scale·ω/N up to ω = N, in balls."""
    with working_precision(1200):
        for N in run.pick((6, 16, 64), (6, 16, 64, 256)):
            for tenth in (1, 5, 10):
                omega = flint.arb(N) * tenth / 10
                name = f"|G − e^(−iω)| N/ω, N = {N}, ω = {tenth / 10:g} N"
                yield ball_at_most(name, _error(omega, N) * N / omega, flint.arb(scale))


def delay_reach(run, good="1.5"):
    """The error at ω = N, good·N and 2N, in balls."""
    with working_precision(1200):
        for N in run.pick((32, 64), (32, 64, 128, 256)):
            rate = _error(flint.arb(N), N).log() / flint.arb(10).log() / N
            name = f"log₁₀ |G − e^(−iω)| / N, N = {N}, ω = N"
            yield ball_close(name, rate, flint.arb("-0.3917"), within=flint.arb("1e-4"))
            at = _error(flint.arb(N) * flint.arb(good), N)
            yield ball_at_most(f"|G − e^(−iω)|, N = {N}, ω = {good} N", at, flint.arb("1e-3"))
            at = _error(flint.arb(N) * 2, N)
            yield ball_at_least(f"|G − e^(−iω)|, N = {N}, ω = 2 N", at, flint.arb("0.8"))


def dissipative(run, share=1):
    """A + Aᵀ + share·(BBᵀ + eeᵀ) = 0 for LegT in exact arithmetic, e_n = (−1)ⁿ√(2n+1)."""
    for N in run.pick(SIZES, ALL_SIZES):
        core = st.family("legt").core(N)
        scale = _rational.diagonal(core.nu)  # S A S of A = S M S⁻¹, S = diag(√ν), is ν M
        A, B = scale * core.M, scale * _rational.column(core.b)
        e = _rational.column(x * (-1) ** n for n, x in enumerate(B.entries()))
        outer = B * B.transpose() + e * e.transpose()
        residual = A + A.transpose() + outer * share
        wrong = sum(x != 0 for x in residual.entries())
        yield exactly(f"entries of A + Aᵀ + BBᵀ + eeᵀ not 0, N = {N}", wrong, 0, basis=EXACT)
        yield exactly(f"rank of A + Aᵀ, N = {N}", (A + A.transpose()).rank(), min(N, 2))


def coordinates(run, first=3):
    """Whether A + Aᵀ of LMU's own integer matrix has a positive eigenvalue, from N = first on."""
    for N in run.pick((3, 4, 8, 16), (3, 4, 5, 8, 16, 32, 64)):
        M = st.family("lmu").core(N).M
        grows = violated(-(M + M.transpose()))
        yield exactly(f"A + Aᵀ has a positive eigenvalue, N = {N}", grows, N >= first)


def _moments(N: int, count: int) -> list[list[flint.fmpq]]:
    """A^{−k−1}B for k < count: (sI − A)⁻¹B = −Σ s^k A^{−k−1}B."""
    core = st.family("lmu").core(N)
    inverse, state, found = core.M.inv(), _rational.column(core.b), []
    for _ in range(count):
        state = inverse * state
        found.append(state.entries())
    return found


def _exponential(k: int) -> flint.fmpq:
    return flint.fmpq((-1) ** k, factorial(k))


def _error(omega: flint.arb, N: int) -> flint.arb:
    s = flint.acb(0, omega)
    return abs(st.closed_forms.legt.transfer_balls(s, N) - (-s).exp())


CLAIMS = (
    Claim(
        id="O1",
        paper="lmu",
        locator="Eq. (2), the Padé approximant of the delay",
        statement="C(sI − A)⁻¹B with C = 1, the sample one window ago, is the [N−1/N] Padé "
        "approximant of e^{−s}: it has the first 2N Taylor coefficients.",
        scope="N ≤ 32, in full 64, exact",
        check=pade,
        false_variant=Variant("… the first 2N + 1", {"short": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("lmu", "legt"),
        note="The first coefficient that differs is off by "
        "(−1)^{N+1}(N−1)! N!/((2N−1)! (2N)!), for N = 16 by 1.3·10⁻⁴⁴.",
    ),
    Claim(
        id="O1-poles",
        paper="lmu",
        locator="Eq. (2), the Padé approximant of the delay",
        statement="The eigenvalues of A are the roots of the Padé denominator "
        "Σ_j (2N−1−j)! N!/((N−1)! j! (N−j)!) s^j.",
        scope="N ≤ 32, in full 64, exact",
        check=poles,
        false_variant=Variant("… of Σ_j (2N−j)! …, the [N/N] one's", {"shift": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("lmu", "legt"),
    ),
    Claim(
        id="O1-decode",
        paper="lmu",
        locator="Eq. (3), the shifted Legendre decoders",
        statement="Σ_i P_i(2r − 1) x_i(s), the sample r windows ago, has the first N Taylor "
        "coefficients of e^{−rs} for every r in [0, 1].",
        scope="N ≤ 16, in full 32, as polynomials in r",
        check=decoders,
        false_variant=Variant("… the first N + 1", {"more": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("lmu",),
        note="Half the order of r = 1, where it has 2N.",
    ),
    Claim(
        id="O1-error",
        paper="lmu",
        locator="section 2, the error of the delay, as commonly cited",
        statement="The delayed output errs by O(θω/N): |G(iω) − e^{−iω}| ≤ ω/N up to ω = N, for a "
        "window of 1.",
        scope="ω/N = 0.1, 0.5, 1, N = 6, 16, 64, in full 256, balls",
        check=delay_error,
        false_variant=Variant("… ≤ ω/(1000N)", {"scale": "1e-3"}),
        recorded="proved",
        evidence="certified",
        families=("lmu", "legt"),
        note="True, and far from sharp: at ω = N the error is 4·10⁻³ for N = 6 and 9·10⁻²⁶ for "
        "N = 64, so that no constant over N describes it; see O1-reach.",
    ),
    Claim(
        id="O1-reach",
        paper="lmu",
        locator="section 2, the error of the delay; derived",
        statement="The delay's error is 10^{−0.3917N} at ω = N, below 10⁻³ still at ω = 1.5N, and "
        "of order one from 2N on, where the poles end.",
        scope="N = 32, 64, in full 256, balls",
        check=delay_reach,
        false_variant=Variant("… still at ω = 1.8N", {"good": "1.8"}),
        recorded="proved",
        evidence="certified",
        expected=(
            Recorded("log₁₀ |G − e^(−iω)| / N, N = 64, ω = N", -0.3916818, 1e-7),
            Recorded("|G − e^(−iω)|, N = 64, ω = 2 N", 0.9144273, 1e-7),
        ),
        families=("lmu", "legt"),
        note="The usual O(θω/N), good for ω ≪ N, undersells it: the error falls exponentially in N "
        "at every ω/N up to almost 2 (3.6·10⁻⁸ at 1.5N for N = 64), and at 2N it is 0.91.",
    ),
    Claim(
        id="O1-dissipative",
        paper="lmu",
        locator="Eq. (2); derived",
        statement="A + Aᵀ = −(BBᵀ + eeᵀ), e_n = (−1)ⁿ√(2n+1), in the coordinates of LegT, so that "
        "‖e^{tA}‖₂ ≤ 1; of rank 2, so that the logarithmic norm is 0 for N ≥ 3.",
        scope="N ≤ 32, in full 64, exact",
        check=dissipative,
        false_variant=Variant("… = −2(BBᵀ + eeᵀ)", {"share": 2}),
        recorded="proved",
        evidence="symbolic",
        families=("legt", "lmu"),
    ),
    Claim(
        id="O1-coordinates",
        paper="lmu",
        locator="Eq. (2); derived",
        statement="In LMU's own coordinates A + Aᵀ has a positive eigenvalue for every N ≥ 3: the "
        "2-norm grows there before it decays.",
        scope="N = 3 … 16, in full 64, exact",
        check=coordinates,
        false_variant=Variant("… for every N ≥ 5, and not before", {"first": 5}),
        recorded="proved",
        evidence="symbolic",
        families=("lmu",),
    ),
)
