r"""A_ρ = A + τPPᵀ, B_ρ = B/(1+ρ), τ = 2ρ/(1+ρ), for the all-pass chains (P = B/√2).

    PᵀR(s)P = ½(1 − T(s))  ⇒  x_ρ(s) = x(s)/(1 + ρT(s)) for every s,

so the eigenvalues are the N roots of T(s) = −1/ρ, the right eigenvectors x(λ_l), and

    x_ρ(s) = Σ_l −x(λ_l)/(L_l (s − λ_l)),   L = T'/T.

ρ = 0 is the chain itself, ρ = 1 its diagonal restriction.  O(N) without eigenvectors.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, log1p

from ssmtheory.closed_forms import CHAINS as CHAINS
from ssmtheory.closed_forms.chain import check_rho
from ssmtheory.decompositions.perturb import gram
from ssmtheory.errors import InputError

SHIFT = {"legs": 0.5, "lagt": 0.0}
# κ = ∞ where two poles meet; nearer than this no double-precision V means anything
CRITICAL_DISTANCE = 1e-6
GRAM_LIMIT = 2000
NEAR_ONE = 4e-6  # the cube root of u, where the two ways to Re μ are equally good
_FAR = 16.0
# B_2j(½)/(2j)
_MIDPOINT = (-1 / 24, 7 / 960, -31 / 8064, 127 / 30720, -511 / 67584, 1414477 / 67092480)


@dataclass(frozen=True, eq=False)
class RankOne:
    """The diagonal form of a chain at ρ, in the gauge where the modal input is positive.

    lam, B : (N,).  shifted : (N,) μ = λ + c, Re μ < 0.  first_output : (N,) = e₀ᵀV.
    slope : (N,) L(λ).  norms : (N,) ‖x(λ)‖.
    critical_distance : min |ρ − ρ_c|/ρ_c over the double roots, inf without any.
    """

    chain: str
    N: int
    rho: float
    lam: np.ndarray
    shifted: np.ndarray
    slope: np.ndarray
    norms: np.ndarray
    critical_distance: float

    @property
    def B(self) -> np.ndarray:
        return self.norms / np.abs(self.slope)

    @property
    def first_output(self) -> np.ndarray:
        """e₀ᵀV from x₀(s) = 1/(s + c + ½)."""
        first = 1 / (self.lam + 1) if self.chain == "legs" else 1 / (self.lam + 0.5)
        return first * self._column_factors

    def vectors(self) -> np.ndarray:
        """V (N, N): unit columns −x(λ_l)/‖x(λ_l)‖ · |L_l|/L_l."""
        return (CHAINS[self.chain].states(self.lam, self.N) * self._column_factors[:, None]).T

    def kappa(self) -> float | None:
        """κ₂(V): exact for LagT; from the Cauchy Gram matrices up to N = 2000, else None."""
        if self.chain == "lagt":
            return float(self.rho ** (-(self.N - 1) / self.N))
        if self.N > GRAM_LIMIT:
            return None
        return gram.kappa_from_gram(self.shifted, self.slope, self.rho)

    def kappa_bounds(self) -> tuple[float, float]:
        """max κ_l ≤ κ₂(V) ≤ √(NΣκ_l²)."""
        return gram.kappa_bounds(self.shifted, self.slope, self.rho)

    @property
    def _column_factors(self) -> np.ndarray:
        return -np.abs(self.slope) / (self.slope * self.norms)


def rank_one(chain: str, N: int, rho: float) -> RankOne:
    """The diagonal form of LegS or LagT at 0 < ρ < 1.

    Raises ``InputError`` when ρ is outside (0, 1) or within 1e−6 (relative) of a critical
    value, where two poles meet on the real axis and V is singular.
    """
    check_rho(rho, zero=False, one=False)
    distance = critical_distance(chain, N, rho)
    if distance < CRITICAL_DISTANCE:
        raise InputError(
            f"rho = {rho} is within {distance:.1g} (relative) of a value where two poles of "
            f"{chain} N = {N} meet and no basis of eigenvectors exists; move it by a percent."
        )
    lam = CHAINS[chain].rank_one_poles(N, rho)
    shifted = _shifted(chain, N, rho, lam)
    norms = np.sqrt((1 - rho) * (1 + rho) / (-2 * shifted.real)) / rho
    return RankOne(chain, N, rho, lam, shifted, slope(chain, lam, N), norms, distance)


def _shifted(chain: str, N: int, rho: float, lam: np.ndarray) -> np.ndarray:
    """μ = λ + c, (N,).  Near ρ = 1 the sum has lost Re μ, which is log(1/ρ)/L(i Im μ) there.

    log|T| is odd in Re μ, so that is right to a few (1−ρ)², and the sum to u/(1−ρ).
    """
    if SHIFT[chain] == 0 or 1 - rho > NEAR_ONE:
        return lam + SHIFT[chain]
    on_axis = slope(chain, -SHIFT[chain] + 1j * lam.imag, N).real
    return -np.log(rho) / on_axis + 1j * lam.imag


def critical_distance(chain: str, N: int, rho: float) -> float:
    """min |ρ − ρ_c|/ρ_c over the critical ρ_c, T'(s) = 0, ρ_c = −1/T(s) > 0."""
    critical = CHAINS[chain].critical_rho(N)
    critical = critical[critical > 0]
    with np.errstate(over="ignore"):  # a subnormal ρ_c is infinitely far away
        return float(np.min(np.abs(rho - critical) / critical, initial=np.inf))


def perturbation_norm(chain: str, N: int, rho: float) -> float:
    """‖E‖₂ = τ‖P‖² with ‖P‖² = N²/2 (LegS), N/2 (LagT)."""
    return 2 * rho / (1 + rho) * (N * N if chain == "legs" else N) / 2


def state_norm(chain: str, omega: np.ndarray, N: int) -> np.ndarray:
    """‖x(iω)‖: N/√(ω²+N²) for LegS, √N/√(ω²+¼) for LagT."""
    if chain == "legs":
        return N / np.hypot(omega, N)
    return np.sqrt(N) / np.hypot(omega, 0.5)


def slope(chain: str, s: np.ndarray, N: int) -> np.ndarray:
    """L(s) = T'(s)/T(s); Σ_{k<N} (2k+1)/((s−k)(s+k+1)) for LegS, N/(s²−¼) for LagT.  O(1) each.

    For LegS the midpoint rule where every s−k, s+k+1 is 16 or more away from zero, digamma
    differences elsewhere: the rule has no cancellation at |s| ≫ N, the differences do.
    """
    if chain == "lagt":
        return N / ((s - 0.5) * (s + 0.5))
    z = np.asarray(s, dtype=complex) + 0.5
    z = np.where(z.real > 0, -z, z)  # L is even in z, and digamma at home in the right half plane
    far = np.abs(z - np.clip(z.real, -N, 0)) >= _FAR
    total = np.empty_like(z)
    total[far] = _slope_far(z[far], N)
    near = z[~far] - 0.5
    total[~far] = digamma(-near) - digamma(N - near) + digamma(near + 1) - digamma(near + N + 1)
    return total


def _slope_far(z: np.ndarray, N: int) -> np.ndarray:
    total = -log1p(-((N / z) ** 2))
    for j, weight in enumerate(_MIDPOINT, 1):
        total = total + weight * ((N - z) ** (-2 * j) + (N + z) ** (-2 * j) - 2 * z ** (-2 * j))
    return total
