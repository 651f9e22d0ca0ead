"""Normal-plus-low-rank forms and what checks them."""

from ssmtheory.decompositions.nplr import normal_plus_low_rank as normal_plus_low_rank
from ssmtheory.decompositions.nplr import nplr_from_modes as nplr_from_modes
