r"""LegS and LagT against their rank-one forms (ρ = 1: the diagonal restriction), by residues.

    E(s) = G_ρ(s) − G(s) = −ρT_N(s) x_k(s)/(1 + ρT_N(s)),       C = e_k.

E vanishes at the mirror images of the poles of G, the zeros of T_N, so that only the poles λ_m
of the form contribute to

    ‖E‖² = Σ_m R_m E(−λ_m),    ‖E û‖² = Σ_m R_m û(λ_m) (Eû)(−λ_m) + E(−a)E(a)/(2a)

for û = 1/(s+a), where R_m = −x_k(λ_m) T_N(λ_m)/T_N'(λ_m).  No squares are subtracted.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ssmtheory.closed_forms import CHAINS
from ssmtheory.closed_forms.midpoint import sum_slope
from ssmtheory.errors import InputError
from ssmtheory.families import family
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF

_BLOCK = 1 << 20  # terms of a sum over poles and factors that are held at a time
_CIRCLE = 28  # points: (¼)^28 is below u


@dataclass(frozen=True)
class ChainError:
    """E of one chain ("legs" or "lagt"), size, state k ≤ N − 2 and ρ in (0, 1]."""

    kind: str
    N: int
    state: int
    rho: float

    @property
    def on_axis(self) -> bool:
        """The form has its poles on the imaginary axis: no energy is finite."""
        return self.kind == "lagt" and self.rho == 1

    @cached_property
    def poles(self) -> np.ndarray:
        """λ_m with Im ≥ 0, (M,)."""
        chain = CHAINS[self.kind]
        if self.rho < 1:
            lam = chain.rank_one_poles(self.N, self.rho)
            return lam[lam.imag >= 0]
        omega = np.append(chain.normal_part_frequencies(self.N), np.zeros(self.N % 2))
        return (0.0 if self.kind == "lagt" else -0.5) + 1j * omega

    @cached_property
    def residues(self) -> np.ndarray:
        """R_m of G_ρ, (M,)."""
        if not np.isfinite(self._log_slope).all():
            self.require_digits(math.inf, 0.0)
        return -self.response(self.poles) / self._log_slope

    @cached_property
    def weights(self) -> np.ndarray:
        """2 for a pole that stands for a conjugate pair, 1 for a real one."""
        return np.where(self.poles.imag > 0, 2.0, 1.0)

    @cached_property
    def _energies(self) -> np.ndarray:
        """R_m E(−λ_m)."""
        return self.residues * self(-self.poles)

    @cached_property
    def _conditions(self) -> np.ndarray:
        """Relative errors of the terms in units of rounding, (M,).

        T has N factors, and a pole rounded by u|λ| moves T by u|λ T'/T| of itself: much, where
        for small ρ the pole lies close to one of the original.
        """
        return self.N + np.abs(self.poles * self._log_slope)

    def response(self, s) -> np.ndarray:
        """x_k(s) of the original, the same for every N > k."""
        row = np.eye(1, self.state + 1, self.state)[0]
        return CHAINS[self.kind].transfer(s, self.state + 1, row)

    def __call__(self, s) -> np.ndarray:
        """E(s), shape of s."""
        chain = CHAINS[self.kind]
        T = np.asarray(chain.allpass(s, self.N))
        with np.errstate(invalid="ignore"):
            ratio = self.rho * T / chain.one_plus_rho_allpass(s, self.N, self.rho)
        return -np.where(np.isinf(T), 1.0, ratio) * self.response(s)

    def energy(self) -> tuple[float, float]:
        """(‖E‖_{L2}, relative error): inf where the poles lie on the axis."""
        if self.on_axis:
            return math.inf, 0.0
        return self._root(self.weights * self._energies.real, self._conditions)

    def output_energy(self, decay: float) -> tuple[float, float]:
        """(‖E û‖_{L2}, relative error) for u = e^{−at}, a = ``decay``."""
        if self.on_axis:
            return math.inf, 0.0
        spots = np.array([complex(decay)])
        if self._collides(decay):
            # ‖Eû‖² is analytic in a, Re a > 0, though its terms are not: its mean over a circle
            turns = (np.arange(_CIRCLE) + 0.5) / _CIRCLE
            spots = decay * (1 + 0.25 * np.exp(2j * np.pi * turns))
        terms = np.concatenate([self._output_terms(a) for a in spots]) / spots.size
        conditions = np.tile(np.append(self._conditions, self.N), spots.size)
        return self._root(terms, conditions)

    def _collides(self, decay: float) -> bool:
        """−a is within a thousandth of a pole of the form or of x_k, whose terms then cancel."""
        own = -np.arange(1.0, self.state + 2) if self.kind == "legs" else np.array([-0.5])
        return bool((np.abs(np.concatenate([self.poles, own]) + decay) < 1e-3 * decay).any())

    def _output_terms(self, a: complex) -> np.ndarray:
        """Real parts of the residues whose sum is ‖Eû‖², for complex a too."""
        lam, terms = self.poles, self._energies
        upper = terms / ((lam + a) * (a - lam))
        lower = terms.conj() / ((lam.conj() + a) * (a - lam.conj()))
        own = self(-a) * self(a) / (2 * a)
        return np.append(self.weights / 2 * (upper + lower), own).real

    def _root(self, terms: np.ndarray, conditions: np.ndarray) -> tuple[float, float]:
        total = float(terms.sum())
        error = 4 * DOUBLE_UNIT_ROUNDOFF * float(np.abs(terms) @ conditions)
        self.require_digits(error, total)
        return math.sqrt(total), error / total

    def require_digits(self, error: float, value: float) -> None:
        """``InputError`` unless error < value: for tiny ρ nothing is left of the difference."""
        if not error < value:
            raise InputError(
                f"rho = {float(self.rho):g} is too small: the poles of the form cannot be told "
                "from those of the original in double precision; choose a larger rho."
            )

    @cached_property
    def _log_slope(self) -> np.ndarray:
        """T'/T at the poles; not finite where one is rounded to a pole of T."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._slope_at_poles()

    def _slope_at_poles(self) -> np.ndarray:
        lam = self.poles
        if self.kind == "lagt":
            return self.N / (lam**2 - 0.25)
        if self.rho == 1:
            return -2 * sum_slope(lam.imag, self.N)
        h, squares = np.arange(self.N) + 0.5, (lam + 0.5) ** 2
        step = max(1, _BLOCK // self.N)
        blocks = (squares[i : i + step, None] for i in range(0, lam.size, step))
        return np.concatenate([(2 * h / (block - h**2)).sum(axis=1) for block in blocks])

    @property
    def noise(self) -> float:
        """A bound of the rounding error of ``difference``."""
        sizes = 2 * self.weights * np.abs(self.residues)
        turned = self.envelope(0.0) * (1 + float(np.abs(self.poles[0])))
        return 4 * DOUBLE_UNIT_ROUNDOFF * (2 * turned + float(sizes @ self._conditions))

    def original(self, t: np.ndarray) -> np.ndarray:
        """K_k(t) of the original."""
        return CHAINS[self.kind].basis(t, self.state + 1)[..., self.state]

    def difference(self, t: np.ndarray) -> np.ndarray:
        """K_ρ(t) − K(t), (n,): one exponential per pole and t."""
        step = max(1, _BLOCK // self.poles.size)
        rows = (t[i : i + step, None] for i in range(0, t.size, step))
        weighted = self.weights * self.residues
        modal = [(np.exp(row * self.poles) @ weighted).real for row in rows]
        return np.concatenate(modal) - self.original(t)

    def envelope(self, t: float) -> float:
        """A decreasing bound of |K_ρ − K| from t on (N large: about e^{−t/2})."""
        k, moduli = self.state, self.weights * np.abs(self.residues)
        form = float(moduli @ np.exp(self.poles.real * t))
        if self.kind == "legs":
            return form + math.sqrt(2 * k + 1) * math.exp(-t)
        powers = sum(math.comb(k, j) * t**j / math.factorial(j) for j in range(k + 1))
        return form + min(1.0, powers * math.exp(-t / 2))

    def curvature(self) -> float:
        """A bound of |K_ρ'' − K''|."""
        A, B = family(self.kind).arrays(self.state + 1)
        row = A[self.state] @ A
        form = self.weights * np.abs(self.residues) @ np.abs(self.poles) ** 2
        return float(form) + float(np.linalg.norm(row) * np.linalg.norm(B))
