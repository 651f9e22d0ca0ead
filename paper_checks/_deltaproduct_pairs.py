"""DP3, DP4: two steps and their eigenvalues; orthogonal matrices as products of reflections."""

from fractions import Fraction

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Variant, at_most, exactly, identity
from ssmtheory.paper_checks import _rational
from ssmtheory.paper_checks._legs_exact import rational
from ssmtheory.paper_checks._reflections import factor, indeterminates, unit_keys
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.systems import reflections

GENERIC = "polynomials in the entries, all of them indeterminates"


def equal_keys(run, cross=1):
    """(I − β₂kkᵀ)(I − β₁kkᵀ) = I − (β₁ + β₂ − cross·β₁β₂)kkᵀ for a unit key."""
    k, b1, b2 = indeterminates(("k", (3,)), ("b", ()), ("c", ()))
    two = factor(k, b2).dot(factor(k, b1))
    one = factor(k, b1 + b2 - b1 * b2 * k.dot(k) * cross)
    differing = int((two != one).sum())
    yield exactly("entries that differ", differing, 0, basis=f"{GENERIC}; ‖k‖² kept as it is")


def orthonormal_keys(run, cosine="0"):
    """A with k₁ᵀk₂ = cosine is symmetric, with A k_j = (1 − β_j)k_j."""
    c = Fraction(cosine)
    s = flint.fmpq_poly([rational(1 - c * c)]).sqrt()[0]
    keys = [_rational.column([1, 0, 0]), _rational.column([rational(c), s, 0])]
    (turn,) = unit_keys(run.rng, 1, 3)
    reflect = _rational.eye(3) - turn * turn.transpose() * 2
    keys = [reflect * key for key in keys]
    betas = [flint.fmpq(3, 2), flint.fmpq(9, 5)]
    A = _rational.eye(3)
    for key, beta in zip(keys, betas, strict=True):
        A = (_rational.eye(3) - key * key.transpose() * beta) * A
    yield exactly("entries of A − Aᵀ not 0", _rational.differing(A, A.transpose()), 0)
    for j, (key, beta) in enumerate(zip(keys, betas, strict=True)):
        missed = _rational.differing(A * key, key * (1 - beta))
        yield exactly(f"entries of Ak − (1−β)k not 0, key {j + 1}", missed, 0)


def complex_pairs(run, angles_alone=False):
    """Which pairs of steps have eigenvalues off the real line, by the trace and determinant."""
    c, s, b1, b2 = indeterminates(("c", ()), ("s", ()), ("b", ()), ("d", ()))
    first, second = c.context().constant(1), c * 0
    keys = [np.array([None, None]) for _ in range(2)]
    keys[0][:], keys[1][:] = [first, second], [c, s]
    A = factor(keys[1], b2).dot(factor(keys[0], b1))
    trace = A[0, 0] + A[1, 1] - (2 - b1 - b2 + b1 * b2 * c * c)
    det = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0] - (1 - b1) * (1 - b2)
    circle = c * c + s * s - 1
    for name, rest in (("trace", trace), ("determinant", det)):
        left = divmod(rest, circle)[1]
        yield exactly(f"{name} − its formula, where c² + s² = 1", left, c * 0, basis=GENERIC)
    x = b1 * b2 * c * c
    formula = (2 - b1 - b2 + x) ** 2 - 4 * (1 - b1) * (1 - b2)
    positive = (b1 - b2) ** 2 + x * x + 2 * x * ((1 - b1) + (1 - b2))
    yield exactly("trace² − 4 det − its terms ≥ 0 for β ≤ 1", formula - positive, c * 0)
    draws, wrong, low = run.pick(2000, 20000), 0, 0
    for i, j, m in run.rng.integers((0, 0, 0), (33, 33, 41), (draws, 3)).tolist():
        t, betas = Fraction(m, 10), (Fraction(i, 16), Fraction(j, 16))
        cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        found = _is_complex(*betas, cosine, sine)
        both = min(betas) > 1
        stated = bool(reflections.pair_is_complex(*betas, cosine))
        wrong += found != (both and 0 not in (cosine, sine) if angles_alone else stated)
        low += found and not both
    yield exactly(f"of {draws} pairs, those where the criterion fails", wrong, 0)
    yield exactly(f"of {draws} pairs, complex ones without β₁, β₂ > 1", low, 0)


def rotation(run, multiple=2):
    """β₁ = β₂ = 2: trace 2cos(multiple·θ), determinant 1 in the plane of the keys."""
    for m in range(1, run.pick(12, 60)):
        t = flint.fmpq(m, 7)
        cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        keys = [_rational.column([1, 0]), _rational.column([cosine, sine])]
        one = _rational.eye(2)
        A = (one - keys[1] * keys[1].transpose() * 2) * (one - keys[0] * keys[0].transpose() * 2)
        turned = 2 * flint.fmpz_poly.chebyshev_t(multiple)(cosine)
        expected = flint.fmpq_poly([1, -turned, 1])
        yield exactly(f"characteristic polynomial, tan θ/2 = {t}", A.charpoly(), expected)


def all_orthogonal(run, spare=0):
    """Random orthogonal matrices and −I as products of at most N − spare reflections."""
    rng = run.rng
    for N in run.pick((2, 3, 8, 33), (2, 3, 8, 33, 128)):
        Q = np.linalg.qr(rng.standard_normal((N, N)))[0]
        for name, matrix in (("random Q", Q), ("−I", -np.eye(N))):
            keys = reflections.factor_orthogonal(matrix)
            counted = f"reflections, {name}, N = {N}"
            yield at_most(counted, len(keys), N - spare, error=0, basis="a whole number")
            yield identity(
                f"max |product − Q|, {name}, N = {N}",
                st.householder.product(keys, np.full(len(keys), 2.0)),
                matrix,
                bound=128 * N * U,
                basis="Schur form (backward error a few N u) and N reflections of 8u each",
            )


def rank(run, spare=0):
    """rank(A − I) ≤ n − spare for n steps, with equality at spare = 0."""
    N = 8
    for n in (1, 2, 4, 7):
        A = _rational.eye(N)
        for key in unit_keys(run.rng, n, N):
            A = (_rational.eye(N) - key * key.transpose() * flint.fmpq(7, 4)) * A
        yield exactly(f"rank(A − I), n = {n}, N = {N}", (A - _rational.eye(N)).rank(), n - spare)


def _is_complex(b1: Fraction, b2: Fraction, cosine: Fraction, sine: Fraction) -> bool:
    """By the 2 × 2 matrix itself, with keys (1, 0) and (cos θ, sin θ)."""
    a, b = (1 - b2 * cosine**2) * (1 - b1), -b2 * cosine * sine
    c, d = b * (1 - b1), 1 - b2 * sine**2
    return (a + d) ** 2 < 4 * (a * d - b * c)


CLAIMS = (
    Claim(
        id="DP3-equal",
        paper="deltaproduct",
        locator="Proposition 1 (i)",
        statement="Two steps with one unit key are one step with β = β₁ + β₂ − β₁β₂.",
        scope="all entries indeterminate, three states",
        check=equal_keys,
        false_variant=Variant("… with β = β₁ + β₂", {"cross": 0}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP3-orthogonal",
        paper="deltaproduct",
        locator="Proposition 1 (ii)",
        statement="Steps with orthonormal keys give a symmetric matrix, with the eigenvalue "
        "1 − β_j on k_j.",
        scope="two rational keys in three dimensions",
        check=orthonormal_keys,
        false_variant=Variant("… with unit keys at k₁ᵀk₂ = 20/101", {"cosine": "20/101"}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP3-complex",
        paper="deltaproduct",
        locator="Proposition 1 (iii); derived",
        statement="Two steps with unit keys at the angle θ have eigenvalues off the real line "
        "exactly where (2 − β₁ − β₂ + β₁β₂cos²θ)² < 4(1−β₁)(1−β₂), which asks for β₁, β₂ > 1.",
        scope="trace and determinant in general; 2000 rational pairs, in full 20000",
        check=complex_pairs,
        false_variant=Variant(
            "… exactly where β₁, β₂ > 1 and the keys are neither parallel nor orthogonal",
            {"angles_alone": True},
        ),
        recorded="proved",
        evidence="symbolic",
        note="β₁, β₂ > 1 need not be asked for beside the inequality: for β ≤ 1 the discriminant "
        "is a sum of terms ≥ 0. And it is not enough: nearly parallel keys have real eigenvalues "
        "unless (β₁−1)(β₂−1) = 1.",
    ),
    Claim(
        id="DP3-rotation",
        paper="deltaproduct",
        locator="Proposition 1 (iii); derived",
        statement="Two reflections (β = 2) whose keys are θ apart turn their plane by 2θ.",
        scope="11 rational angles, in full 59, exact",
        check=rotation,
        false_variant=Variant("… by θ", {"multiple": 1}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP4",
        paper="deltaproduct",
        locator="Theorem 4 and section 3, Cartan–Dieudonné",
        statement="N steps with β = 2 reach every orthogonal N × N matrix.",
        scope="random matrices and −I, N = 2 … 33, in full 128",
        check=all_orthogonal,
        false_variant=Variant("N − 1 steps reach …", {"spare": 1}),
        recorded="holds",
        evidence="numerical",
        note="rank(Q − I) steps reach Q, and no fewer: N for −I.",
    ),
    Claim(
        id="DP4-rank",
        paper="deltaproduct",
        locator="section 3, diagonal plus rank n_h",
        statement="A − I has rank n for n steps with independent keys, never more.",
        scope="n = 1, 2, 4, 7 rational keys in eight dimensions",
        check=rank,
        false_variant=Variant("… rank n − 1", {"spare": 1}),
        recorded="proved",
        evidence="symbolic",
    ),
)
