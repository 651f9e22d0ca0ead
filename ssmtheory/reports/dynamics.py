"""What A does beyond its eigenvalues: how far Λ_ε reaches, how robust and how large e^{tA} is."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from ssmtheory.analysis.level_sets.abscissa import abscissa
from ssmtheory.analysis.level_sets.kreiss import kreiss
from ssmtheory.analysis.level_sets.stability_radius import distance_to_instability
from ssmtheory.analysis.nonnormal.defectiveness import distance_to_defectiveness
from ssmtheory.analysis.nonnormal.nonnormality import Nonnormality
from ssmtheory.analysis.nonnormal.pseudomodes import Pseudomode, pseudomode
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.spectra.spectrum import Spectrum
from ssmtheory.analysis.subject import Subject
from ssmtheory.analysis.transients.growth import transient_growth
from ssmtheory.analysis.transients.transient import Transient, transient
from ssmtheory.closed_forms import CHAINS
from ssmtheory.errors import SSMTheoryError
from ssmtheory.precision import rounding_floor
from ssmtheory.reports.verdict import has_jordan_block_on_axis, stability
from ssmtheory.reports.words import number_from_log10

SURE = ("exact", "certified", "converged")  # statuses of a value that is not just a bound
LEVELS = (2, 4, 8)  # ε = 10^−level, beside the power of ten nearest to ‖A‖
# Orders up to which a report computes each: of a dense matrix, and of the O(N) chains.
LIMITS = {
    "abscissae": (128, 256),
    "instability": (128, 256),
    "kreiss": (96, math.inf),
    "growth": (256, math.inf),
    "defectiveness": (64, math.inf),
    "transient": (256, 256),
    "pseudomodes": (512, 512),
}
NAMES = {
    "abscissae": ("the ε-pseudospectral abscissae", "abscissa({}, eps=1e-4)"),
    "instability": ("the distance to instability", "distance_to_instability({})"),
    "kreiss": ("the Kreiss constant", "kreiss({})"),
    "growth": ("the largest ‖exp(tA)‖", "transient_growth({})"),
    "defectiveness": ("the distance to defectiveness", "distance_to_defectiveness({})"),
    "transient": ("the curve of ‖exp(tA)‖", "transient({}, t=t)"),
    "pseudomodes": ("the pseudomodes", "pseudomode({}, z=z)"),
}
# Above it the certified eigenvalues, which decide about stability below the rounding floor,
# would be computed again by each scalar.
_CHEAP_CERTIFICATE = 48
_DEEP = 1e-5  # β/‖A‖ below which the search for the Kreiss constant is not for a report
_SAMPLES, _FEW_SAMPLES, _MANY = 121, 41, 128
_STRETCHES, _DECAYED = 8, -1.0  # log₁₀ of the norm at the end of a curve that decays


@dataclass(frozen=True, eq=False)
class Dynamics:
    """Scalars on the dynamics, ‖e^{tA}‖ as a curve, and pseudomodes.

    abscissae : α_ε for three ε; instability : β(A); kreiss : K(A); growth : sup_t ‖e^{tA}‖;
    defectiveness : the least ‖E‖ that gives A + E a multiple eigenvalue; transient : the curve;
    pseudomodes : at the rightmost points of the three pseudospectra.  What was not computed is
    None or (), and ``omitted`` says why, by the name of the field.
    """

    order: int
    abscissae: tuple[Scalar, ...] = ()
    instability: Scalar | None = None
    kreiss: Scalar | None = None
    growth: Scalar | None = None
    defectiveness: Scalar | None = None
    transient: Transient | None = None
    pseudomodes: tuple[Pseudomode, ...] = ()
    omitted: dict[str, str] = field(default_factory=dict)

    @property
    def growth_bound(self) -> float | None:
        """e·N·K ≥ sup_t ‖e^{tA}‖ (Kreiss matrix theorem); None without an upper bound of K."""
        if self.kreiss is None or self.kreiss.status not in SURE:
            return None
        return math.e * self.order * self.kreiss.value * (1 + self.kreiss.tolerance)

    def to_json(self) -> dict:
        """Each field as its own JSON, None where it was not computed; with ``omitted``."""
        single = ("instability", "kreiss", "growth", "defectiveness", "transient")
        values = {name: getattr(self, name) for name in single}
        plain = {name: None if v is None else v.to_json() for name, v in values.items()}
        bound = self.growth_bound
        return {
            "abscissae": [found.to_json() for found in self.abscissae],
            **plain,
            "growth_bound": "inf" if bound == math.inf else bound,
            "pseudomodes": [mode.to_json() for mode in self.pseudomodes],
            "omitted": self.omitted,
        }


def dynamics(subject: Subject, lam: Spectrum, scalars: Nonnormality, log10_beta: float) -> Dynamics:
    """Everything about the dynamics of ``subject`` that its size allows in a report.

    ``lam`` and ``scalars`` are its spectrum and norms; ``log10_beta`` is the least log₁₀ σ_min
    known on the imaginary axis, an estimate of the distance to instability from above.
    """
    build = _Builder(subject)
    signs = stability(lam.eigenvalues)
    alphas = build("abscissae", lambda: _abscissae(subject, scalars.norm2)) or ()
    if signs in ("unstable", "axis"):
        beta = _zero(subject, lam)
    else:
        build.refuse_below_the_floor(lam, scalars.norm2, log10_beta)
        build.refuse_a_long_search(scalars.norm2, log10_beta)
        beta = build("instability", lambda: distance_to_instability(subject, known=lam))
    growth = build("growth", lambda: transient_growth(subject, known=lam))
    constant = _infinite(subject, lam, signs) or build("kreiss", lambda: kreiss(subject, known=lam))
    constant = constant or _one(build, growth)
    return Dynamics(
        subject.order,
        alphas,
        beta,
        constant,
        growth,
        build("defectiveness", lambda: distance_to_defectiveness(subject, known=lam)),
        build("transient", lambda: _curve(subject, growth, lam, scalars.norm2)),
        build("pseudomodes", lambda: _pseudomodes(subject, alphas)) or (),
        build.omitted,
    )


class _Builder:
    """Compute what the order allows, and note in ``omitted`` what it does not, or what failed."""

    def __init__(self, subject: Subject):
        family = subject.family
        self.chain = family is not None and family.allpass in CHAINS
        self.subject, self.omitted = subject, {}

    def __call__(self, name: str, compute: Callable):
        dense, chain = LIMITS[name]
        limit = math.inf if self.subject.is_diagonal else chain if self.chain else dense
        if name in self.omitted:
            return None
        if self.subject.order > limit:
            what, call = NAMES[name]
            call = f"ssmtheory.{call.format(_argument(self.subject))}"
            self.omitted[name] = f"{_capital(what)}: not computed above N = {limit}; run {call}."
            return None
        try:
            return compute()
        except (SSMTheoryError, np.linalg.LinAlgError, ArithmeticError) as error:
            self.omitted[name] = f"{_capital(NAMES[name][0])}: not computed ({error})."
            return None

    def refuse_below_the_floor(self, lam: Spectrum, norm: float, log10_beta: float) -> None:
        """Where β(A) is rounding noise, asking for more would cost the certified spectrum again."""
        floor = rounding_floor(self.subject.order, norm)
        deep = log10_beta <= math.log10(2 * floor or 1e-300)
        if not deep or lam.method != "ball-eig" or self.subject.order <= _CHEAP_CERTIFICATE:
            return
        for name in ("instability", "kreiss"):
            self.omitted[name] = (
                f"{_capital(NAMES[name][0])}: not computed, because σ_min falls below the rounding "
                f"floor {floor:.1e} on the imaginary axis."
            )

    def refuse_a_long_search(self, norm: float, log10_beta: float) -> None:
        """Covering the plane for the Kreiss constant takes minutes where β/‖A‖ is tiny."""
        theory = self.chain or self.subject.is_diagonal or self.subject.family is not None
        if theory or "kreiss" in self.omitted or 10**log10_beta >= _DEEP * norm:
            return
        self.omitted["kreiss"] = (
            f"The Kreiss constant: not computed, because σ_min falls to "
            f"{number_from_log10(log10_beta)} on the imaginary axis and the search is long; run "
            f"ssmtheory.kreiss({_argument(self.subject)})."
        )


def last_time(growth: Scalar | None, alpha: float, norm: float) -> float:
    """Up to where a curve of ‖e^{tA}‖ shows what happens.

    Four times the time of the peak where there is one; else until e^{αt} has changed a
    thousandfold.
    """
    if growth is not None and growth.at and math.isfinite(growth.value):
        return 4.0 * float(growth.at)
    rate = max(abs(alpha), 1e-6 * norm)
    return math.log(1000.0) / rate if rate > 0 else 1.0


def _curve(subject: Subject, growth: Scalar | None, lam: Spectrum, norm: float) -> Transient:
    """Long enough that a stable system is seen to decay, also one that waits before it does."""
    alpha = float(lam.values.real.max())
    end = last_time(growth, alpha, norm)
    for _ in range(_STRETCHES if alpha < 0 else 0):
        if transient(subject, [end], known=lam).log10_norm[0] <= _DECAYED:
            break
        end *= 1.5
    times = np.linspace(0.0, end, _SAMPLES if subject.order <= _MANY else _FEW_SAMPLES)
    return transient(subject, times, known=lam)


def _abscissae(subject: Subject, norm: float) -> tuple[Scalar, ...]:
    size = round(math.log10(norm)) if norm > 0 else 0
    return tuple(abscissa(subject, eps=float(f"1e{size - level}")) for level in LEVELS)


def _pseudomodes(subject: Subject, alphas: tuple[Scalar, ...]) -> tuple[Pseudomode, ...]:
    return tuple(pseudomode(subject, z=found.at) for found in alphas if found.at is not None)


def _zero(subject: Subject, lam: Spectrum) -> Scalar:
    values = lam.values
    at = complex(values[np.argmax(values.real)])
    where = "in the open right half plane" if at.real > 0 else "on the imaginary axis"
    return _known(subject, "distance to instability", 0.0, at, lam, f"an eigenvalue is {where}")


def _infinite(subject: Subject, lam: Spectrum, signs: str) -> Scalar | None:
    """K = ∞ of an unstable A, also by a Jordan block on the axis; None where neither is proved."""
    at = complex(lam.values[np.argmax(lam.values.real)])
    if signs == "unstable":
        return _known(subject, "Kreiss constant", math.inf, at, lam, "A is unstable")
    if signs == "axis" and has_jordan_block_on_axis(lam.eigenvalues):
        why = "a Jordan block on the imaginary axis"
        return _known(subject, "Kreiss constant", math.inf, at, lam, why)
    return None


def _one(build: "_Builder", growth: Scalar | None) -> Scalar | None:
    """1 ≤ K ≤ sup ‖e^{tA}‖: where nothing grows, K = 1 without a search."""
    if growth is None or growth.value != 1 or growth.status not in SURE:
        return None
    build.omitted.pop("kreiss", None)
    why = "1 ≤ K ≤ sup ‖exp(tA)‖ = 1"
    return replace(growth, name="Kreiss constant", at=None, certificate=why)


def _known(subject: Subject, name: str, value: float, at: complex, lam: Spectrum, why: str):
    found = (name, value, at, f"spectrum, {lam.method}", lam.status, 0.0, why)
    return Scalar(*found, label=subject.label, parameters={"discrete": False})


def _argument(subject: Subject) -> str:
    family = subject.family
    named = family is not None and not family.parameters
    return f'"{family.name}", {subject.N}' if named else "A"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
