"""Numerical radius r(A) = max {|w| : w ∈ W(A)}, enclosed: cutting planes, then level sets.

Every direction θ gives a point of W(A) (a lower bound of r) and a supporting line; the polygon
of the lines contains W(A), so that its farthest vertex is an upper bound.  The next direction
points at that vertex [mitchell2023].  Where W(A) is nearly a disc about 0 the vertices
recede slowly, and r < γ is read off the pencil whose unimodular eigenvalues e^{iθ} are the
directions that reach γ exactly [mitchell2023].
"""

import math
from dataclasses import dataclass, field

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.level_sets.numerical_range import supporting_line, turned
from ssmtheory.analysis.scalar import Scalar
from ssmtheory.analysis.sigma.scaling import power_of_two_scale
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.limits import modest_threads
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U

TOLERANCE = 1e-12
_START = 8
_CUTS = 48  # more than four cuts per quarter turn do not help: W(A) is then nearly a disc
_CLOSE = 1e-6  # radians between two lines beyond which their vertex is within u of W(A)
_NEAR_CIRCLE = 1e-5  # a unimodular eigenvalue of the pencil is found to √(N u) at worst


def numerical_radius(x, N: int | None = None) -> Scalar:
    """r(A) = max_{‖v‖=1} |v*Av|, to about 10⁻¹² relative.

    Parameters
    ----------
    x, N : family name with N, ``Family`` with N, representation, or square array.

    Returns
    -------
    ``Scalar``: ``value`` is |w| at a point w = ``at`` of W(A); r(A) ≤ value (1 + tolerance).
    Status "certified": each supporting line is proved by a Cholesky factorisation whose
    rounding error is bounded (dense A), "converged": the bound holds up to rounding.

    LegS and LagT cost O(N) a direction.  A diagonal A has max |λ|, exactly.
    Source: [mitchell2023].
    """
    subject = as_subject(x, N)
    if subject.is_diagonal:
        lam = subject.representation.lam
        far = complex(lam[np.argmax(np.abs(lam))])
        return _scalar(subject, abs(far), far, "hull", "exact", 0.0, "the hull of the spectrum")
    method, touch = supporting_line(subject)
    if method == "johnson" and not subject.matrix.any():
        return _scalar(subject, 0.0, 0j, method, "exact", 0.0, "A = 0")
    dense = method == "johnson"
    real = not dense or subject.is_real
    with modest_threads(subject.order if dense else 0):
        prove = _cholesky_proof(subject) if dense else _trust
        polygon = _Polygon(touch, prove, real)
        settled = polygon.cut(TOLERANCE, _CUTS)
        status = "certified" if dense else "converged"
        proof = "polygon of supporting lines"
        if not settled and dense:
            upper, proof, status = _level_set(subject, polygon), "level set", "converged"
        else:
            upper = polygon.upper
    gap = max(upper / polygon.lower - 1.0, 0.0)
    return _scalar(subject, polygon.lower, polygon.at, method, status, gap, proof)


@dataclass
class _Polygon:
    """Supporting lines by ascending direction; ``prove`` makes each reach an upper bound."""

    touch: object
    prove: object
    mirrored: bool
    theta: list = field(default_factory=list)
    reach: list = field(default_factory=list)
    lower: float = 0.0
    at: complex = 0j
    upper: float = math.inf

    def cut(self, tolerance: float, cuts: int) -> bool:
        """Add directions until upper ≤ lower (1 + tolerance); False when they run out."""
        for k in range(_START):
            self.add(2 * math.pi * k / _START)
        for _ in range(cuts):
            vertex, gap = self.farthest()
            if self.upper <= self.lower * (1 + tolerance) or gap < _CLOSE:
                return True
            self.add(math.atan2(vertex.imag, vertex.real) % (2 * math.pi))
        return False

    def add(self, angle: float) -> None:
        point, reach = self.touch(angle)
        if abs(point) > self.lower:
            self.lower, self.at = abs(point), point
        proved = self.prove(angle, reach)
        both = {angle, (2 * math.pi - angle) % (2 * math.pi)} if self.mirrored else {angle}
        for direction in both - set(self.theta):
            place = int(np.searchsorted(self.theta, direction))
            self.theta.insert(place, direction)
            self.reach.insert(place, proved)

    def farthest(self) -> tuple[complex, float]:
        """The vertex of largest modulus and the angle between its two lines; sets ``upper``."""
        theta, h = np.array(self.theta), np.array(self.reach)
        gap = np.diff(theta, append=theta[0] + 2 * math.pi)
        following = np.roll(h, -1)
        rise = (following - h + 2 * h * np.sin(gap / 2) ** 2) / np.sin(gap)
        vertices = np.exp(1j * theta) * (h + 1j * rise)
        k = int(np.argmax(np.abs(vertices)))
        self.upper = max(float(np.abs(vertices[k])) * (1 + 8 * U), self.lower)
        return complex(vertices[k]), float(gap[k])


def _trust(angle: float, reach: float) -> float:
    return reach


def _cholesky_proof(subject: Subject):
    """(θ, h) ↦ a bound h' ≥ h of λ_max(H(θ)) that a floating-point Cholesky factor proves.

    If the factorisation of fl(h'I − H) − cI runs to the end, h'I − H is positive semidefinite
    for c ≥ γ_{n+1} tr/(1 − γ_{n+1}) plus the rounding of H itself; complex operations have
    error constants below 4u, hence the factor.
    """
    scale = power_of_two_scale(subject.matrix)
    A = subject.matrix / scale
    n, size = A.shape[0], float(np.linalg.norm(A))

    def prove(angle: float, reach: float) -> float:
        H, h = turned(A, angle), reach / scale
        excess = 4 * (n + 2) * U * (n * abs(h) + abs(float(np.trace(H).real))) + 8 * U * size
        for _ in range(8):
            shifted = (h + excess) * np.eye(n) - H
            if _is_positive_definite(shifted):
                return (h + 2 * excess) * scale
            excess *= 4
        return math.inf

    return prove


def _is_positive_definite(H: np.ndarray) -> bool:
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return False
    return True


def _level_set(subject: Subject, polygon: _Polygon) -> float:
    """γ that no direction reaches, and the best point of W(A) on the way to it."""
    scale = power_of_two_scale(subject.matrix)
    A = subject.matrix / scale
    for _ in range(8):
        gamma = polygon.lower / scale * (1 + TOLERANCE)
        crossings = np.sort(_directions_reaching(A, gamma))
        if crossings.size == 0:
            return gamma * scale
        gaps = np.diff(crossings, append=crossings[0] + 2 * math.pi)
        for angle in np.concatenate([crossings, crossings + gaps / 2]):
            polygon.add(float(angle % (2 * math.pi)))
        if polygon.lower / scale <= gamma:
            return gamma * scale
    return polygon.upper


def _directions_reaching(A: np.ndarray, gamma: float) -> np.ndarray:
    """θ with det(H(θ) − γI) = 0, H(θ) = (e^{−iθ}A + e^{iθ}A*)/2: (μ²A − 2γμI + A*)v = 0."""
    n = A.shape[0]
    eye, zero = np.eye(n), np.zeros((n, n))
    left = np.block([[2 * gamma * eye, -A.conj().T], [eye, zero]])
    right = np.block([[A, zero], [zero, eye]])
    top, bottom = spla.eigvals(left, right, homogeneous_eigvals=True)
    size = np.maximum(np.abs(top), np.abs(bottom))
    near = (np.abs(np.abs(top) - np.abs(bottom)) <= _NEAR_CIRCLE * size) & (size > 0)
    return -np.angle(top[near] * bottom[near].conj()) % (2 * math.pi)


def _scalar(subject, value, at, method, status, tolerance, certificate) -> Scalar:
    return Scalar(
        "numerical radius",
        float(value),
        at,
        method,
        status,
        tolerance,
        certificate,
        label=subject.label,
    )
