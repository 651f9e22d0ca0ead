"""X5–X8: eigenvalues and modal inputs of the LegS normal part A + ½BBᵀ, and their laws."""

import math
from functools import reduce

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import (
    Claim,
    Recorded,
    Variant,
    at_least,
    at_most,
    ball_at_least,
    ball_at_most,
    ball_close,
    exactly,
    identity,
)
from ssmtheory.closed_forms.legs_law import law_frequencies
from ssmtheory.closed_forms.legs_spectrum import certified_frequency
from ssmtheory.paper_checks._legs_exact import ExactLegS
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision

LEGS = ("legs",)
BITS = 200
TO_MILLION = (64, 256, 4096, 10**6)


def frequencies(N: int, wanted) -> list[flint.arb]:
    """ω_m of the LegS normal part for m in ``wanted``, certified at the working precision."""
    start = st.closed_forms.legs.normal_part_frequencies(N)
    return [certified_frequency(float(start[m]), m % (N // 2), N, BITS) for m in wanted]


def characteristic(run, weight="1/2"):
    """det(sI − A − ½BBᵀ) = weight·Π(s−k) + (1−weight)·Π(s+k+1), coefficient by coefficient."""
    share = flint.fmpq(*(int(x) for x in weight.split("/")))
    for N in run.pick((1, 2, 5, 16, 64), range(1, 65)):
        legs = ExactLegS(N)
        zeros, poles = flint.fmpq_poly([1]), flint.fmpq_poly([1])
        for k in range(N):
            zeros *= flint.fmpq_poly([-k, 1])
            poles *= flint.fmpq_poly([k + 1, 1])
        found = (legs.M + legs.outer * flint.fmpq(1, 2)).charpoly()
        differing = len([c for c in (found - share * zeros - (1 - share) * poles) if c != 0])
        yield exactly(f"coefficients that differ, N = {N}", differing, 0)


def even_part(N: int) -> tuple[flint.fmpz_poly, int]:
    """(Q, how many coefficients are left over) for det((s − ½)I − A − ½BBᵀ) = s^{N mod 2} Q(−s²).

    From the exact characteristic polynomial, so that the secular equation has no part in it.
    """
    legs = ExactLegS(N)
    p = (legs.M + legs.outer * flint.fmpq(1, 2)).charpoly()
    c = p(flint.fmpq_poly([flint.fmpq(-1, 2), 1])).coeffs()
    alternating = [(-1) ** j * x for j, x in enumerate(c[N % 2 :: 2])]
    return flint.fmpq_poly(alternating).numer(), sum(x != 0 for x in c[1 - N % 2 :: 2])


def secular(run, offset=0.5):
    """Σ_k arctan((k + ½)/ω) = π(m + offset) at the m-th largest root −½ + iω of det(sI − A − ½BBᵀ).

    And the ω_m that Newton's method finds from the secular equation are these roots.
    """
    for N in run.pick((2, 5, 16, 64), (2, 3, 5, 8, 16, 31, 64, 256)):
        Q, left = even_part(N)
        yield exactly(f"coefficients of the other parity, N = {N}", left, 0)
        with working_precision(2 * BITS):
            squares = [y.real for y, _ in Q.complex_roots() if y.imag == 0 and y.real > 0]
            omegas = sorted((y.sqrt() for y in squares), key=float, reverse=True)
            found, worst, gap = frequencies(N, range(N // 2)), flint.arb(0), flint.arb(0)
            for m, (omega, root) in enumerate(zip(omegas, found, strict=False)):
                total = sum((((flint.arb(k) + 0.5) / omega).atan() for k in range(N)), flint.arb(0))
                worst = worst.max(abs(total - flint.arb.pi() * (m + flint.arb(offset))))
                gap = gap.max(abs(root / omega - 1))
            apart = sum(a > b for a, b in zip(omegas, [*omegas[1:], flint.arb(0)], strict=True))
            yield exactly(f"distinct ω_m > 0, N = {N}", apart, N // 2)
            yield ball_close(f"max secular residual, N = {N}", worst, 0, within=1e-40)
            yield ball_close(f"max |ω_m of Newton/ω_m − 1|, N = {N}", gap, 0, within=1e-40)


def secular_large(run, offset=0.5):
    """The same in floats at large N; and the ω_m against LAPACK's eigenvalues at small ones."""
    for N in run.pick((2, 7, 64, 256), (2, 7, 64, 256, 1024)):
        A, B = st.family("legs").system(N).A, st.family("legs").system(N).B
        skew = A + np.outer(B, B) / 2 + np.eye(N) / 2
        omega = st.closed_forms.legs.normal_part_frequencies(N)
        expected = np.sort(np.concatenate([omega, np.zeros(N % 2), -omega]))
        yield identity(
            f"max |eigvalsh − ω|, N = {N}",
            np.linalg.eigvalsh(-1j * skew),
            expected,
            bound=4 * N * U * float(np.linalg.norm(skew)),
            basis="backward stability of the Hermitian eigensolver: 4Nu‖S‖",
        )
    for N in run.pick((1024, 10**5), (1024, 10**5, 10**6)):
        omega, x = st.closed_forms.legs.normal_part_frequencies(N), np.arange(N) + 0.5
        wanted = sorted({0, 1, 2, N // 8, N // 4, N // 2 - 1})
        found = np.array([np.arctan(x / omega[m]).sum() for m in wanted])
        target = math.pi * (np.array(wanted) + offset)
        yield identity(
            f"max relative secular residual, N = {N}",
            found / target,
            np.ones(target.size),
            bound=4 * U * (2 + math.log2(N)),
            basis="terms > 0 and good to 4u with their ω, summed in pairs",
        )


def top_frequencies(run, constant=None):
    """N²/(π(2j+1)) − ω_j → (2j+1)π/6: within (2j+1)³/N² of it."""
    for N in run.pick((64, 256, 4096), TO_MILLION):
        with working_precision(BITS):
            limit = flint.arb.pi() / 6 if constant is None else flint.arb(constant)
            for j, omega in enumerate(frequencies(N, range(3))):
                odd = 2 * j + 1
                gap = flint.arb(N) ** 2 / (flint.arb.pi() * odd) - omega
                within = flint.arb(odd) ** 3 / flint.arb(N) ** 2
                yield ball_close(f"N²/({odd}π) − ω_{j}, N = {N}", gap, odd * limit, within=within)


def law(omega: flint.arb, N: int) -> flint.arb:
    """N arctan(N/ω) − (ω/2) ln(1 + N²/ω²), as a ball: the twin of ``law_phase``."""
    square = (N / omega) ** 2
    return N * (N / omega).atan() - omega / 2 * (1 + square).log()


def uniform_law(run, within=0.1):
    """The root of law(ω) = π(j + ½) is within 10 % of ω_j: (1 ± within)ω_j bracket it."""
    for N in run.pick((2, 16, 64), (2, 4, 6, 8, 16, 24, 32, 48, 64, 256)):
        with working_precision(BITS):
            omegas, share = frequencies(N, range(N // 2)), flint.arb(within)
            target = [flint.arb.pi() * (2 * j + 1) / 2 for j in range(N // 2)]
            rows = list(zip(omegas, target, strict=True))
            above = [law(w * (1 + share), N) - y for w, y in rows]
            below = [law(w * (1 - share), N) - y for w, y in rows]
            top = reduce(flint.arb.max, above)
            least = reduce(flint.arb.min, below)
        yield ball_at_most(f"max_j law(1.1 ω_j) − π(j+½), N = {N}", top, 0)
        yield ball_at_least(f"min_j law(0.9 ω_j) − π(j+½), N = {N}", least, 0)


def law_error(run, within=0.1):
    """Its largest relative error, at the smallest frequency, in floats."""
    for N in run.pick((64, 256, 4096), TO_MILLION):
        omega = st.closed_forms.legs.normal_part_frequencies(N)
        relative = np.abs(law_frequencies(N) / omega - 1)
        # d law/dω = −½ ln(1 + N²/ω²); the two terms of the law are π(j + ½) up to 2
        slope = omega * np.log1p((N / omega) ** 2) / 2
        error = float(8 * U * np.max(1 + (2 + math.pi * np.arange(1, N // 2 + 1)) / slope))
        basis = "rounding 8u of the law over its slope"
        yield at_most(
            f"max relative error, N = {N}", relative.max(), within, error=error, basis=basis
        )
        place, last = int(relative.argmax()), N // 2 - 1
        yield exactly(
            f"j of the largest error, N = {N}", place, last, basis="a place, not a number"
        )


def inverse_law(run, bounds=((64, 0.22), (256, 0.5))):
    """max_j |ω_j(S4D-Inv)/ω_j − 1| ≥ the numbers: it grows with N."""
    for N, least in run.pick(bounds, (*bounds, (4096, 1.0), (10**6, 2.0))):
        inverse = st.family("s4d-inv").system(N).lam.imag
        relative = np.abs(inverse / st.closed_forms.legs.normal_part_frequencies(N) - 1)
        name = f"max relative error of S4D-Inv, N = {N}"
        yield at_least(name, relative.max(), least, error=16 * U, basis="both sides to a few ulp")


def smallest_frequency(run, constant=2):
    """ω_min (ln N + 2 ln 2 + γ) → π/2 for even N: relative error at most 7/(…)³."""
    for N in run.pick((64, 256, 4096), TO_MILLION):
        with working_precision(BITS):
            omega = frequencies(N, [-1])[0]
            size = flint.arb(N).log() + constant * flint.arb(2).log() + flint.arb.const_euler()
            ratio = 2 * omega * size / flint.arb.pi()
            yield ball_close(f"ω_min over its law, N = {N}", ratio, 1, within=7 / size**3)


def modal_input(run, factor=2):
    """|(V*B)_j| π(2j+1)/N → 2: relative error at most (2j+1)²/N²."""
    for N in run.pick((16, 64, 4096), (16, 64, 256, 4096, 10**6)):
        with working_precision(BITS):
            if N <= 64:  # certified factors of A, with a proved residual
                column = st.family("legs").nplr_balls(N, BITS).modes.B
                sizes = [abs(column[j, 0]) for j in range(3)]
            else:
                p = st.closed_forms.legs.canonical_input_balls(frequencies(N, range(3)), N)
                sizes = [flint.arb(2).sqrt() * q for q in p]
            for j, size in enumerate(sizes):
                odd = 2 * j + 1
                ratio = size * flint.arb.pi() * odd / (factor * flint.arb(N))
                within = flint.arb(odd) ** 2 / flint.arb(N) ** 2
                yield ball_close(f"|V*B|_{j} over its law, N = {N}", ratio, 1, within=within)


CLAIMS = (
    Claim(
        id="X5-characteristic",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="det(sI − A − ½BBᵀ) = ½(Π_{k<N}(s−k) + Π_{k<N}(s+k+1)) for LegS: the normal part "
        "has its eigenvalues where T_N = −1.",
        scope="N ≤ 64, all coefficients, exact",
        check=characteristic,
        false_variant=Variant("… with the weights ⅓ and ⅔", {"weight": "1/3"}),
        recorded="proved",
        evidence="symbolic",
        families=LEGS,
    ),
    Claim(
        id="X5",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="The normal part of LegS has the eigenvalues −½ ± iω_m with "
        "Σ_{k<N} arctan((k+½)/ω_m) = π(m+½), and −½ for odd N.",
        scope="all m, N ≤ 64, in full N ≤ 256, at the roots of the exact characteristic "
        "polynomial, balls",
        check=secular,
        false_variant=Variant("… = π m", {"offset": 0.0}),
        recorded="proved",
        evidence="certified",
        families=LEGS,
    ),
    Claim(
        id="X5-large",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="The secular equation gives the eigenvalues that LAPACK finds, and gives them at "
        "any N without an eigensolver.",
        scope="LAPACK N ≤ 256, in full 1024; six ω_m at N ≤ 10⁵, in full 10⁶",
        check=secular_large,
        false_variant=Variant("… with π(m+1)", {"offset": 1.0}),
        recorded="holds",
        evidence="numerical",
        families=LEGS,
    ),
    Claim(
        id="X6",
        paper="s4d",
        locator="Conjecture 5; derived",
        statement="N²/(π(2j+1)) − ω_j → (2j+1)π/6 for the largest frequencies of the LegS normal "
        "part; N²/π − ω_0 → π/6.",
        scope="j ≤ 2, |difference from the limit| ≤ (2j+1)³/N² for N ≤ 4096, in full 10⁶, balls",
        check=top_frequencies,
        false_variant=Variant("… → (2j+1)·0.5235", {"constant": 0.5235}),
        recorded="proved",
        evidence="certified",
        expected=(
            Recorded("N²/(1π) − ω_0, N = 64", 0.523450828, 1e-8),
            Recorded("N²/(1π) − ω_0, N = 256", 0.523589524, 1e-8),
        ),
        families=LEGS,
        note="Not wrong, but open: the constant that the conjecture, as commonly cited, gives as "
        "about 0.5236 is π/6 = 0.523599, and N²/π − ω_0 is π/6 − 0.606/N².",
        erratum=True,
    ),
    Claim(
        id="X7",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="N arctan(N/ω) − (ω/2) ln(1+N²/ω²) = π(j+½) gives every ω_j within 10 %.",
        scope="all j, even N ≤ 64, in full 256, balls",
        check=uniform_law,
        false_variant=Variant("… within 9 %", {"within": 0.09}),
        recorded="proved",
        evidence="certified",
        families=LEGS,
    ),
    Claim(
        id="X7-error",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="The error of that law is largest at the smallest ω_j, and stays below 10 %.",
        scope="all j, N = 64, 256, 4096, in full 10⁶",
        check=law_error,
        false_variant=Variant("… below 9.5 %", {"within": 0.095}),
        recorded="holds",
        evidence="numerical",
        expected=(
            Recorded("max relative error, N = 64", 0.0970907, 1e-6),
            Recorded("max relative error, N = 256", 0.0980431, 1e-6),
            Recorded("max relative error, N = 4096", 0.0949281, 1e-6),
        ),
        families=LEGS,
        note="It peaks near N = 200 at 9.81 %, and decreases from there on (8.5 % at 10⁶).",
    ),
    Claim(
        id="X7-inverse",
        paper="s4d",
        locator="Eq. (8), S4D-Inv",
        statement="S4D-Inv is off by 22 % and more at N = 64, by 50 % at N = 256, without limit.",
        scope="all j, N = 64, 256, in full 4096, 10⁶",
        check=inverse_law,
        false_variant=Variant("… by 25 % at N = 64", {"bounds": ((64, 0.25), (256, 0.5))}),
        recorded="holds",
        evidence="numerical",
        expected=(
            Recorded("max relative error of S4D-Inv, N = 64", 0.2255218, 1e-6),
            Recorded("max relative error of S4D-Inv, N = 256", 0.5041553, 1e-6),
        ),
        families=("legs", "s4d-inv"),
        note="22.6 % at N = 64, 50.4 % at 256, 107 % at 4096, 219 % at 10⁶, each at the smallest "
        "frequency; the uniform law of X7 stays within 10 %.",
    ),
    Claim(
        id="X7-smallest",
        paper="s4d",
        locator="Conjecture 5; derived",
        statement="The smallest frequency is (π/2)/(ln N + 2 ln 2 + γ), up to the relative error "
        "7/(ln N + 2 ln 2 + γ)³, for even N.",
        scope="N = 64, 256, 4096, in full 10⁶, balls",
        check=smallest_frequency,
        false_variant=Variant("… with ln 2 in the place of 2 ln 2", {"constant": 1}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("ω_min over its law, N = 4096", 1.006156995, 1e-8),),
        families=LEGS,
        note="It tends to 0, and only logarithmically: no law Θ(1/n) in the index holds down here.",
    ),
    Claim(
        id="X8",
        paper="s4d",
        locator="section 4, S4D-LegS; derived",
        statement="|(V*B)_j| = 2N/(π(2j+1)) up to the relative error (2j+1)²/N², for the unit "
        "eigenvectors V of the LegS normal part.",
        scope="j ≤ 2, N = 16, 64 from factors with proved residual, 4096, in full 10⁶, balls",
        check=modal_input,
        false_variant=Variant("… = N/(π(2j+1)), that of B/2", {"factor": 1}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("|V*B|_0 over its law, N = 64", 1.000200656, 1e-8),),
        families=LEGS,
    ),
)
