r"""A + E with E = ε‖A‖₂ G/‖G‖₂, G a Ginibre matrix (independent standard normal entries).

Smoothed analysis: a random perturbation of relative 2-norm ε makes κ(V) of order
N^{3/2}/ε with high probability (Banks, Kulkarni, Mukherjee and Srivastava, arXiv:1906.11819,
Theorem 1.1); it makes no promise on stability.
"""

from typing import NamedTuple

import numpy as np

from ssmtheory.decompositions.perturb.arguments import check_count, check_positive
from ssmtheory.decompositions.perturb.modes import Modes, dense_modes
from ssmtheory.errors import ConvergenceError

KINDS = ("complex", "real")


class Draw(NamedTuple):
    """The modes of A + E, and E (N, N)."""

    modes: Modes
    E: np.ndarray


def ginibre(N: int, norm: float, rng: np.random.Generator, kind: str = "complex") -> np.ndarray:
    """A Ginibre matrix (N, N), real or complex, scaled to the 2-norm ``norm``."""
    G = rng.standard_normal((N, N))
    if kind == "complex":
        G = G + 1j * rng.standard_normal((N, N))
    return G * (norm / np.linalg.norm(G, 2))


def ginibre_modes(
    A, B, eps: float, rng: np.random.Generator, *, kind="complex", draws=1, reject_unstable=False
) -> Draw:
    """The draw with the smallest κ₂(V) of ``draws``, with ‖E‖₂ = ε‖A‖₂.

    With ``reject_unstable`` only draws with max Re λ < 0 compete; ``ConvergenceError`` when
    none is.  Raises ``InputError`` unless ε > 0 and draws ≥ 1.
    """
    eps, draws = check_positive("eps", eps, "relative 2-norm of E"), check_count("draws", draws)
    norm = eps * np.linalg.norm(A, 2)
    best = None
    for _ in range(draws):
        E = ginibre(A.shape[0], norm, rng, kind)
        modes = dense_modes(A + E, B)
        if reject_unstable and modes.lam.real.max() >= 0:
            continue
        if best is None or modes.kappa < best.modes.kappa:
            best = Draw(modes, E)
    if best is None:
        raise ConvergenceError(
            f"none of {draws} draws at eps = {eps:g} is stable; lower eps, raise draws, or use "
            'method="ptd", which keeps its poles in the left half plane.'
        )
    return best
