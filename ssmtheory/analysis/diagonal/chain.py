r"""Rank-one and normal-part diagonal forms of LegS and LagT, from closed forms alone.

    x_ρ − x = −x ρT/(1 + ρT)  (ρ = 1: the diagonal restriction),
    with B instead of B/2 at ρ = 1:  x_dropped − x = x (1 − T)/(1 + T).

Errors on the axis come from |x|, |T| and arg T; nothing of size N × N is formed unless V is
asked for.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ssmtheory.analysis.diagonal.chain_certified import CHEAP, DOUBLE_DIGITS, certificate
from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.options import Options
from ssmtheory.analysis.response_error import supremum_on_axis
from ssmtheory.analysis.subject import Subject
from ssmtheory.decompositions.perturb.bounds import rank_one_state_bound
from ssmtheory.decompositions.perturb.chain_norm import chain_norm
from ssmtheory.decompositions.perturb.modes import Modes
from ssmtheory.decompositions.perturb.rank_one import (
    CHAINS,
    SHIFT,
    perturbation_norm,
    rank_one,
    state_norm,
)
from ssmtheory.errors import InputError
from ssmtheory.limits import dense_bytes, require_memory
from ssmtheory.precision import check_digits

# κ₂(V) is about 1/ρ: below this ρ double precision leaves the eigenvectors too few digits.
LEAST_RHO = 1e-8
REPRESENTED = 1e-6  # relative error of 1 − ρ that rounding ρ to a double may bring
BYTES_PER_MODE = 480  # measured: λ, B, e₀ᵀV and the samples of the errors on the axis


def chain_rank_one(subject: Subject, exact: Fraction, options: Options) -> Diagonalization:
    """A_ρ of a chain at 0 < ρ < 1; ``InputError`` near a critical ρ.

    The doubles are those of the nearest double to ρ, their proofs about ρ exactly.
    """
    chain, N, rho = subject.family.allpass, subject.N, _nearest(exact)
    require_memory(BYTES_PER_MODE * N, f"The modes at N = {N}")
    form = rank_one(chain, N, rho)
    V = _asked(options.vectors, N, form.vectors)
    found = Diagonalization(
        lam=form.lam,
        V=V,
        B=form.B.astype(complex),
        first_output=form.first_output,
        kappa=form.kappa(),
        kappa_bounds=form.kappa_bounds(),
        critical_distance=form.critical_distance,
        bounds={"theorem": rank_one_state_bound(chain, exact, N)},
        parameters={"rho": rho},
        **_shared(subject, "rank-one", form.lam, V, rho, False),
    )
    return _certified(found, chain, exact, 1.0, options)


def chain_normal_part(subject: Subject, options: Options) -> Diagonalization:
    """The diagonal restriction with B/2, or with B under ``drop_half``."""
    chain, N, drop_half = subject.family.allpass, subject.N, options.drop_half
    require_memory(BYTES_PER_MODE * N, f"The modes at N = {N}")
    closed = CHAINS[chain]
    upper, p = closed.normal_part_frequencies(N), closed.canonical_input(N)
    real = np.zeros(N % 2)
    lam = -SHIFT[chain] + 1j * np.concatenate([upper, real, -upper[::-1]])
    p = np.concatenate([p, real + _real_mode(chain, N), p[::-1]])
    V = _asked(options.vectors, N, lambda: closed.normal_modes(N)[2])
    first = p / np.sqrt(2) / (lam + (1 if chain == "legs" else 0.5))
    found = Diagonalization(
        lam=lam,
        V=V,
        B=(np.sqrt(2) * p / (1 if drop_half else 2)).astype(complex),
        first_output=first,
        kappa=1.0,
        kappa_bounds=(1.0, 1.0),
        bounds={},
        parameters={"drop_half": drop_half},
        **_shared(subject, "normal-part", lam, V, 1.0, drop_half),
    )
    return _certified(found, chain, Fraction(1), 2.0 if drop_half else 1.0, options)


def _nearest(exact: Fraction) -> float:
    """ρ as a double; ``InputError`` where it is too small, or 1 − ρ is lost."""
    rho = float(exact)
    if rho < LEAST_RHO:
        raise InputError(
            f"rho = {rho:g} makes κ(V) about {1 / rho:.1g}, too much for double precision; take "
            f"rho of {LEAST_RHO:g} or more."
        )
    if abs(exact - Fraction(rho)) > REPRESENTED * (1 - exact):
        raise InputError(
            f"rho is within {float(1 - exact):.2g} of 1, and rounding it to a double changes "
            '1 - rho; take 1 - rho of 1e-9 or more, or method="normal-part".'
        )
    return rho


def _certified(found: Diagonalization, chain: str, rho: Fraction, scale: float, options: Options):
    """The same with its proof, if one is asked for or costs next to nothing."""
    digits = check_digits(options.digits)
    asked = found.N <= CHEAP if options.certify is None else options.certify
    if not (asked or digits > DOUBLE_DIGITS):
        return found
    proved = certificate(chain, found.N, rho, found.lam, found.B, scale=scale, digits=digits)
    if proved and found.kappa is not None:  # λ + ½ of doubles loses digits as ρ nears 1
        proved["kappa"] = float(np.clip(found.kappa, *proved["kappa_bounds"]))
    return replace(found, **proved)


def _real_mode(chain: str, N: int) -> float:
    """p̃ of the eigenvalue −c at odd N: (Σ 1/(k+½))^{−½} for LegS, (2N)^{−½} for LagT."""
    if chain == "lagt":
        return float(1 / np.sqrt(2 * N))
    return float(np.sum(1 / (np.arange(N)[::-1] + 0.5)) ** -0.5)


def _asked(vectors: bool, N: int, build: Callable[[], np.ndarray]) -> np.ndarray | None:
    if not vectors:
        return None
    require_memory(dense_bytes(N, itemsize=16, copies=4), f"The eigenvectors at N = {N}")
    return build()


def _shared(subject: Subject, method: str, lam, V, rho: float, drop_half: bool) -> dict:
    """The measurements that both forms have in common."""
    chain, N = subject.family.allpass, subject.N
    norm, E_norm = chain_norm(chain, N), perturbation_norm(chain, N, rho)
    state, omega, transfer = _errors(chain, N, lam, rho, drop_half)
    return {
        "origin": subject,
        "method": method,
        "status": "closed-form",
        "E_norm": E_norm,
        "E_relative": E_norm / norm,
        "backward_error": None if V is None else _backward_error(subject, lam, V, rho),
        "state_error": state,
        "transfer_error": transfer,
        "omega_worst": omega,
        "states_sup": 1.0 if chain == "legs" else 2 * float(np.sqrt(N)),
    }


def _errors(chain: str, N: int, lam, rho: float, drop_half: bool) -> tuple[float, float, float]:
    """(state error, its ω, transfer error); both inf where the poles are on the axis."""
    if rho == 1 and chain == "lagt":
        return np.inf, float(lam.imag[0]), np.inf

    def factor(omega: np.ndarray) -> np.ndarray:
        below = np.abs(CHAINS[chain].one_plus_rho_allpass(1j * omega, N, rho))
        if drop_half:
            return np.abs(1 - CHAINS[chain].allpass(1j * omega, N)) / below
        return rho * _modulus(chain, omega, N) / below

    start = 1.0 if chain == "legs" else 0.5
    state, omega = supremum_on_axis(lambda w: state_norm(chain, w, N) * factor(w), lam)
    transfer, _ = supremum_on_axis(lambda w: factor(w) / np.hypot(w, start), lam)
    return state, omega, transfer


def _modulus(chain: str, omega: np.ndarray, N: int) -> np.ndarray | float:
    """|T(iω)|: |ω|/√(ω²+N²) for LegS (the product telescopes), 1 for LagT."""
    return np.abs(omega) / np.hypot(omega, N) if chain == "legs" else 1.0


def _backward_error(subject: Subject, lam, V, rho: float) -> float:
    """‖A + τPPᵀ − VΛV⁻¹‖_F/‖A + τPPᵀ‖_F of the float64 factors."""
    B = subject.representation.B
    A_rho = subject.matrix + rho / (1 + rho) * np.outer(B, B)
    return Modes(lam, V, np.linalg.inv(V), None).residual(A_rho)
