"""Facts about real balls: what holds for every number of the ball is certified."""

import math

import flint

from ssmtheory.claims.fact import Fact, _side


def ball_close(name: str, ball: flint.arb, stated, *, within) -> Fact:
    """|x − stated| ≤ within for every x of ``ball``; ``stated`` may be a ball too."""
    gap = flint.arb(within) - abs(flint.arb(ball) - flint.arb(stated))
    text = f"= {float(flint.arb(stated).mid()):.10g} ± {float(flint.arb(within).mid()):.3g}"
    return _fact(name, ball, text, gap)


def ball_at_most(name: str, ball: flint.arb, bound) -> Fact:
    """x ≤ bound for every x of ``ball``."""
    text = f"≤ {float(flint.arb(bound).mid()):.10g}"
    return _fact(name, ball, text, flint.arb(bound) - flint.arb(ball))


def ball_at_least(name: str, ball: flint.arb, bound) -> Fact:
    """x ≥ bound for every x of ``ball``."""
    text = f"≥ {float(flint.arb(bound).mid()):.10g}"
    return _fact(name, ball, text, flint.arb(ball) - flint.arb(bound))


def _fact(name: str, ball, stated: str, gap: flint.arb) -> Fact:
    ball = flint.arb(ball)
    radius = float(ball.rad())
    if not (ball.is_finite() and gap.is_finite()):
        return Fact(name, "not finite", stated, None, -math.inf, "a ball blew up", "certified")
    middle, error = float(gap.mid()), float(gap.rad())
    holds, margin = _side(middle, error)
    if gap.is_zero():  # the boundary itself, exactly
        holds, margin = True, 0.0
    measured = float(ball.mid())
    return Fact(name, measured, stated, holds, margin, f"ball of radius {radius:.1e}", "certified")
