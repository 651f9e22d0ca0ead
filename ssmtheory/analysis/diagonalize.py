r"""``diagonalize``: A + E = V Λ V⁻¹ by five methods, each measured the same way.

eig          E = 0, in balls; refused where double precision cannot carry it
normal-part  E = PP*, B/2: the diagonal restriction of S4D, S5, DSS
rank-one     E = τPP*, B/(1+ρ): closed form for LegS and LagT (rank r for LegT, FouT)
ginibre      E random of relative 2-norm ε
ptd          E optimised: mean eigenvalue condition number + γ‖E‖_F/‖A‖_F
"""

import difflib
from dataclasses import fields, replace

import numpy as np

from ssmtheory.analysis.diagonalization import Diagonalization
from ssmtheory.analysis.diagonalize_dense import measured
from ssmtheory.analysis.diagonalize_methods import METHODS, Options
from ssmtheory.analysis.subject import as_subject
from ssmtheory.decompositions.perturb.modes import Modes
from ssmtheory.errors import InputError, StructureError, UnknownNameError, UnstableError
from ssmtheory.limits import modest_threads

_OWNERS = {"rho": ("rank-one", "ptd"), "eps": ("ginibre", "ptd")}


def diagonalize(
    x,
    N: int | None = None,
    *,
    method: str = "rank-one",
    rng: np.random.Generator | int | None = None,
    allow_unstable: bool = False,
    **options,
) -> Diagonalization:
    r"""A + E = V Λ V⁻¹ with what it costs: κ₂(V), ‖E‖₂, and sup_ω of the response errors.

    Parameters
    ----------
    x, N : a family name or ``Family`` with its size, a representation, or a square array.
    method : "rank-one" (default), "normal-part", "ptd", "ginibre" or "eig".
    rng : a Generator or a seed (ginibre, and ptd's random start); default seed 0.
    allow_unstable : return a form with poles in the right half plane instead of raising.
    rho : 0 < ρ ≤ 1 (rank-one; the start of ptd), default 0.1.
    eps : relative 2-norm of E (ginibre, default 0.01; ptd's random start, 0.1).
    draws, reject_unstable : ginibre: the best κ of so many draws, of the stable ones only.
    kind : "complex" or "real" E (ginibre, ptd).
    loss, gamma, start, steps, progress : ptd.  "kappa" minimises (1/N)Σκ_j + γ‖E‖_F/‖A‖_F by
        L-BFGS with a barrier that keeps the poles left; "published" κ₂(V)² + γ‖E‖_F by Adam
        with none.  ``progress(step, steps)`` is called after each step.
    drop_half : normal-part: keep B where the theory has B/2 (a departure from it).
    vectors : False leaves out V of LegS and LagT: O(N), any N.
    digits : eig: above 15, λ, V and V⁻¹ as balls with so many digits in ``balls``.

    Raises
    ------
    UnknownNameError : unknown method, kind, loss or start.
    InputError : ρ outside (0, 1], ε ≤ 0, γ ≤ 0, a non-finite matrix, ρ near a critical value.
    StructureError : no normal-plus-low-rank form, a defective matrix, a singular V.
    UnstableError : a pole with Re λ > 0, unless ``allow_unstable``.
    ConvergenceError : no stable draw; an optimisation that did not improve on its start.
    """
    if method not in METHODS:
        near = difflib.get_close_matches(str(method), METHODS, n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise UnknownNameError(f"There is no method {method!r}.{hint} Known: {', '.join(METHODS)}.")
    for name, owners in _OWNERS.items():
        if options.get(name) is not None and method not in owners:
            raise InputError(f"{name} belongs to {' and '.join(owners)}, not to {method!r}.")
    try:
        chosen = Options(rng=_generator(rng), **options)
    except TypeError:
        known = [field.name for field in fields(Options)]
        unknown = ", ".join(sorted(set(options) - set(known)))
        raise InputError(
            f"diagonalize has no option {unknown}; it has method, allow_unstable, "
            f"{', '.join(known)}."
        ) from None
    subject = as_subject(x, N)
    with modest_threads(subject.order):
        found = METHODS[method](subject, chosen)
    if not allow_unstable:
        _require_stable(found)
    return found


def reflect_unstable(found: Diagonalization) -> Diagonalization:
    """The same V and B with λ → −|Re λ| + i Im λ, measured again: a departure from A + E.

    This is what published code does to the poles an optimisation left in the right half
    plane.  E then is VΛV⁻¹ − A of the reflected Λ.  Raises ``StructureError`` without V.
    """
    if found.V is None:
        raise StructureError("reflecting needs V: diagonalise with vectors=True.")
    lam = -np.abs(found.lam.real) + 1j * found.lam.imag
    W = np.linalg.inv(found.V)
    modes = Modes(lam, found.V, W, found.B)
    E = (found.V * lam) @ W - found.origin.matrix
    parameters = found.parameters | {"reflected": int((found.lam.real > 0).sum())}
    method = f"{found.method}, reflected"
    return measured(
        found.origin, modes, E, method=method, parameters=parameters, theorem={}, keep_E=True
    )


def without_vectors(found: Diagonalization) -> Diagonalization:
    """The same result without V and E (N² numbers): λ, B, e₀ᵀV and the measurements stay."""
    return replace(found, V=None, E=None)


def _generator(rng) -> np.random.Generator:
    try:
        return np.random.default_rng(0 if rng is None else rng)
    except (TypeError, ValueError):
        raise InputError(f"rng must be a Generator or a seed ≥ 0, not {rng!r}.") from None


def _require_stable(found: Diagonalization) -> None:
    if found.stability_margin < -found.resolution:
        count = int((found.lam.real > found.resolution).sum())
        raise UnstableError(
            f"{count} of {found.N} poles lie in the right half plane, the rightmost at Re λ = "
            f"{-found.stability_margin:.4g}: {_stable_alternative(found)}, or pass "
            "allow_unstable=True."
        )


def _stable_alternative(found: Diagonalization) -> str:
    fam = found.origin.family
    if fam is not None and fam.nplr_rank is not None:
        return 'choose method="rank-one", which is stable by construction'
    return 'choose method="ptd" with more steps, or a smaller eps'
