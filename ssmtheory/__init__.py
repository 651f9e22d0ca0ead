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
    "spectrum": "ssmtheory.analysis.spectra.spectrum",
    "diagonalize": "ssmtheory.analysis.diagonal.diagonalize",
    "reflect_unstable": "ssmtheory.analysis.diagonal.diagonalize",
    "state_response": "ssmtheory.analysis.state_response",
    "pseudospectrum": "ssmtheory.analysis.pseudospectra.pseudospectrum",
    "load_pseudospectrum": "ssmtheory.reports.grid_files",
    "save_pseudospectrum": "ssmtheory.reports.grid_files",
    "bracket": "ssmtheory.analysis.sigma.brackets",
    "resolvent_norm": "ssmtheory.analysis.pseudospectra.pseudospectrum",
    "log10_sigma_min": "ssmtheory.analysis.pseudospectra.pseudospectrum",
    "select_pseudospectrum_method": "ssmtheory.analysis.pseudospectra.pseudospectrum",
    "numerical_range": "ssmtheory.analysis.level_sets.numerical_range",
    "nonnormality": "ssmtheory.analysis.nonnormal.nonnormality",
    "abscissa": "ssmtheory.analysis.level_sets.abscissa",
    "radius": "ssmtheory.analysis.level_sets.radius",
    "distance_to_instability": "ssmtheory.analysis.level_sets.stability_radius",
    "kreiss": "ssmtheory.analysis.level_sets.kreiss",
    "h2_norm": "ssmtheory.analysis.norms",
    "hinf_norm": "ssmtheory.analysis.norms",
    "hankel_singular_values": "ssmtheory.analysis.norms",
    "gramian": "ssmtheory.analysis.norms",
    "l2_distance": "ssmtheory.analysis.norms",
    "hinf_distance": "ssmtheory.analysis.norms",
    "hinf_form_distance": "ssmtheory.analysis.norms",
    "l2_form_distance": "ssmtheory.analysis.norms",
    "convergence": "ssmtheory.analysis.convergence.convergence",
    "assert_kernel_converges": "ssmtheory.analysis.convergence.assertions",
    "assert_spectrum": "ssmtheory.analysis.convergence.assertions",
    "simulate": "ssmtheory.analysis.time.simulate",
    "project": "ssmtheory.analysis.time.memory",
    "reconstruct": "ssmtheory.analysis.time.memory",
    "scan": "ssmtheory.systems.scan",
    "householder": "ssmtheory.systems.householder",
    "discretize": "ssmtheory.systems.discretize",
    "GBT": "ssmtheory.systems.discretize_rules",
    "ZOH": "ssmtheory.systems.discretize_rules",
    "Dirac": "ssmtheory.systems.discretize_rules",
    "LogTimeZOH": "ssmtheory.systems.discretize_rules",
    "kernel": "ssmtheory.analysis.time.kernel",
    "kernel_error": "ssmtheory.analysis.time.kernel_error",
    "Scalar": "ssmtheory.analysis.scalar",
    "numerical_radius": "ssmtheory.analysis.level_sets.numerical_radius",
    "distance_to_defectiveness": "ssmtheory.analysis.nonnormal.defectiveness",
    "transient": "ssmtheory.analysis.transients.transient",
    "transient_growth": "ssmtheory.analysis.transients.growth",
    "transient_bounds": "ssmtheory.analysis.transients.bounds",
    "growth_lower_bound": "ssmtheory.analysis.transients.bounds",
    "modes": "ssmtheory.analysis.nonnormal.modes",
    "pseudomode": "ssmtheory.analysis.nonnormal.pseudomodes",
    "eigenvector_condition": "ssmtheory.analysis.spectra.conditioning",
}
_ROOMS = ("families", "closed_forms", "scan", "householder")

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
