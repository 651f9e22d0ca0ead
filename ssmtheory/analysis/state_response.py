"""The state response x(iω) = (iω − A)⁻¹B of a system, its diagonal restriction, or in between.

    dplr       A, B as they are;
    diagonal   A + PP*, B/2                                  (S4D, S5, DSS);
    rank-one   A + τPP*, B/(1+ρ), τ = 2ρ/(1+ρ)               (ρ = 0: dplr, ρ = 1: diagonal).

For LegS and LagT the three differ by the factor 1/(1 + ρT(s)), for every output C.
"""

import numpy as np

from ssmtheory.analysis.subject import as_subject
from ssmtheory.closed_forms import CHAINS, fout
from ssmtheory.errors import InputError, StructureError, UnknownNameError
from ssmtheory.limits import require_memory
from ssmtheory.systems import StateSpace

FORMS = ("dplr", "diagonal", "rank-one")


def state_response(
    x, N: int | None = None, *, omega, form: str = "dplr", rho: float | None = None
) -> np.ndarray:
    """x(iω), shape ``omega.shape + (order,)``.

    Parameters
    ----------
    x, N : as for every analysis.
    omega : real frequencies, in 1/time.
    form, rho : which system; ``rho`` ∈ (0, 1] goes with "rank-one" alone.

    O(N) per frequency for LegS and LagT at any N; a dense solve for the rest.
    Source: [ptd, Lemma 1] in closed form.
    """
    subject, omega = as_subject(x, N), np.asarray(omega, dtype=float)
    if not np.isfinite(omega).all():
        raise InputError("omega must be finite real numbers.")
    strength = perturbation_strength(form, rho)
    require_memory(
        32 * max(omega.size, 1) * subject.order, f"{omega.size} state responses of {subject.label}"
    )
    if subject.family is not None and subject.family.allpass in CHAINS:
        chain = CHAINS[subject.family.allpass]
        return chain.transfer(1j * omega, subject.N, form=form, rho=rho)
    if strength == 0 and subject.family is not None and subject.family.name == "fout":
        return fout.states(1j * omega, subject.N)  # its idle state has a pole that cancels
    system = _perturbed_system(subject, strength) if strength else subject.representation
    try:
        return system.states(1j * omega)
    except np.linalg.LinAlgError:
        raise InputError(
            "one of the frequencies is a pole of the system on the imaginary axis; move it."
        ) from None


def perturbation_strength(form: str, rho: float | None) -> float:
    """ρ of a form: 0 for "dplr", 1 for "diagonal", the given one for "rank-one"."""
    if form not in FORMS:
        raise UnknownNameError(f"form must be one of {', '.join(FORMS)}, not {form!r}.")
    if form != "rank-one":
        if rho is not None:
            raise InputError("rho goes with the form rank-one alone.")
        return 0.0 if form == "dplr" else 1.0
    if rho is None or not 0 < rho <= 1:
        raise InputError(f"the form rank-one needs rho in (0, 1], not {rho!r}.")
    return float(rho)


def _perturbed_system(subject, rho: float) -> StateSpace:
    fam = subject.family
    if fam is None or fam.nplr_rank is None:
        raise StructureError(
            f"{subject.label} has no normal-plus-low-rank form, so dplr is its only form."
        )
    form, system = fam.nplr(subject.N), subject.representation
    P = (form.V @ form.P).real
    return StateSpace(system.A + 2 * rho / (1 + rho) * P @ P.T, system.B / (1 + rho))
