"""The methods of ``diagonalize``: each takes (subject, options) and returns a Diagonalization."""

from collections.abc import Callable
from fractions import Fraction

import flint
import numpy as np

from ssmtheory.analysis.diagonal.balls import (
    BallModes,
    in_order,
    is_settled,
    isolated_modes,
)
from ssmtheory.analysis.diagonal.certified import (
    Proved,
    dense_form,
    proofs_asked,
    proved_modes,
)
from ssmtheory.analysis.diagonal.chain import chain_normal_part, chain_rank_one
from ssmtheory.analysis.diagonal.dense import axis_norm, measured, subject_input
from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.eig import eig
from ssmtheory.analysis.diagonal.options import DEFAULT_EPS, DEFAULT_RHO, Options
from ssmtheory.analysis.diagonal.ptd import one_of, ptd
from ssmtheory.analysis.diagonal.structure import (
    is_chain,
    low_rank_term,
    normal_plus_low_rank,
)
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb import low_rank
from ssmtheory.decompositions.perturb.ginibre import KINDS, ginibre_modes
from ssmtheory.decompositions.perturb.modes import canonical_gauge
from ssmtheory.errors import InputError
from ssmtheory.families.rank_one import exact_rho
from ssmtheory.precision import bits_for_digits, check_digits, working_precision

# 1 − ρ of the dissipation is left at ρ; below this LAPACK's rounding moves the poles too much
LEAST_GAP = 1e-7


def normal_part(subject: Subject, options: Options) -> Diagonalization:
    """Λ and V of A + PP*, input B/2 (``drop_half``: B)."""
    if is_chain(subject):
        return chain_normal_part(subject, options)
    form = normal_plus_low_rank(subject)
    B = subject_input(subject) * (1 if options.drop_half else 0.5)
    proved = _proved_normal_part(subject, B, options)
    P = low_rank_term(subject)
    return measured(
        subject,
        proved.modes if proved else canonical_gauge(form.lam, form.V, form.V.conj().T, B),
        P @ P.conj().T,
        method="normal-part",
        parameters={"drop_half": options.drop_half},
        theorem={},  # the general bounds presuppose an unchanged B
        **(proved.fields if proved else {}),
    )


def rank_one(subject: Subject, options: Options) -> Diagonalization:
    """A + τPP* with input B/(1+ρ): closed forms for the chains, dense at any other rank."""
    exact = exact_rho(DEFAULT_RHO if options.rho is None else options.rho)
    if exact == 1:
        return normal_part(subject, options)
    if is_chain(subject):
        return chain_rank_one(subject, exact, options)
    rho = _away_from_one(exact)
    P, B = low_rank_term(subject), subject_input(subject)
    proved = _proved_low_rank(subject, exact, B, options)
    modes = proved.modes if proved else low_rank.low_rank_modes(subject.matrix, P, B, rho)
    u = low_rank.input_in_range(P, B)
    # ‖x_ρ − x‖ ≤ ρ/(1−ρ) ‖u‖ sup‖R(iω)P‖
    theorem = rho / (1 - rho) * float(np.linalg.norm(u)) * axis_norm(subject.matrix, P)
    return measured(
        subject,
        modes,
        low_rank.low_rank_perturbation(P, rho),
        method="rank-one",
        parameters={"rho": rho, "rank": P.shape[1]},
        theorem={"theorem": theorem},
        **(proved.fields if proved else {}),
    )


def random_perturbation(subject: Subject, options: Options) -> Diagonalization:
    """The best of ``draws`` Ginibre perturbations of relative 2-norm ``eps``."""
    eps = DEFAULT_EPS if options.eps is None else options.eps
    modes, E = ginibre_modes(
        subject.matrix,
        subject_input(subject),
        eps,
        options.rng,
        kind=one_of("kind", options.kind, KINDS),
        draws=options.draws,
        reject_unstable=options.reject_unstable,
    )
    parameters = {"eps": float(eps), "kind": options.kind, "draws": options.draws}
    return dense_form(subject, E, options, method="ginibre", parameters=parameters, modes=modes)


METHODS: dict[str, Callable[[Subject, Options], Diagonalization]] = {
    "eig": eig,
    "normal-part": normal_part,
    "rank-one": rank_one,
    "ginibre": random_perturbation,
    "ptd": ptd,
}


def _away_from_one(rho: Fraction) -> float:
    if 1 - rho < LEAST_GAP:
        raise InputError(
            f"rho = {float(rho):.17g} leaves poles so near the axis that rounding decides on "
            f'their side; take 1 - rho of {LEAST_GAP:g} or more, or method="normal-part".'
        )
    return float(rho)


def _proved_normal_part(subject: Subject, B, options: Options) -> Proved | None:
    """The certified normal-plus-low-rank form of a family; V is unitary, so W = V*."""
    if subject.family is None or not proofs_asked(options):
        return None
    digits = check_digits(options.digits)
    weight = flint.arb(1 if options.drop_half else "0.5")
    for spare in (64, 256, 1024):
        form = subject.family.nplr_balls(subject.N, bits_for_digits(digits) + spare)
        with working_precision(form.bits):
            lam, _, V, column = form.modes
            modal = [weight * b for b in column.entries()]
            W = V.conjugate().transpose()
            balls = BallModes(lam, V, W, modal, digits, form.bits, form.residual)
            if is_settled(balls):
                return proved_modes(in_order(balls), B)
    return None


def _proved_low_rank(subject: Subject, rho: Fraction, B, options: Options) -> Proved | None:
    """Certified eigenpairs of A + τPP* for the exact A, P and B of a family."""
    if subject.family is None or not proofs_asked(options):
        return None
    fam, N = subject.family, subject.N
    share = flint.fmpq(rho.numerator, rho.denominator)

    def build(bits: int) -> tuple[flint.acb_mat, flint.acb_mat]:
        A, column = fam.balls(N, bits)
        form, r = fam.nplr_balls(N, bits).modes, flint.arb(share)
        P = form.V * form.P
        term = P * P.conjugate().transpose() * flint.acb(2 * r / (1 + r))
        return flint.acb_mat(A) + term, flint.acb_mat(column) * flint.acb(1 / (1 + r))

    balls = isolated_modes(build, subject.order, check_digits(options.digits))
    return proved_modes(balls, B / (1 + float(rho)))
