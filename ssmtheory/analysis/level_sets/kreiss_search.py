"""The largest h(z)/σ_min(zI − A), h the distance of z from the stable region: search and proof."""

import math
from dataclasses import dataclass

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.level_sets.covering import cover_rectangle
from ssmtheory.analysis.level_sets.kreiss_rays import cover_by_rays
from ssmtheory.analysis.level_sets.level_set import SigmaField, Watched
from ssmtheory.analysis.level_sets.minimum import least_on_plane

# The certified bound is K(1 + margin): the least tolerance.
_MARGIN = 1e-8
_STARTS = 4
_FIRST_SIDE = 0.2
_MOST_ROUNDS = 20
# A covering by rectangles takes 90 to 230 K² points (measured on six matrices, K = 2 to 20).
_POINTS = 90
_LARGEST_LOG = 350.0  # K² is representable


@dataclass(frozen=True)
class LargestRatio:
    """Where h/σ_min is largest, its logarithm, relative tolerance, and what was checked."""

    z: complex
    log_ratio: float
    tolerance: float
    certificate: str


class Continuous:
    """h(z) = Re z on Re z > 0, in coordinates (ln h, Im z)."""

    opening, inner_radius = math.pi / 2, 1e-300  # the rays on which h > 0, and where they begin

    def __init__(self, field: SigmaField, beta: float, growth: float):
        self.field, self.beta, self.growth = field, beta, growth
        A = field.matrix
        skew = spla.eigvalsh((A - A.conj().T) / 2j)
        self.height = float(max(abs(skew[0]), abs(skew[-1]))) * (1 + 1e-12)

    def h(self, z) -> np.ndarray:
        return np.maximum(np.real(z), 0.0)

    def point(self, log_h, along) -> np.ndarray:
        return np.exp(log_h) + 1j * np.asarray(along)

    def on_ray(self, theta) -> tuple[np.ndarray, float]:
        """(c, o): h = cr − o at re^{iθ}."""
        return np.maximum(np.cos(theta), 0.0), 0.0

    def coordinates(self, z: complex) -> tuple[float, float]:
        return math.log(z.real), z.imag

    def speed(self, log_h: float) -> float:
        """|dz/d along|."""
        return 1.0

    def along(self) -> np.ndarray:
        """Im z of the starts."""
        low = 0.0 if self.field.real else -self.height
        grid = np.append(np.linspace(low, self.height, 33), 0.0)
        return np.unique(
            np.concatenate([grid, np.clip(_few(self.field.eigenvalues.imag), low, None)])
        )

    def box(self, K: float) -> tuple[float, float, float, float]:
        """Holds every z with h/σ_min > K: by σ ≥ β − h, σ ≥ h − ω, σ ≥ dist(z, W(A))."""
        x1 = self.growth * K / (K - 1)
        y1 = self.height + x1 / K
        return self.beta * K / (1 + K), x1, 0.0 if self.field.real else -y1, y1

    def irrelevant(self, corners: np.ndarray) -> np.ndarray:
        return np.zeros(corners.shape[0], dtype=bool)


class Discrete:
    """h(z) = |z| − 1 on |z| > 1, in coordinates (ln h, arg z)."""

    opening = math.pi

    def __init__(self, field: SigmaField, beta: float, growth: float):
        self.field, self.beta, self.growth = field, beta, growth
        self.one = 1 / field.scale

    def h(self, z) -> np.ndarray:
        return np.maximum(np.abs(z) - self.one, 0.0)

    def point(self, log_h, along) -> np.ndarray:
        return (self.one + np.exp(log_h)) * np.exp(1j * np.asarray(along))

    def on_ray(self, theta) -> tuple[np.ndarray, float]:
        return np.ones(theta.shape), self.one

    @property
    def inner_radius(self) -> float:
        return self.one

    def coordinates(self, z: complex) -> tuple[float, float]:
        return math.log(abs(z) - self.one), math.atan2(z.imag, z.real)

    def speed(self, log_h: float) -> float:
        return self.one + math.exp(log_h)

    def along(self) -> np.ndarray:
        """arg z of the starts."""
        low = 0.0 if self.field.real else -math.pi
        angles = np.clip(_few(np.angle(self.field.eigenvalues)), low, None)
        return np.unique(np.concatenate([np.linspace(low, math.pi, 33), angles]))

    def box(self, K: float) -> tuple[float, float, float, float]:
        """Holds every z with h/σ_min > K: by σ ≥ β − h, σ ≥ |z| − w(A)."""
        r1 = self.one + self.growth * K / (K - 1)
        self.inner = self.one + self.beta * K / (1 + K)
        return -r1, r1, 0.0 if self.field.real else -r1, r1

    def irrelevant(self, corners: np.ndarray) -> np.ndarray:
        """Squares inside the disc where σ ≥ β − h alone keeps the ratio below K."""
        return (np.abs(corners) <= self.inner).all(axis=1)


def largest_ratio(region: Continuous | Discrete, prove: bool = True) -> LargestRatio:
    """Local search from the best points of a grid; then a proof, which sends it on if wrong."""
    field = region.field
    best = _best(region, _starts(region))
    for _ in range(_MOST_ROUNDS):
        z, log_ratio = best
        tolerance = max(_MARGIN, 4 * field.noise(z))
        provable = prove and log_ratio < _LARGEST_LOG
        better, certificate = None, ""
        if provable:
            better, certificate = _proof(region, math.exp(log_ratio) * (1 + tolerance))
        if better is None:
            return LargestRatio(_on_axis(region, z, log_ratio), log_ratio, tolerance, certificate)
        best = max(best, _best(region, [better]), key=lambda pair: pair[1])
    return LargestRatio(*best, tolerance, "")


def _proof(region, K: float) -> tuple[complex | None, str]:
    """A point whose ratio exceeds K; or None, and what shows that there is none ("": nothing)."""
    field, watched = region.field, Watched(region.field)
    better, certificate = None, ""
    if _POINTS * K * K < field.budget:
        better, complete, used = cover_rectangle(
            _excess(region, K, watched), region.box(K), field.budget, region.irrelevant
        )
        certificate = f"covering by concavity ({used} points)" if complete else ""
    if better is None and not certificate:
        better, complete, used = cover_by_rays(region, K, watched)
        certificate = f"covering by {used} rays" if complete else ""
    return better, "" if watched.doubtful else certificate


def _on_axis(region, z: complex, log_ratio: float) -> complex:
    """The real point next to z where it serves as well, to the rounding of σ_min."""
    nearest = (
        complex(math.copysign(abs(z), z.real)) if isinstance(region, Discrete) else complex(z.real)
    )
    if not region.field.real or abs(z - nearest) > 1e-4 * abs(z):
        return z
    ratio = float(np.log(region.h(nearest)) - region.field.log(np.array([nearest]))[0])
    return nearest if ratio >= log_ratio - 4 * region.field.noise(z) - 1e-14 else z


def _excess(region, K: float, watched: Watched):
    def excess(z):
        level = region.h(z) / K
        positive = level > 0  # inside the stable region every σ will do, however blurred
        log_level = np.log(np.where(positive, level, np.inf))
        return np.exp(2 * np.minimum(watched(z, log_level), 300.0)) - level**2

    return excess


def _starts(region) -> list[complex]:
    """The best of a grid in (ln h, along), no two of them neighbours."""
    low, high = math.log(region.beta / 2), math.log(20 * region.growth + region.beta)
    log_h = np.linspace(low, high, 25)
    z = region.point(log_h[:, None], region.along()[None, :])
    ratio = np.log(region.h(z)) - region.field.log(z)
    padded = np.pad(ratio, 1, constant_values=-np.inf)
    rows, columns = ratio.shape
    neighbours = [
        padded[1 + i : 1 + i + rows, 1 + j : 1 + j + columns]
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        if (i, j) != (0, 0)
    ]
    peaks = np.flatnonzero((ratio >= np.max(neighbours, axis=0)).ravel())
    chosen = peaks[np.argsort(-ratio.ravel()[peaks])[:_STARTS]]
    return [complex(z.ravel()[k]) for k in chosen]


def _best(region, starts) -> tuple[complex, float]:
    """The highest summit above the starts."""
    return max((_climb(region, z) for z in starts), key=lambda pair: pair[1])


def _climb(region, z: complex) -> tuple[complex, float]:
    """A summit above z, or how far the climb came; from where it went far it starts again."""
    for _ in range(_MOST_ROUNDS):
        z, log_ratio, distance = _climb_near(region, z)
        if distance < 1.0 or log_ratio > _LARGEST_LOG:
            break
    return z, log_ratio


def _climb_near(region, z: complex) -> tuple[complex, float, float]:
    """(z, ln ratio, length of the way) in p: h grows by e^{p₀}, and h·p₁ is the way along.

    In these coordinates the cone over a point of the boundary, where a ratio that is infinite
    grows, has the same width at every h.
    """
    log_h, along = region.coordinates(z)

    def place(p) -> np.ndarray:
        height = log_h + p[..., 0]
        return region.point(height, along + np.exp(height) / region.speed(log_h) * p[..., 1])

    def minus_log_ratio(p) -> np.ndarray:
        points = place(p)
        log_sigma, h = region.field.log(points), region.h(points)
        inside = h > 0  # elsewhere h has underflowed
        return np.where(inside, log_sigma - np.log(np.where(inside, h, 1.0)), math.inf)

    found = least_on_plane(minus_log_ratio, np.zeros(2), _FIRST_SIDE)
    return complex(place(found.at)), -found.value, float(np.abs(found.at).max())


def _few(values: np.ndarray, most: int = 33) -> np.ndarray:
    """At most so many of the values, spread over their order."""
    values = np.unique(values)
    if values.size <= most:
        return values
    return values[np.linspace(0, values.size - 1, most).astype(int)]
