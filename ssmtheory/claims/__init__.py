"""Claims of the papers as records that can be run; the definitions live in ``paper_checks``.

A ``Claim`` says what a paper states and how to check it; its check yields ``Fact``s, measured
against what is stated with a named error bound; the verdict follows from the facts alone and is
compared with the one on record, in both directions.
"""

from ssmtheory.claims.claim import Claim, Recorded, Run, Variant
from ssmtheory.claims.fact import Fact, at_least, at_most, close, exactly, identity
from ssmtheory.claims.fact_balls import ball_at_least, ball_at_most, ball_close

__all__ = [
    "Claim",
    "Fact",
    "Recorded",
    "Run",
    "Variant",
    "at_least",
    "at_most",
    "ball_at_least",
    "ball_at_most",
    "ball_close",
    "close",
    "exactly",
    "identity",
]
