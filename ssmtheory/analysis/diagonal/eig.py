r"""A = VΛV⁻¹ itself, in ball arithmetic: to double precision where that means anything.

A double-precision V reproduces A, and the response, to about κ₂(V) u.  Where κ₂(V) exceeds
1/√u that is less than half the digits: the form is refused, and ``digits`` asks for λ, V and
V⁻¹ as balls instead.
"""

import math

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.diagonal.balls import BallModes, ball_modes, log10_norm
from ssmtheory.analysis.diagonal.certified import proved_modes
from ssmtheory.analysis.diagonal.chain_certified import distances
from ssmtheory.analysis.diagonal.dense import measured, subject_input
from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.structure import perturbing_methods
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb.gauge import descending
from ssmtheory.decompositions.perturb.modes import EPS, Modes, canonical_gauge
from ssmtheory.errors import StructureError
from ssmtheory.precision import check_digits

LOG10_KAPPA_LIMIT = 26.5 * math.log10(2)  # κ = 1/√u
HALF_DIGITS = 8


def eig(subject: Subject, options) -> Diagonalization:
    """Certified eigenvectors of A; E = 0.

    Raises ``StructureError`` for a defective matrix, and where ``options.digits`` are too few
    for the κ₂(V) at hand (the message says how many are needed).
    """
    digits = check_digits(options.digits)
    balls = ball_modes(subject, digits)
    if balls is None:
        return _plain(subject, _normal_modes(subject), digits, {})
    log10_kappa = log10_norm(balls.V) + log10_norm(balls.W)
    if log10_kappa <= LOG10_KAPPA_LIMIT:
        proved = proved_modes(balls, subject_input(subject))
        return _plain(subject, proved.modes, digits, proved.fields)
    needed = math.ceil(log10_kappa) + HALF_DIGITS
    if digits < needed:
        raise StructureError(
            f"κ(V) of {subject.label} at N = {subject.N} is 10^{log10_kappa:.1f}, so a "
            f"form with {digits} digits would be wrong: pass digits={needed} to have it in "
            f"balls, or perturb ({perturbing_methods(subject)})."
        )
    return _in_balls(subject, balls, 10**log10_kappa if log10_kappa < 308 else math.inf)


def _normal_modes(subject: Subject) -> Modes:
    """Multiple eigenvalues are no obstacle to a normal matrix: LAPACK's unitary V.

    Raises ``StructureError`` for any other matrix whose eigenvalues could not be isolated.
    """
    A = subject.matrix
    commutator = np.linalg.norm(A @ A.conj().T - A.conj().T @ A)
    if commutator > 16 * subject.order * EPS * np.linalg.norm(A) ** 2:
        raise StructureError(
            f"the eigenvalues of {subject.label} are multiple or too close to isolate: it is "
            f"defective, or next to it; perturb it ({perturbing_methods(subject)})."
        )
    T, V = spla.schur(A, output="complex")
    lam = np.diag(T)
    order = descending(lam)
    V = V[:, order]
    return canonical_gauge(lam[order], V, V.conj().T, subject_input(subject))


def _plain(subject: Subject, modes: Modes, digits: int, fields: dict) -> Diagonalization:
    zero, parameters = np.zeros_like(subject.matrix), {"digits": digits}
    return measured(subject, modes, zero, method="eig", parameters=parameters, theorem={}, **fields)


def _in_balls(subject: Subject, balls: BallModes, kappa: float) -> Diagonalization:
    """Only λ in double precision: V and B would mislead, and errors of balls are zero."""
    lam = np.array([0j if value.contains(0) else complex(value) for value in balls.lam])
    return Diagonalization(
        origin=subject,
        method="eig",
        status="certified",
        lam=lam,
        radii=distances(balls.lam, lam),
        V=None,
        B=None,
        first_output=None,
        E_norm=0.0,
        E_relative=0.0,
        kappa=kappa,
        backward_error=balls.backward_error,
        balls=balls,
        parameters={"digits": balls.digits},
    )
