r"""The result of ``diagonalize``: a diagonal system, and how far it is from the original.

A + E = V Λ V⁻¹,   x_pert(s) = V (s − Λ)⁻¹ B   (B modal, C = V).
"""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ssmtheory.analysis.subject import Subject
from ssmtheory.systems import Diagonal

SCHEMA = "ssmtheory/diagonalize/1"


@dataclass(frozen=True, eq=False)
class Diagonalization:
    """What a diagonalisation gives and what it costs.

    Attributes
    ----------
    lam : (N,) eigenvalues of A + E, imaginary parts descending.
    V : (N, N) unit columns in the canonical gauge (B ≥ 0), or None.
    B : (N,) modal input V⁻¹·input, or None when the subject has no input.
    first_output : (N,) = e₀ᵀV, also where V was not asked for.
    E : (N, N), kept only where it is not a formula (ginibre, ptd).
    E_norm, E_relative : ‖E‖₂ and ‖E‖₂/‖A‖₂.
    kappa, kappa_bounds : κ₂(V) (None where it would need N > 2000 dense), and bounds of it:
        proved ones of the exact V where the status is "certified".
    backward_error : ‖A + E − VΛV⁻¹‖_F/‖A + E‖_F, None without V.
    state_error : sup_ω ‖x_pert(iω) − x(iω)‖.  transfer_error : sup_ω |x_pert,0 − x_0|, that
        is |G_pert − G| for C = e₀.  omega_worst : the ω of the state error.  None without
        an input; inf where a pole lies on the axis.
    states_sup : sup_ω ‖x(iω)‖, what an error is to be compared with.
    bounds : a-priori bounds of the state error by name ("theorem", "dissipative", "published").
    status : "certified" (below), "closed-form" (float64 evaluation of a formula) or "measured"
        (LAPACK; trust the backward error).
    radii, B_radii : (N,) proved bounds of |λ − exact| and |B − exact|, None unless certified.
    resolution : |Re λ| below this is rounding.
    critical_distance : min |ρ − ρ_c|/ρ_c (rank-one), None where not known.
    balls : λ and B, and V, V⁻¹ where no closed form does without them, as balls of more than
        15 digits, in the order of λ; None unless asked for.

    "certified" covers, by ball arithmetic: the distance of every λ and B to that of the exact
    form (``radii``); the sign of the real part of every exact pole outside its radius; and
    κ₂ of the exact V (``kappa_bounds``).  The exact form is that of the family's real A and ρ
    as given; for a matrix, and for ginibre and ptd, that of the matrix of doubles A + E.  V, and
    the suprema over ω, which are found by search, are float64 evaluations.
    """

    origin: Subject = field(repr=False)
    method: str
    status: str
    lam: np.ndarray
    V: np.ndarray | None
    B: np.ndarray | None
    first_output: np.ndarray | None
    E_norm: float
    E_relative: float
    kappa: float | None
    kappa_bounds: tuple[float, float] | None = None
    E: np.ndarray | None = None
    backward_error: float | None = None
    state_error: float | None = None
    transfer_error: float | None = None
    omega_worst: float | None = None
    states_sup: float | None = None
    bounds: dict[str, float] = field(default_factory=dict)
    resolution: float = 0.0
    critical_distance: float | None = None
    radii: np.ndarray | None = None
    B_radii: np.ndarray | None = None
    balls: object = None
    parameters: dict = field(default_factory=dict)

    @property
    def N(self) -> int:
        return self.lam.size

    @property
    def C(self) -> np.ndarray | None:
        """Modal output: V (every state), or e₀ᵀV (the first one) where V was not asked for."""
        return self.first_output if self.V is None else self.V

    @property
    def stability_margin(self) -> float:
        """−max Re λ."""
        return -float(self.lam.real.max())

    @property
    def stable(self) -> bool:
        """All poles strictly in the left half plane."""
        return self.stability_margin > 0

    @property
    def bound(self) -> float | None:
        """The least of the a-priori bounds of the state error; None without any."""
        return min(self.bounds.values(), default=None)

    @property
    def bound_vacuous(self) -> bool | None:
        """The bound is no better than sup‖x‖, the error of the zero system."""
        if self.bound is None or self.states_sup is None:
            return None
        return not self.bound < self.states_sup

    @property
    def bauer_fike(self) -> float | None:
        """κ₂(V)‖E‖₂: every eigenvalue of A is this close to one of λ [trefethen-embree, §3]."""
        return None if self.kappa is None else self.kappa * self.E_norm

    @cached_property
    def system(self) -> Diagonal:
        """The diagonal system λ, B, C."""
        return Diagonal(self.lam, self.B, self.C)

    def to_json(self) -> dict:
        head = {"schema": SCHEMA, "family": self.origin.label, "n": self.N, "method": self.method}
        names = ("E_norm", "E_relative", "kappa", "backward_error", "state_error")
        names += ("transfer_error", "omega_worst", "states_sup", "stability_margin", "bound")
        numbers = {name: _number(getattr(self, name)) for name in names}
        return (
            head
            | {"status": self.status, "stable": self.stable}
            | numbers
            | {
                "kappa_bounds": None if self.kappa_bounds is None else list(self.kappa_bounds),
                "bounds": {name: _number(value) for name, value in self.bounds.items()},
                "bound_vacuous": self.bound_vacuous,
                "bauer_fike": _number(self.bauer_fike),
                "critical_distance": _number(self.critical_distance),
                "parameters": self.parameters,
                "lam_radius": None if self.radii is None else self.radii.tolist(),
                "B_radius": None if self.B_radii is None else self.B_radii.tolist(),
                "lam": _pairs(self.lam),
                "B": _pairs(self.B),
                "first_output": _pairs(self.first_output),
            }
        )

    def __repr__(self) -> str:
        kappa = "?" if self.kappa is None else f"{self.kappa:.4g}"
        error = "?" if self.state_error is None else f"{self.state_error:.3g}"
        return (
            f"Diagonalization({self.origin.label!r}, N={self.N}, {self.method!r}, κ={kappa}, "
            f"‖E‖/‖A‖={self.E_relative:.3g}, state error={error}, "
            f"{'stable' if self.stable else 'not stable'}, {self.status})"
        )

    def _repr_html_(self) -> str:
        shown = ("method", "status", "kappa", "E_norm", "E_relative", "backward_error")
        shown += ("state_error", "transfer_error", "stability_margin", "bound", "bound_vacuous")
        data = self.to_json()
        rows = "".join(f"<tr><th>{name}</th><td>{_text(data[name])}</td></tr>" for name in shown)
        return f"<table><caption>{self.origin.label}, N = {self.N}</caption>{rows}</table>"


def _number(value) -> float | str | None:
    if value is None or math.isnan(value):
        return None
    return float(value) if math.isfinite(value) else "inf"


def _text(value) -> str:
    return f"{value:.6g}" if isinstance(value, float) else "" if value is None else str(value)


def _pairs(values: np.ndarray | None) -> list[list[float]] | None:
    if values is None:
        return None
    return [[float(v.real), float(v.imag)] for v in values]
