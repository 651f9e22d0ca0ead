"""Small rational matrices, entry by entry: what the exact checks are made of."""

from collections.abc import Callable, Iterable

import flint


def matrix(rows: int, columns: int, entry: Callable[[int, int], object]) -> flint.fmpq_mat:
    """(entry(n, k)), rows × columns."""
    return flint.fmpq_mat(rows, columns, [entry(n, k) for n in range(rows) for k in range(columns)])


def eye(N: int) -> flint.fmpq_mat:
    return matrix(N, N, lambda n, k: int(n == k))


def diagonal(entries: Iterable) -> flint.fmpq_mat:
    entries = list(entries)
    return matrix(len(entries), len(entries), lambda n, k: entries[n] if n == k else 0)


def column(entries: Iterable) -> flint.fmpq_mat:
    entries = list(entries)
    return flint.fmpq_mat(len(entries), 1, entries)


def row(entries: Iterable) -> flint.fmpq_mat:
    entries = list(entries)
    return flint.fmpq_mat(1, len(entries), entries)


def whole(rng, rows: int, columns: int, size: int = 5) -> flint.fmpq_mat:
    """Integers from −size to size, none of them zero."""
    signs, sizes = rng.integers(0, 2, (rows, columns)), rng.integers(1, size + 1, (rows, columns))
    return matrix(rows, columns, lambda n, k: int(2 * signs[n, k] - 1) * int(sizes[n, k]))


def differing(left: flint.fmpq_mat, right: flint.fmpq_mat) -> int:
    """How many entries of the two differ."""
    return sum(a != b for a, b in zip(left.entries(), right.entries(), strict=True))


def bilinear(A: flint.fmpq_mat, B: flint.fmpq_mat, dt: flint.fmpq):
    """(I − ½ΔA)⁻¹(I + ½ΔA) and (I − ½ΔA)⁻¹ΔB."""
    one, half = eye(A.nrows()), A * (dt / 2)
    return (one - half).solve(one + half), (one - half).solve(B * dt)


def krylov(A: flint.fmpq_mat, B: flint.fmpq_mat, C: flint.fmpq_mat, length: int) -> list:
    """C Aᵏ B, k < length, for one input and one output."""
    out, state = [], B
    for _ in range(length):
        out.append((C * state)[0, 0])
        state = A * state
    return out


def nearest(x: flint.fmpq) -> float:
    """The double nearest to x."""
    return int(x.p) / int(x.q)
