"""S1–S3 and what is printed beside them: conjugation, diagonalisation, normal plus low rank."""

import math
from functools import reduce

import flint

import ssmtheory as st
from ssmtheory.claims import Claim, Recorded, Variant, ball_at_most, ball_close, exactly
from ssmtheory.paper_checks import _rational as exact
from ssmtheory.precision import working_precision

BITS = 200


def conjugated(run, output="CV"):
    """(V⁻¹AV, V⁻¹B, ``output``) has the bilinear kernel of (A, B, C), V a random integer matrix."""
    dt = flint.fmpq(1, 8)
    for N in run.pick((1, 3, 6), (1, 3, 6, 16)):
        core = st.family("legs").core(N)
        A, B, C = core.M, exact.column(core.b), exact.whole(run.rng, 1, N)
        V = exact.whole(run.rng, N, N)
        inverse = V.inv()
        turned = {"CV": C * V, "CV⁻¹": C * inverse}[output]
        one = exact.krylov(*exact.bilinear(A, B, dt), C, 3 * N)
        other = exact.krylov(*exact.bilinear(inverse * A * V, inverse * B, dt), turned, 3 * N)
        wrong = sum(x != y for x, y in zip(one, other, strict=True))
        yield exactly(f"terms of the kernel that differ, N = {N}", wrong, 0)


def diagonalised(run, signs=True):
    """A V = V diag(j+1), V_ij = C(i+j, i−j), A = −LegS scaled by √(2n+1) and by (−1)ⁿ."""
    for N in run.pick((2, 8, 32), (2, 8, 32, 64)):
        core = st.family("legs").core(N).M
        flip = exact.diagonal([(-1) ** n if signs else 1 for n in range(N)])
        A = -1 * (flip * core * flip)
        V = exact.matrix(N, N, lambda i, j: math.comb(i + j, i - j) if i >= j else 0)
        wrong = exact.differing(A * V, V * exact.diagonal(range(1, N + 1)))
        yield exactly(f"entries of AV that differ, N = {N}", wrong, 0)


def largest_entry(N: int) -> int:
    """The largest C(i+j, i−j), i, j < N: it is in the last row."""
    return max(math.comb(N - 1 + j, N - 1 - j) for j in range(N))


def growth(run, base="2^(4/3)"):
    """log max_ij C(i+j, i−j) ≤ N log base."""
    with working_precision(BITS):
        golden = (1 + flint.arb(5).sqrt()) / 2
        log = {
            "2^(4/3)": flint.arb(2).log() * 4 / 3,
            "φ²": 2 * golden.log(),
            "5/2": flint.arb("2.5").log(),
        }
        for N in run.pick((32, 94, 95, 256), (32, 64, 94, 95, 128, 256, 1024)):
            share = flint.arb(largest_entry(N)).log() / (N * log[base])
            yield ball_at_most(f"log of the largest entry over N log base, N = {N}", share, 1)


def growth_law(run, constant=None):
    """max_ij C(i+j, i−j) → 5^{1/4}/(2√π φ) · φ^{2N}/√N, within 1/N."""
    with working_precision(BITS):
        golden = (1 + flint.arb(5).sqrt()) / 2
        limit = flint.arb(5).root(4) / (2 * flint.arb.pi().sqrt() * golden)
        limit = limit if constant is None else flint.arb(constant)
        for N in run.pick((32, 128, 512), (32, 128, 512, 2048)):
            size = flint.arb(largest_entry(N)) * flint.arb(N).sqrt() / golden ** (2 * N)
            within = limit / N
            yield ball_close(f"largest entry · √N φ^(−2N), N = {N}", size, limit, within=within)


def third_row_entry(run, root=True):
    """V_{3i,i} = C(4i, 2i) = 2^{4i}/√(2πi), within 1/(8i)."""
    with working_precision(BITS):
        for i in run.pick((1, 8, 64), (1, 8, 64, 1000)):
            size = (2 * flint.arb.pi() * i).sqrt() if root else flint.arb(1)
            share = flint.arb(math.comb(4 * i, 2 * i)) * size / flint.arb(16) ** i
            within = flint.arb(1) / (8 * i)
            yield ball_close(f"C(4i, 2i) over its law, i = {i}", share, 1, within=within)


LOW_RANK = {
    # family: (rank, c, (PPᵀ)_nk/(r_n r_k), the last in the coordinates of the core)
    "legs": (1, flint.fmpq(1, 2), lambda n, k: flint.fmpq(1, 2)),
    "lagt": (1, flint.fmpq(0), lambda n, k: flint.fmpq(1, 2)),
    "legt": (2, flint.fmpq(0), lambda n, k: flint.fmpq(int((n - k) % 2 == 0))),
}


def normal_plus_low_rank(run, times=1):
    """A + PPᵀ = −cI + S with S skew, the rank of P as stated; all over √(ν_n ν_k)."""
    for name, (rank, shift, weight) in LOW_RANK.items():
        for N in run.pick((2, 5, 16), (2, 5, 16, 64)):
            core = st.family(name).core(N)
            PP = exact.matrix(N, N, lambda n, k, w=weight: times * w(n, k))
            A = core.M * exact.diagonal([1 / nu for nu in core.nu])
            normal = A + PP
            twice = exact.diagonal([-2 * shift / nu for nu in core.nu])
            wrong = exact.differing(normal + normal.transpose(), twice)
            yield exactly(f"entries of 2·sym(A + PPᵀ) + 2cI not 0, {name}, N = {N}", wrong, 0)
            yield exactly(f"rank of PPᵀ, {name}, N = {N}", PP.rank(), rank)


def certified_factors(run, rank_one=1.0):
    """max |A − V(Λ − PP*)V*| of all four families from factors in balls, PP* times ``rank_one``."""
    for name in ("legs", "legt", "lagt", "fout"):
        for N in run.pick((6, 12), (6, 12, 32)):
            modes = st.family(name).nplr_balls(N, BITS).modes
            with working_precision(BITS):
                A = flint.acb_mat(st.family(name).balls(N, BITS)[0])
                inner = modes.P * modes.P.conjugate().transpose() * flint.acb(-rank_one)
                for n, lam in enumerate(modes.lam):
                    inner[n, n] += lam
                back = modes.V * inner * modes.V.conjugate().transpose() - A
                worst = reduce(flint.arb.max, (abs(x) for x in back.entries()))
                yield ball_at_most(f"max |A − V(Λ − PP*)V*|, {name}, N = {N}", worst, 1e-30)
                gram = modes.V.conjugate().transpose() * modes.V
                for n in range(N):
                    gram[n, n] -= 1
                worst = reduce(flint.arb.max, (abs(x) for x in gram.entries()))
                yield ball_at_most(f"max |V*V − I|, {name}, N = {N}", worst, 1e-30)


def laguerre_modes(run, shift=1):
    """det(sI − A − PPᵀ) = ½((s−½)^N + (s+½)^N) for LagT, zero at (i/2)cot((2k−shift)π/(2N))."""
    half, minus = flint.fmpq(1, 2), flint.fmpq(-1, 2)
    for N in run.pick((1, 2, 7, 24), (1, 2, 7, 24, 64)):
        normal = st.family("lagt").core(N).M + exact.matrix(N, N, lambda n, k: half)
        stated = (flint.fmpq_poly([minus, 1]) ** N + flint.fmpq_poly([half, 1]) ** N) * half
        wrong = len((normal.charpoly() - stated).coeffs())
        yield exactly(f"coefficients that differ, N = {N}", wrong, 0)
        with working_precision(BITS):
            worst = flint.arb(0)
            for k in range(1, N + 1):
                angle = flint.arb.pi() * (2 * k - shift) / (2 * N)
                s = flint.acb(0, angle.cos() / (2 * angle.sin()))
                worst = worst.max(abs(((s - half) / (s + half)) ** N + 1))
            yield ball_at_most(f"max |((s−½)/(s+½))^N + 1|, N = {N}", worst, 1e-40)


CLAIMS = (
    Claim(
        id="S1",
        paper="s4",
        locator="Lemma 3.1",
        statement="(A, B, C) and (V⁻¹AV, V⁻¹B, CV) are the same map from input to output, also "
        "discretised.",
        scope="LegS, random integer V and C, bilinear Δ = 1/8, N ≤ 6, in full N ≤ 16, exact",
        check=conjugated,
        false_variant=Variant("… (V⁻¹AV, V⁻¹B, CV⁻¹)", {"output": "CV⁻¹"}),
        recorded="proved",
        evidence="symbolic",
        families=("legs",),
    ),
    Claim(
        id="S2",
        paper="s4",
        locator="Lemma 3.2 and Appendix B.1",
        statement="V_ij = C(i+j, i−j) diagonalises LegS up to sign and conjugation by the diagonal "
        "matrix (−1)ⁿ√(2n+1), with the eigenvalues j+1.",
        scope="N ≤ 32, in full N ≤ 64, integers",
        check=diagonalised,
        false_variant=Variant("… by √(2n+1) alone", {"signs": False}),
        recorded="proved",
        evidence="symbolic",
        families=("legs",),
        note="The lemma leaves the conjugation to the appendix: the eigenvectors of Eq. (2) itself "
        "are (−1)ⁿ√(2n+1) C(n+j, n−j).",
    ),
    Claim(
        id="S2-growth-printed",
        paper="s4",
        locator="Lemma 3.2, last sentence",
        statement="The entries of V have magnitude up to 2^{4N/3}.",
        scope="N = 32, 94, 95, 256, in full N ≤ 1024, exact entries",
        check=growth,
        false_variant=Variant("… up to (5/2)^N", {"base": "5/2"}),
        true_variant=Variant("… up to φ^{2N}, φ² = 2.618", {"base": "φ²"}),
        recorded="refuted",
        evidence="certified",
        expected=(
            Recorded("log of the largest entry over N log base, N = 94", 0.9997271808, 1e-9),
            Recorded("log of the largest entry over N log base, N = 256", 1.023966993, 1e-8),
        ),
        families=("legs",),
        erratum=True,
        note="2^{4/3} = 2.520 is the growth along the entries V_{3i,i}.  The largest entry of the "
        "last row is at j = N/√5 and grows like φ² = 2.618 per state; it passes 2^{4N/3} at "
        "N = 95, and is below it for smaller N (6.3 times at N = 32).",
    ),
    Claim(
        id="S2-growth",
        paper="s4",
        locator="Lemma 3.2; derived",
        statement="max V_ij = 5^{1/4}/(2√π φ) · φ^{2N}/√N up to the relative error 1/N.",
        scope="N = 32, 128, 512, in full 2048, balls",
        check=growth_law,
        false_variant=Variant("… = ¼ φ^{2N}/√N", {"constant": 0.25}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("largest entry · √N φ^(−2N), N = 128", 0.2611634544, 1e-9),),
        families=("legs",),
    ),
    Claim(
        id="S2-entry",
        paper="s4",
        locator="Lemma 3.2",
        statement="V_{3i,i} = C(4i, 2i) is 2^{4i}/√(2πi) up to the relative error 1/(8i).",
        scope="i = 1, 8, 64, in full 1000, balls",
        check=third_row_entry,
        false_variant=Variant("… is 2^{4i}, as printed", {"root": False}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("C(4i, 2i) over its law, i = 64", 0.9990239167, 1e-9),),
        families=("legs",),
        note="The lemma writes C(4i, 2i) ≈ 2^{4i}: the exponent is right, the factor 1/√(2πi) is "
        "left out.",
    ),
    Claim(
        id="S3",
        paper="s4",
        locator="Theorem 1 and Appendix C.1",
        statement="A + PPᵀ = −cI + skew: LegS with P_n = √(n+½), c = ½; LagT with P_n = √½, c = 0; "
        "LegT with √(2n+1) split by parity (r = 2), c = 0.",
        scope="N ≤ 16, in full N ≤ 64, exact",
        check=normal_plus_low_rank,
        false_variant=Variant("… with PPᵀ twice that", {"times": 2}),
        recorded="proved",
        evidence="symbolic",
        families=("legs", "lagt", "legt"),
    ),
    Claim(
        id="S3-factors",
        paper="s4",
        locator="Theorem 1",
        statement="LegS, LegT, LagT and FouT are V(Λ − PP*)V* with a unitary V and a rank of 1, 2, "
        "1 and 1.",
        scope="N = 6, 12, in full 32, to 10⁻³⁰ in balls of 200 bits",
        check=certified_factors,
        false_variant=Variant("… with 0.9999999·PP*", {"rank_one": 0.9999999}),
        recorded="proved",
        evidence="certified",
        families=("legs", "legt", "lagt", "fout"),
    ),
    Claim(
        id="S3-lagt",
        paper="s4",
        locator="Appendix C.1, LagT; derived",
        statement="The normal part of LagT has the eigenvalues (i/2)cot((2k−1)π/(2N)), k = 1 … N.",
        scope="N ≤ 24, in full N ≤ 64; the polynomial exactly, its roots in balls",
        check=laguerre_modes,
        false_variant=Variant("… (i/2)cot(kπ/N − π/(4N))", {"shift": 0.5}),
        recorded="proved",
        evidence="certified",
        families=("lagt",),
        note="They lie on the imaginary axis: dropping PP* makes LagT a system that never forgets.",
    ),
)
