"""The claims of the papers, one module per paper, as records that are run and compared.

Each module lists its records in ``CLAIMS``; ``PAPERS`` is their order.  A check is written on the
public API of ``ssmtheory``, yields facts, and takes the numbers of the statement as keywords, so
that a false variant of the claim runs through the same code.
"""

PAPERS = (
    "identities",
    "hippo",
    "lssl",
    "s4",
    "httyh",
    "ptd",
    "deltaproduct",
    "sgconv",
    "lmu",
    "mamba",
    "lru",
    "dss",
    "s4d",
    "s5",
    "hope",
    "freqbias",
    "dfout",
    "safari",
    "stablessm",
    "generalization",
    "autocorrelation",
)
