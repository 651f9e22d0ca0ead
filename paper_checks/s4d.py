"""Claims of S4D: diagonal SSMs, their initialisations, and how far these are from S4's."""

from ssmtheory.paper_checks._s4d_forms import CLAIMS as FORMS
from ssmtheory.paper_checks._s4d_kernels import CLAIMS as KERNELS
from ssmtheory.paper_checks._s4d_modes import CLAIMS as MODES

CLAIMS = (*FORMS, *KERNELS, *MODES)
