"""Exact, certified numerical analysis of state space model initialisations.

Notation, everywhere in the library:

    x' = A x + B u,  y = C x + D u      N states; n, k = 0 … N−1; r_n = √(2n+1)
    R(s) = (sI − A)⁻¹                   the resolvent;  x(s) = R(s)B the state response
    G(s) = C R(s) B + D                 transfer function;  K(t) = C e^{tA} B kernel
    A + P P* normal                     the normal part; A = V (Λ − P Q*) V*, V unitary
    lam, dt, L                          Λ's diagonal, step Δ, kernel length
    κ_j                                 condition number of the eigenvalue λ_j

Public names load their rooms on first use, so ``import ssmtheory`` costs nothing.

>>> import ssmtheory as st
>>> st.spectrum("legs", 3).values.real
array([-1., -2., -3.])
"""

import importlib

__version__ = "0.1.0"

_HOME = {
    "families": "ssmtheory.families",
    "family": "ssmtheory.families.catalog",
    "closed_forms": "ssmtheory.closed_forms",
    "StateSpace": "ssmtheory.systems",
    "NPLR": "ssmtheory.systems",
    "Diagonal": "ssmtheory.systems",
    "Pencil": "ssmtheory.systems",
    "spectrum": "ssmtheory.analysis.spectrum",
    "diagonalize": "ssmtheory.analysis.diagonalize",
    "reflect_unstable": "ssmtheory.analysis.diagonalize",
    "state_response": "ssmtheory.analysis.state_response",
    "pseudospectrum": "ssmtheory.analysis.pseudospectra",
    "load_pseudospectrum": "ssmtheory.reports.grid_files",
    "save_pseudospectrum": "ssmtheory.reports.grid_files",
    "bracket": "ssmtheory.analysis.sigma.brackets",
    "resolvent_norm": "ssmtheory.analysis.pseudospectra",
    "log10_sigma_min": "ssmtheory.analysis.pseudospectra",
    "select_pseudospectrum_method": "ssmtheory.analysis.pseudospectra",
    "numerical_range": "ssmtheory.analysis.numerical_range",
    "nonnormality": "ssmtheory.analysis.nonnormality",
    "abscissa": "ssmtheory.analysis.abscissa",
    "radius": "ssmtheory.analysis.radius",
    "distance_to_instability": "ssmtheory.analysis.stability_radius",
    "kreiss": "ssmtheory.analysis.kreiss",
    "h2_norm": "ssmtheory.analysis.norms",
    "hinf_norm": "ssmtheory.analysis.norms",
    "hankel_singular_values": "ssmtheory.analysis.norms",
    "gramian": "ssmtheory.analysis.norms",
    "l2_distance": "ssmtheory.analysis.norms",
    "hinf_distance": "ssmtheory.analysis.norms",
    "hinf_form_distance": "ssmtheory.analysis.norms",
    "l2_form_distance": "ssmtheory.analysis.norms",
    "convergence": "ssmtheory.analysis.convergence",
    "assert_kernel_converges": "ssmtheory.analysis.assertions",
    "assert_spectrum": "ssmtheory.analysis.assertions",
    "simulate": "ssmtheory.analysis.simulate",
    "project": "ssmtheory.analysis.memory",
    "reconstruct": "ssmtheory.analysis.memory",
    "scan": "ssmtheory.systems.scan",
    "discretize": "ssmtheory.systems.discretize",
    "GBT": "ssmtheory.systems.discretize_rules",
    "ZOH": "ssmtheory.systems.discretize_rules",
    "Dirac": "ssmtheory.systems.discretize_rules",
    "LogTimeZOH": "ssmtheory.systems.discretize_rules",
    "kernel": "ssmtheory.analysis.kernel",
    "kernel_error": "ssmtheory.analysis.kernel_error",
    "Scalar": "ssmtheory.analysis.scalar",
    "numerical_radius": "ssmtheory.analysis.numerical_radius",
    "distance_to_defectiveness": "ssmtheory.analysis.defectiveness",
    "transient": "ssmtheory.analysis.transients",
    "transient_growth": "ssmtheory.analysis.transient_growth",
    "transient_bounds": "ssmtheory.analysis.transient_bounds",
    "growth_lower_bound": "ssmtheory.analysis.transient_bounds",
    "modes": "ssmtheory.analysis.modes",
    "pseudomode": "ssmtheory.analysis.pseudomodes",
    "eigenvector_condition": "ssmtheory.analysis.conditioning",
}
_ROOMS = ("families", "closed_forms", "scan")

__all__ = ["__version__", *_HOME]


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'ssmtheory' has no attribute {name!r}")
    module = importlib.import_module(_HOME[name])
    value = module if name in _ROOMS else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
