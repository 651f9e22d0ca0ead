"""Bounds of the distance to defectiveness: a matrix that is defective, discs that stay apart."""

import math

import flint
import numpy as np

from ssmtheory.analysis.nonnormal.defective_saddle import Saddle
from ssmtheory.analysis.sigma.choice import sigma_min
from ssmtheory.analysis.spectra.ball_eig import float_balls
from ssmtheory.precision import rounding_floor, working_precision

_BITS = 128
_RADII, _SAMPLES = 24, 24  # radii that are tried, points at which σ_min is sampled for it
_POINTS, _POWERS = 128, 6  # of the proof: inverses on a circle, powers of the resolvent
_GOALS = (0.985, 0.97, 0.94, 0.88, 0.75, 0.5, 0.25, 0.1, 0.01)  # shares of the saddle's σ
_LOSS = 0.01  # what a proof loses of a sample
LARGEST_ORDER = 32  # seconds, from there on


def proved_upper_bound(A: np.ndarray, saddle: Saddle) -> float:
    """‖E‖ of a perturbation that makes z a multiple eigenvalue of A + E, in ball arithmetic.

    Let w = v − (u*v/u*u) u, so that u*w = 0.  Some E of norm max(‖Bw‖/‖w‖, ‖B*u‖/‖u‖),
    B = A − zI, has Ew = −Bw and u*E = −u*B (Parrott's theorem): z then is an eigenvalue with
    orthogonal left and right eigenvectors, which no simple eigenvalue has.
    """
    with working_precision(_BITS):
        B = float_balls(A)
        for i in range(A.shape[0]):
            B[i, i] -= flint.acb(saddle.z)
        u, v = _column(saddle.u), _column(saddle.v)
        row = u.conjugate().transpose()
        inner = (row * v)[0, 0] / (row * u)[0, 0]
        w = v - u * inner
        right = _norm(B * w) / _norm(w)
        left = _norm((row * B).transpose()) / _norm(u)
        bound = max(right.abs_upper(), left.abs_upper())
        return math.nextafter(float(bound), math.inf)


def disc_lower_bound(A: np.ndarray, lam: np.ndarray, saddle: Saddle) -> float:
    """ε > 0 with disjoint discs about the eigenvalues that have σ_min > ε on their circles, or 0.

    Every A + E with ‖E‖ ≤ ε then has exactly one eigenvalue in each disc.  The radii come from
    samples of σ_min and are proved afterwards, the highest of a few ε first.
    """
    if lam.size > LARGEST_ORDER:
        return 0.0
    apart = np.abs(lam[:, None] - lam[None, :]) + np.diag(np.full(lam.size, np.inf))
    share = np.linspace(0.0, 1.0, _RADII + 2)[1:-1]
    radii = share * apart.min(axis=1)[:, None]
    turn = np.exp(2j * math.pi * (np.arange(_SAMPLES) + 0.5) / _SAMPLES)
    heights = 10.0 ** sigma_min(A)(lam[:, None, None] + radii[:, :, None] * turn).min(axis=2)
    floor = 1e3 * rounding_floor(lam.size, float(np.linalg.norm(A)))
    for goal in saddle.sigma * np.array(_GOALS):
        high = heights >= goal * (1 + _LOSS)
        if goal <= floor or not high.any(axis=1).all():
            continue
        least = radii[np.arange(lam.size), np.argmax(high, axis=1)]
        if not (least[:, None] + least[None, :] < apart).all():
            continue
        proved = min(_circle(A, c, r) for c, r in zip(lam, least, strict=True))
        if proved > floor:
            return min(proved, saddle.sigma)
    return 0.0


def _circle(A: np.ndarray, centre: complex, radius: float) -> float:
    """A lower bound of σ_min on a whole circle, from R = (zI − A)⁻¹ at points of it.

    ‖R(z + d)‖ ≤ Σ_{k<m} |d|^k ‖R^{k+1}‖/(1 − |d|^m ‖R^m‖) for any m: near a simple eigenvalue
    ‖R^k‖ is about κ/|z − λ|^k, so that the step need not shrink with κ.
    """
    z = centre + radius * np.exp(2j * math.pi * np.arange(_POINTS) / _POINTS)
    step = 2 * math.sin(math.pi / (2 * _POINTS)) * radius
    R = np.linalg.inv(z[:, None, None] * np.eye(A.shape[0]) - A)
    power, total, weight = R, np.zeros(z.size), 1.0
    for k in range(_POWERS):  # Frobenius norms bound the terms that matter little
        norm = np.linalg.norm(power, 2 if k == 0 else "fro", axis=(-2, -1))
        total, last = total + weight * norm, weight * step * norm
        weight, power = weight * step, power @ R
    if (last >= 1).any():
        return 0.0
    return float(((1 - last) / total).min())


def _column(x: np.ndarray) -> flint.acb_mat:
    return flint.acb_mat([[flint.acb(complex(v))] for v in x])


def _norm(x: flint.acb_mat) -> flint.arb:
    entries = (x[i, 0] for i in range(x.nrows()))
    return sum((v.real * v.real + v.imag * v.imag for v in entries), flint.arb(0)).sqrt()
