r"""Diagonal forms from dense linear algebra, and the measurements every one of them carries."""

import numpy as np

from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.response_error import (
    States,
    modal_states,
    response_error,
    schur_states,
    supremum_on_axis,
)
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb import bounds
from ssmtheory.decompositions.perturb.modes import EPS, Modes
from ssmtheory.decompositions.perturb.rank_one import CHAINS, state_norm
from ssmtheory.errors import StructureError


def measured(
    subject: Subject,
    modes: Modes,
    E: np.ndarray,
    *,
    method: str,
    parameters: dict,
    theorem: dict[str, float] | None = None,
    keep_E: bool = False,
    **given,
) -> Diagonalization:
    """The result for A + E = VΛV⁻¹, E (N, N), with modal input ``modes.B``.

    ``theorem`` replaces the bounds that hold for any E with the input unchanged; ``given``
    overrides fields.
    """
    A, norm = subject.matrix, float(np.linalg.norm(subject.matrix, 2)) or 1.0
    E_norm = float(np.linalg.norm(E, 2))
    B = subject_input(subject)
    result = {
        "origin": subject,
        "method": method,
        "status": "measured",
        "lam": modes.lam,
        "V": modes.V,
        "B": modes.B,
        "first_output": modes.V[0],
        "E": E if keep_E else None,
        "E_norm": E_norm,
        "E_relative": E_norm / norm,
        "kappa": modes.kappa,
        # over ‖A‖ where A + E is nothing but rounding (FouT of order 2: its normal part is 0)
        "backward_error": modes.residual(A + E) * min(1.0, float(np.linalg.norm(A + E)) / norm),
        "resolution": subject.order * EPS * modes.kappa * float(np.linalg.norm(A + E, 2)),
        "parameters": parameters,
    }
    if B is not None:
        sup = states_sup(subject, B)
        found = dense_bounds(subject, E_norm, B, sup) if theorem is None else theorem
        result |= response(subject, modes, B) | {"states_sup": sup, "bounds": found}
    return Diagonalization(**result | given)


def response(subject: Subject, modes: Modes, B: np.ndarray) -> dict:
    """The state and transfer errors as fields; inf where a pole that B reaches is on the axis."""
    reached = modes.B != 0
    lam = modes.lam[reached]
    if is_nilpotent(subject.matrix):
        return {"state_error": np.inf, "transfer_error": np.inf, "omega_worst": 0.0}
    if lam.size and lam.real.max() == 0:
        worst = float(lam.imag[np.argmax(lam.real)])
        return {"state_error": np.inf, "transfer_error": np.inf, "omega_worst": worst}
    found = response_error(
        original_states(subject, B),
        modal_states(modes.lam, modes.V, modes.B),
        lam if lam.size else modes.lam,
        two_sided=not (subject.is_real and _is_symmetric(modes.lam)),
    )
    return {
        "state_error": found.state,
        "transfer_error": found.transfer,
        "omega_worst": found.omega_state,
    }


def subject_input(subject: Subject) -> np.ndarray | None:
    """B (N,) or None; ``StructureError`` for more than one input, whose gauge is not defined."""
    B = subject.representation.dense().B
    if B is None or B.ndim == 1:
        return B
    if B.shape[1] == 1:
        return B[:, 0]
    raise StructureError(
        f"diagonalize takes one input, and B has {B.shape[1]} columns; take them one by one."
    )


def original_states(subject: Subject, B: np.ndarray) -> States:
    """ω ↦ x(iω): closed form for the chains, one Schur form otherwise."""
    fam = subject.family
    if fam is not None and fam.allpass is not None:
        return lambda omega: CHAINS[fam.allpass].states(1j * omega, subject.N)
    return schur_states(subject.matrix, B)


def states_sup(subject: Subject, B: np.ndarray) -> float:
    """sup_ω ‖x(iω)‖."""
    fam = subject.family
    if fam is not None and fam.allpass is not None:
        return float(state_norm(fam.allpass, np.zeros(1), subject.N)[0])
    return axis_norm(subject.matrix, B)


def axis_norm(A: np.ndarray, B: np.ndarray) -> float:
    """sup_ω ‖(iω − A)⁻¹B‖₂ for B (N,) or (N, r); inf for a nilpotent A, whose pole is at 0."""
    if is_nilpotent(A):
        return np.inf
    columns = [schur_states(A, b) for b in np.reshape(B, (A.shape[0], -1)).T]

    def norm(omega: np.ndarray) -> np.ndarray:
        X = np.stack([states(omega) for states in columns], axis=-1)
        return np.linalg.norm(X, 2, axis=(-2, -1))

    return supremum_on_axis(norm, np.linalg.eigvals(A), two_sided=np.iscomplexobj(A))[0]


def is_nilpotent(A: np.ndarray) -> bool:
    """Every eigenvalue that LAPACK finds is exactly 0: triangular with a zero diagonal."""
    return not np.linalg.eigvals(A).any()


def dense_bounds(subject: Subject, E_norm: float, B: np.ndarray, sup: float) -> dict[str, float]:
    """Bounds that hold for any E with this norm and the unchanged B."""
    abscissa = bounds.numerical_abscissa(subject.matrix)
    found = {"dissipative": bounds.dissipative_bound(abscissa, E_norm, sup)}
    if subject.family is not None and subject.family.allpass == "legs":
        norm_B = float(np.linalg.norm(B))
        found["published"] = bounds.published_bound(subject.N, E_norm, norm_B)
    return found


def _is_symmetric(lam: np.ndarray) -> bool:
    """Closed under conjugation, to rounding: then |·| is even in ω."""
    scale = max(float(np.abs(lam).max()), np.finfo(float).tiny)
    key = np.sort_complex(np.round(lam / scale, 9))
    return bool(np.array_equal(key, np.sort_complex(np.round(lam.conj() / scale, 9))))
