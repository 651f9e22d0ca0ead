"""HT7–HT9: time scales, the size of outputs, and how far back a memory reaches."""

import math

import flint

import ssmtheory as st
from ssmtheory.claims import Claim, Variant, ball_close, exactly
from ssmtheory.paper_checks._legendre import functional, polynomials
from ssmtheory.paper_checks._legs_exact import rational
from ssmtheory.precision import working_precision

MEMORIES = ("legs", "legt", "fout")


def timescale(run, legs="1", window="1/2"):
    """∫tK_0/∫K_0 = e_0ᵀA⁻²B/(−e_0ᵀA⁻¹B): 1 for LegS, ½ for LegT and FouT."""
    for N in run.pick((2, 5, 16), (2, 3, 5, 8, 16, 31, 64)):
        for name, stated in (("legs", legs), ("legt", window)):
            core = st.family(name).core(N)
            once = core.M.solve(flint.fmpq_mat(N, 1, core.b))
            twice = core.M.solve(once)
            mean = twice[0, 0] / -once[0, 0]
            yield exactly(f"mean time of K_0, {name}, N = {N}", mean, rational(stated))
    with working_precision(256):
        for N in run.pick((4, 16), (4, 8, 16, 32, 64)):
            A, B = st.family("fout").balls(N, 256)
            live = [n for n in range(N) if n != 1]  # state 1 is idle, and A is singular there
            matrix = flint.arb_mat([[A[n, k] for k in live] for n in live])
            once = matrix.solve(flint.arb_mat([[B[n, 0]] for n in live]))
            mean = matrix.solve(once)[0, 0] / -once[0, 0]
            stated = flint.arb(rational(window))
            yield ball_close(f"mean time of K_0, fout, N = {N}", mean, stated, within=1e-40)


def rescaled(run, both=True):
    """c_0ᵀ(sI − qA)⁻¹(qB) = G(s/q): the kernel qK(qt), and exactly so for every state."""
    q = flint.fmpq(7, 3)
    for name in ("legs", "legt"):
        for N in run.pick((1, 5, 16), (1, 2, 5, 16, 32)):
            core = st.family(name).core(N)
            b = flint.fmpq_mat(N, 1, core.b)
            eye = flint.fmpq_mat(N, N, [int(n == k) for n in range(N) for k in range(N)])
            wrong = 0
            for j in range(N + 1):
                s = flint.fmpq(2 * j + 1, 2)
                left = (eye * s - core.M * q).solve(b * q if both else b)
                wrong += left != (eye * (s / q) - core.M).solve(b)
            basis = "rational functions of degree N that agree at N + 1 points are equal"
            yield exactly(f"of {N + 1} points, {name}, N = {N}", wrong, 0, basis=basis)


def output_variance(run, power=2):
    """Σ_n |x_n(iω)|² = N^power/(ω² + N^power) for LegS, at N + 1 rational ω by elimination.

    With Y = (A² + ω²I)⁻¹B: x(iω) = −AY − iωY.
    """
    for N in run.pick((1, 2, 5, 16), (1, 2, 5, 16, 32)):
        core, wrong = st.family("legs").core(N), 0
        b = flint.fmpq_mat(N, 1, core.b)
        eye = flint.fmpq_mat(N, N, [int(n == k) for n in range(N) for k in range(N)])
        square = core.M * core.M
        for j in range(N + 1):
            w = flint.fmpq(2 * j + 1, 2)
            y = (square + eye * (w * w)).solve(b)
            real, imaginary = (core.M * y).entries(), (y * w).entries()
            parts = zip(core.nu, real, imaginary, strict=True)
            found = sum((q * (a * a + c * c) for q, a, c in parts), flint.fmpq(0))
            wrong += found != flint.fmpq(N**power) / (w * w + N**power)
        basis = "rational in ω² of degree N: equal at N + 1 points, equal everywhere"
        yield exactly(f"of {N + 1} ω, those that differ, N = {N}", wrong, 0, basis=basis)


def kernel_energy(run, legs="1/2"):
    """‖K_n‖² = ½ for every state of LegS, 1 for LagT and FouT: their Gramians, verified."""
    N = run.pick(24, 64)
    core, p = st.family("legs").core(N), polynomials(N)
    W = flint.fmpq_mat([[functional(a * c, lambda j: flint.fmpq(1, j + 2)) for c in p] for a in p])
    yield exactly(f"entries of AW + WAᵀ + BBᵀ not 0, legs, N = {N}", residual(core, W), 0)
    wrong = sum((2 * n + 1) * W[n, n] != rational(legs) for n in range(N))
    yield exactly(f"n with ‖K_n‖² ≠ {legs}, legs, N = {N}", wrong, 0)
    core = st.family("lagt").core(N)
    eye = flint.fmpq_mat(N, N, [int(n == k) for n in range(N) for k in range(N)])
    yield exactly(f"entries of A + Aᵀ + BBᵀ not 0, lagt, N = {N}", residual(core, eye), 0)
    A, B = st.family("fout").exact(8)
    rest = (A + A.T + B * B.T).applyfunc(lambda x: x.expand())
    yield exactly("entries of A + Aᵀ + BBᵀ not 0, fout, N = 8", len(rest.values()), 0)


def residual(core, W: flint.fmpq_mat, right: flint.fmpq_mat | None = None) -> int:
    """How many entries of MW + WMᵀ + right are not 0; right = bbᵀ by default."""
    if right is None:
        b = flint.fmpq_mat(len(core.b), 1, core.b)
        right = b * b.transpose()
    rest = core.M * W + W * core.M.transpose() + right
    return sum(x != 0 for x in rest.entries())


def laguerre(N: int) -> list[flint.fmpq_poly]:
    """L_n(t) = Σ_j C(n, j)(−t)^j/j!, n < N."""
    return [
        flint.fmpq_poly(
            [flint.fmpq((-1) ** j * math.comb(n, j), math.factorial(j)) for j in range(n + 1)]
        )
        for n in range(N)
    ]


def memory_age(run, slope=2, bound="1/2"):
    """Age ∫tK_n²/∫K_n²: ``slope``·n + 1 for the code's LagT; ½ for Theorem 1's, ≤ bound for LegS.

    W = ∫KKᵀ solves AW + WAᵀ + BBᵀ = 0, and T = ∫tKKᵀ solves AT + TAᵀ + W = 0.
    """
    N, f = run.pick(16, 40), math.factorial
    cases = (
        # K_n as a polynomial p_n, and the moments ∫ y^j w of its square without and with t
        ("legs", st.family("legs"), polynomials(N), lambda j: (j + 2, (j + 2) ** 2)),
        ("lagt", st.family("lagt"), laguerre(N), None),
        ("glagt(0, 1)", st.family("glagt", alpha=0, beta=1), laguerre(N), None),
    )
    for name, family, p, inverse in cases:
        if inverse is not None:
            plain = [flint.fmpq(1, inverse(j)[0]) for j in range(2 * N)]
            timed = [flint.fmpq(1, inverse(j)[1]) for j in range(2 * N)]
        else:
            rate = 1 if name == "lagt" else 2
            plain = [flint.fmpq(f(j), rate ** (j + 1)) for j in range(2 * N)]
            timed = [flint.fmpq(f(j + 1), rate ** (j + 2)) for j in range(2 * N)]
        W, T = (
            flint.fmpq_mat([[functional(a * c, m.__getitem__) for c in p] for a in p])
            for m in (plain, timed)
        )
        core = family.core(N)
        wrong = residual(core, W) + residual(core, T, W)
        yield exactly(f"entries of the two Gramians that fail, {name}, N = {N}", wrong, 0)
        ages = [T[n, n] / W[n, n] for n in range(N)]
        if name == "lagt":
            wrong = sum(age != slope * n + 1 for n, age in enumerate(ages))
            yield exactly(f"n < {N} with age ≠ {slope}n + 1, {name}", wrong, 0)
        elif name == "legs":
            above = sum(age > rational(bound) for age in ages)
            yield exactly(f"n < {N} with age > {bound}, {name}", above, 0)
        else:
            wrong = sum(age != rational("1/2") for age in ages)
            yield exactly(f"n < {N} with age ≠ 1/2, {name}", wrong, 0)


CLAIMS = (
    Claim(
        id="HT7",
        paper="httyh",
        locator="timescale E[ω] = ∫tω/∫ω, as commonly cited",
        statement="The timescale is 1 for LegS, and ½ for LegT and FouT, at every N ≥ 2.",
        scope="N ≤ 16, in full 64; LegS and LegT exact, FouT in balls",
        check=timescale,
        false_variant=Variant("… and 1 for LegT and FouT (window 2)", {"window": "1"}),
        recorded="proved",
        evidence="certified",
        families=MEMORIES,
        note="With the window 1 used here; codes that halve A and B have the timescale 1. "
        "LegT with a single state has 1.",
    ),
    Claim(
        id="HT7-scale",
        paper="httyh",
        locator="(cA, cB) and the step Δ, as commonly cited",
        statement="(cA, cB) has the kernels cK_n(ct).",
        scope="LegS and LegT, c = 7/3, all states, every t, N ≤ 16, in full 32, exact",
        check=rescaled,
        false_variant=Variant("(cA, B) has", {"both": False}),
        recorded="proved",
        evidence="symbolic",
        families=("legs", "legt"),
    ),
    Claim(
        id="HT8",
        paper="httyh",
        locator="normalisation of outputs, as commonly cited",
        statement="With C ~ N(0, I), LegS answers a sinusoid of variance 1 with the variance "
        "N²/(ω²+N²) ≤ 1 on average: O(1) for any N.",
        scope="every ω, N ≤ 16, in full 32, exact",
        check=output_variance,
        false_variant=Variant("… with N/(ω²+N)", {"power": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("legs",),
    ),
    Claim(
        id="HT8-white",
        paper="httyh",
        locator="normalisation of outputs, as commonly cited; derived",
        statement="Every kernel of LegS has ‖K_n‖² = ½, and every one of LagT and FouT 1: white "
        "noise of unit intensity comes out with a variance of N/2 and N on average.",
        scope="N = 24, in full 64, exact; FouT N = 8",
        check=kernel_energy,
        false_variant=Variant("… ‖K_n‖² = 1 for LegS", {"legs": "1"}),
        recorded="proved",
        evidence="symbolic",
        families=("legs", "lagt", "fout"),
        note="So O(1) is right for inputs whose band is narrower than N, and not for white noise. "
        "FouT's idle state has the kernel 0.",
    ),
    Claim(
        id="HT9",
        paper="httyh",
        locator="LagT and exponentially decaying memory, the authors' code notes",
        statement="The code's LagT is not an exponentially decaying memory, LegS is: the mean age "
        "∫tK_n²/∫K_n² is 2n+1 for LagT, and at most ½ for every n of LegS.",
        scope="n < 16, in full 40, exact Gramians",
        check=memory_age,
        false_variant=Variant("… at most 2/5", {"bound": "2/5"}),
        recorded="proved",
        evidence="symbolic",
        families=("lagt", "glagt", "legs"),
        note="It is so for the matrix with −½ on the diagonal. The LagT of HiPPO's Theorem 1 "
        "(−1 on the diagonal) does decay (H1-lagt): its mean age is ½ for every n. For LegS it "
        "tends to 2 log 2 − 1 = 0.386.",
    ),
)
