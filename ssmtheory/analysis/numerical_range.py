"""Numerical range W(A) = {x*Ax : ‖x‖ = 1}: its boundary by supporting lines."""

import math
from dataclasses import dataclass, field

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.errors import InputError
from ssmtheory.limits import modest_threads


@dataclass(frozen=True, eq=False)
class NumericalRange:
    """Boundary points of W(A) and the supporting lines through them.

    boundary : (angles + 1,) complex, closed counter-clockwise curve of points x*Ax in W(A).
    theta : (angles,) directions; support : (angles,) max Re(e^{−iθ} W(A)).
    abscissa : max Re W(A) (numerical abscissa ω(A)).
    radius : max |w| over the boundary points; ``radius_bound`` is an upper bound of it.
    """

    boundary: np.ndarray = field(repr=False)
    theta: np.ndarray = field(repr=False)
    support: np.ndarray = field(repr=False)
    label: str
    order: int

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
    angles.  A diagonal A has the convex hull of its spectrum.
    Source: [johnson1978, section 2].
    """
    subject = as_subject(x, N)
    if not hasattr(angles, "__index__") or angles < 4 or angles % 2:
        raise InputError(f"angles must be an even number, at least 4, not {angles!r}.")
    theta = 2 * np.pi * np.arange(angles) / angles
    if subject.is_diagonal:
        points, support = _hull_of_spectrum(subject.representation.lam, theta)
    else:
        points, support = _supporting_lines(subject, theta)
    closed = np.append(points, points[0])
    return NumericalRange(closed, theta, support, subject.label, subject.order)


def _hull_of_spectrum(lam: np.ndarray, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    farthest = [int(np.argmax((lam * np.exp(-1j * angle)).real)) for angle in theta]
    points = lam[farthest].astype(complex)
    return points, (points * np.exp(-1j * theta)).real


def _supporting_lines(subject: Subject, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    A = subject.matrix
    scale = max(np.abs(A.real).max(), np.abs(A.imag).max()) or 1.0
    half = theta.size // 2 + 1 if subject.is_real else theta.size
    with modest_threads(subject.order):
        touched = np.array([_touch(A / scale, angle) for angle in theta[:half]])
    if subject.is_real:
        mirrored = touched[-2:0:-1].copy()
        mirrored[:, 0] = mirrored[:, 0].conj()
        touched = np.concatenate([touched, mirrored])
    return touched[:, 0] * scale, touched[:, 1].real * scale


def _touch(A: np.ndarray, angle: float) -> tuple[complex, float]:
    """The point of W(A) farthest in direction ``angle``, and how far it reaches."""
    turned = np.exp(-1j * angle) * A
    top, hermitian = A.shape[0] - 1, (turned + turned.conj().T) / 2
    value, vector = spla.eigh(hermitian, subset_by_index=(top, top))
    if vector.shape[1] == 0:  # LAPACK's subset solver may return none of a cluster
        value, vector = np.linalg.eigh(hermitian)
    x = vector[:, -1]
    return complex(np.vdot(x, A @ x)), float(value[-1])
