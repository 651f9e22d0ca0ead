"""L5: how quasiseparable the memories of classical orthogonal polynomials are, and what of it."""

import math

import flint

import ssmtheory as st
from ssmtheory.claims import Claim, Variant, exactly
from ssmtheory.decompositions.quasiseparable import off_diagonal_ranks
from ssmtheory.families.derive import (
    beta_moments,
    fading,
    gamma_moments,
    orthogonal_basis,
    translated,
)
from ssmtheory.families.jacobi import sequences
from ssmtheory.paper_checks import _rational as exact
from ssmtheory.paper_checks._lssl_memory import polynomials, window_matrix

WHOLE = tuple((a, b) for a in range(4) for b in range(4))
BROKEN = ((flint.fmpq(1, 2), flint.fmpq(1, 2)), (flint.fmpq(1, 3), flint.fmpq(-1, 2)))


def mass(alpha: int, beta: int) -> flint.fmpq:
    """∫₋₁¹ (1−z)^α (1+z)^β dz for whole α and β."""
    f = math.factorial
    return flint.fmpq(2 ** (alpha + beta + 1) * f(alpha) * f(beta), f(alpha + beta + 1))


def printed_memory(alpha, beta, N: int, size) -> flint.fmpq_mat:
    """A = A₁ + 2A₂ of Theorem 8 in the monic basis, A₂[n, k] = p_n(−1)p_k(−1), size = ∫ω."""
    found = polynomials(beta_moments(alpha, beta), N)
    past = [p(flint.fmpq(-1)) for p in found.each]
    lost = exact.matrix(N, N, lambda n, k: 2 * past[n] * past[k] * found.nu[k] / size)
    return window_matrix(found.P, 0) + lost


def quasiseparable(run, bound=3, closures=("printed", "projection")):
    """Both off-diagonal ranks of the sliding Jacobi memories are at most ``bound``."""
    N = run.pick(8, 20)
    for closure in closures:
        lower, upper = [], []
        for alpha, beta in run.pick(((0, 0), (1, 2), (2, 2), (3, 0)), WHOLE) + BROKEN:
            for A in _memories(closure, alpha, beta, N):
                ranks = off_diagonal_ranks(A)
                lower.append(ranks.lower)
                upper.append(ranks.upper)
        for side, found in (("below", lower), ("above", upper)):
            beyond = sum(rank > bound for rank in found)
            name = f"matrices of larger rank {side} the diagonal, {closure} closure, N = {N}"
            yield exactly(name, beyond, 0)


def _memories(closure: str, alpha, beta, N: int):
    """The matrix with this guess of u(t−θ); of two sizes ∫ω where it is irrational."""
    if closure == "projection":
        yield translated(beta_moments(alpha, beta), N, reconstruct=True).M
    elif (alpha, beta) in BROKEN:
        for size in (flint.fmpq(1), flint.fmpq(7, 3)):
            yield printed_memory(alpha, beta, N, size)
    else:
        yield printed_memory(alpha, beta, N, mass(alpha, beta))


def ranks(run, legt=(1, 1)):
    """(lower, upper) off-diagonal ranks of the families, from their rational cores."""
    stated = {
        "legt": tuple(legt),
        "lmu": tuple(legt),
        "legs": (1, 0),
        "lagt": (1, 0),
        "glagt(0,1/3)": (1, 0),
        "jacs(1/3,-1/2)": (1, 0),
        "gegs(2/3)": (1, 0),
        "jact(1/3,-1/2)": (2, 0),
        "gegt(2/3)": (2, 0),
        "chebt": (2, 0),
    }
    for N in run.pick((8,), (8, 24)):
        for name, value in stated.items():
            found = off_diagonal_ranks(st.family(name).core(N).M)
            yield exactly(f"ranks of {name}, N = {N}", tuple(found), value)


def guess_of_the_past(run, closure="printed", weights=((0, 0), (1, 1), (0, 1), (2, 1))):
    """u(t−θ) of the constant u = 1, by Σ_k x_k p_k(−1) or by projection: it is 1."""
    for alpha, beta in weights:
        for N in run.pick((4, 8), (4, 8, 16, 32)):
            basis = orthogonal_basis(beta_moments(alpha, beta), N, present=1)
            past = exact.row(basis.at(0))
            over = [2 * p.integral()(flint.fmpq(1)) for p in basis.polynomials]  # ∫π_k dz
            if closure == "projection":
                gram = [
                    [2 * (p * q).integral()(flint.fmpq(1)) for q in basis.polynomials]
                    for p in basis.polynomials
                ]
                coefficients = flint.fmpq_mat(gram).solve(exact.column(over))
            else:
                share = {"printed": 1, "twice": 2}[closure] / mass(alpha, beta)
                coefficients = exact.column(
                    [v * x * share for v, x in zip(basis.nu, over, strict=True)]
                )
            found = (past * coefficients)[0, 0]
            name = f"guess of u(t−θ) = 1, Jacobi({alpha}, {beta}), N = {N}"
            yield exactly(name, found, flint.fmpq(1))


def derivative_coefficients(run, second="β"):
    """Corollary D.10: J_n' as two sums over J_k, the second with 1/Γ(k + ``second`` + 1)."""
    f = math.factorial
    for alpha, beta in ((0, 0), (1, 2), (3, 1)):
        other = {"α": alpha, "β": beta, "α+1": alpha + 1}[second]
        for N in run.pick((3, 8), (3, 8, 24)):
            J, wrong = _jacobi(alpha, beta, N), 0
            for n in range(1, N):
                total = flint.fmpq_poly([0])
                for k in range(n):
                    weight = flint.fmpq((2 * k + alpha + beta + 1) * f(k + alpha + beta))
                    weight = weight / (2 * f(n + alpha + beta))
                    left = (n + beta) * flint.fmpq(f(n + beta - 1), f(k + beta))
                    right = (n + alpha) * flint.fmpq(f(n + alpha - 1), f(k + other))
                    total += weight * (left - (-1) ** (n - k) * right) * J[k]
                wrong += J[n].derivative() != total
            name = f"derivatives that differ, Jacobi({alpha}, {beta}), N = {N}"
            yield exactly(name, wrong, 0)


def _jacobi(alpha: int, beta: int, N: int) -> list[flint.fmpq_poly]:
    """J_n^{α,β}(z), n < N: the monic ones with the usual value C(n+α, n) at 1."""
    each = polynomials(beta_moments(alpha, beta), N).each
    return [p * (math.comb(n + alpha, n) / p(flint.fmpq(1))) for n, p in enumerate(each)]


def endpoint(run, at=1):
    """J_n(at) = (−1)ⁿ C(n+β, n): the second of the values at the ends."""
    for alpha, beta in ((0, 0), (1, 2), (3, 1)):
        for N in run.pick((3, 12), (3, 12, 40)):
            seq = sequences(flint.fmpq(alpha), flint.fmpq(beta), N)
            values = seq.at_one if at == 1 else seq.at_zero
            polys = _jacobi(alpha, beta, N)
            wrong = sum(
                p(flint.fmpq(at)) != (-1) ** n * math.comb(n + beta, n) for n, p in enumerate(polys)
            )
            if abs(at) == 1:
                wrong += sum(p(flint.fmpq(at)) != v for p, v in zip(polys, values, strict=True))
            yield exactly(f"values that differ, Jacobi({alpha}, {beta}), N = {N}", wrong, 0)


def laguerre_ranks(run, upper=0):
    """(1, upper) off-diagonal ranks of the Laguerre memories of weight τ^α e^{−τ}, tilt β."""
    for alpha in (flint.fmpq(0), flint.fmpq(1, 2), flint.fmpq(3)):
        for beta in (flint.fmpq(0), flint.fmpq(1), flint.fmpq(1, 3)):
            for N in run.pick((6,), (6, 20)):
                core = fading(gamma_moments(alpha), N, (1 + beta) / 2)
                name = f"ranks, α = {alpha}, β = {beta}, N = {N}"
                yield exactly(name, tuple(off_diagonal_ranks(core.M)), (1, upper))


def laguerre_entries(run, alphas=(0, 1, "1/2")):
    """A[n, k] = (1+β)/2 on the diagonal, 1 below, for orthonormal Laguerre functions."""
    beta = flint.fmpq(1, 3)
    for text in alphas:
        alpha = flint.fmpq(*(int(x) for x in str(text).split("/")))
        for N in run.pick((3, 10), (3, 10, 32)):
            core = fading(gamma_moments(alpha), N, (1 + beta) / 2)
            wrong = 0
            for n in range(N):
                wrong += core.M[n, n] != -(1 + beta) / 2
                # the entry of the orthonormal basis is √(ν_n/ν_k) that of the monic one
                wrong += sum(
                    core.M[n, k] >= 0 or core.M[n, k] ** 2 * core.nu[n] != core.nu[k]
                    for k in range(n)
                )
            yield exactly(f"entries that differ, α = {text}, N = {N}", wrong, 0)


CLAIMS = (
    Claim(
        id="L5",
        paper="lssl",
        locator="Corollary 4.1 and Theorem 8",
        statement="The sliding-window memory of every Jacobi weight is 3-quasiseparable.",
        scope="with the guess u(t−θ) ≈ Σ x_k p_k(−1) of the proof and with the projection; α, β "
        "whole and broken, N = 8, in full all α, β ≤ 3 and N = 20, exact",
        check=quasiseparable,
        false_variant=Variant("… is 2-quasiseparable", {"bound": 2}),
        recorded="proved",
        evidence="symbolic",
        families=("jact", "gegt", "legt"),
        note="3 is needed only when u(t−θ) is guessed by projecting: see L5-sharp and L5-guess.",
    ),
    Claim(
        id="L5-sharp",
        paper="lssl",
        locator="Theorem 8, the matrix A₁ + 2A₂ of its proof",
        statement="The matrix of Theorem 8 is 2-quasiseparable.",
        scope="as for L5, with the guess of the proof",
        check=quasiseparable,
        parameters={"bound": 2, "closures": ("printed",)},
        false_variant=Variant("… is 1-quasiseparable", {"bound": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("jact", "gegt", "legt"),
        erratum=True,
        note="The theorem says 3, and is loose: the second part of A₁ and A₂ have the same column "
        "factor (D₂₂ of Eq. (39) is a constant times D₄), so that two terms are left below the "
        "diagonal and one above it.",
    ),
    Claim(
        id="L5-ranks",
        paper="lssl",
        locator="Definition 4, Theorem 8 and Lemma D.11",
        statement="Off-diagonal ranks (below, above): LegT and LMU (1, 1); LegS, LagT and the "
        "scaled Jacobi families (1, 0); translated Jacobi that forgets u(t−θ) (2, 0).",
        scope="ten families, N = 8, in full 24, exact",
        check=ranks,
        false_variant=Variant("… LegT (1, 0)", {"legt": (1, 0)}),
        recorded="proved",
        evidence="symbolic",
        families=("legt", "lmu", "legs", "lagt", "jact", "gegt", "chebt", "jacs", "gegs"),
    ),
    Claim(
        id="L5-guess-printed",
        paper="lssl",
        locator="Appendix D.2.3, the approximation in Corollary D.6, as used in Theorem 8",
        statement="Σ_k x_k p_k(−1) approximates u(t−θ) for every Jacobi weight.",
        scope="u = 1, four weights, N = 4, 8, in full 32, exact",
        check=guess_of_the_past,
        false_variant=Variant("2Σ_k x_k p_k(−1) …", {"closure": "twice"}),
        true_variant=Variant("The projection on the polynomials does", {"closure": "projection"}),
        recorded="refuted",
        evidence="symbolic",
        families=("jact", "gegt", "legt"),
        erratum=True,
        note="The x_k are tilted coefficients, ∫u p_k dz without the weight, so that Σ x_k p_k is "
        "an expansion of u/ω.  For u = 1 it gives N(N+1)/4 with the weight 1 − z², N(N+1)/2 with "
        "1 + z and 0 with (1−z)²(1+z); it is 1 for Legendre only.",
    ),
    Claim(
        id="L5-guess",
        paper="lssl",
        locator="Corollary D.7",
        statement="Σ_k x_k p_k(−1) is u(t−θ) for Legendre when u is constant.",
        scope="u = 1, N = 4, 8, in full 32, exact",
        check=guess_of_the_past,
        parameters={"weights": ((0, 0),)},
        false_variant=Variant("… for the weight 1 + z too", {"weights": ((0, 0), (0, 1))}),
        recorded="proved",
        evidence="symbolic",
        families=("legt",),
    ),
    Claim(
        id="L5-D10-printed",
        paper="lssl",
        locator="Corollary D.10",
        statement="The second sum of the derivative of a Jacobi polynomial has Γ(k+β+1) below.",
        scope="(α, β) = (0, 0), (1, 2), (3, 1), n < 8, in full n < 24, exact",
        check=derivative_coefficients,
        false_variant=Variant("… has Γ(k+α+2)", {"second": "α+1"}),
        true_variant=Variant("… has Γ(k+α+1)", {"second": "α"}),
        recorded="refuted",
        evidence="symbolic",
        families=("jact",),
        erratum=True,
        note="Eqs. (36) and (39), before and after it, have Γ(k+α+1).",
    ),
    Claim(
        id="L5-endpoint-printed",
        paper="lssl",
        locator="Proof of Theorem 8, the values of p_n at the two ends",
        statement="p_n(1) = (−1)ⁿ C(n+β, n)/λ_n for the Jacobi polynomials.",
        scope="(α, β) = (0, 0), (1, 2), (3, 1), n < 12, in full n < 40, exact",
        check=endpoint,
        false_variant=Variant("p_n(0) = …", {"at": 0}),
        true_variant=Variant("p_n(−1) = …", {"at": -1}),
        recorded="refuted",
        evidence="symbolic",
        families=("jact",),
        erratum=True,
        note="p_n(1) is written twice; the second one is p_n(−1).",
    ),
    Claim(
        id="L5-laguerre",
        paper="lssl",
        locator="Lemma D.11",
        statement="The Laguerre memories are 1-quasiseparable: rank 1 below the diagonal, 0 above.",
        scope="three α, three β, N = 6, in full 20, exact",
        check=laguerre_ranks,
        false_variant=Variant("… rank 1 above it too, as the proof says", {"upper": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("lagt", "glagt"),
        note="A matrix of zeros has rank 0.",
    ),
    Claim(
        id="L5-laguerre-printed",
        paper="lssl",
        locator="Theorem 9",
        statement="For the orthonormal Laguerre polynomials of any α the memory has (1+β)/2 on the "
        "diagonal and 1 below it.",
        scope="β = 1/3, α = 0, 1, 1/2, N ≤ 10, in full N ≤ 32, exact",
        check=laguerre_entries,
        false_variant=Variant("… of α = 1 alone", {"alphas": (1,)}),
        true_variant=Variant("… of α = 0", {"alphas": (0,)}),
        recorded="refuted",
        evidence="symbolic",
        families=("lagt", "glagt"),
        erratum=True,
        note="For α ≠ 0 the entry below the diagonal is λ_n/λ_k, λ_n² = n!/Γ(n+α+1): what is "
        "printed belongs to the polynomials before they are normalised, and b to those after it.",
    ),
)
