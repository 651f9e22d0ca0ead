"""σ_min(zI − Λ + PQ*) in ball arithmetic: for the few points where double-double is not enough.

Λ, P, Q and z are taken as exact.  Two ways, precision raised until the digits are there: the
inverse of M = I + Q*(zI − Λ)⁻¹P, which is all that cancels where σ_min is deep; and an enclosure of
σ_min by the inertia of Φ(σ) (``kernels.nplr_pencil``), which Sylvester's law proves.
"""

import math

import flint
import numpy as np

from ssmtheory.precision import BALLS, working_precision

# Bits tried in turn.  At the last one σ_min is resolved down to about 10^−300 of ‖A‖.
PRECISIONS = (192, 384, 768, 1536)
# σ_min below it, relative to ‖A‖, counts as 0.
SMALLEST = 1e-300
# Relative width of the enclosure.
WIDTH = 2e-14


def inverse_capacitance(z: complex, lam, P, Q) -> np.ndarray | None:
    """M⁻¹, (r, r), accurate to double; None where no precision tells M from singular."""
    with BALLS:
        for bits in PRECISIONS:
            with working_precision(bits):
                found = _inverse(z, lam, P, Q)
            if found is not None:
                return found
    return None


def log10_sigma_min(z: complex, lam, P, Q, guess: float) -> float:
    """log10 σ_min by bisection on proved counts of the singular values below a trial.

    lam : (N,) complex; P, Q : (N, r) complex, scaled to ‖A‖ about 1; guess : σ_min or NaN.
    −inf where σ_min < 10^−300.
    """
    with BALLS:
        count = _Count(z, lam, P, Q)
        if count.top == 0.0 or count(SMALLEST) > 0:
            return -math.inf
        low, high = _around(count, guess)
        while high - low > WIDTH * high:
            middle = math.sqrt(low) * math.sqrt(high) if high > 2 * low else (low + high) / 2
            if count(middle) > 0:
                high = middle
            else:
                low = middle
    return math.log10(low) + math.log10(high / low) / 2


def _around(count, guess: float) -> tuple[float, float]:
    """An enclosure, narrow where the guess is good."""
    low, high = SMALLEST, count.top * (1 + 1e-15)
    if not low < guess < high:
        return low, high
    for spread in (1e-13, 1e-10, 1e-6, 1e-2, 0.5):
        below, above = guess * (1 - spread), guess * (1 + spread)
        if low < below < high:
            low, high = (low, below) if count(below) > 0 else (below, high)
        if low < above < high:
            low, high = (low, above) if count(above) > 0 else (above, high)
        if high <= above and low >= below:
            break
    return low, high


def _inverse(z, lam, P, Q):
    """M⁻¹ rounded, or None if the working precision is not enough."""
    r = P.shape[1]
    s = [flint.acb(z) - flint.acb(x) for x in lam.tolist()]
    if any(x.contains(0) for x in s):
        return None
    scaled = flint.acb_mat(
        [[flint.acb(y) / x for y in row] for x, row in zip(s, P.tolist(), strict=True)]
    )
    M = flint.acb_mat(r, r, [int(a == b) for a in range(r) for b in range(r)])
    M = M + flint.acb_mat(Q.conj().T.tolist()) * scaled
    try:
        inverse = M.inv()
    except ZeroDivisionError:
        return None
    entries = [inverse[a, b] for a in range(r) for b in range(r)]
    error = sum(float(x.real.rad()) + float(x.imag.rad()) for x in entries)
    values = np.array([complex(x) for x in entries]).reshape(r, r)
    if not error <= 1e-16 * np.abs(values).max():
        return None
    return values


class _Count:
    """σ ↦ how many singular values lie below σ, proved."""

    def __init__(self, z, lam, P, Q):
        self.lam, self.z, self.P, self.Q = lam, z, P, Q
        self.top = float(np.sort(np.abs(z - lam))[min(P.shape[1], lam.size - 1)])
        self.level = 0
        self._prepare()

    def _prepare(self):
        with working_precision(PRECISIONS[self.level]):
            self.s = [flint.acb(self.z) - flint.acb(x) for x in self.lam.tolist()]
            self.squares = [x.real**2 + x.imag**2 for x in self.s]
            self.right = flint.acb_mat(np.hstack([self.P, self.Q]).tolist())
            self.left = flint.acb_mat(np.hstack([self.P, self.Q]).conj().T.tolist())

    def __call__(self, sigma: float) -> int:
        while True:
            with working_precision(PRECISIONS[self.level]):
                found = self._at(flint.arb(sigma))
            if found is not None:
                return found
            if self.level == len(PRECISIONS) - 1:
                return 1  # σ is a singular value to 10^−300
            self.level += 1
            self._prepare()

    def _at(self, sigma):
        square = sigma**2
        gaps = [x - square for x in self.squares]
        while any(x.contains(0) for x in gaps):  # a pole: any point beside it serves
            sigma = sigma * (1 + flint.arb(2) ** (-50 - self.level))
            gaps = [x - sigma**2 for x in self.squares]
            if self.level == 0:
                return None
        r = self.P.shape[1]
        weighted = self._times([sigma / x for x in gaps])
        crossed = self._times([s / x for s, x in zip(self.s, gaps, strict=True)])
        H = [[None] * (2 * r) for _ in range(2 * r)]
        for a in range(r):
            for b in range(r):
                H[a][b], H[r + a][r + b] = weighted[a, b], weighted[r + a, r + b]
                H[a][r + b] = crossed[a, r + b] + int(a == b)
                H[r + b][a] = H[a][r + b].conjugate()
        positive = positive_eigenvalues(H)
        return None if positive is None else positive + sum(x < 0 for x in gaps) - r

    def _times(self, weights):
        """[P Q]* diag(weights) [P Q]."""
        rows = [[w * x for x in row] for w, row in zip(weights, self.right.tolist(), strict=True)]
        return self.left * flint.acb_mat(rows)


def positive_eigenvalues(H) -> int | None:
    """How many eigenvalues of a Hermitian matrix of balls (a list of rows) are positive.

    None where the balls are too wide to tell.
    """
    if not H:
        return 0
    n = len(H)
    at = max(range(n), key=lambda i: float(abs(H[i][i].real).mid()))
    pairs = [(i, j) for i in range(n) for j in range(i)]
    if pairs:
        i, j = max(pairs, key=lambda ij: float(abs(H[ij[0]][ij[1]]).mid()))
        if abs(H[at][at].real).mid() < abs(H[i][j]).mid() / 2:
            return _double_pivot(H, j, i)
    d = H[at][at].real
    if d.contains(0):
        return None
    rest = [i for i in range(n) if i != at]
    below = [[H[i][j] - H[i][at] * H[at][j] / d for j in rest] for i in rest]
    count = positive_eigenvalues(below)
    return None if count is None else count + int(d > 0)


def _double_pivot(H, k, m):
    a, b, c = H[k][k].real, H[m][k], H[m][m].real
    det = a * c - (b.real**2 + b.imag**2)
    if not det < 0:
        return None
    rest = [i for i in range(len(H)) if i not in (k, m)]
    below = [
        [
            H[i][j]
            - (
                (H[i][k] * c - H[i][m] * b) * H[k][j]
                + (H[i][m] * a - H[i][k] * b.conjugate()) * H[m][j]
            )
            / det
            for j in rest
        ]
        for i in rest
    ]
    count = positive_eigenvalues(below)
    return None if count is None else count + 1
