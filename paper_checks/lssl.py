"""LSSL [lssl]: views of a linear layer, general memories, structured state matrices.

L1–L3 are in ``_lssl_views``, L4 in ``_lssl_memory``, L5 in ``_lssl_jacobi`` and L6–L9 in
``_lssl_structure``.  What is misprinted has an id that ends in "printed".
"""

from ssmtheory.paper_checks import _lssl_jacobi, _lssl_memory, _lssl_structure, _lssl_views

CLAIMS = (
    *_lssl_views.CLAIMS,
    *_lssl_memory.CLAIMS,
    *_lssl_jacobi.CLAIMS,
    *_lssl_structure.CLAIMS,
)
