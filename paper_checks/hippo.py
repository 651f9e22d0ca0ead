"""HiPPO: recurrent memory by polynomial projection, H1–H9.

The matrices from their definition, exactness, equivariance and the cost of a step, gradients,
approximation rates, and the memory of noise.
"""

from ssmtheory.paper_checks import _hippo_approximation as approximation
from ssmtheory.paper_checks import _hippo_definition as definition
from ssmtheory.paper_checks import _hippo_recurrence as recurrence

CLAIMS = tuple(
    sorted(
        (*definition.CLAIMS, *recurrence.CLAIMS, *approximation.CLAIMS),
        key=lambda claim: claim.id.partition("-")[0],
    )
)
