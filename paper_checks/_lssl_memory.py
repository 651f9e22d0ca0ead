"""L4: the memory of an arbitrary measure, LSSL's Theorem 7 and Corollary D.4, and their misprints.

Everything is in the coordinates of the monic polynomials π_n, in z from −1 (the past end of the
window) to 1 (the present), where all numbers are rational.
"""

from typing import NamedTuple

import flint
import numpy as np
import scipy.linalg as spla

import ssmtheory as st
from ssmtheory.claims import (
    Claim,
    Recorded,
    Variant,
    at_least,
    at_most,
    ball_close,
    exactly,
)
from ssmtheory.families.derive import beta_moments, orthogonal_basis
from ssmtheory.paper_checks import _rational as exact
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision

# Moments on [0, 1]: Legendre, a Jacobi weight, and 1 + y², which is nobody's.
MEASURES = {
    "Legendre": beta_moments(0, 0),
    "Jacobi(1/3, −1/2)": beta_moments(flint.fmpq(1, 3), flint.fmpq(-1, 2)),
    "1 + y²": lambda k: flint.fmpq(3, 4) * (flint.fmpq(1, k + 1) + flint.fmpq(1, k + 3)),
}
# θ(t) = constant + slope·t: a sliding window, a growing one, and one between them
WINDOWS = {"2": (2, 0), "t": (0, 1), "1 + t/3": (1, flint.fmpq(1, 3))}


class Polynomials(NamedTuple):
    """π_n(z) as polynomials, their coefficients by rows, and 1/∫π_n²ω (∫ω = 1)."""

    each: list[flint.fmpq_poly]
    P: flint.fmpq_mat
    nu: list[flint.fmpq]


def polynomials(moments, N: int) -> Polynomials:
    """The orthogonal polynomials of a weight, moved from y in [0, 1] to z = 2y − 1."""
    found = orthogonal_basis(moments, N, present=1)
    y = flint.fmpq_poly([flint.fmpq(1, 2), flint.fmpq(1, 2)])
    each = [p(y) for p in found.polynomials]
    return Polynomials(each, exact.matrix(N, N, lambda n, k: each[n][k]), found.nu)


def derivative_factors(P: flint.fmpq_mat) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """P diag(n) Sᵀ P⁻¹ and P diag(n) P⁻¹ (Lemmas D.2 and D.3): π' and zπ' in the basis π."""
    N = P.nrows()
    scaled = P * exact.diagonal(range(N))
    shifted = exact.matrix(N, N, lambda n, k: scaled[n, k + 1] if k + 1 < N else 0)
    inverse = P.inv()
    return shifted * inverse, scaled * inverse


def window_matrix(P: flint.fmpq_mat, slope, shift=1, identity=1) -> flint.fmpq_mat:
    """A₁ = 2A' + θ'B' + θ'I with B' that of (z − shift)π'; Corollary D.4."""
    first, second = derivative_factors(P)
    B = second - first * shift
    return first * 2 + (B + exact.eye(P.nrows()) * identity) * slope


def window_equation(run, shift=1, identity=1):
    """θẋ = −A₁x − 2(1−θ')u(t−θ)π(−1) + 2u(t)π(1) for every u = Y^m, m ≤ N + 1, exactly."""
    N = run.pick(5, 8)
    for measure, moments in MEASURES.items():
        found = polynomials(moments, N)
        past, present = ([p(flint.fmpq(z)) for p in found.each] for z in (-1, 1))
        for window, (constant, slope) in WINDOWS.items():
            A = window_matrix(found.P, slope, shift, identity)
            wrong = 0
            for power in range(N + 2):
                for t in range(1, power + 4):  # polynomials in t of this degree
                    theta = constant + slope * flint.fmpq(t)
                    x, rate = _projection(found.each, power, t, theta, slope)
                    left = theta * rate + A * x
                    for n in range(N):
                        old = 2 * (1 - slope) * (t - theta) ** power * past[n]
                        wrong += left[n, 0] != 2 * flint.fmpq(t) ** power * present[n] - old
            yield exactly(f"equations that fail, {measure}, θ = {window}, N = {N}", wrong, 0)


def _projection(each, power: int, t: int, theta, slope):
    """x_n = ∫ Y^m π_n dz over the window, Y = t + ½(z−1)θ, and its derivative in t."""
    Y = flint.fmpq_poly([t - theta / 2, theta / 2])
    moving = flint.fmpq_poly([1 - slope / flint.fmpq(2), slope / flint.fmpq(2)])
    signal = Y**power
    change = power * Y ** (power - 1) * moving if power else flint.fmpq_poly([0])
    over = (_integral(signal * p) for p in each), (_integral(change * p) for p in each)
    return tuple(exact.column(values) for values in over)


def _integral(p: flint.fmpq_poly) -> flint.fmpq:
    """∫₋₁¹ p dz."""
    primitive = p.integral()
    return primitive(flint.fmpq(1)) - primitive(flint.fmpq(-1))


def degree(run, highest=-1):
    """zπ_n' is a combination of the π_i with i ≤ n + highest."""
    for N in run.pick((2, 6, 16), (2, 6, 16, 40)):
        for measure, moments in MEASURES.items():
            _, B = derivative_factors(polynomials(moments, N).P)
            beyond = sum(B[n, i] != 0 for n in range(N) for i in range(N) if i > n + highest)
            yield exactly(f"coefficients beyond it, {measure}, N = {N}", beyond, 0)


def change_of_basis(run, square=2):
    """κ_∞(P) = |P_{N−1}(i)| for Legendre, and its law with 1 + √square as base."""
    for N in run.pick((2, 16, 64), (2, 16, 64, 256)):
        legendre = [flint.fmpq_poly.legendre_p(n) for n in range(N)]
        P = exact.matrix(N, N, lambda n, k, L=legendre: L[n][k])
        before, now = flint.fmpq(1), flint.fmpq(1)
        for n in range(1, N - 1):  # i^{−n}P_n(i), a sum of positive terms
            before, now = now, ((2 * n + 1) * now + n * before) / (n + 1)
        kappa = _row_norm(P) * _row_norm(P.inv())
        yield exactly(f"κ_∞(P) − |P_(N−1)(i)|, N = {N}", kappa - now, flint.fmpq(0))
        if N < 16:
            continue
        with working_precision(128):
            root = flint.arb(square).sqrt()
            size = (2 * flint.arb.pi() * (N - 1)).sqrt() * flint.arb(2).root(4)
            law = (1 + root) ** (flint.arb(N) - flint.arb("0.5")) / size
            within = flint.arb(1) / (4 * (N - 1))
            yield ball_close(
                f"κ_∞(P) over its law, N = {N}", flint.arb(kappa) / law, 1, within=within
            )


def _row_norm(M: flint.fmpq_mat) -> flint.fmpq:
    """‖M‖_∞, exactly."""
    return max(sum((abs(x) for x in line), flint.fmpq(0)) for line in M.tolist())


def product_through_basis(run, power=1.0):
    """The error of A'x = P diag Sᵀ P⁻¹x in double precision is about 10⁻² u κ_∞(P)^power."""
    for N in run.pick((16, 32, 48, 64), (16, 24, 32, 40, 48, 56, 64, 80)):
        P = np.zeros((N, N))
        for n in range(N):
            P[n, : n + 1] = np.polynomial.legendre.leg2poly(np.eye(n + 1)[n])
        D = np.zeros((N, N))
        D[:, :-1] = (P * np.arange(N))[:, 1:]
        n, k = np.indices((N, N))
        x = run.rng.standard_normal(N)
        true = np.where((k < n) & ((n - k) % 2 == 1), 2.0 * k + 1.0, 0.0) @ x
        found = D @ spla.solve_triangular(P, x, lower=True)
        loss = float(np.abs(found - true).max() / np.abs(true).max())
        kappa = abs(np.polynomial.legendre.legval(1j, np.eye(N)[N - 1]))
        share, basis = loss / (U * kappa**power), "the true product has entries 0 and 2k+1 only: Nu"
        yield at_least(f"error/(u κ), N = {N}", share, 1e-4, error=N * U * share, basis=basis)
        yield at_most(
            f"error/(u κ) from above, N = {N}", share, 1.0, error=N * U * share, basis=basis
        )


def recovered(run, sign=1):
    """The matrices of θẋ that follow for LegT and LegS, against sign·A as printed."""
    for N in run.pick((2, 5, 16), (2, 5, 16, 40)):
        found = polynomials(MEASURES["Legendre"], N)
        past, present = ([p(flint.fmpq(z)) for p in found.each] for z in (-1, 1))
        # 2A₂ for p_n orthonormal in dz: p_n² = ½ν_n π_n²
        lost = exact.matrix(N, N, lambda n, k, f=found, o=past: o[n] * o[k] * f.nu[k])
        derived = {
            "legt": window_matrix(found.P, 0) + lost,
            "legs": window_matrix(found.P, 1),
        }
        to_monic = exact.diagonal(present)  # the cores are in P_n, which is 1 at the present
        for name, A in derived.items():
            printed = to_monic * (-1 * st.family(name).core(N).M) * to_monic.inv()
            wrong = exact.differing(-1 * A, printed * sign)
            yield exactly(f"entries of θẋ that differ, {name}, N = {N}", wrong, 0)


def input_scale(run, squared=1):
    """(2p_n(1))² = squared·B_n² for p_n = √((2n+1)/2) P_n and B of LegT and LegS."""
    for N in run.pick((1, 16), (1, 16, 256)):
        for name in ("legt", "legs"):
            core = st.family(name).core(N)
            ours = [core.nu[n] * core.b[n] ** 2 for n in range(N)]
            wrong = sum(4 * flint.fmpq(2 * n + 1, 2) != squared * ours[n] for n in range(N))
            yield exactly(f"inputs that differ, {name}, N = {N}", wrong, 0)


def forgotten(run, second="n"):
    """What LegT adds to A₁ is 2p_n(−1)p_m(−1), m = k or n; compared by signed squares."""
    for N in run.pick((2, 5, 16), (2, 5, 16, 40)):
        found, core = polynomials(MEASURES["Legendre"], N), st.family("legt").core(N)
        to_monic = exact.diagonal([p(flint.fmpq(1)) for p in found.each])
        first = to_monic.inv() * window_matrix(found.P, 0) * to_monic
        wrong = 0
        for n in range(N):
            for k in range(N):
                added = -core.M[n, k] - first[n, k]
                m = {"n": n, "k": k, "0": 0}[second]
                stated = (-1) ** (n + m) * core.nu[n] * core.nu[m]
                wrong += abs(added) * added * core.nu[n] / core.nu[k] != stated
        yield exactly(f"entries that differ, N = {N}", wrong, 0)


def scaled_coefficients(run, shift=-1):
    """(z + shift)P_n' = nP_n + Σ_{k<n} (−1)^{n−k}(2k+1)P_k, the β_nk of Corollary D.8."""
    for N in run.pick((2, 16), (2, 16, 64)):
        legendre = [flint.fmpq_poly.legendre_p(n) for n in range(N)]
        wrong = 0
        for n, p in enumerate(legendre):
            terms = ((-1) ** (n - k) * (2 * k + 1) * legendre[k] for k in range(n))
            stated = sum(terms, n * p)
            wrong += flint.fmpq_poly([shift, 1]) * p.derivative() != stated
        yield exactly(f"polynomials that differ, N = {N}", wrong, 0)


CLAIMS = (
    Claim(
        id="L4",
        paper="lssl",
        locator="Theorem 7 and Corollary D.4 (Theorem 1)",
        statement="For any orthogonal polynomials and any window θ(t) the coefficients obey "
        "θẋ = −A₁x − 2(1−θ')u(t−θ)p(−1) + 2u(t)p(1), A₁ = 2A' + θ'B' + θ'I, where A' and B' are "
        "the matrices of p' and (z−1)p' and factor through P, the coefficients of the p_n.",
        scope="three measures, three windows, u = Y^m, m ≤ N+1, all t, N = 5, in full 8, exact",
        check=window_equation,
        false_variant=Variant("… without θ'I", {"identity": 0}),
        recorded="proved",
        evidence="symbolic",
        families=("legs", "legt", "jact", "jacs"),
        note="p may be any basis of degrees 0, 1, …: the orthogonality is not used, because the "
        "measure is tilted away.",
    ),
    Claim(
        id="L4-B-printed",
        paper="lssl",
        locator="Lemmas D.1 and D.3, used in Corollary D.4",
        statement="The B' of A₁ = 2A' + θ'B' + θ'I holds the coefficients of zp_n'.",
        scope="as for L4",
        check=window_equation,
        parameters={"shift": 0},
        false_variant=Variant("… of (z+1)p_n'", {"shift": -1}),
        true_variant=Variant("… of (z−1)p_n'", {"shift": 1}),
        recorded="refuted",
        evidence="symbolic",
        erratum=True,
        note="Lemmas D.1 to D.3 define β_nk by zp_n' and Eq. (25) by (z−1)p_n'; the corollary "
        "takes the factorisation of the first for the second.  The difference is A' itself, so the "
        "class of matrices stays the same.",
    ),
    Claim(
        id="L4-degree-printed",
        paper="lssl",
        locator="Lemma D.1 (ii)",
        statement="zp_n'(z) = Σ_{i<n} β_{n,i} p_i(z).",
        scope="three measures, N ≤ 16, in full N ≤ 40, exact",
        check=degree,
        false_variant=Variant("… Σ_{i<n−1}", {"highest": -2}),
        true_variant=Variant("… Σ_{i≤n}", {"highest": 0}),
        recorded="refuted",
        evidence="symbolic",
        erratum=True,
        note="zp_n' has degree n, and its coefficient at p_n is n; Eq. (25) sums up to n.",
    ),
    Claim(
        id="L4-condition",
        paper="lssl",
        locator="Theorem 1 through Lemma D.3; derived",
        statement="The change of basis that the fast product goes through has "
        "κ_∞(P) = |P_{N−1}(i)| for Legendre, which grows like (1+√2)^{N−½}/(√(2π(N−1)) 2^{1/4}).",
        scope="N = 2, 16, 64, in full 256, exact; the law within 1/(4(N−1)) in balls",
        check=change_of_basis,
        false_variant=Variant("… like (1+√3)^{N−½}", {"square": 3}),
        recorded="proved",
        evidence="certified",
        expected=(Recorded("κ_∞(P) over its law, N = 64", 0.9974347939, 1e-9),),
        families=("legt", "legs"),
        note="0.38 digits are lost per state: none is left in double precision at N = 48.",
    ),
    Claim(
        id="L4-loss",
        paper="lssl",
        locator="Theorem 1 through Lemma D.3; derived",
        statement="In double precision A'x = P diag(n) Sᵀ P⁻¹x has the relative error u κ_∞(P), up "
        "to a factor between 10⁻⁴ and 1: O(N log²N) operations, no digit at N = 64.",
        scope="Legendre, one random x, N = 16 … 64, in full 80",
        check=product_through_basis,
        false_variant=Variant("… u κ_∞(P)^{1/2}", {"power": 0.5}),
        recorded="holds",
        evidence="numerical",
        families=("legt", "legs"),
        note="Theorem 1 counts operations in exact arithmetic.",
    ),
    Claim(
        id="L4-sign-printed",
        paper="lssl",
        locator="Corollaries D.7 and D.8",
        statement="LegT obeys ẋ = (1/θ)Ax + (2/θ)bu and LegS ẋ = (1/t)Ax + (2/t)bu with the "
        "positive A that are printed there.",
        scope="N ≤ 16, in full N ≤ 40, exact",
        check=recovered,
        false_variant=Variant("… −(2/θ)Ax", {"sign": -2}),
        true_variant=Variant("… −(1/θ)Ax and −(1/t)Ax", {"sign": -1}),
        recorded="refuted",
        evidence="symbolic",
        families=("legs", "legt"),
        erratum=True,
        note="The minus sign of Theorem 7 and Corollary D.6 is lost; as printed both are unstable. "
        "Corollary D.8 also writes δ(t) = t for θ(t) = t, and θ(t) = 1 for θ'(t) = 1.",
    ),
    Claim(
        id="L4-scale-printed",
        paper="lssl",
        locator="Appendix D.2, Corollaries D.7 and D.8",
        statement="The general memory recovers the states of HiPPO's LegT and LegS exactly.",
        scope="B_n, N ≤ 16, in full N ≤ 256, exact",
        check=input_scale,
        false_variant=Variant("… up to a factor 2", {"squared": 4}),
        true_variant=Variant("… up to a factor √2", {"squared": 2}),
        recorded="refuted",
        evidence="symbolic",
        families=("legs", "legt"),
        erratum=True,
        note="p_n is orthonormal for dz on [−1, 1] here and for the uniform probability measure in "
        "HiPPO: 2b = √2·B and x = √2·c, with the same A.",
    ),
    Claim(
        id="L4-closure-printed",
        paper="lssl",
        locator="Proof of Theorem 8, A₂ of Corollary D.6",
        statement="A₂[n, k] = p_n(−1)p_n(−1).",
        scope="what LegT adds to A₁, N ≤ 16, in full N ≤ 40, exact",
        check=forgotten,
        false_variant=Variant("… = p_n(−1)p_0(−1)", {"second": "0"}),
        true_variant=Variant("… = p_n(−1)p_k(−1)", {"second": "k"}),
        recorded="refuted",
        evidence="symbolic",
        families=("legt",),
        erratum=True,
        note="Corollary D.6 has it right.  The proof of that corollary prints p_n(−1) for p_n(1) "
        "in the input vector.",
    ),
    Claim(
        id="L4-beta",
        paper="lssl",
        locator="Corollary D.8, β_nk",
        statement="(z−1)P_n' = nP_n + Σ_{k<n} (−1)^{n−k}(2k+1)P_k for the Legendre polynomials.",
        scope="n < 16, in full n < 64, exact",
        check=scaled_coefficients,
        false_variant=Variant("(z+1)P_n' = …, as the line before β_nk has it", {"shift": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("legs",),
        note="The line before it states the same sum for (z+1)p_n', where all signs are plus.",
    ),
)
