r"""LegS as one all-pass chain, T_N(s) = Π_{k<N} (s−k)/(s+k+1).

The state response is x_n(s) = √(2n+1)/(s+n+1) · Π_{k<n} (s−k)/(s+k+1); the normal part
A + ½BBᵀ has the eigenvalues −½ ± iω with T_N(−½ + iω) = −1, that is

    Σ_{k<N} arctan((k+½)/ω_m) = (m + ½) π,   m = 0 … ⌊N/2⌋ − 1   (odd N adds ω = 0),

and unit eigenvectors v_m = p̃_m x(λ_m)/√2 with p̃_m^{−2} = Σ_{k<N} (k+½)/((k+½)²+ω_m²).
That phase makes V*P real and positive: the canonical gauge.  O(N) for all parameters.
"""

import math

import flint
import numpy as np

from ssmtheory.closed_forms.midpoint import sum_phi, sum_psi, sum_slope
from ssmtheory.errors import ConvergenceError
from ssmtheory.limits import check_order
from ssmtheory.precision import working_precision

NEWTON_STEPS = 60


def log_allpass(s, N: int) -> np.ndarray:
    """log T_N(s) = Σ_{k<N} log((s−k)/(s+k+1)), principal logarithms summed; −inf at a zero."""
    s = np.asarray(s, dtype=complex)
    with np.errstate(divide="ignore"):
        total = np.zeros(s.shape, dtype=complex)
        for k in range(check_order(N)):
            total += np.log((s - k) / (s + k + 1))
    return total


def states(s, N: int) -> np.ndarray:
    """x(s) = (sI − A)⁻¹B, shape ``s.shape + (N,)``, as a running product: no matrix."""
    s = np.asarray(s, dtype=complex)[..., None]
    n = np.arange(check_order(N))
    factors = (s - n[:-1]) / (s + n[:-1] + 1)
    chain = np.concatenate([np.ones((*s.shape[:-1], 1)), np.cumprod(factors, axis=-1)], axis=-1)
    return np.sqrt(2 * n + 1) * chain / (s + n + 1)


def basis(t, N: int) -> np.ndarray:
    """e^{tA}B = (√(2n+1) e^{−t} P_n(2e^{−t} − 1))_n, shape ``t.shape + (N,)``."""
    t = np.asarray(t, dtype=float)
    x = 2 * np.exp(-t) - 1
    P = np.ones((*t.shape, check_order(N)))
    for n in range(1, N):
        earlier = P[..., n - 2] if n > 1 else 0.0
        P[..., n] = ((2 * n - 1) * x * P[..., n - 1] - (n - 1) * earlier) / n
    return np.sqrt(2 * np.arange(N) + 1) * np.exp(-t)[..., None] * P


def condition_number(j: int, N: int) -> int:
    """κ of the eigenvalue −(j+1): (N+j)!/((2j+1)(N−1−j)!(j!)²), an exact integer."""
    top = math.factorial(N + j)
    return top // ((2 * j + 1) * math.factorial(N - 1 - j) * math.factorial(j) ** 2)


def normal_part_frequencies(N: int) -> np.ndarray:
    """ω_m > 0 of the normal part, descending, shape (⌊N/2⌋,); O(1) per root, any N.

    Newton from the left on a concave increasing function, so it cannot overshoot: on
    Φ as a function of 1/ω for the fast half, on Ψ as a function of ω for the slow half
    (the small one of the two complementary angles, so that each root keeps its digits).
    """
    m = np.arange(check_order(N) // 2)
    fast = m < N / 4
    phi_target = (m[fast] + 0.5) * np.pi
    psi_target = (N / 2 - m[~fast] - 0.5) * np.pi
    # the slopes at the origin: Φ' = Σ(k+½) = N²/2 and Ψ' = Σ 1/(k+½)
    u = _newton_concave(phi_target, N * N / 2, lambda u: _phi_and_slope(u, N))
    origin = float(sum_slope(np.zeros(1), N)[0])
    w = _newton_concave(psi_target, origin, lambda w: (sum_psi(w, N), sum_slope(w, N)))
    return np.concatenate([1.0 / u, w])


def canonical_input(N: int) -> np.ndarray:
    """p̃_m = (V*P)_m > 0 for the upper half, shape (⌊N/2⌋,); V*B = √2 p̃."""
    return 1.0 / np.sqrt(sum_slope(normal_part_frequencies(N), N))


def normal_modes(N: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(λ, p̃, V) of the whole normal part, imaginary parts descending.

    Shapes (N,), (N,), (N, N); the columns of V are unit eigenvectors in the canonical gauge.
    """
    upper = normal_part_frequencies(N)
    omega = np.concatenate([upper, np.zeros(N % 2), -upper[::-1]])
    lam = -0.5 + 1j * omega
    half = 1.0 / np.sqrt(sum_slope(np.abs(omega), N))
    return lam, half, (states(lam, N) * (half / math.sqrt(2))[:, None]).T


def normal_part_frequencies_balls(N: int) -> list[flint.arb]:
    """The same ω_m as balls at the working precision, each certified by a sign change."""
    bits = flint.ctx.prec
    # Φ is a difference of log-gammas of size ω ln ω ≤ N² ln N: guard for its cancellation
    with working_precision(bits + 4 * N.bit_length() + 40):
        return [_certified_root(w, m, N, bits) for m, w in enumerate(normal_part_frequencies(N))]


def canonical_input_balls(frequencies: list[flint.arb], N: int) -> list[flint.arb]:
    """p̃_m = (Re[ψ(N+½+iω) − ψ(½+iω)])^{−1/2} as balls."""
    return [1 / _slope_ball(w, N).sqrt() for w in frequencies]


def _phi_and_slope(u: np.ndarray, N: int) -> tuple[np.ndarray, np.ndarray]:
    """Φ(1/u) and its derivative with respect to u."""
    omega = 1.0 / u
    return sum_phi(omega, N), sum_slope(omega, N) * omega * omega


def _newton_concave(target: np.ndarray, slope_at_zero: float, value_and_slope) -> np.ndarray:
    x = target / slope_at_zero
    for _ in range(NEWTON_STEPS):
        value, slope = value_and_slope(x)
        step = (target - value) / slope
        x = x + step
        if np.all(np.abs(step) <= 1e-13 * x):  # the next step is its square: below rounding
            return x
    raise ConvergenceError("Newton's method for the normal-part frequencies did not settle.")


def _angle_ball(w: flint.arb, N: int) -> flint.arb:
    """Φ(ω) = Nπ/2 − Im[ln Γ(N+½+iω) − ln Γ(½+iω)]."""
    half = flint.arb("0.5")
    high, low = flint.acb(N + half, w).lgamma(), flint.acb(half, w).lgamma()
    return flint.arb.pi() * N / 2 - (high - low).imag


def _slope_ball(w: flint.arb, N: int) -> flint.arb:
    half = flint.arb("0.5")
    return (flint.acb(N + half, w).digamma() - flint.acb(half, w).digamma()).real


def _certified_root(start: float, m: int, N: int, bits: int) -> flint.arb:
    """Newton to full precision, then an interval on whose ends Φ − target has proved signs."""
    target = flint.arb.pi() * (2 * m + 1) / 2
    w = flint.arb(start)
    for _ in range(bits.bit_length()):
        w = (w + (_angle_ball(w, N) - target) / _slope_ball(w, N)).mid()
    radius = w * flint.arb(2) ** (2 - bits)
    left, right = _angle_ball(w - radius, N) - target, _angle_ball(w + radius, N) - target
    if not (left > 0 and right < 0):
        raise ConvergenceError(f"The sign change that certifies ω_{m} at N = {N} was not found.")
    return w + flint.arb(0, radius.abs_upper())
