"""Exact identities for LegS, X1–X13: the backbone of what is said about S4D, S5, DSS and PTD.

They are derived (theory of the all-pass chain), not quoted; the locator names the statement of
the literature that each makes checkable.  The checks stand beside the records, by theme.
"""

from ssmtheory.paper_checks._identities_forms import CLAIMS as FORMS
from ssmtheory.paper_checks._identities_matrix import CLAIMS as MATRIX
from ssmtheory.paper_checks._identities_spectrum import CLAIMS as SPECTRUM
from ssmtheory.paper_checks._identities_transfer import CLAIMS as TRANSFER

CLAIMS = (*TRANSFER, *SPECTRUM, *MATRIX, *FORMS)
