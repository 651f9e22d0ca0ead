"""A small package of claims, one of each kind of verdict."""

import pytest

from ssmtheory.claims import Claim, Recorded, Variant, close, exactly


def parity(run, remainder=0):
    """n(n + 1) mod 2 = remainder."""
    for n in run.pick(range(5), range(50)):
        yield exactly(f"n(n+1) mod 2, n = {n}", n * (n + 1) % 2, remainder)


def third(run, value=1 / 3):
    """The mean of 10 000 draws of x² is near 1/3."""
    mean = float((run.rng.uniform(size=10_000) ** 2).mean())
    yield close("E x²", mean, value, error=0.015, basis="5 standard deviations 0.003")


def build(**changes):
    """A claim with the fields changed."""
    fields = {
        "id": "T1",
        "paper": "hippo",
        "locator": "Theorem 2",
        "statement": "n(n + 1) is even.",
        "scope": "n < 5, in full n < 50",
        "check": parity,
        "false_variant": Variant("… odd", {"remainder": 1}),
        "recorded": "proved",
        "evidence": "symbolic",
    }
    return Claim(**(fields | changes))


@pytest.fixture
def make():
    return build


@pytest.fixture
def numerical():
    return build(
        id="T2",
        check=third,
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("E x²", 1 / 3, 0.01),),
        false_variant=Variant("… 0.4", {"value": 0.4}),
    )
