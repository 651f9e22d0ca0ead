"""Claims of DSS: the kernel of a diagonalisable system, its softmax form, and the start values."""

from functools import reduce

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import (
    Claim,
    Recorded,
    Variant,
    at_most,
    ball_at_least,
    ball_at_most,
    ball_close,
    exactly,
)
from ssmtheory.paper_checks._dss_forms import RandomSystem, fast_row, largest, powers, softmax
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision

DSS = ("dss",)
BITS = 400
EPS = 1e-7  # of the published code, as a double
STEPS = ("0.001", "0.01", "0.1")
SINGLE = 2.0**-24


def exponential_form(run, power=-1):
    """C Ā^k B̄ = Σ w̃_i λ_i^power (e^{λ_iΔ} − 1) e^{λ_i kΔ}, w̃ = (CV)ᵀ∘(V⁻¹B)."""
    with working_precision(BITS):
        for N in run.pick((2, 8, 16), (2, 8, 16, 24, 32)):
            system, dt, L = RandomSystem(run.rng, N), flint.arb("0.05"), 2 * N + 3
            total = [flint.acb(0)] * L
            for lam, w in zip(system.lam, system.weights(), strict=True):
                weight = w * lam**power * ((lam * dt).exp() - 1)
                total = [t + weight * p for t, p in zip(total, powers(lam * dt, L), strict=True)]
            gap = largest(k - t for k, t in zip(system.kernel(dt, L), total, strict=True))
            yield ball_close(f"max_k |CĀ^kB̄ − Σ|, N = {N}", gap, 0, within=1e-40)


def softmax_form(run, offset=0):
    """C Ā^k B̄ = Σ w_i λ_i⁻¹ softmax_k(λ_iΔ), w_i = w̃_i (e^{(L+offset)λ_iΔ} − 1)."""
    with working_precision(BITS):
        for N in run.pick((2, 8, 16), (2, 8, 16, 24, 32)):
            system, dt, L = RandomSystem(run.rng, N), flint.arb("0.05"), 2 * N + 3
            total = [flint.acb(0)] * L
            for lam, w in zip(system.lam, system.weights(), strict=True):
                weight = w * ((lam * dt * (L + offset)).exp() - 1) / lam
                row = softmax(lam * dt, L)
                total = [t + weight * p for t, p in zip(total, row, strict=True)]
            gap = largest(k - t for k, t in zip(system.kernel(dt, L), total, strict=True))
            yield ball_close(f"max_k |CĀ^kB̄ − Σ w/λ softmax|, N = {N}", gap, 0, within=1e-40)


def near_root(run, power=1):
    """max_k |softmax_k| (LΔ|δ|)^power → |e^{λ_mΔ} − 1| at λ_m + δ, λ_m = 2πim/(LΔ)."""
    with working_precision(BITS):
        for L in run.pick((64, 1024), (64, 1024, 16384)):
            dt = flint.arb("0.01")
            for m in (1, 3, L // 3):
                root = flint.acb(0, 2 * flint.arb.pi() * m / (L * dt))
                for digits in (3, 6):
                    delta = flint.acb(-0.6, 0.8) / (L * dt * 10**digits)
                    top = largest(softmax((root + delta) * dt, L))
                    distance = L * dt * abs(delta)
                    ratio = top * distance**power / abs((root * dt).exp() - 1)
                    name = f"max|softmax|·LΔ|δ|/|e^λΔ − 1|, L = {L}, m = {m}, LΔ|δ| = 1e-{digits}"
                    yield ball_close(name, ratio, 1, within=2 * distance)


def growing(run, scale=1):
    """|softmax_k| ≤ scale·|1 − e^{−λΔ}|/(1 − e^{−Re λ LΔ}) for Re λ > 0; e^{λkΔ} overflows."""
    with working_precision(BITS):
        dt, L = flint.arb("0.1"), 4096
        for part in (("0.05", 1), ("0.125", 40), ("0.25", 3), ("0.5", 300)):
            lam = flint.acb(*part)
            row = softmax(lam * dt, L)
            bound = abs(1 - (-lam * dt).exp()) / (1 - (-lam.real * L * dt).exp())
            name = f"max|softmax| over its bound, λ = {_text(lam)}"
            yield ball_at_most(name, largest(row) / bound, scale)
        exponent = abs(powers(flint.acb(2, 40) * dt, L)[-1]).log()
        largest_double = 1024 * flint.arb(2).log()
        yield ball_at_least("ln max|e^{λkΔ}|, Re λ = 2", exponent, largest_double)


def fast_form(run, short=1):
    """λ⁻¹ softmax(λΔ) in the closed form of the code, for both signs of Re λ, shift L − short."""
    with working_precision(BITS):
        dt = flint.arb("0.01")
        for L in run.pick((1, 2, 64, 1000), (1, 2, 64, 1000, 4096)):
            for lam in (flint.acb(-0.5, 30), flint.acb(-3, 0), flint.acb(2, 40), flint.acb(5, -1)):
                row = [x / lam for x in softmax(lam * dt, L)]
                found = fast_row(lam, dt, L, shift=L - short)
                gap = largest(a - b for a, b in zip(found, row, strict=True)) / largest(row)
                yield ball_close(f"relative gap, L = {L}, λ = {_text(lam)}", gap, 0, within=1e-60)


def damped(run, power=2):
    """A row with ε over the row without is q/(q + ε), q = |λ(e^{LλΔ} − 1)|^power, for Re λ < 0."""
    with working_precision(BITS):
        dt, L = flint.arb("0.01"), 128
        root = flint.acb(0, 2 * flint.arb.pi() / (L * dt))
        for distance in ("1e-1", "1e-3", "1e-5"):
            lam = root - flint.arb(distance)
            plain = fast_row(lam, dt, L, shift=L - 1)
            row = fast_row(lam, dt, L, shift=L - 1, eps=EPS)
            q = abs(lam * ((lam * dt * L).exp() - 1)) ** power
            worst = largest(a / b - q / (q + EPS) for a, b in zip(row, plain, strict=True))
            name = f"|ratio of the rows − q/(q+ε)|, λ = λ₁ − {distance}"
            yield ball_close(name, worst, 0, within=1e-40)
        lost = 1 - largest(row) / largest(plain)
        yield ball_at_least(f"share of the row lost to ε, λ = λ₁ − {distance}", lost, 0.9)


def at_the_start(run, bound=2e-6):
    """ε/(q + ε) ≤ bound over all start modes and Δ: the relative error of the published rows."""
    with working_precision(BITS):
        for N, L in run.pick(((64, 1024),), ((64, 1024), (64, 16384), (256, 1024))):
            modes = st.family("dss").modes(N)
            for text in STEPS:
                reach = flint.arb(text) * L
                q = [abs(lam * ((lam * reach).exp() - 1)) ** 2 for lam in modes]
                worst = largest(EPS / (x + EPS) for x in q)
                yield ball_at_most(f"relative error, N = {N}, L = {L}, Δ = {text}", worst, bound)


def short_kernels(run):
    """At LΔ = 0.016 the same ε costs 0.4 %."""
    with working_precision(BITS):
        lam = st.family("dss").modes(64)[-1]
        q = abs(lam * ((lam * flint.arb("0.016")).exp() - 1)) ** 2
        name = "relative error of the slowest row, N = 64, L = 16, Δ = 0.001"
        yield ball_at_least(name, EPS / (q + EPS), 4e-3)


def start_modes(run, size=2):
    """det(iωI − S) changes sign across ω(1 ± 1e-25) for N modes −½ + iω of DSS, S of size·N."""
    for N in run.pick((1, 2, 5, 16, 32), (1, 2, 5, 16, 32, 64)):
        order = size * N
        # √ν is taken out of S by the similarity diag(√ν)
        rows = [[((k < n) - (k > n)) * (2 * k + 1) for k in range(order)] for n in range(order)]
        S = flint.fmpq_mat(order, order, [flint.fmpq(x, 2) for row in rows for x in row])
        squares = S.charpoly().coeffs()[order % 2 :: 2]
        with working_precision(BITS + 20 * order):
            lam = st.family("dss").modes(N)
            low, high = ([z.imag * (1 + flint.arb(s)) for z in lam] for s in ("-1e-25", "1e-25"))
            signs = [
                (_alternating(squares, a * a) * _alternating(squares, b * b)).sgn()
                for a, b in zip(low, high, strict=True)
            ]
            yield exactly(f"modes, N = {N}", len(lam), N)
            name = f"max_m of the signs of det(iωI − S) on both sides of ω_m, N = {N}"
            yield ball_at_most(name, reduce(flint.arb.max, signs), 0)
            gaps = [a - b for a, b in zip(low, [*high[1:], flint.arb(0)], strict=True)]
            yield ball_at_least(f"min_m ω_m − ω_{{m+1}}, N = {N}", reduce(flint.arb.min, gaps), 0)
            off = largest(z.real + 0.5 for z in lam)
            yield ball_close(f"max_m |Re λ_m + ½|, N = {N}", off, 0, within=1e-40)


def _alternating(coefficients, y: flint.arb) -> flint.arb:
    """Σ_j c_j (−y)^j."""
    total = flint.arb(0)
    for c in reversed(coefficients):
        total = c - total * y
    return total


def _text(lam: flint.acb) -> str:
    return f"{float(lam.real):g} + {float(lam.imag):g}i"


def single_precision(run, factor=4.0):
    """max_j |λ_j of LAPACK in float32 − λ_j| ≤ factor·‖S‖u, u = 2⁻²⁴, ‖S‖ = ω_0."""
    for N in run.pick((16, 64), (16, 64, 256)):
        x = 2 * np.arange(2 * N, dtype=np.float32) + 1
        lower = np.tril(np.sqrt(np.outer(x, x)), -1)
        found = np.linalg.eigvals((lower - lower.T) / np.float32(2))
        found = found[np.argsort(-found.imag)][:N].astype(complex) - 0.5
        exact = st.family("dss").system(N).lam
        size, gap = exact[0].imag, np.abs(found - exact)
        basis = "against the closed form, good to a few ulp of float64"
        name = f"max |error|/(‖S‖u), N = {N}"
        error = 16 * U / SINGLE
        yield at_most(name, gap.max() / (size * SINGLE), factor, error=error, basis=basis)


CLAIMS = (
    Claim(
        id="D1",
        paper="dss",
        locator="Proposition 1(a)",
        statement="For A = V diag(λ)V⁻¹ with all λ_i ≠ 0, the kernel under the zero-order hold is "
        "K_k = Σ w̃_i λ_i⁻¹(e^{λ_iΔ} − 1)e^{λ_i kΔ}, w̃ = (CV)ᵀ∘(V⁻¹B).",
        scope="random A, N = 2, 8, 16, in full 32, all k < 2N+3, balls of 400 bits",
        check=exponential_form,
        false_variant=Variant("… without λ_i⁻¹", {"power": 0}),
        recorded="proved",
        evidence="certified",
        families=DSS,
        note="λ_i ≠ 0 is a matter of writing: Δφ₁(λ_iΔ), φ₁(z) = (e^z − 1)/z, is right at 0 too.",
    ),
    Claim(
        id="D2",
        paper="dss",
        locator="Proposition 1(b)",
        statement="If also e^{LλΔ} ≠ 1, K = wΛ⁻¹·row-softmax(λ_i kΔ) with "
        "w_i = w̃_i(e^{Lλ_iΔ} − 1).",
        scope="random A, N = 2, 8, 16, in full 32, L = 2N+3, balls of 400 bits",
        check=softmax_form,
        false_variant=Variant("… w_i = w̃_i(e^{(L−1)λ_iΔ} − 1)", {"offset": -1}),
        recorded="proved",
        evidence="certified",
        families=DSS,
    ),
    Claim(
        id="D2-hypothesis",
        paper="dss",
        locator="Proposition 1(b), its hypothesis; derived",
        statement="Near λ_m = 2πim/(LΔ) the softmax rows grow like |e^{λΔ} − 1|/(LΔ|λ − λ_m|), and "
        "w̃ ↦ w loses as much: the two forms are not equally conditioned.",
        scope="m = 1, 3, ⌊L/3⌋, LΔ|λ − λ_m| = 1e-3, 1e-6, L = 64, 1024, in full 16384, balls",
        check=near_root,
        false_variant=Variant("… like 1/(LΔ|λ − λ_m|)²", {"power": 2}),
        recorded="proved",
        evidence="certified",
        expected=(
            Recorded("max|softmax|·LΔ|δ|/|e^λΔ − 1|, L = 64, m = 1, LΔ|δ| = 1e-6", 1.0, 1e-5),
        ),
        families=DSS,
        note="These λ lie on the imaginary axis, Δ|λ| < π: where training without a constraint on "
        "Re λ may take them, and a softmax of Re λ < 0 at LΔ|Re λ| ≪ 1 comes near.",
    ),
    Claim(
        id="D2-growth",
        paper="dss",
        locator="DSS_softmax against DSS_exp, as commonly cited",
        statement="For Re λ > 0 the softmax rows stay bounded, |softmax_k| ≤ |1 − e^{−λΔ}|/"
        "(1 − e^{−Re λ LΔ}), where e^{λkΔ} leaves the range of doubles.",
        scope="four λ with Re λ from 0.05 to 0.5, overflow at Re λ = 2, Δ = 0.1, L = 4096, balls",
        check=growing,
        false_variant=Variant("… half of that bound", {"scale": 0.5}),
        recorded="proved",
        evidence="certified",
        families=DSS,
    ),
    Claim(
        id="D3",
        paper="dss",
        locator="Appendix A.2, and the code",
        statement="With the exponents of Re λ > 0 shifted by L − 1, λ⁻¹·softmax is e^{λΔ(k−L+1)}"
        "(e^{−λΔ} − 1)/(λ(e^{−LλΔ} − 1)); without a shift and with λ for −λ for the others.",
        scope="four λ, both signs of Re λ, L ≤ 1000, in full 4096, balls",
        check=fast_form,
        false_variant=Variant("… shifted by L", {"short": 0}),
        recorded="proved",
        evidence="certified",
        families=DSS,
    ),
    Claim(
        id="D3-eps",
        paper="dss",
        locator="Appendix A.2, reciprocal x̄/(|x|² + ε), ε = 1e-7",
        statement="The guard ε of the published softmax multiplies a row by q/(q + ε), "
        "q = |λ(e^{LλΔ} − 1)|².",
        scope="λ at 0.1, 1e-3, 1e-5 from the first root of e^{LλΔ} = 1, L = 128, balls",
        check=damped,
        false_variant=Variant("… q without the square", {"power": 1}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("share of the row lost to ε, λ = λ₁ − 1e-5", 0.9620214, 1e-6),),
        families=DSS,
        note="Half of the row is lost where |λ(e^{LλΔ} − 1)| = 3.2e-4; the code applies no such "
        "factor to w, so the kernel is not that of Proposition 1(b) there.",
        erratum=True,
    ),
    Claim(
        id="D3-start",
        paper="dss",
        locator="Appendix A.2 at the initial values; derived",
        statement="At the initial values that guard costs less than 2e-6 of any row.",
        scope="N = 64, L = 1024, Δ = 0.001, 0.01, 0.1, in full L = 16384 and N = 256, balls",
        check=at_the_start,
        caveat=short_kernels,
        false_variant=Variant("… less than 1e-6", {"bound": 1e-6}),
        recorded="holds-with-caveat",
        evidence="certified",
        expected=(
            Recorded("relative error, N = 64, L = 1024, Δ = 0.001", 1.678037e-6, 1e-11),
            Recorded(
                "relative error of the slowest row, N = 64, L = 16, Δ = 0.001", 4.2057e-3, 1e-6
            ),
        ),
        families=DSS,
        note="It goes like 1e-7/|λ(1 − e^{−LΔ/2})|²: short kernels with small steps, LΔ = 0.016, "
        "are off by 0.4 %.",
    ),
    Claim(
        id="D4",
        paper="dss",
        locator="Skew-HiPPO initialisation, and the code",
        statement="The N initial λ are the eigenvalues in the upper half plane of the skew part of "
        "HiPPO at order 2N, less ½, the largest first: the half spectrum of S4D-LegS(2N).",
        scope="N ≤ 32, in full 64; signs of the exact characteristic polynomial in balls",
        check=start_modes,
        false_variant=Variant("… of HiPPO at order N", {"size": 1}),
        recorded="proved",
        evidence="certified",
        families=("dss", "s4d-legs", "legs"),
        note="So DSS with N modes compares with S4 of 2N states, not of N.",
    ),
    Claim(
        id="D4-single",
        paper="dss",
        locator="the code, torch.linalg.eigvals in float32",
        statement="Computed in single precision, as by the code, the initial λ are good to 4‖S‖u, "
        "‖S‖ ~ (2N)²/π.",
        scope="LAPACK's sgeev, N = 16, 64, in full 256",
        check=single_precision,
        false_variant=Variant("… good to ‖S‖u/100", {"factor": 0.01}),
        recorded="holds",
        evidence="numerical",
        families=DSS,
        note="It is an absolute error, a fraction of ‖S‖u with OpenBLAS: 2e-6 of the slowest λ at "
        "N = 64, 6e-6 at N = 256, where u = 6e-8.",
    ),
)
