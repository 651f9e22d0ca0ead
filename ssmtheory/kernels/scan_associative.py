"""Parallel prefix of the affine maps x ↦ a x + b, and sums over all segments of a sequence.

Composition (a₂, b₂)∘(a₁, b₁) = (a₂ a₁, a₂ b₁ + b₂) is associative, so the L prefixes of
(λ_k, b_k) come from a tree of depth 2 log₂ L [blelloch]: an up-sweep composes pairs at
distances 1, 2, 4, …, a down-sweep completes the prefixes between.  Fewer than 2L compositions,
but each pass over a long sequence reads and writes memory again.
"""

from numba import njit


def prefixes(a, b):
    """(a, b)_k ← (a, b)_k ∘ … ∘ (a, b)_0 in place; a and b (P, L, M) of one dtype."""
    L = b.shape[1]
    distance = 1
    while distance < L:
        for k in range(2 * distance - 1, L, 2 * distance):
            compose_rows(a, b, k - distance, k)
        distance *= 2
    while distance > 1:
        distance //= 2
        for k in range(3 * distance - 1, L, 2 * distance):
            compose_rows(a, b, k - distance, k)


def compose_rows(a, b, earlier, later):
    """(a, b)[:, later] ← (a, b)[:, later] ∘ (a, b)[:, earlier]."""
    for p in range(b.shape[0]):
        for j in range(b.shape[2]):
            factor = a[p, later, j]
            b[p, later, j] += factor * b[p, earlier, j]
            a[p, later, j] = factor * a[p, earlier, j]


def segment_sums(terms, out):
    """out[p, i, j] = Σ_{j < k ≤ i} terms[p, k] for j ≤ i; the rest of ``out`` is left alone.

    terms (P, T), out (P, T, T).  Each row is the one above plus one term, so no sum is ever
    a difference of longer ones.
    """
    P, T = terms.shape
    for p in range(P):
        for i in range(T):
            for j in range(i):
                out[p, i, j] = out[p, i - 1, j] + terms[p, i]
            out[p, i, i] = 0.0


_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
compose_rows = njit(fastmath={"contract"}, **_OPTIONS)(compose_rows)
prefixes = njit(**_OPTIONS)(prefixes)
segment_sums = njit(**_OPTIONS)(segment_sums)
