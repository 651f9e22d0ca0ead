"""Numerical range W(A) = {x*Ax : ‖x‖ = 1}: its boundary by supporting lines."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.sigma.scaling import power_of_two_scale
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.closed_forms import CHAINS
from ssmtheory.errors import InputError
from ssmtheory.limits import modest_threads


@dataclass(frozen=True, eq=False)
class NumericalRange:
    """Boundary points of W(A) and the supporting lines through them.

    boundary : (angles + 1,) complex, closed counter-clockwise curve of points x*Ax in W(A).
    theta : (angles,) directions; support : (angles,) max Re(e^{−iθ} W(A)).
    method : "schwarz" (LegS, LagT: O(N) per direction in tridiagonal form), "johnson" (an
        extreme eigenpair of an N × N Hermitian matrix per direction) or "hull" (diagonal A).
    abscissa : max Re W(A) (numerical abscissa ω(A)).
    radius : max |w| over the boundary points; ``radius_bound`` is an upper bound of it
        (``numerical_radius`` closes the gap).
    """

    boundary: np.ndarray = field(repr=False)
    theta: np.ndarray = field(repr=False)
    support: np.ndarray = field(repr=False)
    label: str
    order: int
    method: str = "johnson"

    @property
    def abscissa(self) -> float:
        return float(self.support[0])

    @property
    def radius(self) -> float:
        return float(np.abs(self.boundary).max())

    @property
    def radius_bound(self) -> float:
        """max support / cos(π/angles): the polygon of supporting lines contains W(A)."""
        return float(self.support.max() / math.cos(math.pi / self.theta.size))

    def distance_bound(self, z) -> np.ndarray:
        """max_θ Re(e^{−iθ}z) − support(θ): positive values are lower bounds of dist(z, W(A)).

        They are lower bounds of σ_min(zI − A) too.
        """
        z = np.asarray(z, dtype=complex)
        return ((z[..., None] * np.exp(-1j * self.theta)).real - self.support).max(axis=-1)

    def to_json(self) -> dict:
        return {
            "label": self.label,
            "order": self.order,
            "method": self.method,
            "abscissa": self.abscissa,
            "radius": self.radius,
            "radius_bound": self.radius_bound,
            "boundary": [[w.real, w.imag] for w in self.boundary.tolist()],
        }

    def _repr_html_(self) -> str:
        return (
            "<table><caption>Numerical range</caption>"
            f"<tr><th>abscissa</th><td>{self.abscissa:.6g}</td></tr>"
            f"<tr><th>radius</th><td>{self.radius:.6g} – {self.radius_bound:.6g}</td></tr></table>"
        )


def numerical_range(x, N: int | None = None, *, angles: int = 64) -> NumericalRange:
    """Boundary of W(A): x*Ax for the top eigenvector x of (e^{−iθ}A + e^{iθ}A*)/2.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation, or square array.
    angles : number of supporting lines, even, at least 4.

    Every point lies in W(A) and on a supporting line of it, so the curve is inscribed and
    the lines are circumscribed.  A real A has W(A) symmetric about the real axis: half the
    angles.  A diagonal A has the convex hull of its spectrum.  LegS and LagT are orthogonally
    similar to a tridiagonal matrix, of which no dense twin is formed at any N.
    Source: [johnson1978, section 2].
    """
    subject = as_subject(x, N)
    if not hasattr(angles, "__index__") or angles < 4 or angles % 2:
        raise InputError(f"angles must be an even number, at least 4, not {angles!r}.")
    theta = 2 * np.pi * np.arange(angles) / angles
    method, touch = supporting_line(subject)
    real = method == "schwarz" or (method == "johnson" and subject.is_real)
    half = angles // 2 + 1 if real else angles
    with modest_threads(subject.order if method == "johnson" else 0):
        touched = [touch(angle) for angle in theta[:half]]
    points = np.array([w for w, _ in touched])
    support = np.array([h for _, h in touched])
    if real:
        points = np.concatenate([points, points[-2:0:-1].conj()])
        support = np.concatenate([support, support[-2:0:-1]])
    closed = np.append(points, points[0])
    return NumericalRange(closed, theta, support, subject.label, subject.order, method)


def supporting_line(subject: Subject) -> tuple[str, Callable[[float], tuple[complex, float]]]:
    """(method, θ ↦ (w, h)): the point w of W(A) farthest in direction e^{iθ}, h = Re e^{−iθ}w."""
    family = subject.family
    if family is not None and family.allpass in CHAINS:
        tridiagonal = CHAINS[family.allpass].schwarz_numerical_range
        return "schwarz", lambda angle: _reach(complex(tridiagonal(subject.order, angle)), angle)
    if subject.is_diagonal:
        lam = subject.representation.lam
        return "hull", lambda angle: _farthest(lam, angle)
    scale = power_of_two_scale(subject.matrix)
    A = subject.matrix / scale

    def touch(angle: float) -> tuple[complex, float]:
        point, reach = touch_dense(A, angle)
        return point * scale, reach * scale

    return "johnson", touch


def touch_dense(A: np.ndarray, angle: float) -> tuple[complex, float]:
    """The point of W(A) farthest in direction ``angle``, and how far it reaches (a float)."""
    top, hermitian = A.shape[0] - 1, turned(A, angle)
    value, vector = spla.eigh(hermitian, subset_by_index=(top, top))
    if vector.shape[1] == 0:  # LAPACK's subset solver may return none of a cluster
        value, vector = np.linalg.eigh(hermitian)
    x = vector[:, -1]
    return complex(np.vdot(x, A @ x)), float(value[-1])


def turned(A: np.ndarray, angle: float) -> np.ndarray:
    """(e^{−iθ}A + e^{iθ}A*)/2, Hermitian to the last bit; real for θ = 0 and a real A."""
    B = A if angle == 0 else np.exp(-1j * angle) * A
    return (B + B.conj().T) / 2


def _farthest(lam: np.ndarray, angle: float) -> tuple[complex, float]:
    return _reach(complex(lam[np.argmax((lam * np.exp(-1j * angle)).real)]), angle)


def _reach(point: complex, angle: float) -> tuple[complex, float]:
    return point, float((point * np.exp(-1j * angle)).real)
