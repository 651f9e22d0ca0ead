"""S4 [s4]: diagonalisation, normal plus low rank, recurrence and generating function, its code.

S1–S3 are in ``_s4_matrices``, what its appendix prints beside them in ``_s4_printed``, Lemma B.1,
S5, S6 and S9 in ``_s4_kernels``, S7, S8 and the code in ``_s4_practice``.  Ids of records that
are misprinted end in "printed"; S-i … S-v are the known problems.
"""

from ssmtheory.paper_checks import _s4_kernels, _s4_matrices, _s4_practice, _s4_printed

CLAIMS = (
    *_s4_matrices.CLAIMS,
    *_s4_kernels.CLAIMS,
    *_s4_practice.CLAIMS,
    *_s4_printed.CLAIMS,
)
