"""ε-pseudospectral radius: how far from the origin the ε-pseudospectrum reaches."""

from ssmtheory.analysis.level_sets.abscissa import farthest, target_and_eps
from ssmtheory.analysis.level_sets.outermost import Outward
from ssmtheory.analysis.scalar import Scalar


def radius(x, N=None, eps=None, *, rho=None) -> Scalar:
    """ρ_ε(A) = max {|z| : σ_min(zI − A) ≤ ε}; ρ_0 is the spectral radius max |λ|.

    Parameters, result, statuses and errors as of ``abscissa``, with circles about the origin
    in place of vertical lines.
    Source: [mengi-overton2005, section 2], [byers1988, section 4].
    """
    return farthest(*target_and_eps(x, N, eps, rho), Outward, "radius")
