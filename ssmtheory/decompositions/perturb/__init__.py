"""Perturb, then diagonalise: A + E = V Λ V⁻¹ with a κ(V) one can live with.

Structured perturbations (rank one, rank r), random ones (Ginibre) and optimised ones (PTD).
"""

from ssmtheory.decompositions.perturb.gauge import canonical_diagonal as canonical_diagonal
from ssmtheory.decompositions.perturb.gauge import canonical_nplr as canonical_nplr
from ssmtheory.decompositions.perturb.ginibre import ginibre_modes as ginibre_modes
from ssmtheory.decompositions.perturb.low_rank import low_rank_modes as low_rank_modes
from ssmtheory.decompositions.perturb.modes import Modes as Modes
from ssmtheory.decompositions.perturb.modes import dense_modes as dense_modes
from ssmtheory.decompositions.perturb.ptd import optimise as optimise
from ssmtheory.decompositions.perturb.rank_one import rank_one as rank_one
