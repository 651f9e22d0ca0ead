"""Groups of reflections against permutations, symbols with √5 and the group axioms."""

from itertools import permutations

import numpy as np
import pytest
import sympy

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families.reflection_groups import permutation_group, rotation_group
from ssmtheory.systems import householder

EPS = np.finfo(float).eps
GROUPS = {
    "permutations of 2": (lambda: permutation_group(2), 2, 1),
    "permutations of 3": (lambda: permutation_group(3), 6, 2),
    "permutations of 4": (lambda: permutation_group(4), 24, 3),
    "permutations of 5": (lambda: permutation_group(5), 120, 4),
    "rotations S3": (lambda: rotation_group("S3"), 6, 2),
    "rotations S4": (lambda: rotation_group("S4"), 24, 2),
    "rotations A5": (lambda: rotation_group("A5"), 60, 2),
}
EXACT_PHI = (1 + sympy.sqrt(5)) / 2


@pytest.fixture(params=GROUPS.values(), ids=GROUPS)
def case(request):
    make, order, steps = request.param
    return make(), order, steps


def _symbolic(parts) -> sympy.Matrix:
    """A matrix or column of a + bφ, exact."""
    return sympy.Matrix(parts[0].tolist()) + EXACT_PHI * sympy.Matrix(parts[1].tolist())


def _class_sizes(group) -> list[int]:
    """Sizes of the conjugacy classes, from the table alone."""
    inverse = np.argmin(group.table, axis=1)  # element 0 is the identity
    everything = np.arange(group.order)
    classes = {
        frozenset(group.table[group.table[everything, g], inverse].tolist())
        for g in range(group.order)
    }
    return sorted(map(len, classes))


def test_order_and_steps(case):
    group, order, steps = case
    assert (group.order, group.steps) == (order, steps)
    assert len({matrix.tobytes() for matrix in group.doubled}) == order


def test_table_is_a_group(case):
    table, everything = case[0].table, np.arange(case[1])
    assert (table[0] == everything).all()
    assert (table[:, 0] == everything).all()
    assert (np.sort(table, axis=0) == everything[:, None]).all()
    assert (np.sort(table, axis=1) == everything).all()
    for g in everything:  # (g h) k = g (h k) for all h, k
        assert (table[table[g]] == table[g][table]).all()


def test_table_is_the_product_of_the_matrices(case):
    group = case[0]
    products = np.einsum("gij,hjk->ghik", group.matrices, group.matrices)
    wanted = group.matrices[group.table]
    assert np.abs(products - wanted).max() <= 8 * EPS


def test_keys_multiply_to_the_matrices(case):
    group, _, steps = case
    keys, betas = group.keys
    assert keys.shape == (group.order, steps, group.matrices.shape[-1])
    for k, b, matrix in zip(keys, betas, group.matrices, strict=True):
        assert np.abs(householder.product(k, b) - matrix).max() <= 8 * steps * EPS


def test_words_are_as_short_as_the_rank_allows(case):
    group = case[0]
    for word, matrix in zip(group.words, group.matrices, strict=True):
        moved = np.linalg.svd(matrix - np.eye(len(matrix)), compute_uv=False)
        assert len(word) == np.sum(moved > 1e-9)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_permutations_compose_as_permutations_do(n):
    group = permutation_group(n)
    images = [tuple(np.argmax(matrix, axis=0)) for matrix in group.matrices]
    assert sorted(images) == sorted(permutations(range(n)))
    index = {image: g for g, image in enumerate(images)}
    for g, first in enumerate(images):
        for h, second in enumerate(images):
            assert group.table[g, h] == index[tuple(first[i] for i in second)]
    assert not group.doubled[:, 1].any()


def test_transpositions_of_permutations_are_exact_when_rounded():
    """Entries are 0 and 1 to rounding."""
    group = permutation_group(5)
    keys, betas = group.keys
    for k, b, matrix in zip(keys, betas, group.matrices, strict=True):
        assert (np.rint(householder.product(k, b)) == matrix).all()


@pytest.mark.parametrize("name", ["S3", "S4", "A5"])
def test_rotations_preserve_lengths_and_orientation_exactly(name):
    """MᵀM = I and det M = 1 with √5 as a symbol."""
    group = rotation_group(name)
    for parts in group.doubled:
        doubled = _symbolic(parts)
        assert (doubled.T * doubled - 4 * sympy.eye(3)).applyfunc(sympy.expand) == sympy.zeros(3)
        assert sympy.expand(doubled.det()) == 8


@pytest.mark.parametrize("name", ["S4", "A5"])
def test_words_multiply_exactly(name):
    """Every matrix from its roots by I − 2rrᵀ/(rᵀr) with √5 as a symbol."""
    group = rotation_group(name)
    reflections = []
    for root in group.roots:
        r = _symbolic(root[:, :, None])
        length = sympy.nsimplify(sympy.expand((r.T * r)[0]))
        assert length.is_Integer
        reflections.append((sympy.eye(3) - 2 * r * r.T / length).applyfunc(sympy.expand))
    for word, parts in zip(group.words[1:], group.doubled[1:], strict=True):
        first, last = (reflections[r] for r in word)
        difference = 2 * last * first - _symbolic(parts)
        assert difference.applyfunc(sympy.expand) == sympy.zeros(3)


def test_the_rotations_of_the_icosahedron_are_a5():
    """Order 60, and no union of classes with the identity has an order dividing 60: simple."""
    sizes = _class_sizes(rotation_group("A5"))
    assert sizes == [1, 12, 12, 15, 20]
    unions = {1}
    for size in sizes[1:]:
        unions |= {total + size for total in unions}
    assert {total for total in unions if 60 % total == 0} == {1, 60}


def test_the_rotations_of_the_cube_are_s4():
    """They permute the four diagonals, in all 24 ways."""
    diagonals = np.array([[1, 1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, -1]])
    matrices = rotation_group("S4").doubled[:, 0] // 2
    moved = np.abs(np.einsum("dj,gij,ei->gde", diagonals, matrices, diagonals)) == 3
    assert (moved.sum(axis=2) == 1).all()
    assert len({image.tobytes() for image in moved.argmax(axis=2)}) == 24


@pytest.mark.parametrize("n", [3, 4])
def test_rotations_and_permutations_have_the_same_classes(n):
    assert _class_sizes(rotation_group(f"S{n}")) == _class_sizes(permutation_group(n))


@pytest.mark.parametrize("n", [0, 1, 7, 3.0, True])
def test_letters_must_be_few(n):
    with pytest.raises(InputError, match="n must be"):
        permutation_group(n)


def test_unknown_rotation_group():
    with pytest.raises(UnknownNameError, match="S3, S4 and A5"):
        rotation_group("S5")


def test_repr_says_what_it_needs():
    assert repr(rotation_group("A5")) == "ReflectionGroup('A5', order=60, steps=2)"
