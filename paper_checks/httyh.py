"""How to train your HiPPO: time-invariant memories as orthogonal bases, HT1–HT9."""

from ssmtheory.paper_checks import _httyh_bases as bases
from ssmtheory.paper_checks import _httyh_kernels as kernels
from ssmtheory.paper_checks import _httyh_scales as scales

CLAIMS = (*bases.CLAIMS, *kernels.CLAIMS, *scales.CLAIMS)
