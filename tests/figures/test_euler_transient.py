"""Forward Euler on LegS against exact rationals.

A wrong figure would show products in another order of k, or rounding where the product is 0.
"""

import flint
import numpy as np
import pytest

import ssmtheory as st
from figures import euler_transient as figure

EPS = np.finfo(float).eps
N = 6


@pytest.fixture(scope="module")
def found():
    return figure.data(N=N, steps=12, one_step=[1.0, 400.0], points=30, cycle=5)


def exact_products(rule, steps):
    """‖Ā_k ⋯ Ā_1‖₂ from products of rationals, (steps,)."""
    M = st.family("legs").core(N).M
    eye = flint.fmpq_mat(N, N, [int(n == k) for n in range(N) for k in range(N)])
    root, product, norms = np.sqrt(2.0 * np.arange(N) + 1), eye, []
    for k in range(1, steps + 1):
        forward = eye + M * flint.fmpq(1, {"euler": k, "bilinear": 2 * k}.get(rule, 1))
        if rule == "backward":
            forward = eye
        back = eye - M * flint.fmpq(*{"euler": (0, 1), "bilinear": (1, 2 * k)}.get(rule, (1, k)))
        product = back.solve(forward * product)
        values = np.array([[int(x.p) / int(x.q) for x in row] for row in product.tolist()])
        norms.append(np.linalg.norm(root[:, None] * values / root, 2))
    return np.array(norms)


@pytest.mark.parametrize("rule", ["euler", "bilinear", "backward"])
def test_products_are_those_of_rationals(found, rule):
    exact = exact_products(rule, 12)
    # each step rounds the product by 8Nu of the norms that went into it
    reach = np.maximum.accumulate(exact) * (1 + 20 / found["k"])
    assert (np.abs(found[rule] - exact) <= 8 * N * EPS * 12 * reach).all()


def test_the_exact_euler_product_vanishes_at_step_n():
    exact = exact_products("euler", 12)
    assert exact[N - 2] > 1
    assert (exact[N - 1 :] == 0).all()


def test_the_zero_order_hold_is_a_power(found):
    """Π (1 + 1/k)^A = (k+1)^A, with the eigenvalues and eigenvectors of LegS exactly known."""
    V = np.array([[float(x) for x in _column(j)] for j in range(N)]).T
    for k in (1, 5, 12):
        power = V @ np.diag((k + 1.0) ** -np.arange(1.0, N + 1)) @ np.linalg.inv(V)
        # κ(V) < 1e5 at N = 6
        assert found["zoh"][k - 1] == pytest.approx(np.linalg.norm(power, 2), abs=1e5 * 8 * EPS)


def _column(j):
    return st.closed_forms.legs.right_eigenvector(j, N).balls()


def test_one_step_contracts_from_where_the_pencil_says(found):
    A, _ = st.family("legs").arrays(N)
    growth = [np.linalg.norm(np.eye(N) + A / k, 2) - 1 for k in (0.99, 1.01)]
    edge = found["contracts_from"]
    below, above = (np.linalg.norm(np.eye(N) + A / (k * edge), 2) - 1 for k in (0.99, 1.01))
    assert below > 1e-6 > 0 > above
    assert edge == pytest.approx(N**4 / np.pi**2, rel=0.05)
    assert growth[0] > growth[1]
    radii = [max(abs(1 - (j + 1) / k) for j in range(N)) - 1 for k in found["single_k"]]
    assert found["single_radius"] == pytest.approx(radii, abs=4 * EPS)
    assert ((found["single_norm"] > 0) == (found["single_k"] < edge)).all()


def test_the_memory_is_the_recurrence(found):
    A, B = st.family("legs").arrays(N)
    u = np.cos(2 * np.pi * np.arange(13) / 5)
    euler = held = np.eye(N)[0] * u[0]
    V = np.array([[float(x) for x in _column(j)] for j in range(N)]).T
    for k in range(1, 13):
        euler = euler + (A @ euler + B * u[k]) / k
        decay = V @ np.diag((k / (k + 1.0)) ** np.arange(1.0, N + 1)) @ np.linalg.inv(V)
        steady = np.eye(N)[0] * u[k]  # A e₀ = −B
        held = decay @ (held - steady) + steady
        exact = np.linalg.norm(euler - held) / np.linalg.norm(held)
        # growth 200 of Euler, κ(V) < 1e5 of the reference
        assert found["euler_error"][k - 1] == pytest.approx(exact, rel=1e-8, abs=1e-9)
