r"""A + E = VΛV⁻¹ from certified eigenpairs, for any matrix that has balls: what eig does at E = 0.

The float64 V, V⁻¹, λ and B are roundings of balls.  Proved are the distance of each λ and B_l
to the exact one, the stability of the exact poles, and an enclosure of κ₂(V).
"""

from collections.abc import Callable
from dataclasses import dataclass

import flint
import numpy as np

from ssmtheory.analysis.diagonal.balls import BallModes, floats, isolated_modes
from ssmtheory.analysis.diagonal.chain_certified import DOUBLE_DIGITS, distances
from ssmtheory.analysis.diagonal.dense import measured, subject_input
from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.options import Options
from ssmtheory.analysis.spectra.ball_eig import float_balls
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb.enclosure import norm_enclosure
from ssmtheory.decompositions.perturb.modes import Modes, canonical_gauge, dense_modes
from ssmtheory.precision import check_digits, working_precision

Build = Callable[[int], tuple[flint.acb_mat, flint.acb_mat | None]]


@dataclass(frozen=True, eq=False)
class Proved:
    """Modes rounded from balls, and the proved fields of a ``Diagonalization``."""

    modes: Modes
    fields: dict


def proofs_asked(options: Options) -> bool:
    """Dense proofs take seconds at N = 64: only on request, or for more than 15 digits."""
    return bool(options.certify) or options.digits > DOUBLE_DIGITS


def dense_form(
    subject: Subject, E: np.ndarray, options: Options, *, method: str, parameters: dict, modes=None
) -> Diagonalization:
    """The form of A + E with B unchanged; certified for the matrix of doubles A + E if asked.

    ``modes`` are those of LAPACK where they are known already.
    """
    B = subject_input(subject)
    proved = None
    if proofs_asked(options):
        A, size = subject.matrix, subject.order

        def build(bits: int) -> tuple[flint.acb_mat, flint.acb_mat | None]:
            column = None if B is None else float_balls(B[:, None])
            return float_balls(A) + float_balls(E), column

        proved = proved_modes(isolated_modes(build, size, check_digits(options.digits)), B)
    if proved or modes is None:
        modes = proved.modes if proved else dense_modes(subject.matrix + E, B)
    fields = proved.fields if proved else {}
    return measured(subject, modes, E, method=method, parameters=parameters, keep_E=True, **fields)


def proved_modes(balls: BallModes | None, B: np.ndarray | None) -> Proved | None:
    """Round ball modes to the canonical gauge; None where there are none. B (N,) is the input."""
    if balls is None:
        return None
    lam = np.array([0j if value.contains(0) else complex(value) for value in balls.lam])
    V, W = floats(balls.V), floats(balls.W)
    modes = canonical_gauge(lam, V, W, B)
    with working_precision(balls.bits):
        kappa = _kappa(balls, V, W)
        fields = {"radii": distances(balls.lam, modes.lam)}
        if B is not None:
            sizes = [abs(b) for b in balls.B]
            kept = np.where(modes.B == 0, 0.0, [float(b) for b in sizes]).astype(complex)
            modes = Modes(modes.lam, modes.V, modes.W, kept)
            fields["B_radii"] = distances(sizes, kept)
    inside = float(np.clip(modes.kappa, *kappa))
    fields |= {"status": "certified", "kappa_bounds": kappa, "kappa": inside}
    if balls.digits > DOUBLE_DIGITS:
        fields["balls"] = balls
    return Proved(modes, fields)


def _kappa(balls: BallModes, V: np.ndarray, W: np.ndarray) -> tuple[float, float]:
    low, high = 1.0, 1.0
    for M, rounded in ((balls.V, V), (balls.W, W)):
        gaps = distances(M.entries(), rounded.ravel())
        below, above = norm_enclosure(rounded, float(np.linalg.norm(gaps)) * 1.01)
        low, high = low * below, high * above
    return float(low * (1 - 1e-15)), float(high * (1 + 1e-15))
