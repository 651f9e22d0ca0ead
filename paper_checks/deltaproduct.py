"""DeltaProduct: state transitions as products of generalised reflections.

The checks stand beside the records, by theme.
"""

from ssmtheory.paper_checks._deltaproduct_groups import CLAIMS as GROUPS
from ssmtheory.paper_checks._deltaproduct_pairs import CLAIMS as PAIRS
from ssmtheory.paper_checks._deltaproduct_steps import CLAIMS as STEPS

CLAIMS = (*STEPS, *PAIRS, *GROUPS)
