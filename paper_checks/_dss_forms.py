"""The kernels of DSS in balls: random systems, the two forms of Proposition 1, and their code."""

import flint

from ssmtheory.systems.discretize_balls import dense_balls
from ssmtheory.systems.discretize_rules import ZOH


class RandomSystem:
    """A = V diag(λ) V⁻¹ with B and C: small random Gaussian integers in V, B, C, λ off zero."""

    def __init__(self, rng, N: int):
        self.N = N
        self.lam = [flint.acb(-k - 1, int(rng.integers(-20, 20))) / 4 for k in range(N)]
        self.V = _integers(rng, N, N)
        for n in range(N):
            self.V[n, n] += 3 * N  # dominates its row: V has an inverse
        self.B, self.C = _integers(rng, N, 1), _integers(rng, 1, N)

    def weights(self) -> list[flint.acb]:
        """w̃ = (CV)ᵀ∘(V⁻¹B)."""
        row, column = self.C * self.V, self.V.solve(self.B)
        return [row[0, n] * column[n, 0] for n in range(self.N)]

    def kernel(self, dt: flint.arb, length: int) -> list[flint.acb]:
        """K_k = C Ā^k B̄ of the dense A under the zero-order hold."""
        scaled = flint.acb_mat(self.N, self.N)
        for n in range(self.N):
            for k in range(self.N):
                scaled[n, k] = self.V[n, k] * self.lam[k]
        A = self.V.transpose().solve(scaled.transpose()).transpose()
        state_matrix, state = dense_balls(ZOH(), A, self.B, dt)
        found = []
        for _ in range(length):
            found.append((self.C * state)[0, 0])
            state = state_matrix * state
        return found


def powers(z: flint.acb, length: int) -> list[flint.acb]:
    """e^{zk}, k < length, each by itself: products of balls would widen along the way."""
    return [(z * k).exp() for k in range(length)]


def softmax(z: flint.acb, length: int) -> list[flint.acb]:
    """e^{zk}/Σ_r e^{zr}, k < length, from the sum itself."""
    row = powers(z, length)
    total = sum(row, flint.acb(0))
    return [x / total for x in row]


def fast_row(lam: flint.acb, dt: flint.arb, length: int, *, shift: int, eps=0) -> list[flint.acb]:
    """λ⁻¹ × the softmax of λΔk in the closed form of the code, 1/x replaced by x̄/(|x|² + eps).

    For Re λ > 0 the exponents are λΔ(k − shift), all of modulus ≤ 1 with shift = L − 1, and the
    sum over k becomes that of −λ.
    """
    z, grows = lam * dt, lam.real > 0
    turned = -z if grows else z
    numerator, x = turned.exp() - 1, lam * ((turned * length).exp() - 1)
    weight = numerator * x.conjugate() / (abs(x) ** 2 + eps)
    start = (-z * shift).exp() if grows else flint.acb(1)
    return [weight * start * p for p in powers(z, length)]


def largest(values) -> flint.arb:
    """max |x|, 0 for none."""
    top = flint.arb(0)
    for x in values:
        top = top.max(abs(x))
    return top


def _integers(rng, rows: int, columns: int) -> flint.acb_mat:
    draw = rng.integers(-3, 4, (rows, columns, 2)).tolist()
    return flint.acb_mat([[flint.acb(*pair) for pair in row] for row in draw])
