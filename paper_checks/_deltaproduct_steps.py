"""DP1, DP2, DP8: the steps of a token unrolled, their norm, and the chunkwise form.

Identities are proved with the entries as indeterminates; where the library's own functions are
run beside them, the data are integers, which floating point multiplies and adds exactly.
"""

import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Variant, exactly, identity
from ssmtheory.paper_checks import _rational
from ssmtheory.paper_checks._legs_exact import rational
from ssmtheory.paper_checks._reflections import (
    factor,
    indeterminates,
    object_eye,
    product,
    scaled,
    unit_keys,
    violated,
)
from ssmtheory.systems import householder_chunks

GENERIC = "polynomials in the entries, all of them indeterminates"
INTEGERS = "integers below 2⁵³, which floating point multiplies and adds exactly"


def unrolled(run, last_leftmost=True):
    """n steps H ← (I − βkkᵀ)H + βkvᵀ are H ← AH + B with the products of the statement."""
    for n in (1, 2, 3):
        H, k, v, b = indeterminates(("H", (2, 1)), ("k", (n, 2)), ("v", (n, 1)), ("b", (n,)))
        state = H
        for j in range(n):
            state = factor(k[j], b[j]).dot(state) + scaled(np.outer(k[j], v[j]), b[j])
        order = range(n) if last_leftmost else range(n - 1, -1, -1)
        A = product([k[j] for j in order], [b[j] for j in order], object_eye(2, b[0]))
        B = H - H
        for j in range(n):
            later = [i for i in order if (i > j) == last_leftmost and i != j]
            after = product([k[i] for i in later], [b[i] for i in later], object_eye(2, b[j]))
            B = B + after.dot(scaled(np.outer(k[j], v[j]), b[j]))
        differing = int((state - A.dot(H) - B != 0).sum())
        yield exactly(f"entries of H − AH₀ − B not 0, n = {n}", differing, 0, basis=GENERIC)


def unrolled_code(run, shift=0):
    """``householder.recurrence`` over one token against product and input matrix, in integers."""
    rng = run.rng
    for n in (1, 2, 4):
        draw = [rng.integers(-2, 3, shape) for shape in ((n, 3), (n,), (n, 2), (3, 2), (1, 3))]
        k, b, v, H, q = (x.astype(float) for x in draw)
        found = st.householder.recurrence(q, k[None], v[None], b[None], state=H)
        A, B = st.householder.product(k, b), st.householder.input_matrix(k, b + shift, v)
        wrong = int((found.state != A @ H + B).sum() + (found.y[0] != q[0] @ found.state).sum())
        yield exactly(f"entries of state and output that differ, n = {n}", wrong, 0, basis=INTEGERS)


def gradient(run, half="1/2"):
    """H − β∇(half·‖Hᵀk − v‖²) is one step, as polynomials."""
    for N, d in ((1, 1), (3, 2)):
        H, k, v, b = indeterminates(("H", (N, d)), ("k", (N,)), ("v", (d,)), ("b", ()))
        miss = H.T.dot(k) - v
        loss = miss.dot(miss) * rational(half)
        slope = H.copy()
        for i in np.ndindex(H.shape):
            slope[i] = loss.derivative(str(H[i]))
        step = factor(k, b).dot(H) + scaled(np.outer(k, v), b)
        differing = int((H - scaled(slope, b) - step != 0).sum())
        yield exactly(f"entries that differ, N = {N}, d = {d}", differing, 0, basis=GENERIC)


def contraction(run, top="2"):
    """F² = I − β(2−β)kkᵀ for a unit key, and I − AᵀA ≥ 0 for products with β in [0, top]."""
    k, b = indeterminates(("k", (3,)), ("b", ()))
    F = factor(k, b)
    rest = F.dot(F) - object_eye(3, b) + scaled(np.outer(k, k), b * 2 - b * b * k.dot(k))
    differing = int((rest != 0).sum())
    yield exactly("entries of F² − I + β(2 − β‖k‖²)kkᵀ not 0", differing, 0, basis=GENERIC)
    size, draws = 4, run.pick(40, 400)
    rng, worse = run.rng, 0
    for _ in range(draws):
        n = int(rng.integers(1, 7))
        betas = [rational(top) * int(j) / 8 for j in rng.integers(0, 9, n)]
        A = _rational.eye(size)
        for key, beta in zip(unit_keys(rng, n, size), betas, strict=True):
            A = (_rational.eye(size) - key * key.transpose() * beta) * A
        worse += violated(_rational.eye(size) - A.transpose() * A)
    basis = "rational unit keys; signs of the characteristic polynomial of I − AᵀA"
    yield exactly(f"of {draws} products, those with ‖A‖ > 1", worse, 0, basis=basis)


def summed(run, size="2n-1"):
    """‖I − Σβkkᵀ‖ over unit keys and β ≤ 2: at equal keys, and no more than that elsewhere."""
    rng = run.rng
    for n in (1, 2, 4):
        bound = 2 * n - 1 if size == "2n-1" else n
        key = unit_keys(rng, 1, 3)[0]
        equal = _rational.eye(3) - key * key.transpose() * (2 * n)
        top = -(key.transpose() * equal * key)[0, 0]
        yield exactly(f"−kᵀ(I − Σ 2kkᵀ)k for n equal keys, n = {n}", top, rational(bound))
        draws, worse = run.pick(20, 200), 0
        for _ in range(draws):
            S = _rational.eye(3)
            for k, j in zip(unit_keys(rng, n, 3), rng.integers(0, 9, n), strict=True):
                S = S - k * k.transpose() * rational(f"{j}/4")
            worse += violated(_rational.eye(3) * bound + S)
        yield exactly(f"of {draws} sums, those below −{bound}, n = {n}", worse, 0)


def chunks(run, gates="first"):
    """The chunkwise form and the recurrence in integers, with a gate on every token."""
    N, d, rng = 3, 2, run.rng
    for T, n, chunk in ((6, 1, 6), (6, 1, 4), (4, 2, 4), (4, 2, 3), (3, 3, 2)):
        q, k, v = (rng.integers(-1, 2, s).astype(float) for s in ((T, N), (T, n, N), (T, n, d)))
        b, g = rng.integers(0, 3, (T, n)).astype(float), rng.integers(1, 3, T).astype(float)
        H = rng.integers(-2, 3, (N, d)).astype(float)
        found = householder_chunks.chunkwise(q, k, v, b, g, H, chunk=chunk)
        if gates == "first":
            stated = st.householder.recurrence(q, k, v, b, g, H)
        else:  # a gate before every step rather than before every token
            flat = [x.reshape(T * n, *x.shape[2:]) for x in (k, v, b)]
            every = st.householder.recurrence(np.repeat(q, n, 0), *flat, np.repeat(g, n), H)
            stated = every._replace(y=every.y[n - 1 :: n])
        wrong = int((found.y != stated.y).sum() + (found.state != stated.state).sum())
        name = f"entries that differ, T = {T}, n = {n}, chunks of {chunk}"
        yield exactly(name, wrong, 0, basis=INTEGERS)


def chunks_rounding(run, size=1.0):
    """The relative difference of the two forms at unit keys, in single and double precision."""
    T, n, N, d = run.pick((256, 2, 16, 8), (2048, 4, 32, 16))
    rng = run.rng
    k = rng.standard_normal((T, n, N))
    k /= np.linalg.norm(k, axis=-1, keepdims=True)
    given = (rng.standard_normal((T, N)), k, rng.standard_normal((T, n, d)))
    given = (*given, rng.uniform(0, 2, (T, n)), rng.uniform(0.9, 1, T))
    exact = st.householder.recurrence(*given)
    for kind in (np.float32, np.float64):
        single = [x.astype(kind) for x in given]
        found = householder_chunks.chunkwise(*single, chunk=64)
        scale, unit = float(np.abs(exact.y).max()), float(np.finfo(kind).eps) / 2
        yield identity(
            f"max |y − ŷ|/max |y|, {kind.__name__}",
            found.y / scale,
            size * exact.y / scale,
            bound=8 * 64 * n * unit,
            basis="8u for each of the 64n steps of a chunk, whose triangular inverse is ≤ 2",
        )


CLAIMS = (
    Claim(
        id="DP1",
        paper="deltaproduct",
        locator="section 3, the unrolled token",
        statement="n steps H ← (I − β_jk_jk_jᵀ)H + β_jk_jv_jᵀ are H ← AH + B with the product "
        "A = Π_j(I − β_jk_jk_jᵀ), the last step leftmost, and B = Σ_j Π_{i>j}(…) β_jk_jv_jᵀ.",
        scope="n ≤ 3, two states, all entries indeterminate",
        check=unrolled,
        false_variant=Variant("… with the first step leftmost", {"last_leftmost": False}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP1-code",
        paper="deltaproduct",
        locator="section 3, the unrolled token",
        statement="The recurrence, run step by step, gives AH + B of ``product`` and "
        "``input_matrix``.",
        scope="n = 1, 2, 4 steps, integer data",
        check=unrolled_code,
        false_variant=Variant("… with β + 1 in B", {"shift": 1}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP1-gradient",
        paper="deltaproduct",
        locator="section 3, online gradient descent",
        statement="A step is H − β∇½‖Hᵀk − v‖², one step of gradient descent at rate β.",
        scope="H of 1 × 1 and 3 × 2, all entries indeterminate",
        check=gradient,
        false_variant=Variant("… of ‖Hᵀk − v‖², without the ½", {"half": "1"}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP2",
        paper="deltaproduct",
        locator="section 3, stability",
        statement="‖A‖₂ ≤ 1 for unit keys and 0 ≤ β ≤ 2, whatever their number: a factor's square "
        "is I − β(2−β)kkᵀ.",
        scope="the factor in general; 40 rational products of up to 6, in full 400",
        check=contraction,
        false_variant=Variant("… for 0 ≤ β ≤ 17/8", {"top": "17/8"}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP2-sum",
        paper="deltaproduct",
        locator="section 3, stability; derived",
        statement="The sum I − Σβ_jk_jk_jᵀ of n steps has no such bound: its norm is up to 2n − 1, "
        "reached by n equal keys with β = 2.",
        scope="n = 1, 2, 4, rational unit keys",
        check=summed,
        false_variant=Variant("… up to n", {"size": "n"}),
        recorded="proved",
        evidence="symbolic",
        note="Two equal keys with β = 2 have the eigenvalue −3 in the sum, and 1 in the product.",
    ),
    Claim(
        id="DP8",
        paper="deltaproduct",
        locator="section 3, the chunkwise form on the flattened sequence",
        statement="The chunkwise (WY) form on the sequence of all steps, with the gates "
        "(g, 1, …, 1) in each token, is the recurrence.",
        scope="up to 8 steps in chunks of all sizes, integer data with gates",
        check=chunks,
        false_variant=Variant("… with the gate g before every step", {"gates": "every"}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="DP8-rounding",
        paper="deltaproduct",
        locator="section 3, the chunkwise form on the flattened sequence; derived",
        statement="In floating point the two differ by a few units in the last place, at unit keys "
        "and β over all of [0, 2].",
        scope="256 tokens of 2 steps, in full 2048 of 4; float32 and float64",
        check=chunks_rounding,
        false_variant=Variant("… after the outputs are taken 1 % larger", {"size": 1.01}),
        recorded="holds",
        evidence="numerical",
        note="About 5u for 256 tokens, in both precisions: the inverse of the triangular matrix "
        "has no entry above 2.",
    ),
)
